"""Words of the desk: what staff see of requests, signed residents, visits and waiting lines."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec


class Work(msgspec.Struct, frozen=True):
    requests: int
    unconfirmed: int
    to_witness: int
    signed: int
    not_confirmed_this_year: int


class InstitutionTotals(msgspec.Struct, frozen=True):
    institution_id: UUID
    institution_name: str
    in_force: int
    requests: int


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
    next_waits: str
    """What the renewal behind it still waits for; empty: there is none, or it counts."""
    groups: list[str]
    conditions: list[str]


class Visitor(msgspec.Struct, frozen=True):
    resident_id: UUID
    name: str


class Team(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class Area(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class Neighbour(msgspec.Struct, frozen=True):
    """A resident of the own institution, as far as it takes to tell two people of one name apart."""

    id: UUID
    name: str
    sex: str
    age_years: int
    area_name: str
    building_name: str
    signed: bool


class InLine(msgspec.Struct, frozen=True):
    doctor_id: UUID
    waiting: int


class YearSignature(msgspec.Struct, frozen=True):
    """A yearly confirmation signed on staff's screen that nobody has witnessed yet."""

    agreement_id: UUID
    year: int
    resident_id: UUID
    resident_name: str
    doctor_name: str
    origin: str
    signed_at: datetime
    staff_account_id: UUID
    typed_name: str
    drawing: str


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
    added_reason: str
    """Why staff put the person in line; empty: by themselves."""


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
    added_reason: str


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
    team_id: UUID | None
    """None: doctors who sign without a team."""
    team_name: str
    signed: int
    confirmed: int


class UntoldOffer(msgspec.Struct, frozen=True):
    """An open offer whose mail was not written yet, and the account it goes to; None: only who helps the person."""

    county: int
    entry_id: UUID
    offered_at: datetime
    offer_expires_at: datetime
    account_id: UUID | None
    email_sealed: bytes | None
    resident_id: UUID
