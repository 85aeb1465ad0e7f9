"""One function a query."""

from datetime import timedelta
from uuid import UUID

from jiayi.accounts.emergencies.model import Address, Emergency, Opened, Standing
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id

Q = beside(__file__)
MOST = 100
"""Of one doctor or one resident; a manager's list is paged."""


async def open_emergency(
    tx: Tx, emergency_id: UUID, hashed: bytes, reason: str, words: str, lasts: timedelta
) -> Opened | None:
    return await tx.one(
        Opened, Q.open_emergency, emergency_id, hashed, reason, words, tx.actor.name, tx.now, lasts
    )


async def use(tx: Tx, emergency_id: UUID) -> None:
    await tx.value(Q.use_emergency, emergency_id)


async def addresses(tx: Tx, resident_id: UUID) -> list[Address]:
    """Only after ``use``."""
    return await tx.many(Address, Q.list_addresses, resident_id)


async def standing(tx: Tx, resident_id: UUID) -> list[Standing]:
    """Only after ``use``."""
    return await tx.many(Standing, Q.list_standing, resident_id)


async def find(tx: Tx, emergency_id: UUID) -> Emergency | None:
    return await tx.one(Emergency, Q.list_emergencies, tx.actor.county, emergency_id, None, None, False, 0, 1)


async def of_mine(tx: Tx) -> list[Emergency]:
    return await tx.many(
        Emergency, Q.list_emergencies, tx.actor.county, None, tx.actor.account_id, None, False, 0, MOST
    )


async def of_resident(tx: Tx, resident_id: UUID) -> list[Emergency]:
    return await tx.many(
        Emergency, Q.list_emergencies, tx.actor.county, None, None, resident_id, False, 0, MOST
    )


async def of_managed(tx: Tx, only_unnoted: bool, first: int, most: int) -> list[Emergency]:
    return await tx.many(
        Emergency, Q.list_emergencies, tx.actor.county, None, None, None, only_unnoted, first, most
    )


async def count_unnoted(tx: Tx) -> int:
    return int(await tx.value(Q.count_unnoted, tx.actor.county))


async def end(tx: Tx, one: Emergency) -> bool:
    return bool(
        await tx.run(Q.end_emergency, one.county, one.id, one.resident_id, tx.now, tx.actor.account_id)
    )


async def add_note(tx: Tx, one: Emergency, outcome: str, body: str) -> None:
    actor = tx.actor
    await tx.run(
        Q.add_note, one.county, new_id(), one.id, one.resident_id, outcome, body, tx.now, actor.account_id, actor.name
    )  # fmt: skip
