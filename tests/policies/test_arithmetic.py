"""Fen, months and expressions: the small functions under the rules."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiayi.policies import rules
from jiayi.policies.expressions import ExpressionError, check, evaluate
from jiayi.policies.facts import EligibilityFacts
from jiayi.policies.loader import load
from jiayi.policies.scopes import whole_months
from jiayi.policies.shares import part_of

BOOK = load()


@pytest.mark.parametrize(
    ("total", "share", "part"),
    [(1500, "0.60", 900), (1, "0.5", 1), (3, "0.5", 2), (5, "0.1", 1), (4, "0.1", 0)],
)
def test_half_up_to_the_fen(total: int, share: str, part: int) -> None:
    assert part_of(total, share) == part


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2025, 8, 1), date(2026, 8, 1), 12),
        (date(2025, 8, 1), date(2026, 7, 31), 11),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
    ],
)
def test_whole_months(start: date, end: date, months: int) -> None:
    assert whole_months(start, end) == months


@given(st.integers(0, 10**9), st.sampled_from(["resident", "employee", "none"]))
def test_parts_add_to_the_whole(price: int, scheme: str) -> None:
    """MY-9: whatever the institution asks, and whoever pays or nobody does."""
    facts = EligibilityFacts(
        age_years=50,
        insurance_scheme=scheme,  # type: ignore[arg-type]
        premium_paid=True,
        county_of_insurance=510703,
        county_of_signing=510703,
    )
    policy = BOOK.resolve(510703, date(2026, 1, 1))
    split = rules.fee(policy, ["my_base", "my_personalised"], facts, {"my_personalised": price})
    assert sum(line.amount_fen or 0 for line in split.lines) == split.total_fen == 1000 + price


def test_an_expression_yields_a_ratio_or_a_name() -> None:
    score = (("score", "double"),)
    assert evaluate("score >= 90.0 ? 1.0 : 0.5", score, {"score": 89.0}, "double") == 0.5  # type: ignore[arg-type]
    assert evaluate("score >= 90.0 ? 'a' : 'b'", score, {"score": 90.0}, "string") == "a"  # type: ignore[arg-type]


def test_an_expression_of_another_type_is_refused() -> None:
    with pytest.raises(ExpressionError, match="wanted bool"):
        check("score", (("score", "double"),))


def test_an_expression_that_fails_when_asked_says_so() -> None:
    with pytest.raises(ExpressionError, match="divi"):
        evaluate("1 / n > 0", (("n", "int"),), {"n": 0})


def test_items_of_a_package_come_in_its_order() -> None:
    """HN-A1.1, UR-1."""
    policy = BOOK.resolve(650102, date(2019, 12, 1))
    assert [item.value.name for item in rules.items(policy, "ur_free")][:2] == ["家庭医生预约门诊", "转诊"]


def test_the_agreement_text_joins_place_and_nation() -> None:
    """MY-3 beside N-8; the version names both."""
    words = rules.agreement_text(BOOK.resolve(510703, date(2026, 1, 1)))
    assert getattr(words, "version", None) == "my-2017.2+nation-2025.1"
