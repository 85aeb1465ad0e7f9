"""Looks whose period is over are removed, and the chain is told: their links stay, and an event says how many went
(decision 0006; PIPL 19, 47: not longer than needed)."""

from datetime import datetime

import msgspec

from jiayi.history import links
from jiayi.history import store as history
from jiayi.history.store import Q
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.locks import lock_chain
from jiayi.infra.ids import new_id
from jiayi.policies.periods import begins

BATCH = 5000
FORGOTTEN = "history.looks.forgotten"
RETENTION = "look"


class Forgotten(msgspec.Struct, frozen=True):
    """What one such event says: so many looks, sealed before that moment, are gone."""

    at: datetime
    before: datetime
    rows: int


async def forget_looks(db: Database, *, batch: int = BATCH) -> int:
    """How many went. One transaction a batch, each with its own event."""
    async with db.transaction(SYSTEM) as tx:
        counties = await links.counties(tx)
    done = 0
    for county in counties:
        while went := await _forget_some(db, county, batch):
            done += went
    return done


async def _forget_some(db: Database, county: int, batch: int) -> int:
    async with db.transaction(SYSTEM) as tx:
        day = begins(county, tx.today, RETENTION)
        if day is None:
            return 0
        await lock_chain(tx, county)
        before = clock.beginning_of(day)
        went: int = await tx.value(Q.forget_looks, county, before, batch) or 0
        if went:
            await history.record(tx, county, FORGOTTEN, new_id(), before=before.isoformat(), rows=went)
    return went


async def told_of(tx: Tx, county: int) -> list[Forgotten]:
    """What was told. A removal that came before its period was over tells of nothing: those rows are simply gone."""
    told = await tx.many(Forgotten, Q.list_forgotten, county, FORGOTTEN)
    return [one for one in told if _was_over(county, one)]


def _was_over(county: int, one: Forgotten) -> bool:
    day = begins(county, clock.office_time(one.at).date(), RETENTION)
    return day is not None and one.before <= clock.beginning_of(day)
