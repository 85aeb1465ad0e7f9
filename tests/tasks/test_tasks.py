"""A helper sees the task, not the record (F8; PIPL 6: the least that the purpose needs)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from litestar.routes import HTTPRoute

from jiayi.accounts.roles import actions as roles
from jiayi.accounts.sealed import phone_of
from jiayi.accounts.tasks import actions, store
from jiayi.accounts.tasks.model import Wish
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Forbidden, FormInvalid, NotFound
from tests.accounts.test_walk import SEEN
from tests.accounts.world import agreement, visit
from tests.desk.helpers import Desk, desk, enter, one_value
from tests.factories import COUNTY, Factory

PHONE, IDENTITY = "13800000017", "99999919600101123X"
OUTCOMES = "select count(*) from helper_results where outcome = $1"


@pytest.fixture
async def d(make: Factory) -> Desk:
    return await desk(make, COUNTY)


@pytest.fixture
async def helper(make: Factory, d: Desk) -> Actor:
    return await make.actor(Role.HELPER, d.place, name="网格员小何")


@pytest.fixture
async def old_wang(make: Factory, d: Desk) -> UUID:
    me = new_id()
    sealed = make.vault.seal(PHONE, phone_of(COUNTY, me))
    return await make.resident(
        d.place, id=me, name="王芳", identity=IDENTITY, conditions=["hypertension"], phone_sealed=sealed, phone_tail="0017",
        room="2单元301",
    )  # fmt: skip


def wish(helper: Actor, **changes: Any) -> Wish:
    assert helper.account_id
    said: dict[str, Any] = {
        "helper_id": helper.account_id, "purpose": "help_sign", "last_day": clock.today() + timedelta(days=3), "words": "",
    } | changes  # fmt: skip
    return Wish(**said)


async def given(db: Database, d: Desk, helper: Actor, resident: UUID, **changes: Any) -> UUID:
    return await actions.give(db, d.doctor, new_id(), resident, wish(helper, **changes))


async def counts(db: Database, actor: Actor) -> dict[str, int]:
    async with db.transaction(actor) as tx:
        return {table: await tx.value(f"select count(*) from {table}") for table in SEEN}


async def test_a_task_opens_itself_and_nothing_else(
    db: Database, make: Factory, d: Desk, helper: Actor, old_wang: UUID
) -> None:
    before = await counts(db, helper)
    task = await given(db, d, helper, old_wang)
    after = await counts(db, helper)
    assert {table: after[table] - n for table, n in before.items() if after[table] != n} == {
        "helper_tasks": 1
    }
    async with db.transaction(helper) as tx:
        found = await store.find(tx, task)
    assert found and (found.name, found.address) == ("王芳", "洗面桥小区 1栋 2单元301")


@pytest.mark.parametrize(
    "over", ["another helper", "withdrawn", "done", "declined", "its last day over", "the role ended", "another place"]
)  # fmt: skip
async def test_nobody_else_sees_it_and_not_for_longer(
    db: Database, system: Database, make: Factory, d: Desk, helper: Actor, old_wang: UUID, over: str
) -> None:
    task, who = await given(db, d, helper, old_wang), helper
    assert (await actions.look(db, helper, task)).resident_id == old_wang
    if over == "another helper":
        who = await make.actor(Role.HELPER, d.place)
    elif over == "another place":
        who = Actor(
            role=Role.HELPER,
            county=COUNTY,
            account_id=helper.account_id,
            institution_id=d.stranger.institution_id,
        )
    elif over == "withdrawn":
        assert await actions.withdraw(db, d.manager, task) == old_wang
    elif over in ("done", "declined"):
        await actions.note(db, helper, new_id(), task, over, "王芳", "")
    elif over == "the role ended":
        grant = await one_value(system, "select id from role_grants where account_id = $1", helper.account_id)
        await roles.end(db, make.vault, d.manager, grant, "x")
    else:
        clock.set_now((clock.now() + timedelta(days=4)).isoformat())
    with pytest.raises(NotFound):
        await actions.look(db, who, task)
    with pytest.raises(NotFound):
        await actions.show_phone(db, make.vault, who, task)
    assert await actions.at_hand(db, who) == []


@pytest.mark.parametrize(
    ("by", "whom", "to", "refused"),
    [
        ("doctor", "own", "own", None),
        ("manager", "own", "own", None),
        ("stranger", "own", "next door", NotFound),
        ("doctor", "own", "next door", FormInvalid),
        ("doctor", "own", "doctor", FormInvalid),
        ("doctor", "standing at the desk", "own", NotFound),
        ("helper", "own", "own", Forbidden),
        ("bureau", "own", "own", Forbidden),
    ],
)
async def test_who_sends_whom_to_whom(
    db: Database, make: Factory, d: Desk, helper: Actor, old_wang: UUID, by: str, whom: str, to: str, refused: Any
) -> None:  # fmt: skip
    """Past the pages, too: the database refuses the row itself."""
    there = await make.place()
    next_door = await make.actor(Role.HELPER, there)
    if by == "stranger":
        next_door = await make.actor(Role.HELPER, d.place, institution_id=d.stranger.institution_id)
    resident = old_wang
    if whom != "own":
        resident = await make.resident(there, identity="99999919600101900X")
        assert await visit(db, d.doctor, resident, make.vault.blind_index("identity", "99999919600101900X"))
    actors = {
        "doctor": d.doctor, "manager": d.manager, "stranger": d.stranger, "helper": helper,
        "bureau": await make.actor(Role.BUREAU, d.place),
    }  # fmt: skip
    target = {"own": helper, "next door": next_door, "doctor": d.colleague}[to]
    if refused is None:
        await actions.give(db, actors[by], new_id(), resident, wish(target))
        return
    with pytest.raises(refused):
        await actions.give(db, actors[by], new_id(), resident, wish(target))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.transaction(actors[by]) as tx:
            await tx.run(
                "insert into helper_tasks values ($1, $2, $3, $4, $5, 'x', 'help_sign', '', $6, now(), $7, 'x')",
                COUNTY, new_id(), resident, actors[by].institution_id or d.place.institution_id, target.account_id,
                tx.today, actors[by].account_id,
            )  # fmt: skip


async def test_through_the_pages_from_sending_to_the_result(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory, d: Desk, helper: Actor, old_wang: UUID
) -> None:  # fmt: skip
    await enter(client, make, d.doctor)
    path = f"/work/residents/{old_wang}/tasks"
    assert path in (await client.get(f"/work/residents/{old_wang}")).text
    form = {
        "key": str(new_id()),
        "helper": str(helper.account_id),
        "purpose": "help_sign",
        "words": "先打电话",
    }
    late = await client.post(path, data=form | {"last_day": "2026-05-02"})
    assert late.status_code == 422 and "先打电话" in late.text and "最长 30 天" in late.text
    for _ in range(2):  # sent twice, done once
        assert (await client.post(path, data=form | {"last_day": "2026-03-09"})).status_code == 303
    task = await one_value(system, "select id from helper_tasks")
    looks = "select count(*) from access_log where account_id = $1 and part = $2"

    await enter(client, make, helper)
    assert (await client.get("/work")).headers["location"] == "/work/tasks"
    listed = (await client.get("/work/tasks")).text
    assert "王芳" in listed and "洗面桥小区" in listed and "0017" not in listed
    shown = (await client.get(f"/work/tasks/{task}")).text.split("<main")[1]
    assert "先打电话" in shown and "2单元301" in shown
    for hidden in (PHONE, "0017", IDENTITY, IDENTITY[-4:], "1960", "高血压", "66 岁"):
        assert hidden not in shown
    assert await one_value(system, looks, helper.account_id, "phone") == 0
    assert PHONE in (await client.post(f"/work/tasks/{task}/phone")).text
    assert await one_value(system, looks, helper.account_id, "phone") == 1
    result = f"/work/tasks/{task}/result"
    said = {"key": str(new_id()), "outcome": "not_met", "note": "门锁着"}
    assert (await client.post(result, data=said)).status_code == 303
    unnamed = await client.post(result, data={"key": str(new_id()), "outcome": "done", "note": "签好了"})
    assert unnamed.status_code == 422 and "请写下是谁当面同意的" in unnamed.text and "签好了" in unnamed.text
    said = {"key": str(new_id()), "outcome": "done", "agreed_name": "王芳", "note": "签好了"}
    for _ in range(2):
        assert (await client.post(result, data=said)).status_code == 303
    assert await one_value(system, OUTCOMES, "done") == await one_value(system, OUTCOMES, "not_met") == 1
    assert (await client.get(f"/work/tasks/{task}")).status_code == 404

    await enter(client, make, d.doctor)
    assert "当面同意的人：王芳" in (await client.get(path)).text
    assert "王芳" in (await client.get("/work/tasks?done=1")).text.split("<main")[1]
    assert "王芳" not in (await client.get("/work/tasks")).text.split("<main")[1]
    await enter(client, make, await make.actor(Role.RESIDENT, d.place, resident_id=old_wang, name="王芳"))
    mine = (await client.get("/me/looks")).text
    assert (
        "网格员小何" in mine
        and "上门帮手" in mine
        and "上门任务：姓名和住址" in mine
        and "完整的电话" in mine
    )


OPEN_TO_HELPERS = {("GET", "/work"), ("GET", "/work/tasks")}


def own_rooms(client: httpx.AsyncClient, values: dict[str, UUID]) -> Iterator[tuple[str, str, str]]:
    """(method, route, address) of everything under /work, /me, /people and /agreements."""
    for route in client.app.routes:  # type: ignore[attr-defined]
        if not isinstance(route, HTTPRoute) or not re.match(
            r"/(work|me|people|agreements)\b", route.path_format
        ):
            continue
        path = re.sub(r"\{(\w+)\}", lambda m: str(values.get(m[1], new_id())), route.path_format)
        for method in sorted(route.methods & {"GET", "POST"}):
            yield method, route.path_format, path


async def test_every_other_door_is_shut(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory, d: Desk, helper: Actor, old_wang: UUID
) -> None:  # fmt: skip
    """Each route with the ids of the very person the helper is sent to: no page, no deed."""
    await given(db, d, helper, old_wang)
    signed = await agreement(make, d.place, old_wang)
    values = {"resident_id": old_wang, "doctor_id": d.place.doctor_id, "agreement_id": signed}
    await enter(client, make, helper)
    opened = []
    for method, route, path in own_rooms(client, values):
        if method == "POST" and route.startswith("/me"):
            continue  # of the own account
        answer = await client.request(method, path, data={} if method == "POST" else None)
        sent_home = answer.headers.get("location") == "/"
        if answer.status_code < 400 and not sent_home and not route.startswith("/me"):
            opened.append((method, route))
        told = (IDENTITY, PHONE, "0017", *(["王芳"] if route != "/work/tasks" else []))
        assert not any(word in answer.text for word in told), route
    assert set(opened) == OPEN_TO_HELPERS


async def test_what_is_kept_goes_with_the_person(
    db: Database, system: Database, d: Desk, helper: Actor, old_wang: UUID
) -> None:
    """Nothing forces keeping an errand: who asks for erasure leaves none."""
    from jiayi.accounts.personal import PARTS
    from jiayi.infra.db.personal import removing

    task = await given(db, d, helper, old_wang)
    await actions.note(db, helper, new_id(), task, "not_met", "", "")
    part = next(one for one in PARTS if one.code == "tasks")
    async with system.transaction(SYSTEM) as tx:
        for rows in part.rows:
            assert await tx.run(removing(rows), COUNTY, old_wang, new_id()) == 1
