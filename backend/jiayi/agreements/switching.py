"""To another institution: the old agreement holds until the new one counts, then the new one takes its place."""

from uuid import UUID

from jiayi.agreements import changes, guards, store
from jiayi.agreements.model import SWITCH, SignOrder
from jiayi.agreements.permission import require
from jiayi.agreements.policy import policy_for
from jiayi.agreements.preparing import prepare
from jiayi.agreements.problems import plain_words
from jiayi.agreements.rules import change_facts
from jiayi.agreements.writing import Lock, check_place, write
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.faults import rerun
from jiayi.infra.db.idempotency import claim
from jiayi.infra.db.locks import lock_doctor_panels
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict


@rerun
async def switch_agreement(
    db: Database, actor: Actor, order: SignOrder, *, lock: Lock = lock_doctor_panels
) -> UUID:
    """Where nobody needs to accept, confirm or be paid, the old agreement ends and the new one begins at once."""
    async with plain_words(), db.transaction(actor) as tx:
        agreement_id = new_id()
        if first := await claim(tx, order.key, str(agreement_id)):
            return UUID(first)
        old = await changes.previous(tx, order, guards.agreement_to_leave)
        if old.next_id is not None:
            raise Conflict("这份协议已经在续约或改签了。请先撤回那一份，再改签。")
        party = await store.party(tx, actor.county, order.team_id, order.doctor_id)
        if party is None or party.institution_id == old.institution_id:
            raise Conflict("这还是原来的机构；在机构里换人，请选“换医生”。")
        facts = change_facts(old, "switch_institution", tx.today, same_institution=False, same_team=False)
        await require(tx, policy_for(old.policy_division, tx.today), old, facts)
        p = await prepare(tx, order)
        await lock(tx, actor.county, [p.party.doctor_id])
        await check_place(tx, p.policy, p.party.doctor_id, p.person.id)
        await write(tx, agreement_id, p, kind=SWITCH)
        await begin_if_it_counts(tx, actor.county, agreement_id)
        return agreement_id


async def begin_if_it_counts(tx: Tx, county: int, agreement_id: UUID) -> None:
    """After each step that may have been the last one. Call with the agreement locked; others are left alone. The term
    begins on this day, never before."""
    await tx.value(store.Q.begin_agreement, county, agreement_id)
    old_id = await tx.value(store.Q.begin_switch, county, agreement_id, tx.today, tx.now)
    if old_id:
        await record(tx, county, "agreements.switched", old_id, next=str(agreement_id))
