"""The year's yes (N-10.1) of a whole household at once: who has not said it yet."""

from jiayi.agreements import guards, store
from jiayi.agreements.model import IN_FORCE, Agreement, Person
from jiayi.agreements.permission import reason
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import change_facts, state_of
from jiayi.agreements.seasons import asked_year
from jiayi.infra.db.database import Tx
from jiayi.policies.schema import Confirmation


async def unconfirmed(tx: Tx) -> list[Agreement]:
    """Agreements in force of those for whom the actor decides. None outside the months in which the place asks."""
    months = {
        month for one in policy_for(tx.actor.county, tx.today).all(Confirmation) for month in one.value.months
    }
    if tx.actor.resident_id is None or tx.today.month not in months:
        return []
    people = {one.id for one in await _people(tx) if guards.acts_for(tx.actor, one)}
    found = await store.agreements_of(tx, tx.actor.county, list(people))
    return [one for one in found if state_of(one, tx.today) in IN_FORCE and await _is_open(tx, one)]


async def _people(tx: Tx) -> list[Person]:
    actor = tx.actor
    if actor.household_id:
        return await store.household(tx, actor.county, actor.household_id)
    me = await store.person(tx, actor.county, actor.resident_id) if actor.resident_id else None
    return [me] if me else []


async def _is_open(tx: Tx, a: Agreement) -> bool:
    year = asked_year(policy_for(a.policy_division, tx.today), tx.today)
    if year in await store.confirmed_years(tx, a.county, a.id):
        return False
    return (await reason(tx, a, change_facts(a, "confirm", tx.today))).met
