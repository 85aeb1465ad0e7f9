"""Who pays what, worked out once: the same rows before the signature, in the agreement and on its paper."""

import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from jiayi.agreements.model import AgreedFee
from jiayi.agreements.policy import basis
from jiayi.infra.money import yuan
from jiayi.policies import payers
from jiayi.policies.answers import FeeLine, FeeSplit
from jiayi.policies.cited import Citation
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Item, OwnSharePayment, Package

UNNAMED = "unnamed"
"""No document says who pays."""
UNKNOWN = "unknown"
"""The insurance data do not hold this person yet."""
RESIDENT, PERSONAL_ACCOUNT = "resident", "personal_account"
SILENT = "文件没有写这个包要不要付钱、由谁付，签约前请问一下。"
EACH = "按本院价目，每{unit}的价格。"
_EACH = re.compile(re.escape(EACH).replace(r"\{unit\}", "(.+?)"))
BESIDE = "点的单项用了才付，按下面写的单价另算，没有加进上面的钱里。"
PACKAGES_FREE = "服务包您不用付钱。"
TOLD = (payers.NO_PAYER, payers.UNKNOWN_PAYER, payers.PART, EACH)
CONCERNS_THEM = frozenset({RESIDENT, PERSONAL_ACCOUNT, UNNAMED, UNKNOWN})
Translate = Callable[..., str]


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """What a person pays, in fen."""

    fen: int
    account_fen: int
    unnamed_fen: int
    unknown_fen: int
    later: bool
    """There is a part whose sum nobody can say yet."""
    silent: bool
    """Of a package no document says whether it costs anything."""
    beside: bool
    """There are single items, each paid as often as it is used: nobody knows their sum (N-8)."""

    @property
    def nothing(self) -> bool:
        """Every line is certain, and none is the person's."""
        return self.packages_free and not self.beside

    @property
    def packages_free(self) -> bool:
        return not (
            self.fen or self.account_fen or self.unnamed_fen or self.unknown_fen or self.later or self.silent
        )


def rows(
    policy: Policy,
    codes: Iterable[str],
    split: FeeSplit,
    singles: Iterable[tuple[Item, Citation, int]] = (),
    known: bool = True,
) -> tuple[AgreedFee, ...]:
    """``singles``: items of no package, each with its price; ``known``: the insurance data hold this person."""
    covered = {code for line in split.lines for code in line.packages}
    found = [_row(policy, line, known) for line in split.lines]
    found += [_silent(policy, code) for code in codes if code not in covered]
    found += [_single(*one) for one in singles]
    return tuple(in_order({(row.package_code, row.payer): row for row in found}.values()))


def in_order(lines: Iterable[AgreedFee]) -> list[AgreedFee]:
    """What the person pays, or may have to, first."""
    return sorted(lines, key=lambda line: (line.payer not in CONCERNS_THEM, line.package_code, line.payer))


def unit_of(line: AgreedFee) -> str:
    """Of a single item the unit its price is for, such as 次; "" of a package, which is priced by the year."""
    found = _EACH.fullmatch(line.note)
    return found[1] if found else ""


def own(lines: Iterable[AgreedFee]) -> Own:
    """Of a year; what a single item costs each time is not in it."""
    sums = dict.fromkeys(CONCERNS_THEM, 0)
    open_ = set()
    every = list(lines)
    rows_ = [line for line in every if not unit_of(line)]
    for line in rows_:
        if line.payer in sums:
            sums[line.payer] += line.amount_fen or 0
        if line.amount_fen is None:
            open_.add(line.payer)
    return Own(
        fen=sums[RESIDENT],
        account_fen=sums[PERSONAL_ACCOUNT],
        unnamed_fen=sums[UNNAMED],
        unknown_fen=sums[UNKNOWN],
        later=bool(open_ & {RESIDENT, PERSONAL_ACCOUNT}),
        silent=not rows_ or bool(open_ & {UNNAMED, UNKNOWN}),
        beside=len(rows_) < len(every),
    )


def own_said(lines: Sequence[AgreedFee], translate: Translate) -> list[str]:
    """In sentences; “您不用付钱” only where that is certain."""
    sums = own(lines)
    said = []
    if sums.fen:
        said.append(translate("您自己付：%(yuan)s 元。", yuan=yuan(sums.fen)))
    if sums.account_fen:
        said.append(translate("从您的医保个人账户付：%(yuan)s 元。", yuan=yuan(sums.account_fen)))
    if sums.unnamed_fen:
        said.append(
            translate("另有 %(yuan)s 元，文件没有写由谁付，签约前请问一下。", yuan=yuan(sums.unnamed_fen))
        )
    if sums.unknown_fen:
        said.append(translate("另有 %(yuan)s 元，核对医保以后才知道由谁付。", yuan=yuan(sums.unknown_fen)))
    if sums.later:
        said.append(translate("有一部分要您自己付，现在还说不出是多少，看下面的说明。"))
    if sums.silent:
        said.append(translate("有的包文件没有写要不要付钱，签约前请问一下。"))
    if sums.beside:
        said = [translate(PACKAGES_FREE)] if sums.packages_free else said
        said.append(translate(BESIDE))
    return [translate("您不用付钱。")] if sums.nothing else said


def retell(text: str, translate: Translate) -> list[str]:
    """Kept sentences in the language of the page, one a line; their figures stay."""
    return [_one(line, translate) for line in text.split("\n") if line]


def _one(line: str, translate: Translate) -> str:
    for msgid in TOLD:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(msgid))
        if found := re.fullmatch(pattern, line):
            values = {name: translate(value) for name, value in found.groupdict().items()}
            return translate(msgid).format(**values)
    return translate(line)


def _row(policy: Policy, line: FeeLine, known: bool) -> AgreedFee:
    cited = [citation for citation in (line.citation, line.by) if citation]
    said = [note for note in (line.note, *(one.text for one in line.more)) if note]
    return AgreedFee(
        package_code="+".join(line.packages),
        payer=line.payer or (UNNAMED if known else UNKNOWN),
        amount_fen=line.amount_fen,
        citation=basis(cited[-1]),
        reading="\n".join(dict.fromkeys(why for one in cited if (why := one.reading or one.explanation))),
        note="\n".join(said),
        within_price=line.within_price,
        due=_due(policy, line),
    )


def _silent(policy: Policy, code: str) -> AgreedFee:
    package = next(iter(policy.all(Package, code=code)), None)
    return AgreedFee(
        package_code=code,
        payer=UNNAMED,
        amount_fen=None,
        citation=basis(package.citation if package else None),
        reading="",
        note=SILENT,
        within_price=True,
        due="",
    )


def _single(item: Item, citation: Citation, price_fen: int) -> AgreedFee:
    return AgreedFee(
        package_code=item.code,
        payer=RESIDENT,
        amount_fen=price_fen,
        citation=basis(citation),
        reading=item.reading or "",
        note=EACH.format(unit=item.unit),
        within_price=True,
        due="before_service",
    )


def _due(policy: Policy, line: FeeLine) -> str:
    """When a resident's own part is paid; "" where no document says."""
    if line.payer != RESIDENT:
        return ""
    found = [how for code in line.packages for how in policy.all(OwnSharePayment, packages=code)]
    return found[0].value.moment if found else ""
