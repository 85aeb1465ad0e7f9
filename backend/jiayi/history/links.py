"""Reading and writing audit_links."""

from uuid import UUID

import msgspec

from jiayi.history.chain import START, Sealable
from jiayi.history.model import Count, Head, Link
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)
SOURCES = ("event", "look")
_UNSEALED = {"event": Q.list_unsealed_events, "look": Q.list_unsealed_looks}
_COUNT = {"event": Q.count_unsealed_events, "look": Q.count_unsealed_looks}


class _County(msgspec.Struct, frozen=True):
    county: int


async def counties(tx: Tx) -> list[int]:
    return [row.county for row in await tx.many(_County, Q.list_counties)]


async def unsealed(tx: Tx, county: int, source: str, since: UUID, most: int) -> list[Sealable]:
    return await tx.many(Sealable, _UNSEALED[source], county, since, most)


async def count_unsealed(tx: Tx, county: int, source: str) -> Count:
    found = await tx.one(Count, _COUNT[source], county)
    assert found
    return found


async def last_id(tx: Tx, county: int, source: str) -> UUID | None:
    found: UUID | None = await tx.value(Q.find_last_id, county, source)
    return found


async def end(tx: Tx, county: int) -> tuple[int, bytes]:
    head = await find_head(tx, county)
    return (head.position, head.digest) if head else (0, START)


async def find_head(tx: Tx, county: int) -> Head | None:
    return await tx.one(Head, Q.find_head, county)


async def after(tx: Tx, county: int, position: int, most: int) -> list[Link]:
    return await tx.many(Link, Q.list_links, county, position, most)


async def add(tx: Tx, county: int, position: int, rows: list[Sealable], digests: list[bytes]) -> None:
    """Behind ``position``, in this order."""
    sources, ids = [row.source for row in rows], [row.id for row in rows]
    await tx.run(Q.add_links, county, position, tx.now, sources, ids, digests)
