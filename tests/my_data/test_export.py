"""Everything held of a person, nothing of anybody else, in one file that is kept nowhere (PIPL 45)."""

import io
import json
import time
import zipfile
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from jiayi.accounts.my_data.exporting import _row
from jiayi.accounts.my_data.words import said
from jiayi.accounts.sealed import email_of, identity_of, phone_of
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM, Actor
from jiayi.infra.db.database import Database
from jiayi.infra.personal import Rows
from jiayi.personal import PARTS
from tests.accounts.world import World, world
from tests.factories import COUNTY, Factory


@pytest.fixture
async def w(db: Database, make: Factory, system: Database) -> World:
    w = await world(db, make)
    head = w.actors["head"]
    async with system.transaction(SYSTEM) as tx:
        await tx.run(
            "update residents set name = '赵大山', identity_sealed = $2, phone_sealed = $3, phone_tail = '5678' where id = $1",
            w.head, make.vault.seal("510107196001010011", identity_of(COUNTY, w.head)),
            make.vault.seal("13812345678", phone_of(COUNTY, w.head)),
        )  # fmt: skip
        for name, who in (("钱小川", w.child), ("孙隔壁", w.neighbour)):
            await tx.run("update residents set name = $2 where id = $1", who, name)
        assert head.account_id
        sealed = make.vault.seal("zhao@example.org", email_of(head.account_id))
        await tx.run("update accounts set email_sealed = $2 where id = $1", head.account_id, sealed)
    return w


async def enter(
    client: httpx.AsyncClient, make: Factory, system: Database, actor: Actor, proven: timedelta = timedelta(0)
) -> None:
    """Signed in; proven that long ago."""
    client.cookies.clear()
    client.cookies.update(await make.session(actor))
    async with system.transaction(SYSTEM) as tx:
        sql = "update sessions set created_at = $2, confirmed_at = $2 where account_id = $1"
        await tx.run(sql, actor.account_id, tx.now - proven)


def unpacked(answer: httpx.Response) -> tuple[dict[str, Any], str]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        data = json.loads(file.read("my-data.json"))
        return {k: v for part in data["parts"] for k, v in part["tables"].items()}, file.read(
            "my-data.html"
        ).decode()


async def test_all_of_mine_and_nobody_elses(
    client: httpx.AsyncClient, make: Factory, system: Database, w: World
) -> None:
    await enter(client, make, system, w.actors["head"])
    began = time.monotonic()
    answer = await client.post("/me/data/file")
    assert answer.status_code == 200 and time.monotonic() - began < 60
    assert (
        answer.headers["cache-control"] == "no-store"
        and "attachment" in answer.headers["content-disposition"]
    )
    tables, page = unpacked(answer)
    me = tables["residents"][0]
    assert (me["identity"], me["phone"], me["name"]) == ("510107196001010011", "13812345678", "赵大山")
    assert tables["accounts"][0]["email"] == "zhao@example.org"
    for table in ("agreements", "agreement_signatures", "agreement_fee_lines", "agreement_payments", "waiting_entries",
                  "resident_conditions", "insurance_records", "access_log", "history_events", "desk_visits"):  # fmt: skip
        assert len(tables[table]) >= 1, table
    async with system.transaction(SYSTEM) as tx:
        last = await tx.value("select upper(term) - 1 from agreements where resident_id = $1", w.head)
    assert tables["agreements"][0]["term"][1] == last.isoformat(), "the last day, as the pages say it"
    assert [row["id"] for row in tables["residents"]] == [str(w.head)], (
        "the head sees the child, and it is not theirs"
    )
    assert {row["resident_id"] for row in tables["insurance_records"]} == {str(w.head)}
    for other in ("钱小川", "孙隔壁", str(w.child), str(w.neighbour)):
        assert other not in json.dumps(tables, ensure_ascii=False) + page
    assert "赵大山" in page and "510107196001010011" in page and "<script" not in page
    assert "token_hash" not in tables["sessions"][0] and "secret" not in json.dumps(tables)
    assert set(tables) == {rows.table for part in PARTS for rows in part.rows if not rows.withheld}


async def test_only_after_proving_oneself_and_never_for_another(
    client: httpx.AsyncClient, make: Factory, system: Database, w: World
) -> None:
    await enter(client, make, system, w.actors["head"], timedelta(hours=2))
    answer = await client.post("/me/data/file")
    assert answer.headers["content-type"].startswith("text/html") and "确认" in answer.text, "too long ago"
    await enter(client, make, system, w.actors["neighbour"])
    tables, page = unpacked(await client.post("/me/data/file"))
    assert tables["agreements"] == [] and "赵大山" not in page
    await enter(client, make, system, w.actors["doctor"])
    assert (await client.post("/me/data/file")).status_code == 403
    client.cookies.clear()
    assert (await client.post("/me/data/file")).status_code in (303, 401)


def test_a_last_day_is_the_last_day() -> None:
    """Tables hold the first day after."""
    row = {"starts_on": date(2026, 3, 7), "ends_on": date(2027, 3, 7), "open": None}
    rows = Rows(table="agreement_originals", by="agreement_id", day_after=("ends_on", "open"))
    assert _row(row, rows, Vault(b"k" * 32)) == {
        "starts_on": "2026-03-07",
        "ends_on": "2027-03-06",
        "open": None,
    }
    assert any(rows.day_after for part in PARTS for rows in part.rows if rows.table == "agreement_originals")


@pytest.mark.parametrize("code", ["agreement_document", "phone", "synth", "willing"])
def test_the_file_for_eyes_says_words(code: str) -> None:
    assert said("part", code) != code
