"""The waiting line of a full doctor: join, leave, be put ahead, be offered a freed place in order (R6)."""

from datetime import date, timedelta
from uuid import UUID

from jiayi.agreements.desk import store
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.model import Panel
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import capacity_of
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.faults import rerun
from jiayi.infra.db.locks import lock_doctor_panels
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, Forbidden, NotFound
from jiayi.policies.cited import NoRule, Stated
from jiayi.policies.schema import PlaceOffer

Q = store.Q
AHEAD = 1


def offer_rule(county: int, today: date) -> Stated[PlaceOffer] | None:
    """How long a freed place is kept; None where no rule says it: then nothing is offered."""
    found = policy_for(county, today).one(PlaceOffer)
    return None if isinstance(found, NoRule) else found


class PlaceFree(Conflict):
    """Nobody needs to wait: the page leads to signing."""


@rerun
async def join(db: Database, actor: Actor, county: int, doctor_id: UUID) -> None:
    """Raises PlaceFree when the person could sign at once."""
    if actor.resident_id is None:
        raise Forbidden()
    if county != actor.county:
        raise NotFound()
    async with db.transaction(actor) as tx:
        panel = await _panel(tx, county, doctor_id)
        await _offer(tx, county, panel)
        if await tx.value(Q.is_signed_with, county, actor.resident_id, doctor_id, tx.today):
            raise Conflict("您已经和这位医生签约了，不用再排队。")
        held = await store.held_from(tx, county, doctor_id, actor.resident_id)
        if panel.taken + held < _capacity(tx, county, panel):
            raise PlaceFree("这位医生现在有名额，可以直接签约。")
        entry = new_id()
        if await tx.run(Q.add_waiting, county, entry, doctor_id, actor.resident_id, tx.now):
            await record(tx, county, "agreements.waiting_joined", entry, doctor=str(doctor_id))


@rerun
async def leave(db: Database, actor: Actor, entry_id: UUID) -> None:
    async with db.transaction(actor) as tx:
        county = actor.county
        doctor_id = await tx.value(Q.find_waiting_doctor, county, entry_id)
        if doctor_id is None:
            raise NotFound()
        await lock_doctor_panels(
            tx, county, [doctor_id]
        )  # the panel first, as everybody who touches the line
        if not await tx.run(Q.leave_waiting, county, entry_id, actor.resident_id, tx.now):
            raise NotFound()
        await record(tx, county, "agreements.waiting_left", entry_id, doctor=str(doctor_id))
        panel = await store.doctor_panel(tx, county, doctor_id)
        if panel and panel.signs:  # one may also leave the line of a doctor who has gone
            await _offer(tx, county, panel)


@rerun
async def put_ahead(db: Database, actor: Actor, entry_id: UUID, reason: str) -> None:
    """Staff put somebody ahead, with a reason. Who holds an offer already needs no priority."""
    home = require_desk(actor)
    async with db.transaction(actor) as tx:
        if not await tx.run(Q.put_ahead, actor.county, entry_id, home, AHEAD, reason):
            raise NotFound()
        await record(tx, actor.county, "agreements.waiting_put_ahead", entry_id)


@rerun
async def offer_freed(db: Database, actor: Actor, county: int, doctor_id: UUID) -> int:
    """How many places were offered."""
    async with db.transaction(actor) as tx:
        panel = await store.doctor_panel(tx, county, doctor_id)
        return await _offer(tx, county, panel) if panel else 0


async def _offer(tx: Tx, county: int, panel: Panel) -> int:
    await lock_doctor_panels(tx, county, [panel.doctor_id])
    capacity = _capacity(tx, county, panel)
    kept = offer_rule(county, tx.today)
    if kept is None:
        return 0
    expires = tx.now + timedelta(days=kept.value.days)
    rows = await tx.connection.fetch(
        Q.offer_places, county, panel.doctor_id, capacity, tx.today, tx.now, expires
    )
    for row in rows:
        await record(tx, county, "agreements.place_offered", row["id"], doctor=str(panel.doctor_id))
    return len(rows)


async def _panel(tx: Tx, county: int, doctor_id: UUID) -> Panel:
    """Read behind the panel's lock, so that what it counts still holds when it is used."""
    await lock_doctor_panels(tx, county, [doctor_id])
    found = await store.doctor_panel(tx, county, doctor_id)
    if found is None or not found.signs:
        raise NotFound()
    return found


def _capacity(tx: Tx, county: int, panel: Panel) -> int:
    return capacity_of(policy_for(county, tx.today), panel.capacity)
