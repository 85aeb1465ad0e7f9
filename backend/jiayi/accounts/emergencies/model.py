"""Words of this room."""

from datetime import date, datetime
from uuid import UUID

import msgspec

REASONS = ("unconscious", "treating_now", "danger_at_home", "find_family")
OUTCOMES = ("justified", "not_justified")


class Opened(msgspec.Struct, frozen=True):
    resident_id: UUID
    seen_anyway: bool
    """Of the own institution: no emergency is needed, none was opened."""


class Address(msgspec.Struct, frozen=True):
    account_id: UUID
    email_sealed: bytes


class Standing(msgspec.Struct, frozen=True):
    institution_name: str
    doctor_name: str
    starts_on: date
    ends_on: date | None


class Emergency(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    resident_id: UUID
    doctor_name: str
    institution_name: str
    reason: str
    words: str
    opened_at: datetime
    until: datetime
    ended_at: datetime | None
    """Early, by the doctor or a manager."""
    is_open: bool
    looks: int
    person: str
    """Such as 赵**: of whom to ask, and no more."""
    outcome: str | None
    note: str | None
    noted_by: str | None
    noted_at: datetime | None

    @property
    def field(self) -> str:
        return f"note-{self.id}"
