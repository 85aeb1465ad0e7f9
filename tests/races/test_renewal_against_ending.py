"""Renewal against termination: whoever comes first, an ended agreement leaves no renewal in force.

Control: without the agreement's row lock both look at the same moment, and the renewal outlives the ending.
"""

import asyncio
from collections.abc import Iterable
from uuid import UUID

import pytest

from jiayi.agreements import actions, changes
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.locks import lock_doctor_panels
from tests.agreements.helpers import MIANYANG, order, signer
from tests.factories import Factory


async def _race(db: Database, make: Factory) -> tuple[Actor, UUID]:
    """The renewal has looked and holds still before it writes; then the ending comes."""
    place = await make.place(MIANYANG)
    me = await signer(make, place)
    first = await actions.request_agreement(db, me, order(place, me.resident_id))
    clock.set_now("2027-02-20")
    has_looked, may_write = asyncio.Event(), asyncio.Event()

    async def hold_still(tx: Tx, county: int, doctors: Iterable[UUID]) -> None:
        has_looked.set()
        await may_write.wait()
        await lock_doctor_panels(tx, county, doctors)

    wish = order(place, me.resident_id, previous_id=first)
    renewal = asyncio.create_task(actions.renew_agreement(db, me, wish, lock=hold_still))
    await has_looked.wait()
    ending = asyncio.create_task(actions.terminate_agreement(db, me, MIANYANG, first, "own_wish"))
    await asyncio.wait([ending], timeout=0.3)
    may_write.set()
    await asyncio.gather(renewal, ending)
    return me, first


async def _in_force_after(system: Database, me: Actor) -> int:
    async with system.transaction(SYSTEM) as tx:
        found: int = await tx.value(
            "select count(*) from agreements where resident_id = $1 and (upper_inf(term) or upper(term) > $2)"
            " and not isempty(term)", me.resident_id, clock.today(),
        )  # fmt: skip
    return found


async def test_nothing_outlives_the_ending(db: Database, system: Database, make: Factory) -> None:
    me, _ = await _race(db, make)
    assert await _in_force_after(system, me) == 0


async def test_without_the_row_lock_a_renewal_outlives_it(
    db: Database, system: Database, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_lock(tx: Tx, county: int, agreement_id: UUID) -> None:
        """The guard taken away."""

    monkeypatch.setattr(changes, "lock_agreement", no_lock)
    me, _ = await _race(db, make)
    assert await _in_force_after(system, me) == 1
