"""Break-glass: what a doctor sees of somebody whom the own institution does not serve, for how long, and who hears of it
(PIPL 13(4), 51)."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from jiayi.accounts.emergencies import actions, store
from jiayi.accounts.sealed import email_of
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.store import keep_within
from jiayi.agreements.looks.watching import watch
from jiayi.history.sealing import seal
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import FormInvalid, NotFound
from tests.accounts.test_walk import SEEN
from tests.accounts.world import agreement, confirmed
from tests.conftest import Server
from tests.desk.helpers import Desk, desk, enter
from tests.factories import COUNTY, Factory

IDENTITY = generate(date(1960, 1, 1), Sex.FEMALE, 7)
WORDS = "路上晕倒送来急诊"


@pytest.fixture
async def owner(server: Server, database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.dsn(database))
    yield connection
    await connection.close()


@pytest.fixture
async def d(make: Factory) -> Desk:
    return await desk(make, COUNTY)


@pytest.fixture
async def patient(make: Factory, d: Desk) -> UUID:
    """Signed with another institution than the stranger's."""
    resident = await make.resident(d.place, name="王芳", identity=IDENTITY, conditions=["hypertension"])
    signed = await agreement(make, d.place, resident)
    await confirmed(make, d.place, signed)
    await make.insert(
        "agreement_decisions", county=COUNTY, agreement_id=signed, outcome="accepted", decided_at=clock.now()
    )
    return resident


async def opened(db: Database, make: Factory, doctor: Actor, number: str = IDENTITY) -> UUID:
    return await actions.open_emergency(db, make.vault, doctor, new_id(), number, "unconscious", WORDS)


async def counts(db: Database, actor: Actor, emergency: UUID | None) -> dict[str, int]:
    async with db.transaction(actor) as tx:
        if emergency:
            await store.use(tx, emergency)
        return {table: await tx.value(f"select count(*) from {table}") for table in SEEN}


def more(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {table: after[table] - n for table, n in before.items() if after[table] != n}


async def test_only_the_persons_row_opens_and_only_on_the_page(
    db: Database, make: Factory, d: Desk, patient: UUID
) -> None:
    before = await counts(db, d.stranger, None)
    one = await opened(db, make, d.stranger)
    traces = {"emergencies": 1, "idempotency_keys": 1, "history_events": 1}
    assert more(before, await counts(db, d.stranger, None)) == traces
    assert more(before, await counts(db, d.stranger, one)) == traces | {"residents": 1}
    for other in (d.manager, await make.actor(Role.BUREAU, d.place)):
        assert more(await counts(db, other, None), await counts(db, other, one)).get("residents", 0) <= 0


@pytest.mark.parametrize("over", ["ended", "expired", "not begun", "of a colleague", "another institution"])
async def test_nothing_is_seen_before_after_or_by_others(
    db: Database, make: Factory, d: Desk, patient: UUID, owner: asyncpg.Connection, over: str
) -> None:
    one = await opened(db, make, d.stranger)
    actor = d.stranger
    assert (await actions.look(db, make.vault, actor, one)).person.id == patient
    if over == "ended":
        await actions.end(db, actor, one)
    elif over == "expired":
        await owner.execute(
            "update emergencies set starts_at = now() - interval '5 hours', expires_at = now()"
        )
    elif over == "not begun":
        await owner.execute("update emergencies set starts_at = now() + interval '1 second'")
    elif over == "of a colleague":
        actor = d.doctor
    else:  # the same account in another institution's role
        actor = Actor(
            role=Role.DOCTOR, county=COUNTY, account_id=actor.account_id,
            institution_id=(await make.place()).institution_id,
        )  # fmt: skip
    if over == "of a colleague":
        async with db.transaction(actor) as tx:
            await store.use(tx, one)
            assert not await tx.value("select in_emergency($1, $2)", COUNTY, patient)
    else:
        assert (await counts(db, actor, one))["residents"] == 0
    with pytest.raises(NotFound):
        await actions.look(db, make.vault, actor, one)


@pytest.mark.parametrize("case", ["unknown", "elsewhere", "of the own institution"])
async def test_who_is_unknown_here_or_served_anyway_is_not_opened(
    db: Database, make: Factory, d: Desk, case: str
) -> None:
    place = {"elsewhere": await make.place(510104), "of the own institution": d.place}.get(case)
    if place:
        await make.resident(place, identity=IDENTITY)
    with pytest.raises(FormInvalid) as refused:
        await opened(db, make, d.doctor)
    assert refused.value.errors["number"] == (actions.OURS if place is d.place else actions.NOBODY)
    async with db.transaction(d.doctor) as tx:
        assert await tx.value("select count(*) from emergencies") == 0
        tried = await tx.value(
            "select count(*) from history_events where kind = 'accounts.emergency.not_found'"
        )
        assert tried == (0 if place is d.place else 1)


@pytest.mark.parametrize(
    ("role", "sql"),
    [
        (Role.DOCTOR, "insert into emergencies select * from emergencies"),
        (Role.DOCTOR, "update emergencies set expires_at = now() + interval '9 years'"),
        (Role.MANAGER, "delete from emergency_notes"),
        (Role.DOCTOR, "insert into emergency_notes select county, $new, id, resident_id, 'justified', 'x', now(),"
         " account_id, 'x' from emergencies"),
        (Role.RESIDENT, "insert into emergency_endings select county, id, resident_id, now(), $me from emergencies"),
    ],
)  # fmt: skip
async def test_nobody_lengthens_excuses_or_removes_one(
    db: Database, make: Factory, d: Desk, patient: UUID, role: Role, sql: str
) -> None:
    await opened(db, make, d.stranger)
    actors: dict[Role, Actor] = {Role.DOCTOR: d.stranger, Role.MANAGER: d.manager}
    actor = actors.get(role) or await make.actor(Role.RESIDENT, d.place, resident_id=patient)
    text = sql.replace("$new", "gen_random_uuid()").replace("$me", f"'{actor.account_id}'")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.transaction(actor) as tx:
            await tx.run(text)


async def form(client: httpx.AsyncClient, **more: str) -> dict[str, str]:
    page = (await client.get("/work/emergencies")).text
    key = page.split('name="key" value="')[1].split('"')[0]
    return {"key": key, "number": IDENTITY, "reason": "unconscious", "words": WORDS, "sure": "1"} | more


async def test_through_the_pages_from_opening_to_looking_into_it(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory, d: Desk, patient: UUID
) -> None:
    boss = await make.actor(Role.MANAGER, d.place, institution_id=d.stranger.institution_id, name="郑主任")
    await system_run(
        system, "update role_grants set institution_id = $2 where account_id = $1", boss.account_id,
        d.stranger.institution_id,
    )  # fmt: skip
    resident = await make.actor(Role.RESIDENT, d.place, resident_id=patient, name="王芳")
    sealed = make.vault.seal("wang@example.cn", email_of(resident.account_id))  # type: ignore[arg-type]
    await system_run(
        system, "update accounts set email_sealed = $2 where id = $1", resident.account_id, sealed
    )
    await enter(client, make, d.stranger)
    bare = await client.post("/work/emergencies", data={"words": WORDS})
    assert bare.status_code == 422 and WORDS in bare.text and "请选为什么要紧急查看" in bare.text
    fields = await form(client)
    went = await client.post("/work/emergencies", data=fields)
    assert went.status_code == 303, went.text
    assert (await client.post("/work/emergencies", data=fields)).headers["location"] == went.headers[
        "location"
    ]
    async with system.transaction(SYSTEM) as tx:
        subject = "select count(*) from outgoing_mails where subject = $1"
        assert await tx.value(subject, actions.SUBJECT) == 1
    page = (await client.get(went.headers["location"])).text.split("<main")[1]
    assert "没有签约" not in page
    assert "王芳" in page and IDENTITY not in page and "高血压" not in page
    await enter(client, make, d.doctor)
    assert (await client.get(went.headers["location"])).status_code == 404
    await enter(client, make, resident)
    looks = (await client.get("/me/looks")).text.split("<main")[1]
    assert (
        "<dt>看了几次</dt><dd>1</dd>" in looks
        and looks.count("紧急查看") >= 2
        and WORDS in looks
        and "孙强" in looks
    )
    await enter(client, make, boss)
    assert "<strong>1</strong> 请您核查的紧急查看" in (await client.get("/work")).text
    listed = (await client.get("/work/emergencies")).text
    assert WORDS in listed and "王芳" not in listed.split("<main")[1]
    await enter(client, make, await make.actor(Role.ADMIN, d.place, institution_id=None))
    assert 'href="/work/emergencies"' in (await client.get("/work")).text
    overseen = (await client.get("/work/emergencies")).text
    for page in (listed, overseen):  # the same figure as the person's, and of whom to ask
        assert "<dt>看了几次</dt><dd>1</dd>" in page and "<dd>王*</dd>" in page
    await enter(client, make, boss)
    one = went.headers["location"].rsplit("/", 1)[1]
    path = f"/work/emergencies/{one}"
    assert (await client.post(f"{path}/notes", data={f"note-{one}": "x"})).status_code == 422
    note = {f"note-{one}": "问过了确实是急诊", f"outcome-{one}": "justified"}
    assert (await client.post(f"{path}/notes", data=note)).status_code == 303
    assert "<strong>0</strong> 请您核查的紧急查看" in (await client.get("/work")).text
    assert "问过了确实是急诊" in (await client.get("/work/emergencies?done=1")).text
    await enter(client, make, d.manager)  # of the person's institution, not the doctor's
    assert (await client.post(f"{path}/notes", data=note)).status_code == 404
    await enter(client, make, d.stranger)
    assert (await client.post(f"{path}/ending")).status_code == 303
    assert (await client.get(path)).status_code == 404


async def test_it_is_asked_again_who_one_is(
    client: httpx.AsyncClient, make: Factory, d: Desk, patient: UUID, owner: asyncpg.Connection
) -> None:
    await enter(client, make, d.stranger)
    fields = await form(client)
    await owner.execute("update sessions set factor_at = factor_at - interval '11 minutes'")
    asked = await client.post("/work/emergencies", data=fields)
    assert asked.status_code == 403 and "location" not in asked.headers
    assert await owner.fetchval("select count(*) from emergencies") == 0


async def system_run(system: Database, sql: str, *args: Any) -> None:
    async with system.transaction(SYSTEM) as tx:
        await tx.run(sql, *args)


async def test_the_door_is_no_way_to_try_numbers(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory, d: Desk, patient: UUID
) -> None:
    """As at the desk: so many numbers an hour of one account, whether they fit or not; others go on (ASVS 2.4.1)."""
    for _ in range(limits.DESK_LOOK_UPS.hits):
        await keep_within(db, make.vault, (limits.DESK_LOOK_UPS, str(d.stranger.account_id)))
    await enter(client, make, d.stranger)
    assert (await client.post("/work/emergencies", data=await form(client))).status_code == 429
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from emergencies") == 0
    third = await make.place()
    await opened(
        db, make, await make.actor(Role.DOCTOR, third, doctor_id=third.doctor_id)
    )  # another account is free


async def test_a_look_in_an_emergency_is_put_before_the_manager(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory, d: Desk, patient: UUID
) -> None:
    """On /work/looks, too: the doctor's manager sees an unusual look, and not of whom."""
    elsewhere = await make.actor(Role.MANAGER, d.place, institution_id=d.stranger.institution_id)
    await system_run(
        system, "update role_grants set institution_id = $2 where account_id = $1", elsewhere.account_id,
        d.stranger.institution_id,
    )  # fmt: skip
    one = await opened(db, make, d.stranger)
    await actions.look(db, make.vault, d.stranger, one)
    await seal(system)
    await watch(system)
    for boss, seen in ((elsewhere, True), (d.manager, False)):
        await enter(client, make, boss)
        shown = (await client.get("/work/looks")).text.split("<main")[1]
        told = [
            word in shown for word in ("孙强", "<dd>紧急查看</dd>", "不是自己签约的居民", "别的机构的居民")
        ]
        assert all(told) if seen else not any(told[:2])
        assert "王芳" not in shown
