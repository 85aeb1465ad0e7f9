"""Words of the agreements slice: what is asked for, what stands in a row, what a page shows."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec


class Origin(StrEnum):
    ONLINE = "online"
    DESK = "desk"
    HOME_VISIT = "home_visit"


class AgreementState(StrEnum):
    WAITING_CONFIRMATION = "waiting_confirmation"
    WAITING_ACCEPTANCE = "waiting_acceptance"
    WAITING_PAYMENT = "waiting_payment"
    UPCOMING = "upcoming"
    ACTIVE = "active"
    IN_RENEWAL_WINDOW = "in_renewal_window"
    EXPIRED = "expired"
    ENDED = "ended"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


WAITING = frozenset(
    {AgreementState.WAITING_CONFIRMATION, AgreementState.WAITING_ACCEPTANCE, AgreementState.WAITING_PAYMENT}
)
IN_FORCE = frozenset({AgreementState.ACTIVE, AgreementState.IN_RENEWAL_WINDOW})


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    typed_name: str = ""
    drawing: str = ""
    """SVG path data of what the finger drew."""


class SignOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One person's wish to sign. ``doctor_id`` None: the team's lead doctor. ``key``: the form's idempotency key."""

    resident_id: UUID
    key: UUID
    signature: Signature
    text_version: str
    package_codes: tuple[str, ...]
    team_id: UUID | None = None
    doctor_id: UUID | None = None
    item_codes: tuple[str, ...] = ()
    hospital_ids: tuple[UUID, ...] = ()
    long_term: bool = False
    months: int | None = None
    """None: the policy's usual term."""
    origin: Origin = Origin.ONLINE
    witness_account_id: UUID | None = None
    previous_id: UUID | None = None


class Person(msgspec.Struct, frozen=True):
    """A resident with what the policies ask about."""

    id: UUID
    name: str
    birth_date: date
    household_id: UUID | None
    institution_id: UUID | None
    area_id: UUID | None
    building_id: UUID | None
    conditions: list[str]
    treated: list[str]
    groups: list[str]
    scheme: str
    county_of_insurance: int
    premium_paid: bool
    outpatient_balance_fen: int | None
    two_disease: list[str]
    special_chronic: list[str]


class Party(msgspec.Struct, frozen=True):
    """The institution's side: a doctor, in a team or alone, and where they work."""

    doctor_id: UUID
    doctor_name: str
    doctor_title: str
    doctor_kind: str
    doctor_phone: str
    introduction: str
    specialties: list[str]
    signs: bool
    capacity: int
    taken: int
    team_id: UUID | None
    team_name: str
    team_phone: str
    institution_id: UUID
    institution_county: int
    institution_name: str
    institution_kind: str
    ownership: str
    parent_kind: str
    accepts_each_request: bool
    contracted_since: date | None
    contracted_until: date | None
    community_since: date | None
    community_until: date | None

    @property
    def initial(self) -> str:
        return self.doctor_name[:1]


class Agreement(msgspec.Struct, frozen=True):
    """An agreement with every row that makes its state."""

    county: int
    id: UUID
    number: str
    resident_id: UUID
    resident_name: str
    institution_id: UUID
    institution_name: str
    institution_phone: str
    team_id: UUID | None
    team_name: str
    team_phone: str
    doctor_id: UUID
    doctor_name: str
    doctor_title: str
    doctor_phone: str
    term_from: date | None
    """None when the request was declined or withdrawn: the term is then empty."""
    term_to: date | None
    """First day after the term; None for a long-term agreement, or an empty term."""
    term_empty: bool
    long_term: bool
    policy_division: int
    policy_on: date
    text_version: str
    previous_id: UUID | None
    next_id: UUID | None
    """The agreement that renews this one, if any."""
    origin: str
    requested_at: datetime
    requested_by: UUID
    proof_hash: bytes
    confirmed_at: datetime | None
    channel: str | None
    outcome: str | None
    decision_reason: str
    ended_on: date | None
    ending_reason: str | None
    ending_remark: str
    due_fen: int
    """The resident's own share that is due when signing."""
    paid_fen: int

    @property
    def last_day(self) -> date | None:
        """For people: the last day that still counts."""
        return self.term_to - timedelta(days=1) if self.term_to else None

    @property
    def initial(self) -> str:
        return self.doctor_name[:1]


class AgreedPackage(msgspec.Struct, frozen=True):
    package_code: str
    name: str
    citation: str


class AgreedItem(msgspec.Struct, frozen=True):
    item_code: str
    package_code: str | None
    name: str
    times: int


class AgreedFee(msgspec.Struct, frozen=True):
    """``package_code``: codes joined by +. ``payer`` "unnamed": no document says who pays."""

    package_code: str
    payer: str
    amount_fen: int | None
    citation: str
    reading: str
    note: str
    within_price: bool
    due: str


class AgreedHospital(msgspec.Struct, frozen=True):
    institution_id: UUID
    name: str
    level: int


class Payment(msgspec.Struct, frozen=True):
    id: UUID
    amount_fen: int
    method: str
    reference: str
    paid_at: datetime


class Hospital(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    level: int
    kind: str


class AgreementText(msgspec.Struct, frozen=True):
    version: str
    sha256: str
    body: str


class Price(msgspec.Struct, frozen=True):
    code: str
    price_fen: int


PaymentMethod = Literal["desk", "online"]
