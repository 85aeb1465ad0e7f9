"""The last places of a doctor: many sign at once (MY-11). Control: without the panel's lock they are oversold."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from jiayi.agreements import actions
from jiayi.agreements.problems import PanelFull
from jiayi.agreements.writing import Lock
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.locks import lock_doctor_panels
from tests.agreements.helpers import MIANYANG, order, signer
from tests.factories import Factory, Place

PEOPLE, CAPACITY = 6, 2


async def _everybody_at_once(db: Database, make: Factory, lock: Lock) -> list[object]:
    place: Place = await make.place(MIANYANG, capacity=CAPACITY)
    people: list[Actor] = [await signer(make, place) for _ in range(PEOPLE)]
    start = asyncio.Barrier(PEOPLE)

    async def all_are_here(tx: Tx, county: int, doctors: Iterable[UUID]) -> None:
        await start.wait()
        await lock(tx, county, doctors)

    signing = [
        actions.request_agreement(db, me, order(place, me.resident_id), lock=all_are_here) for me in people
    ]
    return await asyncio.gather(*signing, return_exceptions=True)


async def test_exactly_the_capacity_is_signed(db: Database, make: Factory) -> None:
    results = await _everybody_at_once(db, make, lock_doctor_panels)
    assert sum(isinstance(one, UUID) for one in results) == CAPACITY
    assert sum(isinstance(one, PanelFull) for one in results) == PEOPLE - CAPACITY


async def test_without_the_lock_places_are_oversold(db: Database, make: Factory) -> None:
    async def no_lock(tx: Tx, county: int, doctors: Iterable[UUID]) -> None:
        """The guard taken away."""

    results = await _everybody_at_once(db, make, no_lock)
    assert sum(isinstance(one, UUID) for one in results) > CAPACITY
