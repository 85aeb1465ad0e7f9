"""Two windows of one institution enter the same receipt number at once. Control: without the key both are taken."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from jiayi.agreements import actions
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import FormInvalid
from tests.agreements.helpers import order, signer
from tests.conftest import Server
from tests.factories import Factory, Place

Window = tuple[Actor, UUID]


async def _owing(db: Database, make: Factory, place: Place) -> UUID:
    me = await signer(make, place)
    signed = await actions.request_agreement(db, me, order(place, me.resident_id))
    await make.insert(
        "agreement_fee_lines", county=place.county, agreement_id=signed, package_code="p", payer="resident",
        amount_fen=600, citation="", due="at_signing",
    )  # fmt: skip
    return signed


async def _pay(db: Database, desk: Actor, agreement: UUID, number: str = "收据7") -> UUID:
    return await actions.record_payment(db, desk, desk.county, agreement, 600, "desk", number, new_id())


async def _two_windows(db: Database, make: Factory) -> list[object]:
    """Two agreements, so that their locks do not line the windows up."""
    place = await make.place()
    owing = [await _owing(db, make, place) for _ in range(2)]
    desks = [await make.actor(Role.DOCTOR, place) for _ in range(2)]
    both = [_pay(db, desk, one) for desk, one in zip(desks, owing, strict=True)]
    return await asyncio.gather(*both, return_exceptions=True)


async def test_one_window_keeps_the_number(db: Database, make: Factory) -> None:
    results = await _two_windows(db, make)
    assert sum(isinstance(one, UUID) for one in results) == 1
    assert [list(one.errors) for one in results if isinstance(one, FormInvalid)] == [["reference"]]


async def test_without_the_key_both_do(db: Database, make: Factory, server: Server, database: str) -> None:
    owner = await asyncpg.connect(server.dsn(database))
    await owner.execute("alter table receipt_numbers drop constraint receipt_numbers_pkey")
    await owner.close()
    assert sum(isinstance(one, UUID) for one in await _two_windows(db, make)) == 2


async def test_used_number_is_told_with_agreement_and_day(db: Database, make: Factory) -> None:
    """Another institution, or another year, may use it."""
    place, other = await make.place(), await make.place()
    desk, there = await make.actor(Role.DOCTOR, place), await make.actor(Role.DOCTOR, other)
    first, second, third = [await _owing(db, make, one) for one in (place, place, other)]
    await _pay(db, desk, first)
    with pytest.raises(FormInvalid) as refused:
        await _pay(db, desk, second)
    said = refused.value.errors["reference"]
    assert clock.today().isoformat() in said and "协议" in said
    await _pay(db, there, third)
