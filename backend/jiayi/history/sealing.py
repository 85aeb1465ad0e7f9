"""The worker seals what was committed: rows are written free of each other and chained afterwards (decision 0006)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from jiayi.history import links
from jiayi.history.chain import Sealable, id_before, in_order, link_digest
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.locks import lock_chain

log: Any = structlog.get_logger("jiayi.audit")
BATCH = 2000
LATE = timedelta(minutes=10)
"""A row that waits longer for its link is reported: the worker stands still, or somebody wrote it in afterwards."""
_OVERLAP_MS = 15 * 60 * 1000
"""Rows committed so long after their id was made are found by each round; later ones by the daily one."""


async def seal(db: Database, *, whole: bool = False, batch: int = BATCH) -> int:
    """How many rows were sealed. ``whole``: looks at every row, however old, not only at what came since the last link."""
    done = 0
    async with db.transaction(SYSTEM) as tx:
        counties = await links.counties(tx)
    for county in counties:
        done += await _seal_county(db, county, whole, batch)
    return done


async def _seal_county(db: Database, county: int, whole: bool, batch: int) -> int:
    done, since = 0, dict.fromkeys(links.SOURCES, UUID(int=0))
    if not whole:
        async with db.transaction(SYSTEM) as tx:
            since = {source: await _since(tx, county, source) for source in links.SOURCES}
    while rows := await _seal_some(db, county, since, batch):
        done += len(rows)
        if len(rows) < batch:
            break
        since |= {row.source: row.id for row in rows}  # what was sealed is not looked through again
    return done


async def _seal_some(db: Database, county: int, since: Mapping[str, UUID], batch: int) -> list[Sealable]:
    async with db.transaction(SYSTEM) as tx:
        await lock_chain(tx, county)
        found = [await links.unsealed(tx, county, source, start, batch) for source, start in since.items()]
        rows = in_order(row for some in found for row in some)[:batch]
        if rows:
            await _chain(tx, county, rows)
    return rows


async def _since(tx: Tx, county: int, source: str) -> UUID:
    last = await links.last_id(tx, county, source)
    now_ms = int(clock.real_seconds() * 1000)
    return id_before(last, now_ms, _OVERLAP_MS) if last else UUID(int=0)


async def _chain(tx: Tx, county: int, rows: list[Sealable]) -> None:
    position, digest = await links.end(tx, county)
    if late := sum(1 for row in rows if tx.now - row.at > LATE):
        log.warning("audit rows sealed late", county=county, rows=late)
    digests = []
    for step, row in enumerate(rows, 1):
        digest = link_digest(digest, county, position + step, tx.now, row)
        digests.append(digest)
    await links.add(tx, county, position, rows, digests)
