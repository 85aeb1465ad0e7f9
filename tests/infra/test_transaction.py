"""A transaction is all or nothing, carries its actor, and leaves nothing on the pooled connection."""

from uuid import uuid4

import pytest

from jiayi.history import store as history
from jiayi.history.looks import looks_of
from jiayi.infra import clock
from jiayi.infra.db.actor import ANONYMOUS, SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.db.idempotency import claim
from tests.factories import COUNTY, Factory


async def test_change_and_event_vanish_together(db: Database, make: Factory) -> None:
    actor = await make.actor(Role.MANAGER, await make.place())
    subject = uuid4()
    with pytest.raises(RuntimeError):
        async with db.transaction(actor) as tx:
            await history.record(tx, COUNTY, "test.thing.done", subject)
            raise RuntimeError
    async with db.transaction(actor) as tx:
        assert await history.events_of(tx, COUNTY, subject) == []


async def test_next_transaction_inherits_no_actor(db: Database, make: Factory) -> None:
    place = await make.place()
    await make.resident(place)
    actor = await make.actor(Role.DOCTOR, place)
    for _ in range(8):
        async with db.transaction(actor) as tx:
            assert await tx.value("select count(*) from residents") == 1
        async with db.transaction(ANONYMOUS) as tx:
            assert await tx.value("select count(*) from residents") == 0


async def test_web_role_that_claims_to_be_system_is_nobody(db: Database, make: Factory) -> None:
    await make.resident(await make.place())
    async with db.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from residents") == 0


async def test_web_role_cannot_become_another(db: Database) -> None:
    async with db.transaction(ANONYMOUS) as tx:
        with pytest.raises(Exception, match="permission denied"):
            await tx.run("set role jiayi_worker")


async def test_a_repeated_form_returns_the_first_result(db: Database, make: Factory) -> None:
    actor = await make.actor(Role.RESIDENT, await make.place())
    key = uuid4()
    async with db.transaction(actor) as tx:
        assert await claim(tx, key, "first") is None
    async with db.transaction(actor) as tx:
        assert await claim(tx, key, "second") == "first"
    async with db.transaction(actor) as tx:
        assert await claim(tx, uuid4(), "other") is None


async def test_a_look_is_written_unless_it_is_ones_own(db: Database, make: Factory) -> None:
    place = await make.place()
    me = await make.resident(place)
    resident = await make.actor(Role.RESIDENT, place, resident_id=me)
    doctor = await make.actor(Role.DOCTOR, place, name="李慧")
    for actor in (doctor, resident):
        async with db.transaction(actor) as tx:
            await history.looked_at(tx, COUNTY, me, "agreement")
    async with db.transaction(resident) as tx:
        looks = await looks_of(tx, COUNTY, me)
    assert [(look.role, look.actor_name, look.part) for look in looks] == [("doctor", "李慧", "agreement")]


async def test_actor_settings_cannot_be_injected() -> None:
    hostile = Actor(
        role=Role.RESIDENT, county=510107, account_id=uuid4(), name="'); drop table residents; --"
    )
    assert "drop table" not in hostile.settings_sql(clock.today())
