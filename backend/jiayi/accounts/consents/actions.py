"""Giving, refusing, taking back: at once, in one transaction with the history."""

from datetime import date
from uuid import UUID

from jiayi.accounts import store as people
from jiayi.accounts.consents import store
from jiayi.accounts.consents.model import Decision
from jiayi.accounts.guards import require_resident
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.problems import Conflict, NotFound
from jiayi.policies.cited import NoRule
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import ConsentPurpose

CHANGED = "这段话刚刚改过，请重新看一遍再选。"


async def decide(
    db: Database, actor: Actor, resident_id: UUID, code: str, version: str, decision: Decision
) -> None:
    """For oneself, or for a child below the age of the rule. Raises NotFound, Conflict (other words than were read)."""
    me = require_resident(actor)
    async with db.transaction(actor) as tx:
        purpose = purpose_of(tx, actor.county, code)
        how = "own_account" if resident_id == me else "guardian"
        if how == "guardian" and not await answers_for(tx, resident_id, purpose):
            raise NotFound
        if version != purpose.version:
            raise Conflict(CHANGED)
        await store.add(tx, resident_id, purpose, decision, how)


def purpose_of(tx: Tx, county: int, code: str) -> ConsentPurpose:
    """Raises NotFound; also for what is not answered, because the agreement needs it."""
    found = policy_for(county, tx.today).one(ConsentPurpose, code=code)
    if isinstance(found, NoRule) or found.value.ground == "contract":
        raise NotFound
    return found.value


async def answers_for(tx: Tx, child_id: UUID, purpose: ConsentPurpose) -> bool:
    """A guardian answers below the age of the rule (PIPL 31); after it the child, or the desk."""
    if purpose.guardian_under_years is None or not await store.is_ward(tx, child_id):
        return False
    child = await people.find_resident(tx, tx.actor.county, child_id)
    return child is not None and age_on(child.birth_date, tx.today) < purpose.guardian_under_years


def age_on(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
