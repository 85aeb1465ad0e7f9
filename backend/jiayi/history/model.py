"""Words of the history slice."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True):
    id: UUID
    happened_at: datetime
    kind: str
    actor_account_id: UUID | None
    actor_role: str
    data: dict[str, Any]


class Look(msgspec.Struct, frozen=True):
    """With what the resident asked about it and was told."""

    id: UUID
    looked_at: datetime
    role: str
    actor_name: str
    institution_name: str
    part: str
    question: str | None
    answer: str | None
    answered_by: str | None


class LookOf(msgspec.Struct, frozen=True):
    """A look, for a note about it."""

    id: UUID
    resident_id: UUID
    account_id: UUID | None
    institution_id: UUID | None
    role: str
    reader: str


class Head(msgspec.Struct, frozen=True):
    """The end of a county's chain at some moment."""

    county: int
    position: int
    digest: bytes
    sealed_at: datetime

    def line(self) -> str:
        return f"{self.county} {self.position} {self.digest.hex()} {self.sealed_at.isoformat()}"


class Link(msgspec.Struct, frozen=True):
    """A link with the row it seals; ``at`` None: there is no such row."""

    position: int
    source: str
    row_id: UUID
    sealed_at: datetime
    digest: bytes
    at: datetime | None
    fields: list[str | None] | None


class Count(msgspec.Struct, frozen=True):
    rows: int
    oldest: datetime | None
