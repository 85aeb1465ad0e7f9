"""What a person may sign with a party in a place on a day: packages, items, terms, hospitals, prices."""

from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from jiayi.agreements import costs
from jiayi.agreements.model import AgreedFee, AgreedItem, Hospital, Party, Person
from jiayi.agreements.policy import basis
from jiayi.agreements.rules import FUNDS, facts_of, takes_part, with_companions
from jiayi.policies import fee_limits, rules
from jiayi.policies.answers import FeeSplit, PackageOffer, Reason, say
from jiayi.policies.cited import Citation, NoRule, Stated
from jiayi.policies.facts import EligibilityFacts
from jiayi.policies.offers import item_for
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import HospitalChoice, Item, Package, Waiver

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
    unknown: bool
    """Nobody can say yet: the insurance data do not hold this person."""
    reasons: tuple[Reason, ...]
    together: tuple[str, ...]
    items: tuple[Item, ...]
    lines: tuple[AgreedFee, ...]
    basis: str
    reading: str

    @property
    def menu(self) -> bool:
        """点单: the person picks the items (N-8)."""
        return self.kind == OWN_CHOICE and bool(self.items)


class Single(msgspec.Struct, frozen=True, kw_only=True):
    """An item of no package that the institution has priced (N-8)."""

    item: Item
    citation: Citation
    price_fen: int


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    policy: Policy
    facts: EligibilityFacts
    prices: dict[str, int]
    choices: tuple[Choice, ...]
    library: tuple[Single, ...]

    def closed(self, codes: tuple[str, ...] | list[str]) -> tuple[str, ...]:
        known = [code for code in codes if any(choice.code == code for choice in self.choices)]
        return with_companions(known, {choice.code: choice.together for choice in self.choices})

    def chosen(self, codes: tuple[str, ...]) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.code in codes)

    def fee(self, codes: tuple[str, ...]) -> FeeSplit:
        return rules.fee(self.policy, codes, self.facts, self.prices)

    def costs(self, codes: Iterable[str], fee: FeeSplit, ordered: Collection[str]) -> tuple[AgreedFee, ...]:
        """Every line of packages and single items, as it is shown, signed and printed."""
        singles = [(one.item, one.citation, one.price_fen) for one in self.singles(ordered)]
        return costs.rows(self.policy, codes, fee, singles, self.facts.insurance_known)

    def singles(self, ordered: Collection[str]) -> tuple[Single, ...]:
        return tuple(one for one in self.library if one.item.code in ordered)

    def unpicked(self, codes: tuple[str, ...], ordered: Collection[str]) -> tuple[Choice, ...]:
        """Menus of which nothing is picked yet."""
        menus = [choice for choice in self.chosen(codes) if choice.menu]
        return tuple(menu for menu in menus if not any(item.code in ordered for item in menu.items))


def offer_for(policy: Policy, person: Person, party: Party, prices: dict[str, int], today: date) -> Offer:
    facts = facts_of(person, party.institution_county, today)
    packages = {stated.value.code: stated for stated in policy.all(Package)}
    items = {s.value.code: s.value for s in policy.all(Item) if item_for(s, facts)}
    part = takes_part(party, today)
    choices = [
        _choice(policy, packages[found.package], found, facts, prices, items, part)
        for found in rules.eligibility(policy, facts)
    ]
    bundled = {code for stated in packages.values() for code in stated.value.items}
    library = _library(policy, bundled, prices, facts)
    choices.sort(key=lambda choice: not choice.offered)
    return Offer(policy=policy, facts=facts, prices=prices, choices=tuple(choices), library=library)


def in_order(policy: Policy, rows: Iterable[AgreedItem]) -> list[AgreedItem]:
    """As the documents list them, package by package."""
    listed = [code for stated in policy.all(Package) for code in stated.value.items]
    place = {code: n for n, code in reversed(list(enumerate(listed)))}
    return sorted(rows, key=lambda row: place.get(row.item_code, len(listed)))


def _library(
    policy: Policy, bundled: set[str], prices: dict[str, int], facts: EligibilityFacts
) -> tuple[Single, ...]:
    """N-8: what is not every signed resident's anyway (N-3) and has a price; a nearer place's items are its packages'."""
    nation = 0
    found = []
    for stated in policy.all(Item):
        item = stated.value
        price = item.price_fen if item.price_fen is not None else prices.get(item.code)
        own = item.free or item.code in bundled or stated.citation.jurisdiction != nation
        if price is not None and not own and item_for(stated, facts):
            found.append(Single(item=item, citation=stated.citation, price_fen=price))
    return tuple(found)


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
    # HN-1: some packages are priced only as a set.
    fee = rules.fee(policy, [package.code, *found.together], facts, prices)
    lines = costs.rows(policy, [package.code], fee, known=facts.insurance_known)
    lines = tuple(line for line in lines if package.code in line.package_code.split("+"))
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
        unknown=found.unknown and reasons == found.reasons,
        reasons=reasons,
        together=found.together,
        items=tuple(items[code] for code in package.items if code in items),
        lines=lines,
        basis=basis(stated.citation),
        reading=package.reading or "",
    )


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
    return fee_limits.reducing(policy) is not None


def never_waived(policy: Policy) -> Stated[Waiver] | None:
    """UR-4.1: the rule by which the own share is paid whole or not at all."""
    return fee_limits.never_reducing(policy)
