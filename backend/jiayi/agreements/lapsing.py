"""Requests that nobody confirmed, answered or paid in time: they end by themselves and free their days and place."""

from datetime import date, timedelta
from uuid import UUID

from jiayi.agreements import store
from jiayi.agreements.model import Agreement
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import LAPSED, days_allowed
from jiayi.history.store import record
from jiayi.infra.clock import office_time
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.db.locks import lock_agreement
from jiayi.policies.resolve import Policy

Q = store.Q
YOUNGEST = timedelta(days=1)
"""No limit is shorter than a day."""


def lapses_on(a: Agreement, policy: Policy) -> date | None:
    """From this day on the request is no longer open. Whoever comes next has their days from the moment before."""
    days = days_allowed(policy, a.waits_for)
    if days is None:
        return None
    before = {"acceptance": [a.confirmed_at], "payment": [a.confirmed_at, a.decided_at, a.reversed_at]}.get(
        a.waits_for, []
    )
    since = max(moment for moment in (a.requested_at, *before) if moment)
    return office_time(since).date() + timedelta(days=days)


async def lapse_requests(db: Database) -> int:
    """How many. Each in a transaction of its own, looked at again behind its lock; the waiting line gets the place."""
    async with db.transaction(SYSTEM) as tx:
        rows = await tx.connection.fetch(Q.list_unanswered, tx.now - YOUNGEST, tx.today)
    return sum([await _lapse(db, row["county"], row["id"]) for row in rows])


async def _lapse(db: Database, county: int, agreement_id: UUID) -> bool:
    async with db.transaction(SYSTEM) as tx:
        await lock_agreement(tx, county, agreement_id)
        a = await store.agreement(tx, county, agreement_id)
        if a is None or a.term_empty or not a.waits_for:
            return False
        day = lapses_on(a, policy_for(a.policy_division, a.policy_on))
        if day is None or tx.today < day:
            return False
        await tx.run(
            Q.add_ending, county, agreement_id, LAPSED[a.waits_for], "", tx.today, tx.now, None, a.term_to
        )
        await tx.run(Q.empty_term, county, agreement_id)
        await record(tx, county, "agreements.lapsed", agreement_id, waited_for=a.waits_for)
        return True
