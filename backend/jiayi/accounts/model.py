"""Words of the accounts slice: people as rosters tell of them, and what is known of them."""

from datetime import date
from uuid import UUID

import msgspec


class ConditionRow(msgspec.Struct, frozen=True):
    condition: str
    diagnosed_on: date | None = None
    treated: bool = False


class GroupRow(msgspec.Struct, frozen=True):
    priority_group: str
    since: date
    until: date | None = None


class InsuranceRow(msgspec.Struct, frozen=True, kw_only=True):
    scheme: str
    """resident, employee or none."""
    county_of_insurance: int
    premium_paid: bool
    outpatient_balance_fen: int | None = None
    two_disease: list[str] = []
    special_chronic: list[str] = []
    as_of: date


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a roster. Sex and birth date are those of the identity number, which must be valid."""

    identity_number: str
    name: str
    pinyin: str = ""
    """Without it, it is made from the name."""
    phone: str = ""
    area_id: UUID | None = None
    building_id: UUID | None = None
    room: str = ""
    institution_id: UUID | None = None
    household: str = ""
    """Lines of one call with the same words here live together; without it: a household of one."""
    household_id: UUID | None = None
    """Of a household that exists already, for someone who joins it."""
    relation: str = "head"
    """To the head; the first 'head' of a household is its head, else its first line."""
    conditions: list[ConditionRow] = []
    groups: list[GroupRow] = []
    insurance: InsuranceRow | None = None
    source: str = "roster"
    id: UUID | None = None
    """Of a new person, if the caller already has one; a known person keeps theirs."""


class Written(msgspec.Struct, frozen=True):
    ids: list[UUID | None]
    """One a line, in order; None: this person is kept by another county and was left alone."""
    added: int
    changed: int


class KeyRow(msgspec.Struct, frozen=True):
    key_hash: bytes
    county: int
    subject_id: UUID


class HomeRow(msgspec.Struct, frozen=True):
    resident_id: UUID
    household_id: UUID | None


class Known(msgspec.Struct, frozen=True):
    """What the roster look-up says to who knows an identity number (resident_of_identity)."""

    county: int
    resident_id: UUID
    name: str
    phone_tail: str
    has_account: bool


class Resident(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    household_id: UUID | None
    relation_to_head: str
    name: str
    sex: str
    birth_date: date
    age_years: int
    identity_sealed: bytes
    identity_tail: str
    phone_sealed: bytes | None
    phone_tail: str
    area_id: UUID | None
    area_name: str
    building_id: UUID | None
    building_name: str
    room: str
    institution_id: UUID | None
    is_head: bool

    @property
    def masked_phone(self) -> str:
        return f"*******{self.phone_tail}" if self.phone_tail else ""

    @property
    def masked_identity(self) -> str:
        return f"**************{self.identity_tail}"


class Member(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    relation_to_head: str
    sex: str
    birth_date: date
    age_years: int
    is_head: bool
    has_account: bool


class ResidentFacts(msgspec.Struct, frozen=True):
    """As the rules ask. Groups are those of the rosters on that day; what follows from age is for the policy's rules."""

    age_years: int
    scheme: str
    county_of_insurance: int
    premium_paid: bool
    outpatient_balance_fen: int | None
    two_disease: list[str]
    special_chronic: list[str]
    insured_as_of: date | None
    """None: no insurance file has named this person yet."""
    conditions: list[str]
    treated_conditions: list[str]
    groups: list[str]


class RoleGrant(msgspec.Struct, frozen=True):
    id: UUID
    role: str
    institution_id: UUID | None
    institution_name: str
    starts_on: date
    ends_on: date | None


class Account(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    display_name: str
    email_sealed: bytes | None
    resident_id: UUID | None
    doctor_id: UUID | None
