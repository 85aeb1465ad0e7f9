"""Words of this room."""

from datetime import date, datetime
from uuid import UUID

import msgspec

PURPOSES = ("invite_renewal", "help_sign", "confirm_year")
AGREES = frozenset({"help_sign", "confirm_year"})
"""Purposes for which somebody agrees to something: it is written down who did so in person."""
OUTCOMES = ("done", "declined", "not_met")


class Wish(msgspec.Struct, frozen=True):
    helper_id: UUID
    purpose: str
    last_day: date
    words: str


class Helper(msgspec.Struct, frozen=True):
    account_id: UUID
    display_name: str


class AtHand(msgspec.Struct, frozen=True):
    """All that a helper sees of a person."""

    id: UUID
    resident_id: UUID
    name: str
    address: str
    purpose: str
    words: str
    last_day: date
    given_name: str
    institution_name: str
    has_phone: bool
    tries: int


class Phone(msgspec.Struct, frozen=True):
    resident_id: UUID
    sealed: bytes


class Given(msgspec.Struct, frozen=True):
    """A task with the last that was said of it, for who gave it."""

    id: UUID
    resident_id: UUID
    resident_name: str
    helper_name: str
    purpose: str
    words: str
    last_day: date
    given_at: datetime
    given_name: str
    withdrawn_at: datetime | None
    is_open: bool
    outcome: str | None
    agreed_name: str | None
    note: str | None
    made_at: datetime | None
