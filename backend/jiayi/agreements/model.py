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
    LAPSED = "lapsed"


WAITING = frozenset(
    {AgreementState.WAITING_CONFIRMATION, AgreementState.WAITING_ACCEPTANCE, AgreementState.WAITING_PAYMENT}
)
IN_FORCE = frozenset({AgreementState.ACTIVE, AgreementState.IN_RENEWAL_WINDOW})
OVER = frozenset(
    {
        AgreementState.EXPIRED,
        AgreementState.ENDED,
        AgreementState.DECLINED,
        AgreementState.WITHDRAWN,
        AgreementState.LAPSED,
    }
)
SWITCH = "switch"


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    typed_name: str = ""
    drawing: str = ""
    """SVG path data of what the finger drew."""


class Guardian(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs for a minor, and as what."""

    name: str
    relation: Literal["parent", "grandparent", "other"]
    child_name: str = ""
    """Written by a child old enough to agree, too, on staff's screen."""


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
    previous_id: UUID | None = None
    guardian: Guardian | None = None
    """At the desk: who signs for a minor. Online it is the head of the household."""


class Person(msgspec.Struct, frozen=True):
    """A resident with what the policies ask about."""

    id: UUID
    name: str
    birth_date: date
    household_id: UUID | None
    institution_id: UUID | None
    area_id: UUID | None
    building_id: UUID | None
    has_account: bool
    """Then nobody else decides for them (K1)."""
    conditions: list[str]
    treated: list[str]
    groups: list[str]
    scheme: str
    county_of_insurance: int
    premium_paid: bool
    outpatient_balance_fen: int | None
    two_disease: list[str]
    special_chronic: list[str]
    insurance_known: bool
    """False: the insurance data do not hold this person yet."""
    relation: str
    """To the head of the household."""
    unproven: bool = False
    """The number registered turned out to be somebody else's, and none of their own is known."""


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
    kind: str
    """SWITCH while it waits to take the place of another institution's agreement; else family_doctor."""
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
    """The agreement that renews this one, or that waits to take its place, if any."""
    origin: str
    requested_at: datetime
    requested_by: UUID
    proof_hash: bytes
    confirmed_at: datetime | None
    channel: str | None
    outcome: str | None
    decision_reason: str
    decided_at: datetime | None
    ended_on: date | None
    ending_reason: str | None
    ending_remark: str
    planned_to: date | None
    """Until when an agreement that ended early would have run."""
    due_fen: int
    """The resident's own share that is due when signing."""
    paid_fen: int
    waits_for: str
    """confirmation, acceptance, payment; "" when nothing is missing (agreement_standings)."""
    reversed_at: datetime | None = None
    """When a payment was last taken back; who waits for payment has their days from then."""

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


class Consent(msgspec.Struct, frozen=True):
    """A person's own signature on staff's screen under what the head of the household prepared for them."""

    typed_name: str
    drawing: str
    origin: str
    signed_at: datetime
    staff_account_id: UUID


class Death(msgspec.Struct, frozen=True):
    """That somebody was recorded as deceased: who told, and who wrote it down."""

    id: UUID
    resident_id: UUID
    agreement_id: UUID
    institution_id: UUID
    institution_name: str
    institution_phone: str
    evidence: str
    recorded_at: datetime
    recorded_name: str


class Special(msgspec.Struct, frozen=True):
    """A change of this kind that the institution's manager allows, though the rule refuses it in principle."""

    kind: str
    reason: str
    allowed_at: datetime


class Places(msgspec.Struct, frozen=True):
    """Of one doctor, as one resident finds them."""

    capacity: int
    taken: int
    held: int


class AgreedHospital(msgspec.Struct, frozen=True):
    institution_id: UUID
    name: str
    level: int


class ConfirmationDays(msgspec.Struct, frozen=True):
    first: date
    last: date


class Payment(msgspec.Struct, frozen=True):
    id: UUID
    amount_fen: int
    method: str
    reference: str
    paid_at: datetime
    reversed_at: datetime | None
    reversal_reason: str
    reversed_name: str


class Receipt(msgspec.Struct, frozen=True):
    number: str
    """Of the agreement."""
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


class YearStanding(msgspec.Struct, frozen=True):
    """One year's yes of an agreement (N-10.1)."""

    confirmed_at: datetime | None
    channel: str
    witness_name: str
    """Empty: not at the desk, or before the name was written down."""
    refused_because: str
    """Why the last signature at the desk was not witnessed."""
    refused_at: datetime | None

    @property
    def sent_back(self) -> str:
        return "" if self.confirmed_at else self.refused_because
