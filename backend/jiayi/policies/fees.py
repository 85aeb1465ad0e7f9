"""What an agreement costs and who pays what (CD-3.1, CD-3.2, MY-9, HN-1, HN-2, UR-1, UR-3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .answers import FeeLine, FeeSplit, Reason, gap_reason
from .facts import EligibilityFacts
from .fee_limits import balance_questions, balance_refusals, banned, notes
from .payers import PricedSet
from .resolve import Policy
from .schema import Fee, Funding, Package


def fee(
    policy: Policy,
    package_codes: Sequence[str],
    facts: EligibilityFacts,
    prices: Mapping[str, int] | None = None,
) -> FeeSplit:
    """`prices`: the institution's own price (fen) of a package whose price the rule leaves to it."""
    sets = [PricedSet(policy, p, facts, prices or {}).work_out() for p in _sets(policy, package_codes)]
    lines = tuple(line for one in sets for line in one.lines)
    missing = [*_not_in_force(policy, package_codes), *(r for one in sets for r in one.refusals)]
    refusals = (*missing, *banned(policy, lines), *balance_refusals(policy, lines, facts))
    questions = tuple(balance_questions(policy, lines, facts))
    return FeeSplit(
        allowed=not refusals and not questions,
        total_fen=_total([one.price for one in sets]),
        lines=lines,
        refusals=refusals,
        questions=questions,
        notes=tuple(notes(policy, package_codes, lines)),
        gaps=tuple(gap for one in sets for gap in one.gaps),
        readings=_readings(lines),
    )


def _not_in_force(policy: Policy, codes: Sequence[str]) -> Iterable[Reason]:
    for code in dict.fromkeys(codes):
        if not policy.all(Package, code=code):
            yield gap_reason(policy.none(Package, code=code))


def _sets(policy: Policy, codes: Sequence[str]) -> list[tuple[str, ...]]:
    """Packages that are priced as one set, then those that no set covers, each by itself."""
    stated = [rule.value.packages for rule in policy.all(Fee)]
    stated += [rule.value.packages for rule in policy.all(Funding)]
    sets = [packages for packages in dict.fromkeys(stated) if set(codes).issuperset(packages)]
    covered = {code for packages in sets for code in packages}
    return [*sets, *((code,) for code in dict.fromkeys(codes) if code not in covered)]


def _total(prices: Sequence[int | None]) -> int | None:
    """None when no set has a price, or one is still to be set by the institution."""
    known = [price for price in prices if price is not None]
    return sum(known) if known else None


def _readings(lines: Iterable[FeeLine]) -> tuple[str, ...]:
    cited = [citation for line in lines for citation in (line.citation, line.by) if citation]
    return tuple(dict.fromkeys(citation.reading for citation in cited if citation.reading))
