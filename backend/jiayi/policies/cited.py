"""What every value of a policy carries: from when, by which document, in which clause."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct, field


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table in a policy file: an unknown key is an error."""


class Source(Strict, frozen=True, kw_only=True):
    """A document. `from_` and `to` bound all that cites it; `to` is the first day it no longer holds."""

    title: str
    number: str
    issuer: str
    date: dt.date | None = None
    from_: dt.date = field(name="from")
    to: dt.date | None = None
    reading: str | None = None


class Rule(Strict, frozen=True, kw_only=True):
    """One dated value. `to` is exclusive; `assumption` marks what a demo assumes beyond the texts."""

    from_: dt.date = field(name="from")
    to: dt.date | None = None
    source: str
    clause: str
    duty: tuple[str, ...]
    reading: str | None = None
    assumption: bool = False
    explanation: str | None = None


class Citation(Struct, frozen=True, kw_only=True):
    """依据: what a page shows beside a value."""

    jurisdiction: int
    title: str
    number: str
    issuer: str
    date: dt.date | None = None
    clause: str
    duty: tuple[str, ...]
    from_: dt.date = field(name="from")
    to: dt.date | None = None
    reading: str | None = None
    assumption: bool = False
    explanation: str | None = None


class NoRule(Struct, frozen=True, kw_only=True):
    """No rule in force on this day; `last` is the latest document known before it."""

    topic: str
    division: int
    on: dt.date
    last: Citation | None
    text: str
    msgid: str
    values: dict[str, str] = {}


R_co = TypeVar("R_co", bound=Rule, covariant=True)


@dataclass(frozen=True)
class Stated(Generic[R_co]):
    """A rule in force and its citation."""

    value: R_co
    citation: Citation


def effective_end(rule: Rule, source: Source) -> dt.date | None:
    ends = [end for end in (rule.to, source.to) if end is not None]
    return min(ends) if ends else None


def cite(jurisdiction: int, rule: Rule, source: Source) -> Citation:
    return Citation(
        jurisdiction=jurisdiction,
        title=source.title,
        number=source.number,
        issuer=source.issuer,
        date=source.date,
        clause=rule.clause,
        duty=rule.duty,
        from_=rule.from_,
        to=effective_end(rule, source),
        reading=rule.reading,
        assumption=rule.assumption,
        explanation=rule.explanation,
    )


def as_json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
