"""Two tabs sign at once for the same person. Control: with the constraint dropped both go through."""

import asyncio
from uuid import UUID

import asyncpg

from jiayi.agreements import actions
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Conflict
from tests.agreements.helpers import order, signer
from tests.conftest import Server
from tests.factories import Factory


async def _two_tabs(db: Database, make: Factory) -> list[object]:
    """Two doctors, so that the panel's lock does not line them up: only the constraint stands between."""
    here, there = await make.place(), await make.place()
    me = await signer(make, here)
    tabs = [actions.request_agreement(db, me, order(place, me.resident_id)) for place in (here, there)]
    return await asyncio.gather(*tabs, return_exceptions=True)


async def test_exactly_one_tab_signs(db: Database, make: Factory) -> None:
    """MY-3"""
    results = await _two_tabs(db, make)
    assert sum(isinstance(one, UUID) for one in results) == 1
    assert sum(isinstance(one, Conflict) for one in results) == 1


async def test_without_the_constraint_both_sign(
    db: Database, make: Factory, server: Server, database: str
) -> None:
    owner = await asyncpg.connect(server.dsn(database))
    await owner.execute("alter table agreements drop constraint one_agreement_at_a_time")
    await owner.close()
    results = await _two_tabs(db, make)
    assert sum(isinstance(one, UUID) for one in results) == 2


async def test_same_form_sent_twice_at_once_is_one_agreement(db: Database, make: Factory) -> None:
    place = await make.place()
    me = await signer(make, place)
    wish = order(place, me.resident_id)
    first, second = await asyncio.gather(*(actions.request_agreement(db, me, wish) for _ in range(2)))
    assert first == second
