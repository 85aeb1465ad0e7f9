"""The job that examines each look once: it follows the audit chain, in which no committed row is missing."""

from datetime import datetime, timedelta
from uuid import UUID

from jiayi.agreements.looks import store
from jiayi.agreements.looks.model import Seen
from jiayi.agreements.looks.rules import Reason, reasons
from jiayi.agreements.policy import policy_for
from jiayi.history import links
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx
from jiayi.policies.cited import NoRule
from jiayi.policies.schema import LookWatch

STEP = 500
_HOUR = timedelta(hours=1)


async def watch(db: Database) -> int:
    """How many looks were flagged."""
    async with db.transaction(SYSTEM) as tx:
        counties = await links.counties(tx)
    flagged = 0
    for county in counties:
        while (found := await _examine_some(db, county)) is not None:
            flagged += found
    return flagged


async def _examine_some(db: Database, county: int) -> int | None:
    """None: nothing is left to examine."""
    async with db.transaction(SYSTEM) as tx:
        place, (end, _) = await store.place(tx, county), await links.end(tx, county)
        return await _examine(tx, county, place, min(place + STEP, end)) if place < end else None


async def _examine(tx: Tx, county: int, position: int, to: int) -> int:
    rule, flagged = policy_for(county, tx.today).one(LookWatch), 0
    if not isinstance(rule, NoRule):
        told: dict[UUID, datetime] = {}
        for look in await store.new_looks(tx, county, position, to):
            found = reasons(look.facts(_told(look, told)), rule.value)
            if Reason.MANY in found:
                told[look.account_id] = look.looked_at
            for reason in found:
                await store.flag(tx, county, look, reason)
            flagged += bool(found)
    await store.keep_place(tx, county, to)
    return flagged


def _told(look: Seen, told: dict[UUID, datetime]) -> bool:
    """Within the hour before this look, in an earlier round or in this one."""
    last = told.get(look.account_id) or look.told_at
    return last is not None and look.looked_at - last < _HOUR
