"""Which rule holds in a place on a day: county → city → province → nation, group by group (see `topics`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar, cast

from .cited import Citation, NoRule, Rule, Stated
from .entries import Entry
from .places import chain
from .topics import BY_RULE, Topic

R = TypeVar("R", bound=Rule)
KEPT = 4096
_AFTER = "{on} 没有在用的规定：{topic}。最后的文件是《{title}》（{number}）{clause}，用到 {last_day} 为止。"
_LAPSED = (
    "本地的规定（{topic}）用到 {last_day} 为止，没有新文件接续。最后的文件是《{title}》（{number}）{clause}。"
)
_BEFORE = "{on} 没有在用的规定：{topic}。已知的文件里没有写到这一天。"


@dataclass(frozen=True)
class Policy:
    """What holds in one division on one day. `lapsed`: what a nearer place once ruled and no longer does."""

    division: int
    on: date
    chosen: tuple[Entry[Rule], ...]
    known: tuple[Entry[Rule], ...]
    lapsed: tuple[NoRule, ...]

    @cached_property
    def _stated(self) -> dict[type[Rule], tuple[Stated[Rule], ...]]:
        found: dict[type[Rule], list[Stated[Rule]]] = defaultdict(list)
        for entry in self.chosen:
            found[type(entry.rule)].append(Stated(entry.rule, entry.citation))
        return {kind: tuple(rows) for kind, rows in found.items()}

    def all(self, kind: type[R], /, **match: object) -> tuple[Stated[R], ...]:
        rows = cast("tuple[Stated[R], ...]", self._stated.get(kind, ()))
        return tuple(row for row in rows if _matches(row.value, match)) if match else rows

    def one(self, kind: type[R], /, **match: object) -> Stated[R] | NoRule:
        """The rule of a topic that has one value for these fields, or why there is none."""
        found = self.all(kind, **match)
        return found[0] if found else self.none(kind, **match)

    def none(self, kind: type[R], /, **match: object) -> NoRule:
        known = [e for e in self.known if isinstance(e.rule, kind) and _matches(e.rule, match)]
        return _no_rule(BY_RULE[kind], self.division, self.on, known)


@dataclass(frozen=True)
class PolicyBook:
    entries: tuple[Entry[Rule], ...]
    _resolved: dict[tuple[int, date], Policy] = field(default_factory=dict, compare=False, repr=False)

    def resolve(self, division: int, on: date) -> Policy:
        """Pages ask for few days in few places again and again, so answers are kept."""
        if len(self._resolved) > KEPT:
            self._resolved.clear()
        if (division, on) not in self._resolved:
            self._resolved[division, on] = self._resolve(division, on)
        return self._resolved[division, on]

    def _resolve(self, division: int, on: date) -> Policy:
        places = chain(division)
        known = tuple(sorted((e for e in self.entries if e.jurisdiction in places), key=_nearness(places)))
        chosen: list[Entry[Rule]] = []
        lapsed: list[NoRule] = []
        for (topic, _), entries in _groups(known).items():
            kept, gone = _nearest(entries, on)
            chosen += kept
            if gone:
                lapsed.append(_no_rule(topic, division, on, gone, after=_LAPSED))
        return Policy(division, on, tuple(chosen), known, _once(lapsed))

    @property
    def jurisdictions(self) -> frozenset[int]:
        return frozenset(entry.jurisdiction for entry in self.entries)


def _once(lapsed: Sequence[NoRule]) -> tuple[NoRule, ...]:
    """One answer for each topic and document, not one for each of a hundred items."""
    return tuple({(gap.topic, gap.last and gap.last.number): gap for gap in lapsed}.values())


def _nearest(entries: Sequence[Entry[Rule]], on: date) -> tuple[list[Entry[Rule]], list[Entry[Rule]]]:
    """The values in force of the nearest place that has any, and values of nearer places that have run out.

    An older row beside a newer one in force has not lapsed: it was replaced.
    """
    gone: list[Entry[Rule]] = []
    for place in dict.fromkeys(entry.jurisdiction for entry in entries):
        here = [entry for entry in entries if entry.jurisdiction == place]
        if kept := [entry for entry in here if entry.in_force(on)]:
            return kept, gone
        gone += [entry for entry in here if entry.end is not None and entry.end <= on]
    return [], gone


def _groups(entries: Sequence[Entry[Rule]]) -> dict[tuple[Topic, tuple[str, ...]], list[Entry[Rule]]]:
    groups: dict[tuple[Topic, tuple[str, ...]], list[Entry[Rule]]] = defaultdict(list)
    for entry in entries:
        groups[entry.topic, entry.topic.group(entry.rule)].append(entry)
    return groups


def _no_rule(
    topic: Topic, division: int, on: date, known: Sequence[Entry[Rule]], after: str = _AFTER
) -> NoRule:
    past = [entry for entry in known if entry.end is not None and entry.end <= on]
    last = max(past, key=lambda entry: entry.end or date.max).citation if past else None
    msgid = after if last else _BEFORE
    values = {"on": on.isoformat(), "topic": topic.label, **(_values(last) if last else {})}
    return NoRule(
        topic=topic.table,
        division=division,
        on=on,
        last=last,
        msgid=msgid,
        values=values,
        text=msgid.format(**values),
    )


def _values(last: Citation) -> dict[str, str]:
    end = last.to or date.max
    return {
        "title": last.title,
        "number": last.number,
        "clause": last.clause,
        "last_day": date.fromordinal(end.toordinal() - 1).isoformat(),
    }


def _nearness(places: tuple[int, ...]) -> Callable[[Entry[Rule]], tuple[int, date]]:
    def key(entry: Entry[Rule]) -> tuple[int, date]:
        return places.index(entry.jurisdiction), entry.rule.from_

    return key


def _matches(rule: Rule, match: dict[str, object]) -> bool:
    """A field that is a list matches one of its members."""
    for name, wanted in match.items():
        value = getattr(rule, name)
        if value != wanted and not (isinstance(value, tuple) and wanted in value):
            return False
    return True
