"""A rule as it was read: its place, its document and its line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from .cited import Citation, Rule, Source, cite, effective_end
from .lines import key_line, row_line, text_line
from .problems import Problem
from .topics import BY_RULE, Topic

R_co = TypeVar("R_co", bound=Rule, covariant=True)


@dataclass(frozen=True)
class File:
    path: Path
    text: str
    jurisdiction: int

    @property
    def topic(self) -> str:
        return self.path.stem

    def problem(self, line: int, what: str, do: str) -> Problem:
        return Problem(self.path, line, what, do)


@dataclass(frozen=True)
class Entry(Generic[R_co]):
    jurisdiction: int
    rule: R_co
    document: Source
    file: File
    index: int

    @property
    def topic(self) -> Topic:
        return BY_RULE[type(self.rule)]

    @property
    def identity(self) -> tuple[int, str, tuple[str, ...]]:
        """What the row is about, whatever its dates."""
        return self.jurisdiction, self.topic.table, self.topic.same(self.rule)

    @property
    def line(self) -> int:
        return row_line(self.file.text, self.topic.table, self.index)

    @property
    def citation(self) -> Citation:
        return cite(self.jurisdiction, self.rule, self.document)

    @property
    def end(self) -> date | None:
        return effective_end(self.rule, self.document)

    def in_force(self, on: date) -> bool:
        return self.rule.from_ <= on and (self.end is None or on < self.end)

    def problem_at(self, key: str, what: str, do: str) -> Problem:
        return self.file.problem(key_line(self.file.text, self.topic.table, self.index, key), what, do)

    def problem_near(self, fragment: str, what: str, do: str) -> Problem:
        return self.file.problem(text_line(self.file.text, fragment, self.line), what, do)
