"""How long and how often: every such figure of signing in stands here (the tries also in sign_in_codes' check)."""

from datetime import timedelta

import msgspec

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
STAFF_SESSION = timedelta(hours=12)
RESIDENT_SESSION = timedelta(days=30)


class Limit(msgspec.Struct, frozen=True):
    name: str
    hits: int
    window: timedelta


CODES_PER_EMAIL = Limit("codes of an e-mail", 5, timedelta(minutes=15))
CODES_PER_ADDRESS = Limit("codes of an address", 60, timedelta(hours=1))
TRIES_PER_ADDRESS = Limit("tries of an address", 200, timedelta(hours=1))
"""A health centre's visitors share one address: wide enough for them, narrow for a guesser (five tries a code)."""
IDENTITIES_PER_ACCOUNT = Limit("identities of an account", 6, timedelta(hours=1))
IDENTITIES_PER_ADDRESS = Limit("identities of an address", 60, timedelta(hours=1))

DESK_LOOK_UPS = Limit("desk look-up", 60, timedelta(hours=1))
