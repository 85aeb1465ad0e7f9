"""Who looked at my record; which looks are put before whom; asking why."""

from uuid import UUID

import httpx
import pytest

from jiayi.agreements.looks.watching import watch
from jiayi.history import looks as history
from jiayi.history.sealing import seal
from jiayi.history.store import looked_at
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from tests.accounts.world import agreement, visit
from tests.desk.helpers import Desk, desk, enter
from tests.factories import COUNTY, Factory

IDENTITY = "99999919600101123X"


async def see(db: Database, actor: Actor, resident: UUID, part: str = "agreement") -> UUID:
    async with db.transaction(actor) as tx:
        await looked_at(tx, COUNTY, resident, part)
        found = (
            await tx.value("select id from access_log order by id desc limit 1")
            if actor.role is Role.MANAGER
            else None
        )
    return found or UUID(int=0)


async def flags(system: Database) -> set[tuple[str, str]]:
    """Reason and reader of what was found since."""
    await seal(system)
    await watch(system)
    async with system.transaction(SYSTEM) as tx:
        return {tuple(row) for row in await tx.connection.fetch("select reason, reader from look_flags")}


@pytest.fixture
async def d(make: Factory) -> Desk:
    return await desk(make, COUNTY)


async def patient(make: Factory, d: Desk, *, signed: bool = True, **changes: object) -> UUID:
    resident = await make.resident(d.place, **{"name": "王芳", **changes})
    if signed:
        await agreement(make, d.place, resident)
    return resident


async def test_a_look_at_the_own_panel_is_not_unusual(
    db: Database, system: Database, make: Factory, d: Desk
) -> None:
    await see(db, d.doctor, await patient(make, d))
    assert await flags(system) == set()


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("stranger", {("not_served", "manager")}),
        ("stranger who signs", set()),
        ("night", {("after_hours", "manager")}),
        ("family", {("same_name", "manager")}),
        ("oneself", {("self", "manager")}),
        ("colleague", {("colleague", "manager")}),
    ],
)
async def test_unusual_looks_are_flagged(
    db: Database, system: Database, make: Factory, d: Desk, case: str, expected: set[tuple[str, str]]
) -> None:
    resident = await patient(
        make, d, signed="stranger" not in case, name="李强" if case == "family" else "王芳"
    )
    if case in ("oneself", "colleague"):
        owner = d.doctor if case == "oneself" else d.colleague
        async with system.transaction(SYSTEM) as tx:
            await tx.run("update accounts set resident_id = $2 where id = $1", owner.account_id, resident)
    if case == "night":
        clock.set_now("2026-03-02T23:00:00")
    await see(db, d.doctor, resident, "signing" if "signs" in case else "agreement")
    assert await flags(system) == expected


async def test_standing_at_the_desk_is_being_served(
    db: Database, system: Database, make: Factory, d: Desk
) -> None:
    next_door = await make.place()
    resident = await make.resident(next_door, identity=IDENTITY)
    assert await visit(db, d.doctor, resident, make.vault.blind_index("identity", IDENTITY))
    await see(db, d.doctor, resident)
    assert await flags(system) == set()


async def test_many_people_in_an_hour_are_told_once_an_hour(
    db: Database, system: Database, make: Factory, d: Desk
) -> None:
    some = [await patient(make, d) for _ in range(4)]
    async with system.transaction(SYSTEM) as tx:  # as if a hundred others came before
        await tx.run(
            "insert into access_log (county, id, looked_at, resident_id, account_id, role, actor_name, part)"
            " select $1, gen_random_uuid(), $2, gen_random_uuid(), $3, 'resident', 'x', 'x' from generate_series(1, 98)",
            COUNTY, tx.now, d.doctor.account_id,
        )  # fmt: skip
    for one in some:
        await see(db, d.doctor, one)
    assert await flags(system) == {("many", "manager")}
    await see(db, d.doctor, some[0])
    await flags(system)
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from look_flags") == 1


@pytest.mark.parametrize(("bureau", "reader"), [(True, "bureau"), (False, "manager")])
async def test_a_managers_own_looks_go_to_the_bureau_else_to_other_managers(
    client: httpx.AsyncClient,
    db: Database,
    system: Database,
    make: Factory,
    d: Desk,
    bureau: bool,
    reader: str,
) -> None:
    clerk = await make.actor(Role.BUREAU, d.place, name="周科长") if bureau else None
    other = await make.actor(Role.MANAGER, d.place, name="吴主任")
    clock.set_now("2026-03-02T23:00:00")
    await see(db, d.manager, await patient(make, d))
    assert await flags(system) == {("after_hours", reader)}
    sees = {}
    for actor in filter(None, (d.manager, other, clerk)):
        await enter(client, make, actor)
        page = (await client.get("/work/looks")).text
        sees[actor.name] = "钱主任" in page.split("<main")[1]
    assert sees == {"钱主任": False, "吴主任": not bureau} | ({"周科长": True} if bureau else {})


async def test_each_look_is_examined_once_even_when_it_is_committed_late(
    db: Database, system: Database, make: Factory, d: Desk
) -> None:
    stranger = await patient(make, d, signed=False)
    async with db.transaction(d.doctor) as slow:
        await looked_at(slow, COUNTY, stranger, "agreement")
        await see(db, d.doctor, await patient(make, d))
        assert await flags(system) == set()
    assert await flags(system) == {("not_served", "manager")}


async def test_manager_notes_what_was_found(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory, d: Desk
) -> None:
    await see(db, d.doctor, await patient(make, d, signed=False))
    await flags(system)
    await enter(client, make, d.manager)
    assert "<strong>1</strong> 请您核对的查看" in (await client.get("/work")).text
    page = (await client.get("/work/looks")).text
    assert "李慧" in page and "不是自己签约的居民" in page and "王**" in page and "王芳" not in page
    assert "李慧" not in (await client.get("/work/looks?reason=self")).text.split("<main")[1]
    async with system.transaction(SYSTEM) as tx:
        look = await tx.value("select look_id from look_flags")
    path, field = f"/work/looks/{look}/notes", f"note-{look}"
    bare = await client.post(path, data={field: " "})
    assert bare.status_code == 422 and "请写一句核对的结果" in bare.text
    assert (await client.post(path, data={field: "代同事看的"})).status_code == 303
    assert "没有要核对的" in (await client.get("/work/looks")).text
    done = (await client.get("/work/looks?done=1")).text
    assert "代同事看的" in done and "钱主任" in done
    for stranger in (d.doctor, d.stranger):
        await enter(client, make, stranger)
        assert (await client.post(path, data={field: "x"})).status_code == 403
    far = await desk(make, COUNTY)
    await enter(client, make, far.manager)
    assert (await client.post(path, data={field: "x"})).status_code == 404
    assert "李慧" not in (await client.get("/work/looks")).text.split("<main")[1]


async def test_resident_asks_why_and_reads_the_answer(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory, d: Desk
) -> None:
    resident = await patient(make, d)
    me = await make.actor(Role.RESIDENT, d.place, resident_id=resident)
    await see(db, d.doctor, resident)
    assert await flags(system) == set()
    async with system.transaction(SYSTEM) as tx:
        look = await tx.value("select id from access_log")
    asked, answered = f"question-{look}", f"note-{look}"
    await enter(client, make, me)
    refused = await client.post(f"/me/looks/{look}/question", data={asked: ""})
    assert refused.status_code == 422 and "请写一句您想问什么" in refused.text
    for words in ("我不认识李医生", "再问一次"):  # the second changes nothing
        assert (await client.post(f"/me/looks/{look}/question", data={asked: words})).status_code == 303
    page = (await client.get("/me/looks")).text
    assert "我不认识李医生" in page and "再问一次" not in page and "还在等答复" in page
    await enter(client, make, d.manager)
    assert "我不认识李医生" in (await client.get("/work/looks")).text
    assert (await client.post(f"/work/looks/{look}/notes", data={answered: "核对签约"})).status_code == 303
    await enter(client, make, me)
    page = (await client.get("/me/looks")).text
    assert "核对签约" in page and "钱主任" in page and "还在等答复" not in page


async def test_others_looks_cannot_be_asked_about(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory, d: Desk
) -> None:
    resident = await patient(make, d)
    await see(db, d.doctor, resident)
    async with system.transaction(SYSTEM) as tx:
        look = await tx.value("select id from access_log")
    neighbour = await make.actor(Role.RESIDENT, d.place, resident_id=await patient(make, d))
    await enter(client, make, neighbour)
    for one in (look, UUID(int=5)):
        answer = await client.post(f"/me/looks/{one}/question", data={f"question-{one}": "x"})
        assert answer.status_code == 404


async def test_internal_notes_stay_internal(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory, d: Desk
) -> None:
    resident = await patient(make, d, signed=False)
    me = await make.actor(Role.RESIDENT, d.place, resident_id=resident)
    await see(db, d.doctor, resident)
    await flags(system)
    async with system.transaction(SYSTEM) as tx:
        look = await tx.value("select id from access_log")
    await enter(client, make, d.manager)
    await client.post(f"/work/looks/{look}/notes", data={f"note-{look}": "已批评"})
    async with db.transaction(me) as tx:
        assert await tx.value("select count(*) from look_notes") == 0
        assert await tx.value("select count(*) from look_flags") == 0
    await enter(client, make, me)
    assert "已批评" not in (await client.get("/me/looks")).text


async def test_looks_are_paged_newest_first(
    client: httpx.AsyncClient, db: Database, make: Factory, d: Desk
) -> None:
    resident = await patient(make, d)
    for hour in range(history.SIZE + 2):
        clock.set_now(f"2026-03-{hour + 1:02}T09:00:00")
        await see(db, d.doctor, resident, "panel")
    await enter(client, make, await make.actor(Role.RESIDENT, d.place, resident_id=resident))
    first = (await client.get("/me/looks")).text
    assert first.count("签约居民名单") == history.SIZE and "2026-03-22" in first and "2026-03-01" not in first
    older = first.split('href="/me/looks?before=')[1].split('"')[0]
    second = (await client.get(f"/me/looks?before={older}")).text
    assert second.count("签约居民名单") == 2 and "2026-03-01" in second
    for odd in ("x", UUID(int=9)):
        assert (await client.get(f"/me/looks?before={odd}")).status_code == 200


async def test_flags_and_notes_are_append_only(system: Database) -> None:
    async with system.transaction(SYSTEM) as tx:
        for table in ("look_flags", "look_notes"):
            for role in ("jiayi_web", "jiayi_worker"):
                for deed in ("update", "delete", "truncate"):
                    assert not await tx.value("select has_table_privilege($1, $2, $3)", role, table, deed)
