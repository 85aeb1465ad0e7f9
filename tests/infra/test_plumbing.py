"""Sealing, forms, languages, clock, places: each refuses what it must."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from jiayi.infra import clock, money
from jiayi.infra.crypto import SealBroken, Vault
from jiayi.infra.db.sql import Queries
from jiayi.infra.ids import new_id
from jiayi.infra.web.forms import Form
from jiayi.infra.web.i18n import best_language
from jiayi.infra.web.places import own_path
from jiayi.infra.web.problems import FormInvalid

VAULT = Vault(b"k" * 32)


def test_sealed_opens_only_where_it_belongs() -> None:
    sealed = VAULT.seal("999999196001010001", "resident 1")
    assert VAULT.open(sealed, "resident 1") == "999999196001010001"
    with pytest.raises(SealBroken):
        VAULT.open(sealed, "resident 2")
    with pytest.raises(SealBroken):
        Vault(b"x" * 32).open(sealed, "resident 1")


def test_blind_index_is_stable_and_keyed() -> None:
    assert VAULT.blind_index("email", " A@example.org ") == VAULT.blind_index("email", "a@example.org")
    assert VAULT.blind_index("email", "a") != VAULT.blind_index("identity", "a")
    assert VAULT.blind_index("email", "a") != Vault(b"x" * 32).blind_index("email", "a")


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0"), (1500, "15"), (1250, "12.50"), (1, "0.01"), (-305, "-3.05")]
)
def test_money_is_shown_in_yuan(fen: int, text: str) -> None:
    assert money.yuan(fen) == text


def test_form_tells_all_faults_together_and_keeps_what_was_typed() -> None:
    form = Form.parse("name=&day=2026-13-01&id=x&phone=０２８".encode())
    form.text("name", required="请填写姓名")
    form.day("day")
    form.uuid("id")
    with pytest.raises(FormInvalid) as refused:
        form.check()
    assert set(refused.value.errors) == {"name", "day", "id"}
    assert form.values["day"] == "2026-13-01"
    assert form.text("phone") == "028"


@pytest.mark.parametrize(
    ("cookie", "accept", "language"),
    [
        (None, "", "zh-CN"),
        (None, "en-GB,zh;q=0.5", "en"),
        (None, "zh,en", "zh-CN"),
        ("en", "zh", "en"),
        ("xx", "zh", "zh-CN"),
    ],
)
def test_language_follows_choice_then_browser(cookie: str | None, accept: str, language: str) -> None:
    assert best_language(cookie, accept) == language


@pytest.mark.parametrize(
    "text", ["//evil.example", "https://evil.example/", "/\\evil", "javascript:x", "", "/a\nb"]
)
def test_nobody_is_sent_elsewhere(text: str) -> None:
    assert own_path(text, "/me") == "/me"


def test_own_addresses_stay() -> None:
    assert own_path("/sign?area=1") == "/sign?area=1"


def test_today_is_the_office_day_not_utc() -> None:
    clock.set_now("2025-12-31T23:30:00+00:00")
    assert clock.today() == date(2026, 1, 1)


def test_ids_sort_by_time() -> None:
    ids = [new_id() for _ in range(50)]
    assert ids == sorted(ids) and all(isinstance(i, UUID) and i.version == 7 for i in ids)


def test_a_query_without_purpose_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "queries.sql"
    file.write_text("-- name: find_x\nselect 1\n")
    with pytest.raises(ValueError, match="line of purpose"):
        Queries(file)
