"""Words of this room."""

from datetime import datetime
from uuid import UUID

import msgspec

from jiayi.agreements.looks.rules import LookFacts
from jiayi.infra import clock


class Seen(msgspec.Struct, frozen=True):
    """A look with what the rules ask of it."""

    position: int
    id: UUID
    looked_at: datetime
    role: str
    actor_name: str
    resident_name: str
    resident_id: UUID
    account_id: UUID
    institution_id: UUID | None
    served: bool
    is_self: bool
    is_colleague: bool
    people_in_hour: int
    told_at: datetime | None
    """When the hour before it was flagged for many people."""
    reader: str

    def facts(self, told: bool) -> LookFacts:
        return LookFacts(
            at=clock.office_time(self.looked_at), staff_name=self.actor_name, resident_name=self.resident_name,
            served=self.served, is_self=self.is_self, is_colleague=self.is_colleague,
            people_in_hour=self.people_in_hour, told_in_hour=told,
        )  # fmt: skip


class Flagged(msgspec.Struct, frozen=True):
    """A look that is put before whoever answers for it. The resident's name is shown in part: more is not needed."""

    id: UUID
    looked_at: datetime
    actor_name: str
    role: str
    part: str
    institution_name: str
    resident_name: str
    reasons: list[str]
    question: str
    note_kind: str | None
    note: str | None
    noted_by: str | None
    noted_at: datetime | None

    @property
    def field(self) -> str:
        return f"note-{self.id}"
