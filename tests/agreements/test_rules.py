"""The state of an agreement and the arithmetic of terms, as tables."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from jiayi.agreements.lapsing import lapses_on
from jiayi.agreements.model import Agreement, AgreementState
from jiayi.agreements.model import AgreementState as S
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import capacity_of, months_later, state_of, with_companions

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ID = UUID(int=1)


def agreement(**changes: Any) -> Agreement:
    row: dict[str, Any] = {
        "county": 510107, "id": ID, "number": "1", "kind": "family_doctor", "resident_id": ID,
        "resident_name": "王芳", "institution_id": ID,
        "institution_name": "", "institution_phone": "", "team_id": None, "team_name": "", "team_phone": "",
        "doctor_id": ID, "doctor_name": "李慧", "doctor_title": "", "doctor_phone": "", "term_from": date(2026, 3, 2),
        "term_to": date(2027, 3, 2), "term_empty": False, "long_term": False, "policy_division": 510107,
        "policy_on": date(2026, 3, 2), "text_version": "", "previous_id": None, "next_id": None, "origin": "online",
        "requested_at": NOW, "requested_by": ID, "proof_hash": b"", "confirmed_at": NOW, "channel": "own_account",
        "outcome": "accepted", "decision_reason": "", "decided_at": NOW, "ended_on": None, "ending_reason": None,
        "ending_remark": "", "planned_to": None, "due_fen": 0, "paid_fen": 0, "waits_for": "",
    } | changes  # fmt: skip
    return Agreement(**row)


EMPTY = {"term_from": None, "term_to": None, "term_empty": True}


@pytest.mark.parametrize(
    ("changes", "today", "state"),
    [
        ({}, "2026-03-02", S.ACTIVE),
        ({"waits_for": "confirmation"}, "2026-03-02", S.WAITING_CONFIRMATION),
        ({"waits_for": "acceptance"}, "2026-03-02", S.WAITING_ACCEPTANCE),
        ({"waits_for": "payment"}, "2026-03-02", S.WAITING_PAYMENT),
        ({}, "2026-03-01", S.UPCOMING),
        ({}, "2027-01-30", S.ACTIVE),
        ({}, "2027-01-31", S.IN_RENEWAL_WINDOW),
        ({"next_id": ID}, "2027-02-01", S.ACTIVE),
        ({}, "2027-03-01", S.IN_RENEWAL_WINDOW),
        ({}, "2027-03-02", S.EXPIRED),
        ({"waits_for": "confirmation"}, "2027-03-02", S.EXPIRED),
        ({"term_to": None, "long_term": True}, "2040-01-01", S.ACTIVE),
        (
            {"ended_on": date(2026, 5, 1), "term_to": date(2026, 5, 1), "ending_reason": "moved"},
            "2026-05-01",
            S.ENDED,
        ),
        ({"ended_on": date(2026, 3, 2), "ending_reason": "switched", **EMPTY}, "2026-03-02", S.ENDED),
        ({"outcome": "declined", "waits_for": "acceptance", **EMPTY}, "2026-03-02", S.DECLINED),
        ({"ended_on": date(2026, 3, 17), "ending_reason": "not_confirmed", **EMPTY}, "2026-03-17", S.LAPSED),
        ({"ended_on": date(2026, 3, 2), "ending_reason": "withdrawn", **EMPTY}, "2026-03-02", S.WITHDRAWN),
    ],
)
def test_state(changes: dict[str, Any], today: str, state: AgreementState) -> None:
    """K1, R12: nothing is in force unconfirmed, unaccepted or unpaid, and nothing after its end."""
    assert state_of(agreement(**changes), date.fromisoformat(today), 30) is state


LATER = datetime(2026, 3, 9, 17, tzinfo=UTC)
"""Already the tenth in the office."""


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ({"waits_for": "confirmation", "confirmed_at": None, "decided_at": LATER}, "2026-03-17"),
        ({"waits_for": "acceptance", "decided_at": None}, "2026-03-09"),
        ({"waits_for": "acceptance", "decided_at": None, "confirmed_at": LATER}, "2026-03-17"),
        ({"waits_for": "payment", "decided_at": LATER}, "2026-03-25"),
        ({"waits_for": ""}, None),
        ({"waits_for": "confirmation", "policy_on": date(2025, 1, 1)}, None),
    ],
)
def test_until_when_a_request_waits(changes: dict[str, Any], day: str | None) -> None:
    """A marked assumption: 15 days to confirm, then 7 to answer, then 15 to pay; no rule, no limit."""
    a = agreement(**changes)
    found = lapses_on(a, policy_for(a.policy_division, a.policy_on))
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-03-02", 12, "2027-03-02"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_months_later(start: str, months: int, end: str) -> None:
    assert months_later(date.fromisoformat(start), months).isoformat() == end


@pytest.mark.parametrize(
    ("county", "own", "capacity"), [(510703, 3000, 2000), (510703, 800, 800), (510107, 3000, 3000)]
)
def test_capacity(county: int, own: int, capacity: int) -> None:
    """MY-11: at most 2000 a doctor where the place says so."""
    assert capacity_of(policy_for(county, date(2026, 3, 2)), own) == capacity


def test_companions_follow_each_other() -> None:
    assert with_companions(["a"], {"a": ("b",), "b": ("a", "c")}) == ("a", "b", "c")
