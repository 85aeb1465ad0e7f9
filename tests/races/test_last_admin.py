"""Two administrators end each other at once: one stays. Control: without the lock of the county's roles both go."""

import asyncio
from uuid import UUID

from jiayi.accounts.roles import actions, store
from jiayi.accounts.roles.model import Held
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.locks import lock_roles
from jiayi.infra.web.problems import NotFound
from tests.desk.helpers import one_value
from tests.factories import Factory

LEFT = "select count(*) from role_grants where role = 'admin' and ended_at is null"


async def two(system: Database, make: Factory) -> list[tuple[Actor, UUID]]:
    """Each with the other's role."""
    place = await make.place()
    one, other = await make.actor(Role.ADMIN, place), await make.actor(Role.ADMIN, place)
    grant = "select id from role_grants where account_id = $1"
    return [(who, await one_value(system, grant, of.account_id)) for who, of in ((one, other), (other, one))]


async def test_one_administrator_stays(db: Database, system: Database, make: Factory) -> None:
    start = asyncio.Barrier(2)

    async def both_are_here(tx: Tx, county: int) -> None:
        await start.wait()
        await lock_roles(tx, county)

    ending = [
        actions.end(db, make.vault, who, grant, "x", lock=both_are_here)
        for who, grant in await two(system, make)
    ]
    results = await asyncio.gather(*ending, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == [Held.__name__, NotFound.__name__]
    assert await one_value(system, LEFT) == 1


async def test_without_the_lock_nobody_is_left(db: Database, system: Database, make: Factory) -> None:
    (one, theirs), (other, mine) = await two(system, make)
    async with db.transaction(one) as first, db.transaction(other) as second:
        assert await store.end(first, theirs, "x") == await store.end(second, mine, "x") == "ended"
    assert await one_value(system, LEFT) == 0
