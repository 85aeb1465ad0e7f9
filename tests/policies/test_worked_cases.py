"""Worked examples of the five documents: facts in, result and citation out (style 15)."""

from __future__ import annotations

import re

import pytest

from jiayi.policies.loader import PACKAGED, load

from .worked import Case, by_file, cases, failures

BOOK = load()
DUTIES = [
    "N-0",
    "N-1.1",
    "N-1.2",
    "N-1.3",
    "N-1.4",
    "N-1.5",
    "N-8",
    "N-10.1",
    "N-4.2",
    "N-6.2",
    "CD-2.1",
    "CD-2.2",
    "CD-2.3",
    "CD-3.1",
    "CD-3.2",
    "CD-3.3",
    "CD-3.5",
    "CD-4.3",
    "MY-3",
    "MY-4",
    "MY-6",
    "MY-7",
    "MY-8",
    "MY-9",
    "MY-11",
    "HN-1",
    "HN-2",
    "HN-6",
    "HN-7",
    "HN-10",
    "HN-A1.1",
    "HN-A1.2",
    "HN-A1.3",
    "HN-A1.4",
    "UR-1",
    "UR-2",
    "UR-3.1",
    "UR-3.2",
    "UR-4.1",
]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_worked_case(case: Case) -> None:
    assert failures(BOOK, case) == []


def test_every_policy_file_has_a_worked_case() -> None:
    with_rows = {(p.parent.name, p.stem) for p in PACKAGED.glob("*/*.toml") if p.stem != "sources"}
    assert with_rows - set(by_file()) == set()


def test_every_duty_of_the_agreement_topics_has_a_worked_case() -> None:
    named = {duty for case in cases() for duty in re.findall(r"[A-Z]+-[A-Z]?[\d.]+", case.name)}
    assert set(DUTIES) - named == set()
