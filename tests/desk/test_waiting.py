"""The waiting line (R6): order, offers, their end, and the race for a freed place."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx

from jiayi.agreements import actions
from jiayi.agreements.changes import reasons_for
from jiayi.agreements.desk import jobs, waiting
from jiayi.agreements.policy import policy_for
from jiayi.agreements.problems import PanelFull
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from tests.agreements.helpers import CHENGDU, order, signer
from tests.desk.helpers import Desk, desk, enter, one_value
from tests.factories import Factory

OFFERED = "select array_agg(resident_id) from waiting_entries where offer_expires_at is not null and left_at is null"


async def _full(db: Database, make: Factory) -> tuple[Desk, UUID, Actor]:
    """A doctor with one place, which is taken: the desk, the agreement, its resident."""
    d = await desk(make, CHENGDU, capacity=1)
    first = await signer(make, d.place)
    return d, await actions.request_agreement(db, first, order(d.place, first.resident_id)), first


async def _waits(db: Database, make: Factory, d: Desk) -> Actor:
    me = await signer(make, d.place)
    await waiting.join(db, me, CHENGDU, d.place.doctor_id)
    return me


async def test_freed_place_goes_to_the_first_in_line(db: Database, make: Factory, system: Database) -> None:
    """R6: before anybody has written the offer, too, nobody else gets it."""
    d, taken, holder = await _full(db, make)
    first, second = await _waits(db, make, d), await _waits(db, make, d)
    outsider = await signer(make, d.place)
    await actions.terminate_agreement(db, holder, CHENGDU, taken, await _reason(holder))
    for hasty in (outsider, second):
        result = await asyncio.gather(
            actions.request_agreement(db, hasty, order(d.place, hasty.resident_id)), return_exceptions=True
        )
        assert isinstance(result[0], PanelFull)
    assert await jobs.offer_freed_places(system) == 1 and await jobs.offer_freed_places(system) == 0
    assert await one_value(system, OFFERED) == [first.resident_id]
    await actions.request_agreement(db, first, order(d.place, first.resident_id))
    assert await one_value(system, "select count(*) from waiting_entries where left_reason = 'signed'") == 1


async def test_offer_that_ran_out_passes_to_the_next(db: Database, make: Factory, system: Database) -> None:
    """From its last moment it does not count, written down or not."""
    d, taken, holder = await _full(db, make)
    first, second = await _waits(db, make, d), await _waits(db, make, d)
    await actions.terminate_agreement(db, holder, CHENGDU, taken, await _reason(holder))
    await jobs.offer_freed_places(system)
    clock.set_now((clock.now() + timedelta(days=3, seconds=1)).isoformat())
    refused = await asyncio.gather(
        actions.request_agreement(db, first, order(d.place, first.resident_id)), return_exceptions=True
    )
    assert isinstance(refused[0], PanelFull)
    await jobs.offer_freed_places(system)
    assert await one_value(system, OFFERED) == [second.resident_id]
    assert (
        await one_value(system, "select count(*) from waiting_entries where left_reason = 'offer_expired'")
        == 1
    )


async def test_priority_stands_before_time_and_its_reason_is_shown(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """R6: places with reasons, for the person in numbers only."""
    d, _, _ = await _full(db, make)
    first, second = await _waits(db, make, d), await _waits(db, make, d)
    await enter(client, make, d.doctor)
    entry = await one_value(
        make.db, "select id from waiting_entries where resident_id = $1", second.resident_id
    )
    bare = await client.post(f"/work/waiting/{entry}/priority", data={"reason": ""})
    assert bare.status_code == 422 and "请写明为什么优先" in bare.text
    assert (await client.post(f"/work/waiting/{entry}/priority", data={"reason": "卧床"})).status_code == 303
    assert "卧床" in (await client.get("/work/waiting")).text
    await enter(client, make, second)
    mine = (await client.get("/waiting")).text
    assert "您排第 1 位，一共 2 人" in mine and "卧床" in mine
    await enter(client, make, first)
    mine = (await client.get("/waiting")).text
    assert "您排第 2 位，一共 2 人" in mine and "卧床" not in mine and "3 天" in mine


async def test_stranger_has_no_hand_in_the_line(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    d, _, _ = await _full(db, make)
    me = await _waits(db, make, d)
    entry = await one_value(make.db, "select id from waiting_entries")
    await enter(client, make, d.stranger)
    assert "没有人在候补" in (await client.get("/work/waiting")).text
    assert (await client.post(f"/work/waiting/{entry}/priority", data={"reason": "x"})).status_code == 404
    await enter(client, make, await signer(make, d.place))
    assert (await client.post(f"/waiting/{entry}/ending")).status_code == 404
    await enter(client, make, me)
    assert (await client.post(f"/waiting/{entry}/ending")).status_code == 303
    assert "您没有在排队" in (await client.get("/waiting")).text


async def test_joining_through_the_pages(client: httpx.AsyncClient, db: Database, make: Factory) -> None:
    """Once in line, a second time changes nothing; where there is a place one is led to sign."""
    d, _, _ = await _full(db, make)
    await enter(client, make, await signer(make, d.place))
    doctor = d.place.doctor_id
    assert f"/doctors/{CHENGDU}/{doctor}/waiting" in (await client.get(f"/waiting?doctor={doctor}")).text
    for _ in range(2):
        answer = await client.post(f"/doctors/{CHENGDU}/{doctor}/waiting")
        assert answer.headers["location"] == "/waiting"
    assert await one_value(make.db, "select count(*) from waiting_entries") == 1
    for page in ("/", "/agreements"):  # the own place is found again
        assert "正在候补" in (await client.get(page)).text, page
    free = d.stranger.doctor_id
    answer = await client.post(f"/doctors/{CHENGDU}/{free}/waiting")
    assert answer.headers["location"] == f"/sign?doctor={free}"


async def test_one_freed_place_is_given_once(db: Database, make: Factory, system: Database) -> None:
    """Everybody at once, while two workers write the offer: the first in line signs, nobody else."""
    d, taken, holder = await _full(db, make)
    people = [await _waits(db, make, d) for _ in range(3)] + [await signer(make, d.place)]
    await actions.terminate_agreement(db, holder, CHENGDU, taken, await _reason(holder))
    results = await asyncio.gather(
        *(actions.request_agreement(db, me, order(d.place, me.resident_id)) for me in people),
        jobs.offer_freed_places(system), jobs.offer_freed_places(system), return_exceptions=True,
    )  # fmt: skip
    assert isinstance(results[0], UUID)
    assert all(isinstance(one, PanelFull) for one in results[1 : len(people)]), results


async def _reason(actor: Actor) -> str:
    return reasons_for(policy_for(CHENGDU, clock.today()), actor)[0].value.code
