"""Which packages a person may sign, and why (CD-2.1, CD-2.3, UR-2, UR-3.1)."""

from __future__ import annotations

import msgspec

from .answers import PackageOffer, Reason, say
from .cited import Stated
from .expressions import truth
from .facts import EligibilityFacts
from .fees import fee
from .places import within
from .resolve import Policy
from .schema import Package, Participant, Pilot
from .scopes import PERSON, conditions_scope, person_facts, unknown

UNKNOWN = "医保数据里还没有您，还不能确定您能不能签这个包。请带身份证到签约机构窗口核对。"


def eligibility(policy: Policy, facts: EligibilityFacts) -> list[PackageOffer]:
    return [_offer(policy, package, facts) for package in policy.all(Package)]


def _offer(policy: Policy, package: Stated[Package], facts: EligibilityFacts) -> PackageOffer:
    reasons = _reasons(package, facts)
    pilots = _pilots(policy, package.value.code, facts)
    together = companions(package, facts)
    price = fee(policy, [package.value.code, *together], facts)
    eligible = _eligible(package.value, reasons)
    said = tuple({reason.text: reason for reason in (*pilots, *reasons.values(), *price.refusals)}.values())
    return PackageOffer(
        package=package.value.code,
        name=package.value.name,
        kind=package.value.kind,
        offered=eligible and not price.refusals and all(pilot.met for pilot in pilots),
        reasons=said,
        together=together,
        citation=package.citation,
        unknown=any(r.unknown for r in said) and all(r.met or r.unknown for r in said),
    )


def _pilots(policy: Policy, code: str, facts: EligibilityFacts) -> list[Reason]:
    """CD-2.1: offered only where a county or institution takes part; the participant is the evidence."""
    found: list[Reason] = []
    for pilot in policy.all(Pilot, packages=code):
        part = next((p for p in policy.all(Participant) if _takes_part(p.value, facts)), None)
        sentence = pilot.value.met if part else pilot.value.unmet
        found.append(say(sentence, part is not None, part.citation if part else pilot.citation))
    return found


def _takes_part(participant: Participant, facts: EligibilityFacts) -> bool:
    here = any(within(facts.county_of_signing, division) for division in participant.divisions)
    return here and (not participant.institutions or facts.signing_institution in participant.institutions)


def companions(package: Stated[Package], facts: EligibilityFacts) -> tuple[str, ...]:
    known = person_facts(facts, package.citation.jurisdiction)
    return tuple(c.package for c in package.value.requires if truth(c.when, PERSON, known))


def _reasons(package: Stated[Package], facts: EligibilityFacts) -> dict[str, Reason]:
    known = person_facts(facts, package.citation.jurisdiction)
    found: dict[str, Reason] = {}
    for condition in package.value.condition:
        met = truth(condition.when, PERSON, known)
        found[condition.name] = say(condition.met if met else condition.unmet, met, package.citation)
        if unknown(condition.when, facts):
            found[condition.name] = msgspec.structs.replace(
                say(UNKNOWN, False, package.citation), unknown=True
            )
    return found


def _eligible(package: Package, reasons: dict[str, Reason]) -> bool:
    answers = {name: reason.met for name, reason in reasons.items()}
    if package.eligibility is None:
        return all(answers.values())
    return truth(package.eligibility, conditions_scope(package), answers)
