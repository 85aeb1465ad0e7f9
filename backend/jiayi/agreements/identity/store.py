"""One typed function a query."""

from uuid import UUID

from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.identity.model import Case, Correction, Review
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)


async def corrections(tx: Tx, resident_id: UUID) -> list[Correction]:
    return await tx.many(Correction, Q.list_corrections, tx.actor.county, resident_id)


async def cases(tx: Tx, case_id: UUID | None = None) -> list[Case]:
    return await tx.many(Case, Q.list_cases, tx.actor.county, require_desk(tx.actor), case_id)


async def case_open(tx: Tx, resident_id: UUID, hashes: list[bytes]) -> bool:
    """Of this record or this number, as far as the own institution has it."""
    found: bool = await tx.value(Q.is_case_open, tx.actor.county, resident_id, hashes)
    return found


async def reviews(tx: Tx, agreement_id: UUID | None = None) -> list[Review]:
    return await tx.many(Review, Q.list_reviews, tx.actor.county, require_desk(tx.actor), agreement_id)


async def count(tx: Tx) -> int:
    found: int = await tx.value(Q.count_open, tx.actor.county, require_desk(tx.actor))
    return found
