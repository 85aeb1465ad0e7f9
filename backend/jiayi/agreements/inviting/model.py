"""Words of inviting."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec


class Channel(StrEnum):
    PHONE = "phone"
    VISIT = "visit"


class Outcome(StrEnum):
    UNREACHED = "unreached"
    WILLING = "willing"
    UNWILLING = "unwilling"
    WRONG_CONTACT = "wrong_contact"


class Stage(StrEnum):
    """How far the inviting is; everybody to invite stands in exactly one."""

    NEW = "new"
    MAILED = "mailed"
    """Written to, and not spoken with yet."""
    UNREACHED = "unreached"
    WILLING = "willing"
    UNWILLING = "unwilling"


class Renewal(msgspec.Struct, frozen=True):
    """An agreement that runs out, or ran out lately, and that nothing follows yet."""

    agreement_id: UUID
    resident_id: UUID
    name: str
    age_years: int
    phone_tail: str
    doctor_name: str
    ends_on: date
    """The first day without it."""
    next_waits: str
    stage: str
    invited_at: datetime | None
    channel: str
    """Of the last try, as all below; empty: none."""
    outcome: str
    note: str
    made_at: datetime | None
    made_name: str
    mail_failed: bool
    """The invitation became no mail."""

    @property
    def last_day(self) -> date:
        return self.ends_on - timedelta(days=1)


class Tally(msgspec.Struct, frozen=True):
    stage: str
    many: int


class Mailable(msgspec.Struct, frozen=True):
    """What one press would do to a list of people: only ``reached`` are written to."""

    reached: int
    no_address: int
    written: int
    """Before, for the same end of the same agreement."""
    unwilling: int
    submitted: int
    """Their renewal is under way."""


class Contact(msgspec.Struct, frozen=True):
    channel: str
    outcome: str
    note: str
    """Of an invitation that became no mail: why."""
    made_at: datetime
    made_name: str
    failed: bool


class Target(msgspec.Struct, frozen=True):
    agreement_id: UUID


class Unsent(msgspec.Struct, frozen=True):
    """An invitation that no mail was saved for yet, and the account that hears of it."""

    county: int
    contact_id: UUID
    agreement_id: UUID
    ends_on: date
    account_id: UUID
    email_sealed: bytes
