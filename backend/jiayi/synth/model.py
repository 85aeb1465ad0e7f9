"""What `generate` returns: plain rows, tied by ids, in an order in which they can be inserted."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from jiayi.infra.geo import Point, Ring
from jiayi.infra.identity_number import Sex

InstitutionKind = Literal["hospital", "township_center", "community_center", "station", "village_post"]
DoctorKind = Literal["gp", "assistant_gp", "tcm_gp", "village_doctor", "specialist", "retired"]
Duty = Literal["gp", "nurse", "public_health", "hospital_doctor", "tcm"]
AreaKind = Literal["compound", "building", "villagers_group"]
Relation = Literal["head", "spouse", "child", "parent", "grandchild"]
Condition = Literal["hypertension", "diabetes", "copd", "tuberculosis", "severe_mental_disorder"]
Group = Literal["disabled", "special_family", "registered_poor", "pregnant"]
Scheme = Literal["resident", "employee", "none"]


class Township(msgspec.Struct, frozen=True, kw_only=True):
    code: int
    name: str


class Committee(msgspec.Struct, frozen=True, kw_only=True):
    code: int
    name: str
    township: int


class Institution(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    kind: InstitutionKind
    level: int | None
    """Of hospitals: 2 or 3."""
    leads_community: bool
    """Of the county's medical community (医共体); the institutions whose parent it is are its members."""
    name: str
    address: str
    phone: str
    email: str
    hours: str
    location: Point
    township: int | None
    parent: UUID | None


class Doctor(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    institution_id: UUID
    kind: DoctorKind
    name: str
    pinyin: str
    initials: str
    sex: Sex
    title: str
    department: str
    introduction: str
    specialties: list[str]
    languages: list[str]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    duty: Duty
    name: str
    doctor_id: UUID | None
    """None: a nurse or public-health worker, who is no doctor of ours."""


class Team(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    institution_id: UUID
    name: str
    lead_doctor_id: UUID
    members: list[Member]
    introduction: str
    hours: str
    phone: str


class ServiceArea(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    kind: AreaKind
    name: str
    pinyin: str
    initials: str
    township: int
    committee: int
    team_id: UUID
    ring: Ring
    centre: Point
    buildings: list[str]


class Household(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    area_id: UUID
    building: str
    room: str
    address: str
    head_id: UUID


class Insurance(msgspec.Struct, frozen=True, kw_only=True):
    scheme: Scheme
    premium_paid: bool
    county: int
    """County of insurance (参保地)."""
    outpatient_balance_fen: int
    two_disease: list[Condition]
    """Certified for the outpatient drugs of hypertension or diabetes (两病)."""
    special_chronic: list[Condition]
    """Certified outpatient special chronic diseases (门诊慢特病)."""


class Resident(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    household_id: UUID
    relation: Relation
    name: str
    pinyin: str
    initials: str
    sex: Sex
    birth_date: date
    identity_number: str
    phone: str | None
    conditions: list[Condition]
    groups: list[Group]
    due_date: date | None
    """Of pregnant women."""
    insurance: Insurance


class SynthCounty(msgspec.Struct, frozen=True, kw_only=True):
    division: int
    name: str
    seed: int
    today: date
    outline: list[Ring]
    townships: list[Township]
    committees: list[Committee]
    institutions: list[Institution]
    doctors: list[Doctor]
    teams: list[Team]
    areas: list[ServiceArea]
    households: list[Household]
    residents: list[Resident]
