"""Doorbells of the desk."""

from jiayi.agreements.desk import store, waiting
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database


async def offer_freed_places(db: Database) -> int:
    """How many offers were written. Terms end at midnight without anybody's deed, and offers run out."""
    async with db.transaction(SYSTEM) as tx:
        lines = await store.doctors_waited_for(tx)
    return sum([await waiting.offer_freed(db, SYSTEM, line.county, line.doctor_id) for line in lines])
