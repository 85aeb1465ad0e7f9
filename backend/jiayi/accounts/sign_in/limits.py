"""How long and how often: every such figure of signing in stands here (the tries also in sign_in_codes' check)."""

from datetime import timedelta

import msgspec

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=10)


class SessionLimit(msgspec.Struct, frozen=True):
    """OWASP ASVS 5.0 7.1.1, 7.3.1, 7.3.2: the longest idleness, the longest life, and why; SQL keeps both."""

    life: timedelta
    idle: timedelta
    why: str


RESIDENT_SESSION = SessionLimit(
    timedelta(days=30), timedelta(days=14),
    "NIST SP 800-63B-4 AAL1: at most 30 days. An old person on the family's own phone should not fetch a code each "
    "week; a phone that is given away or lost is out of it after a fortnight, and at once by “我的设备”.",
)  # fmt: skip
SHIFT_SESSION = SessionLimit(
    timedelta(hours=12), timedelta(minutes=60),
    "NIST SP 800-63B-4 AAL2: at most 24 hours, at most one hour idle. One sign-in a shift; a house call or a long "
    "talk with a patient stays under the hour, so that a tired doctor is not asked again for nothing.",
)  # fmt: skip
OFFICE_SESSION = SessionLimit(
    timedelta(hours=10), timedelta(minutes=30),
    "Bureau and administrator see a whole county and sit at a desk: one working day, and half an hour away from it.",
)  # fmt: skip
MOST_BESIDE = 4
"""Residents who stay signed in on one phone beside the one in use: a family of five; each costs a look-up on one page."""
_OFFICES = frozenset({"bureau", "admin"})

SEEN_EVERY = timedelta(minutes=5)
"""Last use is written at most this often: a page view is a read. Idleness may end that much early, never late."""
FACTOR_FRESH = timedelta(minutes=60)
"""A work role is taken with a second factor no older than a shift's idleness: a resident's long session that lay
about does not open it."""
STEP_UP_MINUTES = 10
"""Sensitive acts ask again after this many minutes (ASVS 5.0 7.5.3)."""
CHALLENGE_LIFE = timedelta(minutes=5)
"""Of a passkey: time to find the phone and unlock it."""


def session_limit(role: str) -> SessionLimit:
    """``role``: 'resident' or a work role."""
    if role == "resident":
        return RESIDENT_SESSION
    return OFFICE_SESSION if role in _OFFICES else SHIFT_SESSION


class Limit(msgspec.Struct, frozen=True):
    name: str
    hits: int
    window: timedelta


CODES_PER_EMAIL = Limit("codes of an e-mail", 5, timedelta(minutes=15))
CODES_PER_ADDRESS = Limit("codes of an address", 60, timedelta(hours=1))
CODES_PER_NETWORK = Limit("codes of a network", 300, timedelta(hours=1))
TRIES_PER_ADDRESS = Limit("tries of an address", 200, timedelta(hours=1))
"""A health centre's visitors share one address: wide enough for them, narrow for a guesser (five tries a code)."""
TRIES_PER_NETWORK = Limit("tries of a network", 1000, timedelta(hours=1))
"""/24 and /48: somebody who changes addresses within one network; several health centres may share one."""
FACTORS_PER_ACCOUNT = Limit("second factors of an account", 10, timedelta(minutes=15))
FACTORS_PER_DAY = Limit("second factors of an account in a day", 50, timedelta(days=1))
"""Six digits of which three are right at any moment: fifty tries a day hit one with a chance of 1 in 6,600, and only
for who is past the first factor already (ASVS 5.0 6.3.1)."""
RECOVERY_SETS = Limit("recovery codes made by an account", 5, timedelta(hours=1))
"""A set costs seconds of the machine: ten slow hashes."""
SHOWN_IN_FULL = Limit("numbers shown in full to an account", 60, timedelta(hours=1))
"""One a minute: a doctor who rings people up does not need more, and a list cannot be copied out in an afternoon."""
CHALLENGES_PER_ACCOUNT = Limit("passkey challenges of an account", 60, timedelta(hours=1))
IDENTITIES_PER_ACCOUNT = Limit("identities of an account", 6, timedelta(hours=1))
IDENTITIES_PER_ADDRESS = Limit("identities of an address", 60, timedelta(hours=1))
IDENTITIES_PER_NETWORK = Limit("identities of a network", 200, timedelta(hours=1))
PROXY_CODES_PER_ACCOUNT = Limit("proxy codes of an account", 10, timedelta(hours=1))
"""Eight digits, and the name must fit, too: ten tries an hour find nothing."""

ROLE_OFFERS = Limit("roles offered by an account", 30, timedelta(hours=1))
"""Each sends a mail to an address that somebody typed."""
DESK_LOOK_UPS = Limit("desk look-up", 60, timedelta(hours=1))
