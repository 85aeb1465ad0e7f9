"""What a person may sign with a party in a place on a day: packages, items, terms, hospitals, prices."""

from datetime import date

import msgspec

from jiayi.agreements.model import Hospital, Party, Person
from jiayi.agreements.policy import basis
from jiayi.agreements.rules import FUNDS, facts_of, takes_part, with_companions
from jiayi.policies import rules
from jiayi.policies.answers import Allowed, FeeLine, FeeSplit, PackageOffer, Reason, say
from jiayi.policies.cited import NoRule, Stated
from jiayi.policies.facts import ChangeFacts, EligibilityFacts
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import HospitalChoice, Item, OwnSharePayment, Package, Term, Waiver

NOT_TAKING_PART = "这家机构还没有参加医保签约试点，暂时不能签这个包。"
OWN_CHOICE = "personalised"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A package as a person sees it."""

    code: str
    name: str
    name_en: str
    kind: str
    description: str
    offered: bool
    reasons: tuple[Reason, ...]
    together: tuple[str, ...]
    items: tuple[Item, ...]
    lines: tuple[FeeLine, ...]
    basis: str
    reading: str


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    policy: Policy
    facts: EligibilityFacts
    prices: dict[str, int]
    choices: tuple[Choice, ...]
    library: tuple[Item, ...]
    """Single items that belong to no package (点单)."""

    def closed(self, codes: tuple[str, ...] | list[str]) -> tuple[str, ...]:
        known = [code for code in codes if any(choice.code == code for choice in self.choices)]
        return with_companions(known, {choice.code: choice.together for choice in self.choices})

    def chosen(self, codes: tuple[str, ...]) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.code in codes)

    def fee(self, codes: tuple[str, ...]) -> FeeSplit:
        return rules.fee(self.policy, codes, self.facts, self.prices)

    def due(self, line: FeeLine) -> str:
        """When a resident's own part is paid; "" where no document says."""
        if line.payer != "resident":
            return ""
        found = [how for code in line.packages for how in self.policy.all(OwnSharePayment, packages=code)]
        return found[0].value.moment if found else ""

    def item_price(self, item: Item) -> int | None:
        return item.price_fen if item.price_fen is not None else self.prices.get(item.code)


def offer_for(policy: Policy, person: Person, party: Party, prices: dict[str, int], today: date) -> Offer:
    facts = facts_of(person, party.institution_county, today)
    packages = {stated.value.code: stated for stated in policy.all(Package)}
    items = {stated.value.code: stated.value for stated in policy.all(Item)}
    part = takes_part(party, today)
    choices = [
        _choice(policy, packages[found.package], found, facts, prices, items, part)
        for found in rules.eligibility(policy, facts)
    ]
    bundled = {code for stated in packages.values() for code in stated.value.items}
    library = tuple(
        item for code, item in items.items() if code not in bundled and _of_the_nation(policy, code)
    )
    choices.sort(key=lambda choice: not choice.offered)
    return Offer(policy=policy, facts=facts, prices=prices, choices=tuple(choices), library=library)


def _of_the_nation(policy: Policy, code: str) -> bool:
    """N-8: the library of single items; items of a nearer place belong to that place's packages."""
    nation = 0
    return any(s.value.code == code and s.citation.jurisdiction == nation for s in policy.all(Item))


def _choice(
    policy: Policy,
    stated: Stated[Package],
    found: PackageOffer,
    facts: EligibilityFacts,
    prices: dict[str, int],
    items: dict[str, Item],
    part: bool,
) -> Choice:
    package = stated.value
    lines = rules.fee(policy, [package.code], facts, prices).lines
    reasons = found.reasons
    if not part and any(line.payer in FUNDS for line in lines):
        reasons = (*reasons, say(NOT_TAKING_PART, False, stated.citation))
    return Choice(
        code=package.code,
        name=package.name,
        name_en=package.name_en,
        kind=package.kind,
        description=package.description,
        offered=found.offered and reasons == found.reasons,
        reasons=reasons,
        together=found.together,
        items=tuple(items[code] for code in package.items if code in items),
        lines=lines,
        basis=basis(stated.citation),
        reading=package.reading or "",
    )


def usual_months(policy: Policy) -> tuple[int, ...]:
    return tuple(m for stated in policy.all(Term, code="fixed") for m in stated.value.months)


def flexible(policy: Policy) -> Stated[Term] | None:
    found = policy.all(Term, code="flexible")
    return found[0] if found and found[0].value.allowed else None


def long_term(policy: Policy, since: date | None, today: date) -> tuple[bool, Reason | None]:
    """N-1.5: may this person sign for good with a doctor they have been signed with since that day?"""
    if not any(stated.value.allowed for stated in policy.all(Term, code="long_term")):
        return False, None
    facts = ChangeFacts(kind="long_term", today=today, term_from=since or today)
    answer = rules.change(policy, facts)
    if isinstance(answer, NoRule):
        return False, None
    return isinstance(answer, Allowed), answer.reasons[0]


def hospital_rule(policy: Policy) -> Stated[HospitalChoice] | None:
    found = rules.hospital_choice(policy)
    return None if isinstance(found, NoRule) else found


def hospitals_allowed(rule: HospitalChoice | None, chosen: list[Hospital]) -> bool:
    """MY-4: one of each level, and others such as clinics and specialised hospitals where X is allowed."""
    if rule is None:
        return not chosen
    second, third = 2, 3
    return (
        sum(h.level == second for h in chosen) <= rule.level2
        and sum(h.level == third for h in chosen) <= rule.level3
        and (rule.others or all(h.level > 1 for h in chosen))
    )


def may_reduce(policy: Policy) -> bool:
    """CD-3.5; UR-4.1 says never."""
    return any(stated.value.own_share == "allowed_by_agreement" for stated in policy.all(Waiver))


def never_waived(policy: Policy) -> bool:
    """UR-4.1: the own share is paid whole or not at all."""
    return any(stated.value.own_share == "forbidden" for stated in policy.all(Waiver))
