"""Words of my data."""

from datetime import date, datetime
from uuid import UUID

import msgspec


class Request(msgspec.Struct, frozen=True):
    id: UUID
    resident_id: UUID
    name: str
    kind: str
    item: str
    words_sealed: bytes
    asked_at: datetime
    answer_by: date
    outcome: str
    """Empty: not answered yet."""
    answer_sealed: bytes | None
    answered_at: datetime | None


class Asked(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    resident_id: UUID
    asked_by: UUID


class Unfinished(msgspec.Struct, frozen=True):
    county: int
    resident_id: UUID
    account_id: UUID | None


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What must be kept, how long, and by which text."""

    text: str
    basis: str
    assumed: bool
