"""Recording a death, and taking it back: a mistake must not kill anybody on paper."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from jiayi.agreements import store
from jiayi.agreements.model import Agreement, Death
from jiayi.agreements.policy import basis, policy_for
from jiayi.agreements.problems import plain_words
from jiayi.history.store import record
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.ids import new_id
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import Conflict, Forbidden, NotFound
from jiayi.policies.cited import NoRule, Stated
from jiayi.policies.schema import DeathCorrection

DIED = "died"


def may_record(actor: Actor, a: Agreement) -> bool:
    """The doctor of the agreement, or the institution's manager."""
    return actor.role is Role.MANAGER or (actor.role is Role.DOCTOR and actor.doctor_id == a.doctor_id)


async def record_death(tx: Tx, a: Agreement, evidence: str) -> None:
    """Beside the agreement's ending, in the same transaction."""
    actor = tx.actor
    if not may_record(actor, a):
        raise Conflict("记录去世，请由签约的医生本人或者机构管理员办理。")
    if not evidence.strip():
        raise Conflict("请写明是谁、哪一天告诉您的。")
    await tx.run(
        store.Q.add_death, a.county, new_id(), a.resident_id, a.id, a.institution_id, evidence.strip(), tx.now,
        actor.account_id, actor.name,
    )  # fmt: skip
    await record(tx, a.county, "agreements.death_recorded", a.id, by=actor.name)


async def correct_death(db: Database, actor: Actor, county: int, resident_id: UUID, why: str) -> UUID:
    """The agreement. In time, what ended with it runs again as if nothing had been; later it is signed anew."""
    if actor.role is not Role.MANAGER:
        raise Forbidden()
    if not why.strip():
        raise Conflict("请写明为什么更正，居民会看到。")
    async with plain_words(), db.transaction(actor) as tx:
        death = await store.death(tx, county, resident_id)
        if death is None or death.institution_id != actor.institution_id:
            raise NotFound()
        in_time = tx.today < _last_day(county, death) + timedelta(days=1)
        found: UUID | None = await tx.value(
            store.Q.correct_death, county, death.id, why.strip(), in_time, tx.now
        )
        if found is None:
            raise NotFound()
        await record(tx, county, "agreements.death_corrected", found, restored=in_time)
        return found


async def shown(tx: Tx, page: Page, resident_id: UUID) -> dict[str, Any] | None:
    death = await store.death(tx, tx.actor.county, resident_id)
    if death is None:
        return None
    rule = _rule(tx.actor.county, death)
    return {
        "death": death, "last_day": _last_day(tx.actor.county, death),
        "correctable": tx.actor.role is Role.MANAGER and tx.actor.institution_id == death.institution_id,
        "rule": rule and {"text": page.translate(rule.value.text), "basis": basis(rule.citation)},
    }  # fmt: skip


def _rule(county: int, death: Death) -> Stated[DeathCorrection] | None:
    found = policy_for(county, clock.office_time(death.recorded_at).date()).one(DeathCorrection)
    return None if isinstance(found, NoRule) else found


def _last_day(county: int, death: Death) -> date:
    rule = _rule(county, death)
    return clock.office_time(death.recorded_at).date() + timedelta(days=rule.value.days if rule else 0)
