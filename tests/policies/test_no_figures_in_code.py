"""Figures and places live in policy files, never in Python (style 14)."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from jiayi.policies import rules
from jiayi.policies.loader import PACKAGED

BACKEND = Path(rules.__file__).parents[2]
RULE_MODULES = ("eligibility", "capitation", "changes", "fees", "fee_limits", "payers", "offers")
# Units that a rules module may define with a number.
UNITS = {"MONTHS_A_YEAR", "FEN_PER_YUAN", "PERCENT", "PER_MYRIAD", "DAYS_A_WEEK", "MINUTES_AN_HOUR"}
PLAIN = (0, 1)
# Import of spreadsheets: positions of letters and columns, and sample cells of a template; no policy in them.
SPREADSHEETS = "jiayi/rosters/"


def rule_files() -> list[Path]:
    asked = [Path(rules.__file__).with_name(f"{name}.py") for name in RULE_MODULES]
    return [
        path for path in sorted({*BACKEND.rglob("rules.py"), *asked}) if SPREADSHEETS not in path.as_posix()
    ]


def figures(tree: ast.AST) -> list[object]:
    unit = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Assign) and _names(n) <= UNITS}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and node.value not in PLAIN
        and id(node) not in unit
    ]


def _names(node: ast.Assign) -> set[str]:
    return {target.id for target in node.targets if isinstance(target, ast.Name)}


@pytest.mark.parametrize("path", rule_files(), ids=lambda p: str(p.relative_to(BACKEND)))
def test_rules_hold_no_figure(path: Path) -> None:
    assert figures(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_search_for_figures_finds_one() -> None:
    assert figures(ast.parse("MONTHS_A_YEAR = 12\nx = 85\ny = 0 + 1\nz = True\n")) == [85]


def places() -> list[str]:
    """Names of the places whose documents are packaged, without their level (市, 省)."""
    issuers = [
        source["issuer"]
        for path in PACKAGED.glob("*/sources.toml")
        for source in tomllib.loads(path.read_text(encoding="utf-8")).values()
    ]
    return sorted({name for text in issuers for name in re.findall(r"([一-鿿]{2,4}?)[市省]", text)})


def offences(text: str) -> list[str]:
    """Place names in Chinese or pinyin, and six-digit numbers that are divisions of the mainland."""
    pinyin = [path.name.split("-")[1] for path in PACKAGED.iterdir() if not path.name.startswith("000000")]
    named = [
        name for name in [*places(), *pinyin] if re.search(rf"(?<![a-z]){name}(?![a-z])", text, re.IGNORECASE)
    ]
    codes = re.findall(r"(?<![\d_.])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{4}(?![\d_])", text)
    return named + codes


def test_no_place_in_python() -> None:
    found = {
        str(path.relative_to(BACKEND)): wrong
        for path in BACKEND.rglob("*.py")
        if SPREADSHEETS not in path.as_posix() and (wrong := offences(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_the_search_for_places_finds_them() -> None:
    assert len(places()) == 4
    assert offences("if county == 510104: ...") == ["510104"]
    assert offences(f"if city == '{places()[0]}': ...") == [places()[0]]


def test_only_one_module_imports_the_expression_engine() -> None:
    users = [p.name for p in BACKEND.rglob("*.py") if "cel_expr_python" in _imports(p)]
    assert users == ["expressions.py"]


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.module.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
    }
