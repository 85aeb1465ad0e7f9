"""What a nearer place once ruled and no longer does, one sentence a document (HN-10, UR-1)."""

from __future__ import annotations

from .answers import Reason, gap_reason, say
from .resolve import Policy

WHOLE = "《{title}》（{number}）用到 {last_day} 为止，没有新文件接续，不能再按它签约。下面是现在能签的。"
INNER = frozenset({"word"})
"""Topics that people never see."""


def lapses(policy: Policy) -> list[Reason]:
    """A document that is over is said once; of one that goes on, each rule of it that has run out."""
    alive = {entry.citation.number for entry in policy.chosen}
    found = [
        say(WHOLE, False, gap.last, **_named(gap.values))
        if gap.last and gap.last.number not in alive
        else gap_reason(gap)
        for gap in policy.lapsed
        if gap.topic not in INNER
    ]
    return list({reason.text: reason for reason in found}.values())


def _named(values: dict[str, str]) -> dict[str, str]:
    return {name: values[name] for name in ("title", "number", "last_day")}
