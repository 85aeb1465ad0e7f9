"""Words of the desk: what staff see of requests, signed residents, visits and waiting lines."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec


class Work(msgspec.Struct, frozen=True):
    requests: int
    unconfirmed: int
    to_witness: int
    to_renew: int
    signed: int
    not_confirmed_this_year: int


class PanelRow(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    sex: str
    age_years: int
    agreement_id: UUID
    doctor_name: str
    team_name: str
    last_day: date | None
    """None: a long-term agreement."""
    groups: list[str]
    conditions: list[str]


class Visitor(msgspec.Struct, frozen=True):
    resident_id: UUID
    name: str


class Team(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class Panel(msgspec.Struct, frozen=True):
    doctor_id: UUID
    doctor_name: str
    institution_id: UUID
    institution_name: str
    signs: bool
    capacity: int
    taken: int


class OwnPlace(msgspec.Struct, frozen=True):
    id: UUID
    doctor_id: UUID
    doctor_name: str
    institution_name: str
    place: int
    waiting: int
    joined_at: datetime
    priority: int
    priority_reason: str
    offer_expires_at: datetime | None
    """Until when the offered place is kept; None: not offered."""
    capacity: int
    taken: int
    held: int


class LostOffer(msgspec.Struct, frozen=True):
    doctor_id: UUID
    doctor_name: str
    offer_expires_at: datetime


class Waiting(msgspec.Struct, frozen=True):
    id: UUID
    doctor_id: UUID
    doctor_name: str
    resident_id: UUID
    resident_name: str
    """Empty: a resident of another institution, whom the actor may not see."""
    place: int
    joined_at: datetime
    priority: int
    priority_reason: str
    offer_expires_at: datetime | None


class WaitedFor(msgspec.Struct, frozen=True):
    county: int
    doctor_id: UUID


class Campaign(msgspec.Struct, frozen=True):
    id: UUID
    year: int
    opens_on: date
    closes_on: date
    """The first day on which it is closed."""

    @property
    def last_day(self) -> date:
        return self.closes_on - timedelta(days=1)


class Progress(msgspec.Struct, frozen=True):
    team_name: str
    signed: int
    confirmed: int
