"""Habits of the house that a reader should be able to rely on."""

import ast
import re
from pathlib import Path

import pytest

from jiayi.settings import ROOT

SOURCE = sorted((ROOT / "backend/jiayi").rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
VERBS = {"renew", "sign", "cancel", "accept", "decline", "delete", "create", "update", "switch", "terminate"}


@pytest.mark.parametrize("path", SOURCE, ids=lambda p: str(p.relative_to(ROOT / "backend/jiayi")))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name
            assert node.returns is not None, f"{node.name} has no return type"


def test_a_change_of_state_is_a_noun_in_the_address() -> None:
    """POST /agreements/7/renewal, not /renew. GET pages that begin a task may be named by it (/sign)."""
    posts = re.compile(r'@(?:post|put|delete|patch)\(\s*"([^"]+)"')
    verbs = [
        (path.name, address)
        for path in SOURCE
        for address in posts.findall(path.read_text())
        if set(address.rsplit("/", 1)[-1].split("-")) & (VERBS - {"sign"})
    ]
    assert verbs == []


def test_no_state_like_boolean_in_the_schema() -> None:
    flags = re.findall(r"\b(is_(?:ended|active|deleted|confirmed|signed|cancelled)|active|deleted) boolean",
                       (ROOT / "migrations/schema.sql").read_text())  # fmt: skip
    assert flags == []


def test_nobody_passes_over_an_exception_in_silence() -> None:
    silent = re.compile(r"except(?: Exception| BaseException)?:\s*\n\s*pass\b")
    assert [path.name for path in SOURCE if silent.search(path.read_text())] == []


def test_no_registry_host_is_named() -> None:
    hosts = ("pypi" + ".org", "registry" + ".npmjs", "deb" + ".debian.org", "files.python" + "hosted")
    kinds = (".py", ".md", ".toml", ".json", ".lock", ".sh", "Makefile", ".yml")
    tracked = [
        p
        for p in ROOT.rglob("*")
        if p.is_file() and not set(p.parts) & {".venv", ".attackers", ".git", "var", "node_modules"}
    ]
    named = [
        p.name
        for p in tracked
        if p.name.endswith(kinds) and any(h in p.read_text(errors="ignore") for h in hosts)
    ]
    assert named == []
