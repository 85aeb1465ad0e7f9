"""Terms, capacity, benefits, parties and the words of the agreement."""

from __future__ import annotations

from msgspec import Struct

from .answers import BenefitOffer
from .cited import Citation, NoRule, Stated
from .expressions import truth
from .facts import BenefitFacts, EligibilityFacts
from .resolve import Policy
from .schema import (
    AgreementText,
    Benefit,
    Capacity,
    HospitalChoice,
    Item,
    Package,
    Paragraph,
    Party,
    Term,
    Termination,
)
from .scopes import BENEFIT, PERSON, person_facts, unknown


class AgreementWords(Struct, frozen=True, kw_only=True):
    """The text that both sides agree to; store `version` with the agreement."""

    version: str
    paragraphs: tuple[tuple[Paragraph, Citation], ...]


def terms(policy: Policy) -> tuple[Stated[Term], ...]:
    return policy.all(Term)


def capacity(policy: Policy) -> Stated[Capacity] | NoRule:
    return policy.one(Capacity)


def party(policy: Policy) -> Stated[Party] | NoRule:
    return policy.one(Party)


def hospital_choice(policy: Policy) -> Stated[HospitalChoice] | NoRule:
    return policy.one(HospitalChoice)


def termination_reasons(policy: Policy) -> tuple[Stated[Termination], ...]:
    return policy.all(Termination)


def benefits(policy: Policy, facts: EligibilityFacts) -> list[BenefitOffer]:
    """Each benefit known here; one that does not apply says why, when the document does."""
    person = facts if isinstance(facts, BenefitFacts) else _signed(facts)
    return [_benefit(rule, person) for rule in policy.all(Benefit)]


def items(
    policy: Policy, package_code: str, facts: EligibilityFacts | None = None
) -> tuple[Stated[Item], ...]:
    """What a package is made of, in its own order; with ``facts``: for this person."""
    known = {item.value.code: item for item in policy.all(Item) if facts is None or item_for(item, facts)}
    packages = policy.all(Package, code=package_code)
    return tuple(known[code] for package in packages for code in package.value.items if code in known)


def item_for(item: Stated[Item], facts: EligibilityFacts) -> bool:
    return truth(item.value.when, PERSON, person_facts(facts, item.citation.jurisdiction))


def agreement_text(policy: Policy) -> AgreementWords | NoRule:
    texts = policy.all(AgreementText)
    if not texts:
        return policy.none(AgreementText)
    return AgreementWords(
        version="+".join(text.value.version for text in texts),
        paragraphs=tuple((line, text.citation) for text in texts for line in text.value.paragraph),
    )


def _benefit(rule: Stated[Benefit], facts: BenefitFacts) -> BenefitOffer:
    value = rule.value
    open_ = unknown(value.when, facts)
    applies = not open_ and truth(value.when, BENEFIT, person_facts(facts, rule.citation.jurisdiction))
    return BenefitOffer(
        code=value.code,
        applies=applies,
        text=value.text if applies else value.unmet or value.text,
        figure=value.figure,
        unit=value.unit,
        citation=rule.citation,
        unknown=open_,
    )


def _signed(facts: EligibilityFacts) -> BenefitFacts:
    return BenefitFacts(**{name: getattr(facts, name) for name in EligibilityFacts.__struct_fields__})
