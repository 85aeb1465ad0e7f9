"""One function a query."""

from uuid import UUID

from jiayi.agreements.looks.model import Flagged, Seen
from jiayi.agreements.looks.rules import Reason
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)


async def place(tx: Tx, county: int) -> int:
    return int(await tx.value(Q.find_place, county) or 0)


async def new_looks(tx: Tx, county: int, position: int, to: int) -> list[Seen]:
    return await tx.many(Seen, Q.list_new_looks, county, position, to)


async def flag(tx: Tx, county: int, look: Seen, reason: Reason) -> None:
    await tx.run(
        Q.add_flag, county, look.id, reason.value, look.resident_id, look.account_id, look.institution_id,
        look.reader, tx.now,
    )  # fmt: skip


async def keep_place(tx: Tx, county: int, position: int) -> None:
    await tx.run(Q.keep_place, county, position, tx.now)


async def flagged(tx: Tx, reason: str, still_open: bool, first: int, most: int) -> list[Flagged]:
    actor = tx.actor
    return await tx.many(
        Flagged, Q.list_flagged, actor.county, actor.institution_id, reason, still_open, first, most, None
    )


async def find_flagged(tx: Tx, look_id: UUID) -> Flagged | None:
    actor = tx.actor
    return await tx.one(Flagged, Q.list_flagged, actor.county, actor.institution_id, "", True, 0, 1, look_id)


async def count_open(tx: Tx) -> int:
    return int(await tx.value(Q.count_open, tx.actor.county, tx.actor.institution_id))
