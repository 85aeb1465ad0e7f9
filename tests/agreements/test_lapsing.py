"""Requests that nobody confirms, answers or pays: they end after the days of the policy, and are seen to."""

from uuid import UUID

import httpx
import pytest

from jiayi.agreements import actions
from jiayi.agreements.desk import jobs, waiting
from jiayi.agreements.lapsing import lapse_requests
from jiayi.agreements.model import AgreementState as S
from jiayi.agreements.model import Origin
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Conflict
from tests.agreements.helpers import CHENGDU, URUMQI, order, signer, state
from tests.factories import Factory, Place


async def _signed_at_the_desk(db: Database, make: Factory, **changes: int) -> tuple[Place, Actor, UUID]:
    place = await make.place(**changes)
    desk = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    me = await signer(make, place)
    wish = order(place, me.resident_id, origin=Origin.DESK)
    return place, me, await actions.request_agreement(db, desk, wish)


async def test_unconfirmed_lapses_after_its_days(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    """K1, N-0 (a marked assumption): open on the last day, gone on the next; told before and after, and written down."""
    place, me, request = await _signed_at_the_desk(db, make)
    client.cookies.update(await make.session(me))
    for page in ("/", "/agreements", f"/agreements/{request}"):
        assert "请在 2026-03-17 前确认" in (await client.get(page)).text
    clock.set_now("2026-03-16")
    assert await lapse_requests(system) == 0
    clock.set_now("2026-03-17")
    assert await lapse_requests(system) == 1 and await lapse_requests(system) == 0
    assert await state(system, CHENGDU, request) is S.LAPSED
    assert "没有在15天内确认，已失效" in (await client.get(f"/agreements/{request}")).text
    async with system.transaction(SYSTEM) as tx:
        kinds = "select kind from history_events where subject_id = $1 order by happened_at desc limit 1"
        assert await tx.value(kinds, request) == "agreements.lapsed"
    with pytest.raises(Conflict):
        await actions.confirm_agreement(db, me, CHENGDU, request)
    await actions.request_agreement(db, me, order(place, me.resident_id))


async def test_unanswered_lapses_and_its_place_goes_to_the_line(
    db: Database, system: Database, make: Factory
) -> None:
    """R6: the days count from the confirmation; whoever waits for the doctor is offered the place."""
    place = await make.place(capacity=1)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update institutions set accepts_each_request = true")
    me, next_one = await signer(make, place), await signer(make, place)
    request = await actions.request_agreement(db, me, order(place, me.resident_id))
    await waiting.join(db, next_one, CHENGDU, place.doctor_id)
    clock.set_now("2026-03-08")
    assert await lapse_requests(system) + await jobs.offer_freed_places(system) == 0
    clock.set_now("2026-03-09")
    assert await lapse_requests(system) == 1 and await jobs.offer_freed_places(system) == 1
    assert await state(system, CHENGDU, request) is S.LAPSED
    await actions.request_agreement(db, next_one, order(place, next_one.resident_id))


async def test_what_counts_does_not_lapse(db: Database, system: Database, make: Factory) -> None:
    _, me, request = await _signed_at_the_desk(db, make)
    await actions.confirm_agreement(db, me, CHENGDU, request)
    clock.set_now("2026-06-01")
    assert await lapse_requests(system) == 0
    assert await state(system, CHENGDU, request) is S.ACTIVE


async def test_where_no_rule_sets_a_limit_nothing_lapses(
    db: Database, system: Database, make: Factory
) -> None:
    """UR-3.1 in 2019, before the document that the limit hangs on."""
    clock.set_now("2019-12-02")
    place = await make.place(URUMQI)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update team_members set since = '2019-01-01'")
    me = await signer(make, place)
    wish = order(place, me.resident_id, package_codes=("ur_free", "ur_paid"))
    request = await actions.request_agreement(db, me, wish)
    clock.set_now("2020-03-02")
    assert await lapse_requests(system) == 0
    assert await state(system, URUMQI, request) is S.WAITING_PAYMENT
