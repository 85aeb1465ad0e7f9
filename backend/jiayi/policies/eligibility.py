"""Which packages a person may sign, and why (CD-2.3, UR-2, UR-3.1)."""

from __future__ import annotations

from .answers import PackageOffer, Reason, say
from .cited import Stated
from .expressions import truth
from .facts import EligibilityFacts
from .fees import fee
from .resolve import Policy
from .schema import Package
from .scopes import PERSON, conditions_scope, person_facts


def eligibility(policy: Policy, facts: EligibilityFacts) -> list[PackageOffer]:
    return [_offer(policy, package, facts) for package in policy.all(Package)]


def _offer(policy: Policy, package: Stated[Package], facts: EligibilityFacts) -> PackageOffer:
    reasons = _reasons(package, facts)
    together = companions(package, facts)
    price = fee(policy, [package.value.code, *together], facts)
    eligible = _eligible(package.value, reasons)
    return PackageOffer(
        package=package.value.code,
        name=package.value.name,
        kind=package.value.kind,
        offered=eligible and not price.refusals,
        reasons=(*reasons.values(), *price.refusals),
        together=together,
        citation=package.citation,
    )


def companions(package: Stated[Package], facts: EligibilityFacts) -> tuple[str, ...]:
    known = person_facts(facts, package.citation.jurisdiction)
    return tuple(c.package for c in package.value.requires if truth(c.when, PERSON, known))


def _reasons(package: Stated[Package], facts: EligibilityFacts) -> dict[str, Reason]:
    known = person_facts(facts, package.citation.jurisdiction)
    found: dict[str, Reason] = {}
    for condition in package.value.condition:
        met = truth(condition.when, PERSON, known)
        found[condition.name] = say(condition.met if met else condition.unmet, met, package.citation)
    return found


def _eligible(package: Package, reasons: dict[str, Reason]) -> bool:
    answers = {name: reason.met for name, reason in reasons.items()}
    if package.eligibility is None:
        return all(answers.values())
    return truth(package.eligibility, conditions_scope(package), answers)
