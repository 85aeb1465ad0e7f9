"""A payment taken back (0157): by the manager, once, with all that follows. Control: without the key it is taken back twice."""

import asyncio
from datetime import timedelta
from uuid import UUID

import asyncpg
import httpx
import pytest

from jiayi.agreements import actions, store
from jiayi.agreements.lapsing import lapse_requests
from jiayi.agreements.model import AgreementState
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, Forbidden, FormInvalid, NotFound
from tests.agreements.helpers import order, signer, state
from tests.conftest import Server
from tests.desk.helpers import enter
from tests.factories import Factory, Place

Paid = tuple[Place, Actor, UUID, UUID, Actor]


async def paid(db: Database, make: Factory) -> Paid:
    """A manager, an agreement of 6 yuan, and its payment at the desk."""
    place = await make.place()
    me, manager = await signer(make, place), await make.actor(Role.MANAGER, place)
    signed = await actions.request_agreement(db, me, order(place, me.resident_id))
    await make.insert(
        "agreement_fee_lines", county=place.county, agreement_id=signed, package_code="p", payer="resident",
        amount_fen=600, citation="", due="at_signing",
    )  # fmt: skip
    payment = await pay(db, manager, signed, "收据1")
    return place, manager, signed, payment, me


async def pay(db: Database, desk: Actor, agreement: UUID, number: str) -> UUID:
    return await actions.record_payment(db, desk, desk.county, agreement, 600, "desk", number, new_id())


async def take_back(db: Database, who: Actor, agreement: UUID, payment: UUID) -> None:
    await actions.reverse_payment(db, who, who.county, agreement, payment, "记到别人名下了")


async def test_it_waits_for_payment_again_and_can_be_paid_again(
    db: Database, make: Factory, system: Database, server: Server, database: str
) -> None:
    place, manager, signed, payment, _ = await paid(db, make)
    async with system.transaction(SYSTEM) as tx:
        before = await store.agreement(tx, place.county, signed)
    clock.set_now("2026-09-01T09:00:00")
    await take_back(db, manager, signed, payment)
    assert await state(system, place.county, signed) is AgreementState.WAITING_PAYMENT
    assert await lapse_requests(system) == 0, "the days count from the moment it was taken back"
    with pytest.raises(FormInvalid):
        await pay(db, manager, signed, "收据1")
    await pay(db, manager, signed, "收据2")
    async with system.transaction(SYSTEM) as tx:
        after = await store.agreement(tx, place.county, signed)
    assert before and after
    assert (after.paid_fen, after.waits_for, after.term_from) == (600, "", before.term_from)
    owner = await asyncpg.connect(server.dsn(database))
    counted = await owner.fetchval("select counted_on($1, $2)", place.county, signed)
    assert counted == before.term_from, "the day on which it first counted stays: the public proof goes by it"
    await owner.close()


async def test_nobody_pays_and_it_lapses_as_ever(db: Database, make: Factory, system: Database) -> None:
    place, manager, signed, payment, _ = await paid(db, make)
    await take_back(db, manager, signed, payment)
    clock.set_now((clock.now() + timedelta(days=60)).isoformat())
    assert await lapse_requests(system) == 1
    assert await state(system, place.county, signed) is AgreementState.LAPSED


async def test_only_the_own_manager(db: Database, make: Factory) -> None:
    place, manager, signed, payment, _ = await paid(db, make)
    other = await make.actor(Role.MANAGER, await make.place())
    for who, refusal in ((await make.actor(Role.DOCTOR, place), Forbidden), (other, NotFound)):
        with pytest.raises(refusal):
            await take_back(db, who, signed, payment)
    with pytest.raises(NotFound):
        await take_back(db, manager, signed, new_id())


async def _both(db: Database, make: Factory, place: Place, signed: UUID, payment: UUID) -> list[object]:
    managers = [await make.actor(Role.MANAGER, place) for _ in range(2)]
    both = [take_back(db, who, signed, payment) for who in managers]
    return await asyncio.gather(*both, return_exceptions=True)


async def test_two_managers_at_once(db: Database, make: Factory, system: Database) -> None:
    place, _, signed, payment, _ = await paid(db, make)
    results = await _both(db, make, place, signed, payment)
    assert sorted(type(one).__name__ for one in results) == sorted([Conflict.__name__, "NoneType"])


async def test_without_the_key_both_do(db: Database, make: Factory, server: Server, database: str) -> None:
    place, _, signed, payment, _ = await paid(db, make)
    owner = await asyncpg.connect(server.dsn(database))
    await owner.execute("alter table payment_reversals drop constraint payment_reversals_pkey")
    await owner.close()
    assert await _both(db, make, place, signed, payment) == [None, None]


async def test_the_manager_says_why_and_the_resident_reads_it(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    _, manager, signed, payment, me = await paid(db, make)
    await enter(client, make, manager)
    path = f"/work/agreements/{signed}/payments/{payment}/reversal"
    refused = await client.post(path, data={f"wrong-{payment}": ""})
    assert refused.status_code == 422 and "请写明为什么撤销" in refused.text
    done = await client.post(path, data={f"wrong-{payment}": "收的是别人的钱"})
    page = (await client.get(done.headers["location"])).text
    assert "收款已撤销" in page and "收的是别人的钱" in page and "收个人部分：6 元" in page
    await enter(client, make, me)
    mine = (await client.get(f"/agreements/{signed}")).text
    assert "这笔收款记错了" in mine and "收的是别人的钱" in mine and "撤销了记错的收款 6 元" in mine
