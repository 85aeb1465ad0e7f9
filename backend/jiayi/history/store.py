"""Writing and reading history inside the caller's transaction."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from jiayi.history.model import Event
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id

Q = beside(__file__)


async def record(tx: Tx, county: int, kind: str, subject_id: UUID, **data: Any) -> None:
    """Same transaction as the change it tells of. ``kind`` is slice.noun.verb-in-the-past: ``agreements.renewed``.

    ``data`` holds ids and codes, never names or numbers of people.
    """
    actor = tx.actor
    if actor.proxy_id:  # the account is the helper's; this says for whom
        data |= {"proxy": str(actor.proxy_id), "for": str(actor.resident_id)}
    await tx.run(
        Q.add_event, county, new_id(), tx.now, kind, subject_id, actor.account_id, actor.role.value,
        actor.institution_id, data,
    )  # fmt: skip


async def events_of(tx: Tx, county: int, subject_id: UUID) -> list[Event]:
    """As far as the actor may know: of an agreement all, to whom it concerns."""
    return await tx.many(Event, Q.list_events, county, subject_id)


async def looked_at(tx: Tx, county: int, resident_id: UUID, part: str) -> None:
    """Every read of a resident's personal page calls this; a person's look at their own page is not written."""
    if tx.actor.resident_id != resident_id:
        await write_look(tx, county, resident_id, part)


async def looked_at_many(tx: Tx, county: int, residents: Iterable[UUID], part: str) -> None:
    """Of a list: one statement."""
    actor = tx.actor
    seen = [one for one in residents if one != actor.resident_id]
    await tx.run(
        Q.add_looks, county, [new_id() for _ in seen], tx.now, seen, actor.account_id, actor.role.value, actor.name,
        actor.institution_id, part,
    )  # fmt: skip


async def write_look(tx: Tx, county: int, resident_id: UUID, part: str) -> None:
    """Also of a proxy, for whom the person's pages are the own pages: accounts/proxies/doors.py."""
    actor = tx.actor
    await tx.run(
        Q.add_look, county, new_id(), tx.now, resident_id, actor.account_id, actor.role.value, actor.name,
        actor.institution_id, part,
    )  # fmt: skip
