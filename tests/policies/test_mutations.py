"""The worked examples notice a changed rule: each change below makes at least one of them fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jiayi.policies.loader import PACKAGED, load

from .worked import cases, failures

CHANGES = [
    ("510100-chengdu/capitation.toml", "rate_fen = 5000, unit", "rate_fen = 5001, unit"),
    ("510100-chengdu/capitation.toml", "rate_fen = 190000", "rate_fen = 180000"),
    ("510100-chengdu/capitation.toml", "rate_fen = 250000", "rate_fen = 120000"),
    ("510100-chengdu/packages.toml", 'insurance_scheme == "resident"', 'insurance_scheme != "none"'),
    ("510100-chengdu/packages.toml", "insured && diagnosed && not_certified", "insured && diagnosed"),
    ("510100-chengdu/fees.toml", 'clause = "三（二）"', 'clause = "三（一）"'),
    ("510700-mianyang/fees.toml", "amount_fen = 700", "amount_fen = 600"),
    ("510700-mianyang/fees.toml", 'schemes = ["employee"]', 'schemes = ["employee", "none"]'),
    ("510700-mianyang/parties.toml", "2000", "2001"),
    ("510700-mianyang/changes.toml", 'when = "!within_term"', 'when = "true"'),
    ("430000-hunan/sources.toml", "to = 2026-07-01", "to = 2026-07-02"),
    ("430000-hunan/capitation.toml", "rate_fen = 8500", "rate_fen = 8600"),
    ("430000-hunan/fees.toml", "amount_fen = 6000", "amount_fen = 5900"),
    ("430000-hunan/changes.toml", 'when = "!within_term"', 'when = "true"'),
    ("430000-hunan/benefits.toml", '"0.90"', '"0.80"'),
    ("430000-hunan/packages.toml", 'requires = [{ package = "hn_value_added" }]', ""),
    ("650100-urumqi/fees.toml", "price_fen = 1500", "price_fen = 1600"),
    ("650100-urumqi/fees.toml", "to = 2020-01-01", ""),
    ("650100-urumqi/fees.toml", 'own_share = "forbidden"', 'own_share = "allowed_by_agreement"'),
    ("650100-urumqi/assumptions.toml", '"0.60"', '"0.61"'),
    ("650100-urumqi/packages.toml", 'when = "premium_paid"', 'when = "true"'),
    ("650100-urumqi/changes.toml", 'when = "same_institution"', 'when = "true"'),
    ("000000-nation/assumptions.toml", "days_before = 30", "days_before = 31"),
    ("000000-nation/assumptions.toml", "days_to_answer = 7", "days_to_answer = 8"),
    ("000000-nation/assumptions.toml", "months_signed >= 12", "months_signed >= 11"),
    ("000000-nation/terms.toml", "months = [12, 1]", "months = [11, 12, 1]"),
    ("000000-nation/terms.toml", "age_years = 18", "age_years = 17"),
    ("000000-nation/items.toml", "free = true, ", ""),
    ("000000-nation/assumptions.toml", "most_months = 24", "most_months = 60"),
    ("510700-mianyang/terms.toml", "allowed = false", "allowed = true"),
    ("650100-urumqi/terms.toml", "allowed = false", "allowed = true"),
    ("430000-hunan/terms.toml", "most_months = 12", "most_months = 60"),
    ("430000-hunan/items.toml", """, when = '"tuberculosis" in conditions'""", ""),
    ("430000-hunan/agreement_text.toml", "职工医保的，按职工门诊共济保障政策办", ""),
    ("000000-nation/publications.toml", 'force = "encouraged"', 'force = "required"'),
    ("000000-nation/benefits.toml", "age_years >= 80", "age_years >= 79"),
]


@pytest.mark.parametrize(("file", "old", "new"), CHANGES, ids=[f"{f}: {o}" for f, o, _ in CHANGES])
def test_a_changed_rule_fails_a_worked_case(tmp_path: Path, file: str, old: str, new: str) -> None:
    data = tmp_path / "data"
    shutil.copytree(PACKAGED, data)
    text = (data / file).read_text(encoding="utf-8")
    assert old in text
    (data / file).write_text(text.replace(old, new), encoding="utf-8")
    book = load([data], packaged=False)
    assert any(failures(book, case) for case in cases())
