"""Who pays what for an agreement (CD-3.1, CD-3.2, MY-9, HN-1, HN-2, UR-1, UR-3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .answers import FeeLine, FeeSplit, Reason, gap_reason, say
from .capitation import capitation
from .cited import Citation, NoRule, Stated
from .facts import EligibilityFacts
from .resolve import Policy
from .schema import BalanceCheck, Fee, Funding, FundingBan, OwnSharePayment, Package, Rate, Waiver
from .shares import part_of, yuan

NO_PAYER = "文件没有写明这 {yuan} 元由谁承担，签约前请问一下签约机构。"
PRICED = frozenset({"share", "rate", "rest"})


@dataclass
class _Draft:
    """What is found while the packages are gone through."""

    lines: list[FeeLine] = field(default_factory=list)
    refusals: list[Reason] = field(default_factory=list)
    gaps: list[NoRule] = field(default_factory=list)
    prices: list[int | None] = field(default_factory=list)

    def missing(self, gap: NoRule, *, stops: bool) -> None:
        self.gaps.append(gap)
        if stops:
            self.refusals.append(gap_reason(gap))


def fee(
    policy: Policy, package_codes: Sequence[str], facts: EligibilityFacts, prices: Mapping[str, int] | None = None
) -> FeeSplit:
    """`prices`: the institution's own price (fen) of a package whose price the rule leaves to it."""
    draft = _Draft()
    for packages in _sets(policy, package_codes):
        _set(policy, packages, facts, prices or {}, draft)
    refused, questions = _balance(policy, draft.lines, facts)
    refusals = (*draft.refusals, *_banned(policy, draft.lines), *refused)
    return FeeSplit(
        allowed=not refusals and not questions,
        total_fen=_total(draft.prices),
        lines=tuple(draft.lines),
        refusals=refusals,
        questions=questions,
        notes=tuple(_notes(policy, package_codes, draft.lines)),
        gaps=tuple(draft.gaps),
        readings=_readings(draft.lines),
    )


def _sets(policy: Policy, codes: Sequence[str]) -> list[tuple[str, ...]]:
    """Packages that are priced as one set, then those that no set covers, each by itself."""
    wanted = set(codes)
    rules = [*policy.all(Fee), *policy.all(Funding)]
    sets = list(dict.fromkeys(r.value.packages for r in rules if wanted.issuperset(r.value.packages)))
    covered = {code for packages in sets for code in packages}
    return [*sets, *((code,) for code in dict.fromkeys(codes) if code not in covered)]


def _set(
    policy: Policy, packages: tuple[str, ...], facts: EligibilityFacts, prices: Mapping[str, int], draft: _Draft
) -> None:
    stated = policy.one(Fee, packages=packages)
    # What is left over can only be known last.
    payers = policy.all(Funding, packages=packages, schemes=facts.insurance_scheme)
    funding = sorted(payers, key=lambda rule: rule.value.how == "rest")
    price = None if isinstance(stated, NoRule) else _price(stated.value, prices)
    if isinstance(stated, NoRule):
        # Packages signed in a set may be asked for one by one: then there is nothing to price yet.
        gap = policy.none(Fee, packages=packages[0]) if policy.none(Fee, packages=packages[0]).last else stated
        draft.missing(gap, stops=any(f.value.how in PRICED for f in funding) or not funding and gap.last is not None)
    draft.prices.append(price)
    lines: list[FeeLine] = []
    for rule in funding:
        lines.append(_line(policy, rule, price, lines, facts, draft))
    draft.lines += _settled(lines, price, funding)
    if price is not None and not isinstance(stated, NoRule):
        draft.lines += _unnamed(stated, price, draft.lines, packages)


def _price(stated: Fee, prices: Mapping[str, int]) -> int | None:
    if stated.price_by == "institution":
        own = [prices[code] for code in stated.packages if code in prices]
        return sum(own) if len(own) == len(stated.packages) else None
    return stated.price_fen


def _line(
    policy: Policy,
    rule: Stated[Funding],
    price: int | None,
    before: Sequence[FeeLine],
    facts: EligibilityFacts,
    draft: _Draft,
) -> FeeLine:
    value, amount, note, by = rule.value, None, rule.value.note, None
    match value.how:
        case "amount":
            amount = value.amount_fen
        case "share" if price is not None and value.share is not None:
            amount = part_of(price, value.share)
        case "rate":
            amount, by = _by_rate(policy, value, price, draft)
        case "capitation":
            amount, by = _by_capitation(policy, value, facts)
        case "rest" if price is not None:
            known = [line.amount_fen for line in before]
            amount = price - sum(part or 0 for part in known) if None not in known else None
    return FeeLine(
        packages=value.packages, payer=value.payer, amount_fen=amount, note=note, citation=rule.citation, by=by
    )


def _by_rate(policy: Policy, value: Funding, price: int | None, draft: _Draft) -> tuple[int | None, Citation | None]:
    rate = policy.one(Rate, name=value.rate)
    if isinstance(rate, NoRule):
        draft.missing(rate, stops=True)
        return None, None
    return (part_of(price, rate.value.share) if price is not None else None), rate.citation


def _by_capitation(policy: Policy, value: Funding, facts: EligibilityFacts) -> tuple[int | None, Citation | None]:
    owed = capitation(policy, value.packages, facts)
    if not owed.lines:
        return None, None
    return owed.total_fen, next(line.citation for line in owed.lines)


def _settled(lines: Sequence[FeeLine], price: int | None, funding: Sequence[Stated[Funding]]) -> Sequence[FeeLine]:
    """A part above the price is a fault of the policy: the sum must never exceed the whole."""
    priced = [line.amount_fen or 0 for line, rule in zip(lines, funding, strict=True) if rule.value.how != "capitation"]
    if price is not None and sum(priced) > price:
        raise ValueError(f"parts of {lines[0].packages} add to more than the price")
    return lines


def _unnamed(stated: Stated[Fee], price: int, lines: Sequence[FeeLine], packages: tuple[str, ...]) -> list[FeeLine]:
    """MY-9: what is left when no payer is named for this person."""
    here = [line for line in lines if line.packages == packages]
    left = price - sum(line.amount_fen or 0 for line in here)
    if not left or any(line.amount_fen is None for line in here):
        return []
    note = NO_PAYER.format(yuan=yuan(left))
    return [FeeLine(packages=packages, payer=None, amount_fen=left, note=note, citation=stated.citation)]


def _total(prices: Sequence[int | None]) -> int | None:
    known = [price for price in prices if price is not None]
    return sum(known) if known and len(known) == len(prices) else None


def _balance(
    policy: Policy, lines: Iterable[FeeLine], facts: EligibilityFacts
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """UR-3.1: refused below the fund's part; asked when the balance is not known."""
    refused: list[Reason] = []
    asked: list[Reason] = []
    for line in lines:
        for check in (c for code in line.packages for c in policy.all(BalanceCheck, package=code, payer=line.payer)):
            if facts.outpatient_balance_fen is None:
                asked.append(say(check.value.unknown, False, check.citation))
            elif line.amount_fen is not None and facts.outpatient_balance_fen < line.amount_fen:
                parts = {"balance": yuan(facts.outpatient_balance_fen), "part": yuan(line.amount_fen)}
                refused.append(say(check.value.refused, False, check.citation, **parts))
    return tuple(refused), tuple(asked)


def _banned(policy: Policy, lines: Iterable[FeeLine]) -> Iterable[Reason]:
    """CD-3.2: a payer that must not pay for this kind of package."""
    kinds = {package.value.code: package.value.kind for package in policy.all(Package)}
    for line in lines:
        for code in line.packages:
            for ban in policy.all(FundingBan, package_kind=kinds.get(code), payers=line.payer):
                yield say(ban.value.text, False, ban.citation)


def _notes(policy: Policy, codes: Sequence[str], lines: Sequence[FeeLine]) -> Iterable[Reason]:
    kinds = {package.value.kind for package in policy.all(Package) if package.value.code in codes}
    for ban in policy.all(FundingBan):
        if ban.value.package_kind in kinds:
            yield say(ban.value.text, True, ban.citation)
    if any(line.payer == "resident" for line in lines):
        for how in (p for code in codes for p in policy.all(OwnSharePayment, packages=code)):
            yield say(how.value.text, True, how.citation)
        for waiver in policy.all(Waiver):
            yield say(waiver.value.text, True, waiver.citation)


def _readings(lines: Iterable[FeeLine]) -> tuple[str, ...]:
    cited = [citation for line in lines for citation in (line.citation, line.by) if citation]
    return tuple(dict.fromkeys(citation.reading for citation in cited if citation.reading))
