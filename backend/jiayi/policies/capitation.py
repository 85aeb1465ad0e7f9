"""What is owed to the institution per person-year (CD-3.3, HN-1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .answers import CapitationLine, CapitationSum
from .cited import NoRule, Stated
from .expressions import truth
from .facts import EligibilityFacts
from .resolve import Policy
from .schema import Capitation
from .scopes import PERSON, person_facts


def capitation(policy: Policy, package_codes: Sequence[str], facts: EligibilityFacts) -> CapitationSum:
    """Rates of several diseases add; part years are whole (readings of the texts)."""
    lines = tuple(_line(rate) for code in package_codes for rate in _owed(policy, code, facts))
    return CapitationSum(
        total_fen=sum(line.amount_fen for line in lines),
        lines=lines,
        gaps=tuple(_gaps(policy, package_codes)),
    )


def _owed(policy: Policy, code: str, facts: EligibilityFacts) -> Iterable[Stated[Capitation]]:
    for rate in policy.all(Capitation, package=code, schemes=facts.insurance_scheme):
        if truth(rate.value.when, PERSON, person_facts(facts, rate.citation.jurisdiction)):
            yield rate


def _gaps(policy: Policy, codes: Sequence[str]) -> Iterable[NoRule]:
    """A package that once had a rate and has none on this day; one that never had is no gap."""
    for code in codes:
        if policy.all(Capitation, package=code):
            continue
        gap = policy.none(Capitation, package=code)
        if gap.last:
            yield gap


def _line(rate: Stated[Capitation]) -> CapitationLine:
    value = rate.value
    return CapitationLine(
        package=value.package,
        disease=value.disease,
        payer=value.payer,
        amount_fen=value.rate_fen,
        at_least=value.at_least,
        citation=rate.citation,
    )
