"""The lines of one set of packages: each payer's part, in fen (CD-3.1, MY-9, HN-1, UR-1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jiayi.infra.money import yuan

from .answers import CapitationLine, FeeLine, Reason, gap_reason, say
from .capitation import capitation
from .cited import Citation, NoRule, Stated
from .facts import EligibilityFacts
from .resolve import Policy
from .schema import Fee, Funding, Rate, Word
from .shares import part_of

NO_PAYER = "文件没有写明这 {yuan} 元由谁承担，签约前请问一下签约机构。"
UNKNOWN_PAYER = "医保数据里还没有您，这 {yuan} 元由谁付还不能确定。请带身份证到签约机构窗口核对。"
PART = "其中{disease} {yuan} 元。"
AT_LEAST = "文件写的是“不低于”这个数，实际标准由当地定。"
PRICED = frozenset({"share", "rate", "rest"})
Part = tuple[int | None, Citation | None, tuple[Reason, ...]]
NOTHING: Part = (None, None, ())


@dataclass
class PricedSet:
    """Packages that are priced as one set, for one person."""

    policy: Policy
    packages: tuple[str, ...]
    facts: EligibilityFacts
    prices: Mapping[str, int]
    lines: list[FeeLine] = field(default_factory=list)
    gaps: list[NoRule] = field(default_factory=list)
    refusals: list[Reason] = field(default_factory=list)
    price: int | None = None

    def work_out(self) -> PricedSet:
        stated = self.policy.one(Fee, packages=self.packages)
        payers = self.policy.all(Funding, packages=self.packages, schemes=self.facts.insurance_scheme)
        if isinstance(stated, NoRule):
            self._no_price(payers)
        else:
            self.price = self._price(stated.value)
        # What is left over can only be known last.
        for rule in sorted(payers, key=lambda rule: rule.value.how == "rest"):
            self.lines.append(self._line(rule))
        if not isinstance(stated, NoRule):
            self._name_what_nobody_pays(stated)
        return self

    def _no_price(self, payers: tuple[Stated[Funding], ...]) -> None:
        gap = self.policy.none(Fee, packages=self.packages[0])
        self.gaps.append(gap)
        if any(rule.value.how in PRICED for rule in payers):
            self.refusals.append(gap_reason(gap))

    def _price(self, stated: Fee) -> int | None:
        if stated.price_by != "institution":
            return stated.price_fen
        own = [self.prices[code] for code in stated.packages if code in self.prices]
        return sum(own) if len(own) == len(stated.packages) else None

    def _line(self, rule: Stated[Funding]) -> FeeLine:
        value = rule.value
        amount, by, more = self._part(value)
        return FeeLine(
            packages=value.packages,
            payer=value.payer,
            amount_fen=amount,
            note=value.note,
            note_msgid=value.note,
            citation=rule.citation,
            by=by,
            within_price=value.how != "capitation",
            more=more,
        )

    def _part(self, value: Funding) -> Part:
        match value.how:
            case "amount":
                return value.amount_fen, None, ()
            case "share":
                return self._share(value.share), None, ()
            case "rate":
                return self._by_rate(value)
            case "rest":
                return self._left(), self._assumed(), ()
            case "capitation":
                return self._by_capitation(value)
            case _:
                return NOTHING

    def _share(self, share: str | None) -> int | None:
        """Half up, yet never more than what is left: the parts add to the whole."""
        left = self._left()
        if self.price is None or left is None or share is None:
            return None
        return min(part_of(self.price, share), left)

    def _left(self) -> int | None:
        parts = [line.amount_fen for line in self.lines if line.within_price]
        if self.price is None or None in parts:
            return None
        return self.price - sum(part or 0 for part in parts)

    def _assumed(self) -> Citation | None:
        """What is left over after an assumed part is assumed with it."""
        others = [line.by for line in self.lines if line.within_price and line.by]
        return next((by for by in others if by.assumption), None)

    def _by_rate(self, value: Funding) -> Part:
        rate = self.policy.one(Rate, name=value.rate)
        if isinstance(rate, NoRule):
            self.gaps.append(rate)
            self.refusals.append(gap_reason(rate))
            return NOTHING
        return self._share(rate.value.share), rate.citation, ()

    def _by_capitation(self, value: Funding) -> Part:
        """The fund owes it to the institution beside the price: it is no part of the price."""
        owed = capitation(self.policy, value.packages, self.facts)
        self.gaps.extend(owed.gaps)
        if not owed.lines:
            return NOTHING
        return owed.total_fen, owed.lines[0].citation, tuple(self._told(owed.lines))

    def _told(self, lines: Sequence[CapitationLine]) -> Iterator[Reason]:
        """CD-3.3: each disease's own rate, where several add; HN-1: a floor is a floor."""
        for line in lines if len(lines) > 1 else ():
            if line.disease:
                word = self.policy.one(Word, kind="condition", code=line.disease)
                name = line.disease if isinstance(word, NoRule) else word.value.name
                yield say(PART, True, line.citation, disease=name, yuan=yuan(line.amount_fen))
        if any(line.at_least for line in lines):
            yield say(AT_LEAST, True, lines[0].citation)

    def _name_what_nobody_pays(self, stated: Stated[Fee]) -> None:
        """MY-9: no payer is named for the uninsured; then the line says so."""
        if left := self._left():
            values = {"yuan": yuan(left)}
            said = NO_PAYER if self.facts.insurance_known else UNKNOWN_PAYER
            line = FeeLine(
                packages=self.packages,
                payer=None,
                amount_fen=left,
                note=said.format(**values),
                note_msgid=said,
                note_values=values,
                citation=stated.citation,
            )
            self.lines.append(line)
