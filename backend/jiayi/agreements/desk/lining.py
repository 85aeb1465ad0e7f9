"""Putting a person at the desk into a doctor's waiting line (R6): for people without a phone."""

from uuid import UUID

from jiayi.agreements.desk import store, waiting
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import capacity_of
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.infra.db.faults import rerun
from jiayi.infra.db.locks import lock_doctor_panels
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, NotFound


@rerun
async def add_to_line(db: Database, actor: Actor, resident_id: UUID, doctor_id: UUID, reason: str) -> None:
    """At the end of the line. Raises PlaceFree when the person could sign at once."""
    home, county = require_desk(actor), actor.county
    async with db.transaction(actor) as tx:
        if not await store.is_at_our_desk(tx, resident_id):
            raise NotFound()
        await lock_doctor_panels(tx, county, [doctor_id])
        panel = await store.doctor_panel(tx, county, doctor_id)
        if panel is None or not panel.signs or panel.institution_id != home:
            raise NotFound()
        if await tx.value(store.Q.is_signed_with, county, resident_id, doctor_id, tx.today):
            raise Conflict("这位居民已经和这位医生签约了，不用排队。")
        held = await store.held_from(tx, county, doctor_id, resident_id)
        if panel.taken + held < capacity_of(policy_for(county, tx.today), panel.capacity):
            raise waiting.PlaceFree("这位医生现在有名额，可以直接签约。")
        entry = new_id()
        if await tx.run(
            store.Q.add_to_line, county, entry, doctor_id, resident_id, tx.now, actor.account_id, reason
        ):
            await record(tx, county, "agreements.waiting_added", entry, doctor=str(doctor_id))
