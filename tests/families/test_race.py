"""The elder ends the proxy while the helper acts: the deed is whole before the end, or refused. Control: without the held
row, the end is there while the deed is still being written."""

import asyncio

import asyncpg
import pytest

from jiayi.history.store import record
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import ProxyEnded
from tests.conftest import Server
from tests.factories import Factory
from tests.families.helpers import Pair, acting, given, pair

HELD = "for share of p"


async def _let_go(server: Server, database: str) -> None:
    """The guard taken away."""
    owner = await asyncpg.connect(server.dsn(database))
    text = await owner.fetchval("select pg_get_functiondef('begin_acting(uuid)'::regprocedure)")
    assert HELD in text
    await owner.execute(text.replace(HELD, ""))
    await owner.close()


async def _ended_before_the_deed(db: Database, two: Pair, proxy: object) -> bool:
    """Both begun; then the end is asked for, and only then is the deed written."""
    ended = asyncio.Event()

    async def end() -> None:
        async with db.transaction(two.elder) as tx:
            await tx.value("select end_proxy($1, $2, $3)", two.place.county, proxy, tx.now)
        ended.set()

    async with db.transaction(acting(two, proxy)) as tx:  # type: ignore[arg-type]
        ending = asyncio.create_task(end())
        await asyncio.sleep(0.5)
        before = ended.is_set()
        await record(tx, two.place.county, "test.deed", two.elder_id)
    await ending
    return before


@pytest.mark.parametrize("guarded", [True, False])
async def test_ending_waits_for_who_acts(
    db: Database, server: Server, database: str, make: Factory, guarded: bool
) -> None:
    two = await pair(make)
    proxy = await given(make, two)
    if not guarded:
        await _let_go(server, database)
    assert await _ended_before_the_deed(db, two, proxy) is not guarded
    with pytest.raises(ProxyEnded):
        async with db.transaction(acting(two, proxy)):
            pass


async def test_who_begins_while_it_is_being_ended_is_refused(db: Database, make: Factory) -> None:
    two = await pair(make)
    proxy = await given(make, two)

    async def act() -> None:
        async with db.transaction(acting(two, proxy)) as tx:
            await record(tx, two.place.county, "test.deed", two.elder_id)

    async with db.transaction(two.elder) as tx:
        await tx.value("select end_proxy($1, $2, $3)", two.place.county, proxy, tx.now)
        late = asyncio.create_task(act())
        await asyncio.sleep(0.3)
        assert not late.done()
    with pytest.raises(ProxyEnded):
        await late
