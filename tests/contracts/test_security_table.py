"""deploy/security.md: every requirement once, one of three words, and what it names is there."""

import ast
import re
from functools import cache
from typing import NamedTuple

import pytest

from jiayi.settings import ROOT

TABLE = (ROOT / "deploy/security.md").read_text()
BESIDE = "\n".join(line for line in TABLE.splitlines() if not re.match(r"\| \d+\.\d+\.\d+ ", line))
"""A row is no evidence of itself."""
IDS = [
    f"{section}.{number}"
    for section, *numbers in map(
        str.split, (ROOT / "tests/contracts/asvs_5_0_level_2.txt").read_text().splitlines()
    )
    for number in numbers
]
"""ASVS 5.0.0, levels 1 and 2: a section and its numbers a line."""
HOW_MANY = 253
STATUSES = ("met", "not applicable", "not met")
NAMED = re.compile(r"`([^`]+?)::([^`]+)`")


class Row(NamedTuple):
    id: str
    level: str
    what: str
    status: str
    shown: str


def rows() -> list[Row]:
    found = re.findall(r"^\| (\d+\.\d+\.\d+) (\|.*)$", TABLE, re.MULTILINE)
    return [Row(id, *(cell.strip() for cell in rest.strip("|").split("|"))) for id, rest in found]


@cache
def stands(path: str, what: str) -> bool:
    """A test of that name in a test file; else those very words in the file."""
    file = ROOT / path
    if not file.is_file():
        return False
    if path.startswith("tests/"):
        defined = (ast.FunctionDef, ast.AsyncFunctionDef)
        return any(isinstance(n, defined) and n.name == what for n in ast.walk(ast.parse(file.read_text())))
    return what in (file.read_text() if file.name != "security.md" else BESIDE)


def test_every_requirement_stands_once() -> None:
    assert len(IDS) == HOW_MANY
    assert [row.id for row in rows()] == IDS


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_row(row: Row) -> None:
    assert row.status in STATUSES and row.level in ("1", "2") and row.what
    named = NAMED.findall(row.shown)
    assert [one for one in named if not stands(*one)] == []
    assert named if row.status == "met" else NAMED.sub("", row.shown).strip(), "no evidence, or no reason"


def test_the_counts_are_those_of_the_table() -> None:
    said = re.search(r"(\d+) met, (\d+) not applicable, (\d+) not met", TABLE)
    assert said
    assert [int(n) for n in said.groups()] == [sum(r.status == s for r in rows()) for s in STATUSES]


def test_what_is_not_there_is_found() -> None:
    assert not stands("tests/contracts/test_security_table.py", "test_no_such")
    assert not stands("deploy/nothing.md", "x")
    assert not stands("deploy/nginx.conf", "ssl_protocols SSLv3")
