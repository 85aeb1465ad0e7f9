"""What is wrong in a policy file, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct


class Problem(Struct, frozen=True, order=True):
    path: Path
    line: int
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what} → {self.do}"


class PolicyError(Exception):
    """Every problem of the policy files read, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
