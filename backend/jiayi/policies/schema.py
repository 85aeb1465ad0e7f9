"""The topics that an agreement rests on. Money is whole fen; a share is a decimal string."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from .cited import Rule, Strict

Fen = Annotated[int, Meta(ge=0)]
Share = Annotated[str, Meta(pattern=r"^(0(\.\d+)?|1(\.0+)?)$")]
Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]
Scheme = Literal["resident", "employee", "none"]
Payer = Literal["public_health", "outpatient_pooling_fund", "fund", "personal_account", "resident"]
PackageKind = Literal[
    "base", "value_added", "personalised", "paid", "outpatient_pooling", "two_disease", "special_chronic"
]
MoneyUnit = Literal["person_year", "person_time"]
ChangeKind = Literal["switch_institution", "change_doctor", "renew", "terminate", "long_term", "confirm"]
InstitutionKind = Literal[
    "township_center", "community_center", "station", "village_post", "private_clinic", "hospital"
]


class Condition(Strict, frozen=True, kw_only=True):
    """A named question about a person: `when` is CEL; the two sentences answer it."""

    name: Code
    when: str
    met: str
    unmet: str
    clause: str | None = None
    reading: str | None = None


class Companion(Strict, frozen=True, kw_only=True):
    """Another package that must be signed with this one; `when` (CEL) limits whom it binds."""

    package: Code
    when: str = "true"


class Package(Rule, frozen=True, kw_only=True):
    """`eligibility` is CEL over the names of `condition`; absent, all of them must hold."""

    code: Code
    name: str
    name_en: str
    kind: PackageKind
    description: str
    items: tuple[Code, ...] = ()
    requires: tuple[Companion, ...] = ()
    condition: tuple[Condition, ...] = ()
    eligibility: str | None = None


class Item(Rule, frozen=True, kw_only=True):
    """点单. No text gives a price for most items: then the institution's own list holds."""

    code: Code
    name: str
    category: Literal["health_management", "community", "medical", "public_health", "tcm", "home_service"]
    unit: str
    price_fen: Fen | None = None
    price_note: str = "按本院价目"
    free: bool = False
    """A duty to every signed resident whom it concerns: never sold as a single item (N-3, N-7.2, N-8)."""
    when: str = "true"
    """CEL over the facts of a person: whom the item is for inside its package."""


class Word(Rule, frozen=True, kw_only=True):
    """A code that facts and expressions may use, and what people call it."""

    kind: Literal["scheme", "condition", "group"]
    code: str
    name: str
    name_en: str
    least_age: int | None = None
    """Of a group that is an age: from this year of age on, up to and with ``most_age``."""
    most_age: int | None = None


class Fee(Rule, frozen=True, kw_only=True):
    """The price of packages signed as one set: a sum, or each institution's own list, or none stated."""

    packages: tuple[Code, ...]
    unit: MoneyUnit
    price_fen: Fen | None = None
    price_by: Literal["text", "institution", "none_stated"] = "text"


class Funding(Rule, frozen=True, kw_only=True):
    """Who pays how much of a set. `share` and `rate` are parts of the price; `rest` takes what is left."""

    packages: tuple[Code, ...]
    payer: Payer
    how: Literal["amount", "share", "rate", "rest", "capitation", "at_visit", "unstated"]
    unit: MoneyUnit
    schemes: tuple[Scheme, ...] = ("resident", "employee", "none")
    amount_fen: Fen | None = None
    share: Share | None = None
    rate: Code | None = None
    note: str | None = None
    once_per_term: bool = False
    counts_against_outpatient_quota: bool = False


class Rate(Rule, frozen=True, kw_only=True):
    """A named share that a document refers to without a figure."""

    name: Code
    label: str
    share: Share


class BalanceCheck(Rule, frozen=True, kw_only=True):
    """No paid agreement when the person's outpatient balance is below this payer's part."""

    package: Code
    payer: Payer
    refused: str
    unknown: str


class FundingBan(Rule, frozen=True, kw_only=True):
    package_kind: PackageKind
    payers: tuple[Payer, ...]
    text: str


class Capitation(Rule, frozen=True, kw_only=True):
    """What a payer owes the institution a person-year. `at_least`: a floor that the county may raise."""

    package: Code
    schemes: tuple[Scheme, ...]
    payer: Payer
    rate_fen: Fen
    unit: MoneyUnit
    when: str = "true"
    disease: str | None = None
    at_least: bool = False


class Term(Rule, frozen=True, kw_only=True):
    """`fixed` terms have months; `flexible` and `long_term` widen the choice."""

    code: Literal["fixed", "flexible", "long_term"]
    months: tuple[int, ...] = ()
    most_months: Annotated[int, Meta(ge=1)] | None = None
    """The longest flexible term."""
    allowed: bool = True
    in_principle: bool = False
    text: str


class Change(Rule, frozen=True, kw_only=True):
    """`when` is CEL over the facts of the change; the two sentences answer it."""

    kind: ChangeKind
    when: str
    allowed: str
    refused: str
    in_principle: bool = False


class Termination(Rule, frozen=True, kw_only=True):
    code: Code
    name: str
    by: Literal["resident", "institution", "either"]
    text: str


class RenewalWindow(Rule, frozen=True, kw_only=True):
    days_before: Annotated[int, Meta(ge=0)]
    days_after: Annotated[int, Meta(ge=0)]
    text: str


class RequestLimit(Rule, frozen=True, kw_only=True):
    """How many days a request may wait for the person, for the team's answer, and for the own share."""

    days_to_confirm: Annotated[int, Meta(ge=1)]
    days_to_answer: Annotated[int, Meta(ge=1)]
    days_to_pay: Annotated[int, Meta(ge=1)]
    text: str


class FullCapacity(Rule, frozen=True, kw_only=True):
    """From which age a person decides alone; before it a guardian signs."""

    age_years: Annotated[int, Meta(ge=1)]
    text: str


class PlaceOffer(Rule, frozen=True, kw_only=True):
    """For how many days a freed place is kept for the next in the waiting line."""

    days: Annotated[int, Meta(ge=1)]
    text: str


class ChildConsent(Rule, frozen=True, kw_only=True):
    """From which age a minor's own yes is asked for, beside the guardian's; and how many days before a birthday that
    changes who decides both are told."""

    age_years: Annotated[int, Meta(ge=1)]
    days_before: Annotated[int, Meta(ge=0)]
    text: str


class ProxyLimit(Rule, frozen=True, kw_only=True):
    """How long one proxy may last, and how many people one helper may act for."""

    most_months: Annotated[int, Meta(ge=1)]
    most_helped: Annotated[int, Meta(ge=1)]
    days_to_take_up: Annotated[int, Meta(ge=1)]
    text: str


class DeathCorrection(Rule, frozen=True, kw_only=True):
    """For how many days a death recorded by mistake can be taken back so that the agreement runs on."""

    days: Annotated[int, Meta(ge=1)]
    text: str


class Confirmation(Rule, frozen=True, kw_only=True):
    """The months in which agreements are confirmed each year."""

    months: tuple[Annotated[int, Meta(ge=1, le=12)], ...]
    text: str


class ConfirmationReminder(Rule, frozen=True, kw_only=True):
    """How many days before the end of a confirmation those who have not confirmed hear of it once more."""

    days_before_end: Annotated[int, Meta(ge=1)]
    text: str


class Capacity(Rule, frozen=True, kw_only=True):
    residents_per_doctor: Annotated[int, Meta(ge=1)]
    in_principle: bool = False
    text: str


class Benefit(Rule, frozen=True, kw_only=True):
    """What a signed resident gets, in one sentence. `figure` is for other slices' sums."""

    code: Code
    text: str
    when: str = "true"
    unmet: str | None = None
    figure: str | None = None
    unit: str | None = None


class LookWatch(Rule, frozen=True, kw_only=True):
    """Which looks at residents' data are unusual: outside these hours of the office, or at so many people in an hour."""

    opens: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    closes: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    most_people_an_hour: Annotated[int, Meta(ge=1)]
    text: str


class EmergencyAccess(Rule, frozen=True, kw_only=True):
    """How long a doctor sees in an emergency a person whom the own institution does not serve."""

    hours: Annotated[int, Meta(ge=1, le=72)]
    text: str


class HelperTask(Rule, frozen=True, kw_only=True):
    """How long a helper (grid worker, village doctor) may have name and address of one person for one errand."""

    most_days: Annotated[int, Meta(ge=1, le=365)]
    text: str


class Publication(Rule, frozen=True, kw_only=True):
    """What the public may see of areas and doctors, in one sentence."""

    code: Code
    force: Literal["required", "encouraged"]
    text: str


class Party(Rule, frozen=True, kw_only=True):
    """Who may sign for the institution's side."""

    institution_kinds: tuple[InstitutionKind, ...]
    window_kinds: tuple[InstitutionKind, ...] = ()
    parties: tuple[Literal["team", "doctor"], ...]
    doctor_kinds: tuple[Code, ...] = ()
    household: bool = False
    text: str


class Pilot(Rule, frozen=True, kw_only=True):
    """These packages are offered only where a `Participant` takes part; the two sentences answer that."""

    packages: tuple[Code, ...]
    community_as_one: bool = False
    """A medical community (医共体) may take part as one."""
    met: str
    unmet: str


class Participant(Rule, frozen=True, kw_only=True):
    """Who takes part from when: divisions, or only the institutions listed in them."""

    divisions: tuple[int, ...]
    institutions: tuple[str, ...] = ()


class HospitalChoice(Rule, frozen=True, kw_only=True):
    """“3+2+X”: hospitals a resident may name beside the team."""

    level2: int
    level3: int
    others: bool
    text: str


class Waiver(Rule, frozen=True, kw_only=True):
    """May the institution let a resident off the own share?"""

    own_share: Literal["forbidden", "allowed_by_agreement"]
    text: str


class OwnSharePayment(Rule, frozen=True, kw_only=True):
    packages: tuple[Code, ...]
    moment: Literal["at_signing", "at_visit", "before_service"]
    payee: Literal["institution"] = "institution"
    text: str


class Paragraph(Strict, frozen=True, kw_only=True):
    side: Literal["resident_right", "resident_duty", "team_duty", "both"]
    text: str
    clause: str
    duty: tuple[str, ...]


class AgreementText(Rule, frozen=True, kw_only=True):
    """Rights and duties. A changed sentence is a new `version` from a new day."""

    code: Code
    version: str
    paragraph: tuple[Paragraph, ...]


class ConsentPurpose(Rule, frozen=True, kw_only=True):
    """What personal data is used for, in words that a person answers to. A changed sentence is a new `version`."""

    code: Code
    version: str
    earlier: tuple[str, ...] = ()
    """Older versions whose yes still counts: only words changed, not the purpose, the way or the kinds of data."""
    ground: Literal["consent", "opt_out", "contract"]
    """consent: nothing before a yes. opt_out: until the person objects. contract: needed for what was signed."""
    sensitive: bool = False
    guardian_under_years: Annotated[int, Meta(ge=1)] | None = None
    """Below this age a guardian answers."""
    name: str
    text: str
    refused: str
    """What is different without it, and that the service goes on."""
    stops: str
    """What stops at once when it is taken back."""


class Retention(Rule, frozen=True, kw_only=True):
    """How long a kind of row is kept after it is over; `text` says why to the person whom it is about."""

    code: Code
    months: Annotated[int, Meta(ge=0)]
    text: str


class PersonalRequestLimit(Rule, frozen=True, kw_only=True):
    """In how many days a request to correct or erase is answered."""

    days_to_answer: Annotated[int, Meta(ge=1)]
    text: str
