"""One typed function a query of the price list."""

from datetime import date
from uuid import UUID

from jiayi.agreements.pricing.model import Price, Reduction
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)


async def prices(tx: Tx, home: UUID) -> list[Price]:
    return await tx.many(Price, Q.list_prices, tx.actor.county, home)


async def reductions(tx: Tx, home: UUID) -> list[Reduction]:
    return await tx.many(Reduction, Q.list_reductions, tx.actor.county, home)


async def set_price(tx: Tx, home: UUID, code: str, price_fen: int, since: date) -> None:
    await tx.run(Q.set_price, tx.actor.county, home, code, price_fen, since)


async def set_reduction(tx: Tx, home: UUID, amount_fen: int, since: date) -> None:
    await tx.run(Q.set_reduction, tx.actor.county, home, amount_fen, since)
