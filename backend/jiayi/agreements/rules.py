"""What follows from rows and policy alone."""

from collections.abc import Iterable
from datetime import date, timedelta

from jiayi.agreements.model import Agreement, AgreementState, Party, Person
from jiayi.infra.days import age_on as age_on
from jiayi.infra.days import months_later as months_later
from jiayi.policies.cited import NoRule
from jiayi.policies.facts import ChangeFacts, EligibilityFacts
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Capacity, ChangeKind, RenewalWindow, RequestLimit, Scheme
from jiayi.policies.schema import Party as PartyRule

WITHDRAWN = "withdrawn"
SWITCHED = "switched"
LAPSED = {"confirmation": "not_confirmed", "acceptance": "not_answered", "payment": "not_paid"}
"""Why a request ended by itself, by what it waited for."""
_WAITING = {
    "confirmation": AgreementState.WAITING_CONFIRMATION,
    "acceptance": AgreementState.WAITING_ACCEPTANCE,
    "payment": AgreementState.WAITING_PAYMENT,
}
MONTHS_A_YEAR = 12
FUNDS = frozenset({"fund", "outpatient_pooling_fund"})


def state_of(agreement: Agreement, today: date, days_before: int = 0) -> AgreementState:
    """``days_before``: of the place's renewal window (``renewal_days``)."""
    a = agreement
    if a.ending_reason == WITHDRAWN:
        return AgreementState.WITHDRAWN
    if a.ending_reason in LAPSED.values():
        return AgreementState.LAPSED
    if a.outcome == "declined":
        return AgreementState.DECLINED
    if a.ended_on and today >= a.ended_on:
        return AgreementState.ENDED
    if a.term_empty:
        return AgreementState.WITHDRAWN
    if a.term_to and today >= a.term_to:
        return AgreementState.EXPIRED
    return _WAITING[a.waits_for] if a.waits_for else _running(a, today, days_before)


def _running(a: Agreement, today: date, days_before: int) -> AgreementState:
    if a.term_from and today < a.term_from:
        return AgreementState.UPCOMING
    if a.term_to and a.next_id is None and today >= a.term_to - timedelta(days=days_before):
        return AgreementState.IN_RENEWAL_WINDOW
    return AgreementState.ACTIVE


def days_allowed(policy: Policy, waits_for: str) -> int | None:
    """How long a request may wait for this; None where nothing limits it."""
    found = policy.one(RequestLimit)
    if isinstance(found, NoRule):
        return None
    rule = found.value
    days = {
        "confirmation": rule.days_to_confirm,
        "acceptance": rule.days_to_answer,
        "payment": rule.days_to_pay,
    }
    return days.get(waits_for)


def renewal_days(policy: Policy) -> int:
    found = policy.all(RenewalWindow)
    return found[0].value.days_before if found else 0


def facts_of(person: Person, county_of_signing: int, today: date) -> EligibilityFacts:
    """Certified for a disease's drugs means diagnosed with it."""
    schemes: dict[str, Scheme] = {"resident": "resident", "employee": "employee"}
    known = {*person.conditions, *person.two_disease, *person.special_chronic}
    return EligibilityFacts(
        age_years=age_on(person.birth_date, today),
        insurance_scheme=schemes.get(person.scheme, "none"),
        insurance_known=person.insurance_known,
        premium_paid=person.premium_paid,
        county_of_insurance=person.county_of_insurance,
        county_of_signing=county_of_signing,
        conditions=tuple(sorted(known)),
        treated_conditions=tuple(person.treated),
        special_chronic=tuple(person.special_chronic),
        groups=tuple(person.groups),
        outpatient_balance_fen=person.outpatient_balance_fen,
    )


def change_facts(
    agreement: Agreement,
    kind: ChangeKind,
    today: date,
    *,
    same_institution: bool = True,
    same_team: bool = True,
    reason: str = "",
) -> ChangeFacts:
    return ChangeFacts(
        kind=kind,
        today=today,
        term_from=agreement.term_from or today,
        term_to=agreement.term_to,
        same_institution=same_institution,
        same_team=same_team,
        reason=reason,
    )


def takes_part(party: Party, today: date) -> bool:
    """CD-2.1: by itself, or with its medical community as one. No date at all: nothing is known against it."""
    spans = [
        (party.contracted_since, party.contracted_until),
        (party.community_since, party.community_until),
    ]
    stated = [(since, until) for since, until in spans if since or until]
    return not stated or any(
        (since is None or since <= today) and (until is None or today < until) for since, until in stated
    )


def may_sign_with(policy: Policy, party: Party) -> bool:
    """N-0, UR-2, HN-7: kinds of institutions (a village post as its centre's window) and of doctors."""
    for stated in policy.all(PartyRule):
        rule = stated.value
        own = party.institution_kind in rule.institution_kinds
        window = party.institution_kind in rule.window_kinds and party.parent_kind in rule.institution_kinds
        side = "team" if party.team_id else "doctor"
        known = not rule.doctor_kinds or party.doctor_kind in rule.doctor_kinds or party.team_id is not None
        if not ((own or window) and side in rule.parties and known):
            return False
    return party.signs


def capacity_of(policy: Policy, own: int) -> int:
    """MY-11: the place's limit, or the doctor's own where that is lower."""
    return min([own, *(stated.value.residents_per_doctor for stated in policy.all(Capacity))])


def with_companions(codes: Iterable[str], together: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The packages and all that must be signed with them (HN-1, CD-2.3)."""
    found: dict[str, None] = {}
    open_ = list(codes)
    while open_:
        code = open_.pop(0)
        if code not in found:
            found[code] = None
            open_ += together.get(code, ())
    return tuple(found)
