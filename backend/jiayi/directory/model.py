"""The words of the directory. Everything here is public."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec


class County(msgspec.Struct, frozen=True):
    """A county with at least one institution."""

    code: int
    name: str
    city: str


class Institution(msgspec.Struct, frozen=True):
    id: UUID
    county: int
    code: str
    name: str
    kind: str
    level: int
    ownership: str
    parent_id: UUID | None
    medical_community_id: UUID | None
    address: str
    phone: str
    hours: str
    ways_to_sign: list[str]
    lon: float
    lat: float
    accepts_each_request: bool
    contracted_since: date | None
    contracted_until: date | None


class Team(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    institution_id: UUID
    institution_name: str
    code: str
    name: str
    introduction: str
    hours: str
    phone: str
    colour: int
    closed_on: date | None


class Doctor(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    institution_id: UUID
    institution_name: str
    name: str
    sex: str
    kind: str
    title: str
    introduction: str
    specialties: list[str]
    languages: list[str]
    phone: str
    signs: bool
    left_on: date | None
    photo: str
    """Digest of the picture, which its address ends in; empty: none."""


class Member(msgspec.Struct, frozen=True):
    """A doctor in a team on a day; ``places_left`` is None for who signs nobody."""

    doctor_id: UUID
    name: str
    sex: str
    kind: str
    title: str
    duty: str
    is_lead: bool
    introduction: str
    specialties: list[str]
    languages: list[str]
    phone: str
    signs: bool
    places_left: int | None
    photo: str


class Area(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    code: str
    kind: str
    name: str
    township: int
    committee: int
    township_name: str
    committee_name: str
    address: str
    household_count: int
    lon: float | None
    lat: float | None
    closed_on: date | None
    """The first day on which nobody finds it any more."""


class AreaHit(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    kind: str
    name: str
    pinyin: str
    initials: str
    township_name: str
    committee_name: str
    address: str
    team_name: str


class Building(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    team_id: UUID | None
    """Set where this building has a team of its own."""


class Named(msgspec.Struct, frozen=True):
    """A step of the list: a township or committee, with how many areas it holds."""

    code: int
    name: str
    areas: int


class AreaShape(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    name: str
    township: int
    township_name: str
    team_id: UUID | None
    team_name: str
    colour: int
    boundary: Any
    """asyncpg.Polygon: WGS-84, longitude first, not closed."""


class TeamArea(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    township_name: str
    committee_name: str
    buildings: str
    """Names of single buildings; empty: the whole area."""


class Pin(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    kind: str
    phone: str
    address: str
    lon: float
    lat: float


class WorkArea(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    township_name: str
    committee_name: str
    team_name: str
    drawn: bool
    closed_on: date | None


class Assignment(msgspec.Struct, frozen=True):
    id: UUID
    building_id: UUID | None
    building_name: str
    team_id: UUID
    team_name: str
    institution_id: UUID
    since: date
    until: date | None


class Overlap(msgspec.Struct, frozen=True):
    """Two areas whose boundaries touch or overlap."""

    first_id: UUID
    first_name: str
    first_boundary: Any
    second_id: UUID
    second_name: str
    second_boundary: Any


class NewArea(msgspec.Struct, frozen=True):
    kind: str
    name: str
    township: int
    township_name: str
    committee: int
    committee_name: str
    address: str
    team_id: UUID | None


class PictureOf(msgspec.Struct, frozen=True):
    """A doctor of the manager's institution, with the digest of the picture."""

    doctor_id: UUID
    name: str
    title: str
    photo: str


class Photo(msgspec.Struct, frozen=True):
    digest: str
    content: bytes
