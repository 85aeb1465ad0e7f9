"""Carrying erasures out, and removing what its period is over for. The worker's alone: the web role cannot remove."""

from collections.abc import Sequence
from uuid import UUID

from jiayi.accounts.my_data import store
from jiayi.accounts.my_data.model import Asked, Unfinished
from jiayi.history import store as history
from jiayi.infra import clock
from jiayi.infra.db import personal as sql
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.ids import new_id
from jiayi.infra.personal import Part, Rows
from jiayi.policies.periods import begins

Q = store.Q


async def erase_asked(db: Database, parts: Sequence[Part]) -> int:
    """How many people. One transaction each."""
    async with db.transaction(SYSTEM) as tx:
        asked = await tx.many(Asked, Q.list_erasures_asked)
    return sum([await _erase(db, parts, one) for one in asked])


async def _erase(db: Database, parts: Sequence[Part], one: Asked) -> bool:
    """False: something began meanwhile that must end first; the request is answered so."""
    async with db.transaction(SYSTEM) as tx:
        held = await store.blockers(tx, one.county, one.resident_id, one.asked_by)
        outcome = "refused" if held else "done"
        if not await tx.run(Q.add_answer, one.county, one.id, one.resident_id, outcome, b"", tx.now, None):
            return False
        counts = {} if held else await _remove(tx, parts, one.county, one.resident_id, one.asked_by)
        if not held:
            await tx.run(Q.add_erasure, one.county, one.resident_id, one.asked_by, tx.now)
        kind = "accounts.erasure.refused" if held else "accounts.person.erased"
        await history.record(tx, one.county, kind, one.resident_id, held=held, **counts)
    return not held


async def _remove(
    tx: Tx,
    parts: Sequence[Part],
    county: int,
    resident_id: UUID,
    account_id: UUID | None,
    *,
    last: bool = False,
) -> dict[str, int]:
    """Rows touched by table."""
    who, counts = (county, resident_id, account_id), dict[str, int]()
    for rows in (rows for part in parts for rows in part.rows):
        if statement := _statement(rows, last=last):
            counts[rows.table] = counts.get(rows.table, 0) + await tx.run(statement, *who)
    return {table: count for table, count in counts.items() if count}


def _statement(rows: Rows, *, last: bool) -> str:
    if rows.last_gone if last else rows.gone:
        return sql.removing(rows)
    columns = rows.last_blanked if last else rows.blanked
    return sql.blanking(rows, columns) if columns else ""


async def enforce_periods(db: Database, parts: Sequence[Part]) -> int:
    """Rows removed or written over. One transaction a county, and one for what belongs to none."""
    async with db.transaction(SYSTEM) as tx:
        counties = [row["county"] for row in await tx.connection.fetch(Q.list_counties)]
    done = sum([await _of_county(db, parts, county) for county in counties])
    return done + await _of_county(db, parts, 0)


async def _of_county(db: Database, parts: Sequence[Part], county: int) -> int:
    counts: dict[str, int] = {}
    async with db.transaction(SYSTEM) as tx:
        for over in (over for part in parts for over in part.expires):
            day = begins(county, tx.today, over.retention)
            if day is None or over.everywhere is (county != 0):
                continue
            given = (clock.beginning_of(day),) if over.everywhere else (county, clock.beginning_of(day))
            counts[over.table] = await tx.run(sql.expiring(over), *given)
        for one in await _finishable(tx, county):
            for table, count in (
                await _remove(tx, parts, county, one.resident_id, one.account_id, last=True)
            ).items():
                counts[table] = counts.get(table, 0) + count
            await tx.run(Q.finish_erasure, county, one.resident_id, tx.now)
            await history.record(tx, county, "accounts.erasure.finished", one.resident_id)
        if told := {table: count for table, count in counts.items() if count}:
            await history.record(tx, county, "accounts.period.enforced", new_id(), **told)
    return sum(counts.values())


async def _finishable(tx: Tx, county: int) -> list[Unfinished]:
    agreements, consents = (begins(county, tx.today, code) for code in ("agreement", "consent"))
    if agreements is None or consents is None:
        return []
    return await tx.many(Unfinished, Q.list_finishable, county, agreements, clock.beginning_of(consents))
