"""What forbids a payment, what a payer should know, and what an institution may price itself (CD-3.2, CD-3.5,
HN-2, MY-9, N-8, UR-3.1, UR-4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from jiayi.infra.money import yuan

from .answers import FeeLine, Reason, say
from .cited import Citation, Stated
from .facts import EligibilityFacts
from .resolve import Policy
from .schema import BalanceCheck, Fee, FundingBan, Item, OwnSharePayment, Package, Waiver


class OwnPrice(Struct, frozen=True, kw_only=True):
    """A package or item whose price the policy leaves to the institution."""

    code: str
    name: str
    name_en: str = ""
    """Empty for an item: its English stands in the catalog."""
    citation: Citation


def own_prices(policy: Policy) -> dict[str, OwnPrice]:
    """Packages that a fee rule leaves to the institution (HN-2, MY-9), then single items of no package that no
    document prices (N-8)."""
    packages = {package.value.code: package.value for package in policy.all(Package)}
    found = {
        code: OwnPrice(
            code=code, name=packages[code].name, name_en=packages[code].name_en, citation=fee.citation
        )
        for fee in policy.all(Fee, price_by="institution")
        for code in fee.value.packages
        if code in packages
    }
    bundled = {code for package in packages.values() for code in package.items}
    for item in policy.all(Item):
        one = item.value
        if one.code not in bundled and one.price_fen is None and not one.free:
            found.setdefault(one.code, OwnPrice(code=one.code, name=one.name, citation=item.citation))
    return found


def reducing(policy: Policy) -> Stated[Waiver] | None:
    """CD-3.5: the rule by which an agreement may lower the own share."""
    return next(iter(policy.all(Waiver, own_share="allowed_by_agreement")), None)


def never_reducing(policy: Policy) -> Stated[Waiver] | None:
    """UR-4.1: the own share is paid whole or not at all."""
    return next(iter(policy.all(Waiver, own_share="forbidden")), None)


def balance_refusals(policy: Policy, lines: Iterable[FeeLine], facts: EligibilityFacts) -> Iterator[Reason]:
    """UR-3.1: the outpatient balance is below the fund's part."""
    balance = facts.outpatient_balance_fen
    for line, check in _balance_checks(policy, lines):
        if balance is not None and line.amount_fen is not None and balance < line.amount_fen:
            amounts = {"balance": yuan(balance), "part": yuan(line.amount_fen)}
            yield say(check.value.refused, False, check.citation, **amounts)


def balance_questions(policy: Policy, lines: Iterable[FeeLine], facts: EligibilityFacts) -> Iterator[Reason]:
    if facts.outpatient_balance_fen is None:
        for _, check in _balance_checks(policy, lines):
            yield say(check.value.unknown, False, check.citation)


def banned(policy: Policy, lines: Iterable[FeeLine]) -> Iterator[Reason]:
    """CD-3.2: a payer that must not pay for this kind of package."""
    kinds = {package.value.code: package.value.kind for package in policy.all(Package)}
    for line in lines:
        for code in line.packages:
            for ban in policy.all(FundingBan, package_kind=kinds.get(code), payers=line.payer):
                yield say(ban.value.text, False, ban.citation)


def notes(policy: Policy, codes: Sequence[str], lines: Sequence[FeeLine]) -> Iterator[Reason]:
    kinds = {package.value.kind for package in policy.all(Package) if package.value.code in codes}
    for ban in policy.all(FundingBan):
        if ban.value.package_kind in kinds:
            yield say(ban.value.text, True, ban.citation)
    if any(line.payer == "resident" for line in lines):
        yield from _own_share(policy, codes)


def _own_share(policy: Policy, codes: Sequence[str]) -> Iterator[Reason]:
    said = {how.value.text: how for code in codes for how in policy.all(OwnSharePayment, packages=code)}
    for text, how in said.items():
        yield say(text, True, how.citation)
    for waiver in policy.all(Waiver):
        yield say(waiver.value.text, True, waiver.citation)


def _balance_checks(
    policy: Policy, lines: Iterable[FeeLine]
) -> Iterator[tuple[FeeLine, Stated[BalanceCheck]]]:
    for line in lines:
        for code in line.packages:
            for check in policy.all(BalanceCheck, package=code, payer=line.payer):
                yield line, check
