"""A freed place (R6): the one who was offered it signs in the last moment, while the offer passes to the next.

Control: without the panel's lock the offer passes on between looking and signing, and both get the one place.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import pytest

from jiayi.agreements import actions, writing
from jiayi.agreements.desk import jobs, waiting
from jiayi.agreements.preparing import Prepared
from jiayi.agreements.writing import Lock
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.locks import lock_doctor_panels
from tests.agreements.helpers import CHENGDU, order, signer
from tests.factories import Factory

TAKEN = "select places_taken($1, $2, $3)"


async def _in_the_last_moment(
    db: Database, system: Database, make: Factory, monkeypatch: pytest.MonkeyPatch, lock: Lock
) -> int:
    """How many have the doctor's only place."""
    place = await make.place(capacity=1)
    holder, first, second = [await signer(make, place) for _ in range(3)]
    held = await actions.request_agreement(db, holder, order(place, holder.resident_id))
    for one in (first, second):
        await waiting.join(db, one, CHENGDU, place.doctor_id)
    await actions.terminate_agreement(db, holder, CHENGDU, held, "moved")
    assert await jobs.offer_freed_places(system) == 1
    has_looked, may_write = asyncio.Event(), asyncio.Event()

    async def hold_still(tx: Tx, agreement_id: UUID, p: Prepared) -> None:
        if p.person.id == first.resident_id:
            has_looked.set()
            await may_write.wait()
        await writing.write(tx, agreement_id, p)

    monkeypatch.setattr(actions, "write", hold_still)

    async def next_in_line() -> None:
        await jobs.offer_freed_places(system)
        await actions.request_agreement(db, second, order(place, second.resident_id))

    signing = asyncio.create_task(
        actions.request_agreement(db, first, order(place, first.resident_id), lock=lock)
    )
    await has_looked.wait()
    clock.set_now((clock.now() + timedelta(days=3, seconds=1)).isoformat())
    passing = asyncio.create_task(next_in_line())
    await asyncio.wait([passing], timeout=1)
    may_write.set()
    await asyncio.gather(signing, passing, return_exceptions=True)
    async with system.transaction(SYSTEM) as tx:
        taken: int = await tx.value(TAKEN, CHENGDU, place.doctor_id, clock.today())
    return taken


async def test_one_place_is_signed_once(
    db: Database, system: Database, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await _in_the_last_moment(db, system, make, monkeypatch, lock_doctor_panels) == 1


async def test_without_the_lock_two_have_it(
    db: Database, system: Database, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_lock(tx: Tx, county: int, doctors: Iterable[UUID]) -> None:
        """The guard taken away."""

    assert await _in_the_last_moment(db, system, make, monkeypatch, no_lock) == 2
