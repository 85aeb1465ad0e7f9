"""What the rules answer: results with the citation of each line."""

from __future__ import annotations

from msgspec import Struct

from .cited import Citation, NoRule
from .schema import Payer


class Reason(Struct, frozen=True, kw_only=True):
    """A sentence for people; `msgid` and `values` let a page say it in another language."""

    text: str
    met: bool
    citation: Citation | None
    msgid: str
    values: dict[str, str] = {}
    unknown: bool = False
    """A fact is missing: neither met nor unmet."""


class PackageOffer(Struct, frozen=True, kw_only=True):
    """`together`: packages that this person must sign with this one."""

    package: str
    name: str
    kind: str
    offered: bool
    reasons: tuple[Reason, ...]
    together: tuple[str, ...]
    citation: Citation
    unknown: bool = False
    """Not offered only because a fact is missing."""


class FeeLine(Struct, frozen=True, kw_only=True):
    """`payer` None: no document names who pays. `amount_fen` None: `note` says when or by whom it is set."""

    packages: tuple[str, ...]
    payer: Payer | None
    amount_fen: int | None
    note: str | None
    note_msgid: str | None
    note_values: dict[str, str] = {}
    citation: Citation
    by: Citation | None = None
    """The rate or capitation that gave the amount, when another rule did."""
    within_price: bool = True
    """False for capitation: the fund owes it to the institution beside the price."""
    more: tuple[Reason, ...] = ()
    """What else is said of the amount: its parts, that it is a floor."""


class FeeSplit(Struct, frozen=True, kw_only=True):
    """`allowed` False: `refusals` say why the packages cannot be signed at this price."""

    allowed: bool
    total_fen: int | None
    lines: tuple[FeeLine, ...]
    refusals: tuple[Reason, ...]
    questions: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    gaps: tuple[NoRule, ...]
    readings: tuple[str, ...]

    def paid_by(self, payer: Payer | None) -> int:
        return sum(line.amount_fen or 0 for line in self.lines if line.payer == payer)


class CapitationLine(Struct, frozen=True, kw_only=True):
    package: str
    disease: str | None
    payer: Payer
    amount_fen: int
    at_least: bool
    citation: Citation


class CapitationSum(Struct, frozen=True, kw_only=True):
    """Per person-year."""

    total_fen: int
    lines: tuple[CapitationLine, ...]
    gaps: tuple[NoRule, ...]


class Allowed(Struct, frozen=True, kw_only=True, tag=True):
    reasons: tuple[Reason, ...]
    allowed: bool = True


class Refused(Struct, frozen=True, kw_only=True, tag=True):
    """`in_principle`: the document leaves room; a person may still decide otherwise and say why."""

    reasons: tuple[Reason, ...]
    in_principle: bool = False
    allowed: bool = False


class BenefitOffer(Struct, frozen=True, kw_only=True):
    code: str
    applies: bool
    text: str
    figure: str | None
    unit: str | None
    citation: Citation
    unknown: bool = False


def say(msgid: str, met: bool, citation: Citation | None, **values: str) -> Reason:
    return Reason(text=msgid.format(**values), met=met, citation=citation, msgid=msgid, values=values)


def gap_reason(gap: NoRule) -> Reason:
    return Reason(text=gap.text, met=False, citation=gap.last, msgid=gap.msgid, values=gap.values)
