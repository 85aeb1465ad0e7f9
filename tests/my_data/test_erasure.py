"""Erasing: what runs must end first; what nothing forces keeping goes; the rest when its period is over (PIPL 47)."""

import html
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from asyncpg import Range

from jiayi.accounts.my_data.erasing import enforce_periods, erase_asked
from jiayi.accounts.sealed import email_of
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.personal import PARTS
from jiayi.policies.periods import months_before
from tests.accounts.world import World, world
from tests.conftest import Server
from tests.factories import COUNTY, Factory
from tests.my_data.test_export import enter

SURE = {"sure": "1"}
ENDED = Range(date(2025, 1, 1), date(2026, 1, 1))


@pytest.fixture
async def w(db: Database, make: Factory, system: Database, server: Server, database: str) -> World:
    w = await world(db, make)
    owner = await asyncpg.connect(server.dsn(database))
    await owner.execute("update proxies set ended_at = now(), ended_by = 'grantor' where ended_at is null")
    await owner.close()
    head = w.actors["head"].account_id
    assert head
    async with system.transaction(SYSTEM) as tx:
        await tx.run(
            "update residents set phone_sealed = 'x', phone_tail = '5678', room = '1201' where id = $1",
            w.head,
        )
        sealed = make.vault.seal("zhao@example.org", email_of(head))
        await tx.run("update accounts set email_sealed = $2 where id = $1", head, sealed)
    await make.insert("key_directory", key_hash=b"mail", kind="email", county=COUNTY, subject_id=head)
    return w


async def end_agreement(system: Database, w: World, term: Any = ENDED) -> None:
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update agreements set term = $2 where id = $1", w.agreement, term)


async def rows(system: Database, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    async with system.transaction(SYSTEM) as tx:
        return [tuple(row) for row in await tx.connection.fetch(sql, *args)]


async def test_the_page_says_row_by_row_what_goes_and_what_stays(
    client: httpx.AsyncClient, make: Factory, system: Database, w: World
) -> None:
    await enter(client, make, system, w.actors["head"])
    page = html.unescape((await client.get("/me/data/erasure")).text)
    assert all(part.name in page and part.erasing in page for part in PARTS)
    assert "会计档案管理办法" in page and "保存30年" in page and "演示假设" in page
    assert "请先结束它" in page and 'href="/agreements"' in page and "确认删除" not in page
    assert (await client.post("/me/data/erasure", data=SURE)).status_code == 409
    assert await erase_asked(system, PARTS) == 0


async def test_what_nothing_forces_keeping_goes_and_the_voucher_stays(
    client: httpx.AsyncClient, make: Factory, system: Database, w: World
) -> None:
    await end_agreement(system, w)
    head, who = w.actors["head"].account_id, w.head
    await enter(client, make, system, w.actors["head"])
    assert (await client.post("/me/data/erasure", data={})).status_code == 422
    before = await rows(system, "select id, kind, data from history_events order by id")
    answer = await client.post("/me/data/erasure", data=SURE)
    assert "几分钟内删完" in answer.text, answer.text[-2500:]
    assert await erase_asked(system, PARTS) == 1 and await erase_asked(system, PARTS) == 0
    gone = ("resident_conditions", "resident_groups", "insurance_records", "waiting_entries", "desk_visits")
    for table in gone:
        assert await rows(system, f"select 1 from {table} where resident_id = $1", who) == [], table
    for table in ("sessions", "passkeys", "idempotency_keys"):
        assert await rows(system, f"select 1 from {table} where account_id = $1", head) == [], table
    assert await rows(system, "select 1 from key_directory where key_hash = 'mail'") == []
    left = "select phone_sealed, phone_tail, room, area_id, institution_id, name from residents where id = $1"
    assert await rows(system, left, who) == [(None, "", "", None, None, "王芳")]
    assert await rows(system, "select email_sealed, display_name, resident_id from accounts where id = $1", head) \
        == [(None, "已注销", None)]  # fmt: skip
    assert await rows(
        system, "select typed_name from agreement_signatures where agreement_id = $1", w.agreement
    ) == [("王芳",)]
    after = await rows(system, "select id, kind, data from history_events order by id")
    assert after[: len(before)] == before, "what is chained is not touched"
    kind, data = after[-1][1:]
    assert kind == "accounts.person.erased" and data["resident_conditions"] == 1 and "王芳" not in str(data)
    assert (await client.get("/me")).status_code in (303, 401)
    assert await rows(system, "select name from residents where id <> $1 and name <> '王芳'", who) == []
    assert len(await rows(system, "select 1 from insurance_records")) == 4, "others keep theirs"


async def test_something_that_began_meanwhile_stops_it(
    client: httpx.AsyncClient, make: Factory, system: Database, w: World
) -> None:
    await end_agreement(system, w)
    await enter(client, make, system, w.actors["head"])
    await client.post("/me/data/erasure", data=SURE)
    await end_agreement(system, w, Range(date(2026, 1, 1), date(2027, 1, 1)))
    assert await erase_asked(system, PARTS) == 0
    answers = "select a.outcome from data_answers a join data_requests q on q.id = a.request_id where q.kind = 'erasure'"
    assert await rows(system, answers) == [("refused",)]
    assert await rows(system, "select phone_tail from residents where id = $1", w.head) == [("5678",)]


@pytest.mark.parametrize(
    ("ends", "goes"),
    [(date(1999, 4, 1), True), (date(1999, 4, 2), True), (date(1999, 4, 3), False), (None, False)],
)
async def test_the_voucher_goes_thirty_years_after_its_end(
    ends: date | None, goes: bool, make: Factory, system: Database, w: World
) -> None:
    """On 2029-04-02 all consents are older than their three years, too. Open-ended: it still holds."""
    await end_agreement(system, w, Range(date(1990, 1, 1), ends))
    await make.insert(
        "erasures",
        county=COUNTY,
        resident_id=w.head,
        account_id=w.actors["head"].account_id,
        erased_at=clock.now(),
    )
    clock.set_now("2029-04-02T09:00:00")
    await enforce_periods(system, PARTS)
    name, birth = (await rows(system, "select name, birth_date from residents where id = $1", w.head))[0]
    signed = await rows(
        system, "select typed_name from agreement_signatures where agreement_id = $1", w.agreement
    )
    assert (name, signed) == (("已删除", [("已删除",)]) if goes else ("王芳", [("王芳",)]))
    assert birth.year == 1960
    found = await rows(system, "select 1 from key_directory where subject_id = $1", w.head)
    assert bool(found) is not goes, "afterwards nobody is found by the identity number"


AGES = [
    ("waiting_entries", {"left_at": timedelta(days=400), "left_reason": "withdrawn"}, True),
    ("waiting_entries", {"left_at": timedelta(days=300), "left_reason": "withdrawn"}, False),
    ("waiting_entries", {}, False),
    ("desk_visits", {"expires_at": timedelta(days=200)}, True),
    ("desk_visits", {"expires_at": timedelta(days=100)}, False),
]


@pytest.mark.parametrize(("table", "ages", "goes"), AGES)
async def test_periods_are_enforced_and_counted(
    table: str,
    ages: dict[str, Any],
    goes: bool,
    make: Factory,
    system: Database,
    server: Server,
    database: str,
) -> None:
    place = await make.place()
    now, resident = clock.now(), await make.resident(place)
    columns = {k: now - v if isinstance(v, timedelta) else v for k, v in ages.items()}
    base: dict[str, Any] = {"county": COUNTY, "id": new_id(), "resident_id": resident}
    if table == "waiting_entries":
        base |= {"doctor_id": place.doctor_id, "joined_at": now - timedelta(days=500)}
    else:
        base |= {
            "institution_id": place.institution_id,
            "opened_at": now - timedelta(days=500),
            "opened_by": new_id(),
        }
    row = base | columns
    marks = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    owner = await asyncpg.connect(server.dsn(database))
    await owner.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", *row.values())
    await owner.close()
    assert await enforce_periods(system, PARTS) == (1 if goes else 0)
    assert bool(await rows(system, f"select 1 from {table}")) is not goes
    told = await rows(system, "select data from history_events where kind = 'accounts.period.enforced'")
    assert told == ([({table: 1},)] if goes else [])
    assert await enforce_periods(system, PARTS) == 0, "once"


async def test_expired_mails_are_wiped_once(make: Factory, system: Database) -> None:
    for days in (10, 60):
        await make.insert(
            "outgoing_mails", id=new_id(), recipient_sealed=b"r", subject="s", body_sealed=b"b",
            created_at=clock.now() - timedelta(days=90), expires_at=clock.now() - timedelta(days=days),
        )  # fmt: skip
    assert [await enforce_periods(system, PARTS) for _ in range(2)] == [1, 0]
    assert sorted(await rows(system, "select recipient_sealed, body_sealed from outgoing_mails")) == [
        (b"", b""),
        (b"r", b"b"),
    ]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [(date(2026, 3, 31), 1, date(2026, 2, 28)), (date(2026, 3, 2), 360, date(1996, 3, 2)),
     (date(2024, 2, 29), 12, date(2023, 2, 28)), (date(2026, 1, 15), 0, date(2026, 1, 15))],
)  # fmt: skip
def test_months_before(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@pytest.mark.parametrize(("blocker", "says"), [("proxy", "代办没有结束"), ("role", "还有工作身份")])
async def test_what_else_must_end_first(
    blocker: str, says: str, client: httpx.AsyncClient, make: Factory, system: Database, server: Server,
    database: str, w: World,
) -> None:  # fmt: skip
    await end_agreement(system, w)
    head = w.actors["head"].account_id
    assert head
    if blocker == "role":
        await make.grant(w.place, head, Role.DOCTOR)
    else:
        owner = await asyncpg.connect(server.dsn(database))
        await owner.execute(
            "update proxies set ended_at = null, ended_by = null where grantor_id = $1", w.head
        )
        await owner.close()
    await enter(client, make, system, w.actors["head"])
    page = (await client.get("/me/data/erasure")).text
    assert says in page and (await client.post("/me/data/erasure", data=SURE)).status_code == 409
