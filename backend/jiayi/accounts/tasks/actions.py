"""Giving an errand, taking it back, going on it."""

from datetime import timedelta
from uuid import UUID

from jiayi.accounts.guards import require_staff
from jiayi.accounts.sealed import phone_of
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.store import keep_within
from jiayi.accounts.tasks import store
from jiayi.accounts.tasks.model import AGREES, AtHand, Wish
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.idempotency import claim
from jiayi.infra.ids import new_id
from jiayi.infra.sentence import filled
from jiayi.infra.web.problems import FormInvalid, NotFound
from jiayi.policies.cited import NoRule, Stated
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import HelperTask

PART = "task"
"""Of each look of a helper, in the log."""
NO_RULE = "本地现在没有上门任务的规定，不能给。"
NO_HELPER = "请选一位上门帮手"
NO_NAME = "请写下是谁当面同意的"


def rule_of(tx: Tx) -> Stated[HelperTask] | None:
    rule = policy_for(tx.actor.county, tx.today).one(HelperTask)
    return None if isinstance(rule, NoRule) else rule


async def give(db: Database, actor: Actor, key: UUID, resident_id: UUID, wish: Wish) -> UUID:
    """Raises NotFound (nobody of the own institution), FormInvalid."""
    require_staff(actor, Role.DOCTOR, Role.MANAGER)
    task_id = new_id()
    async with db.transaction(actor) as tx:
        if first := await claim(tx, key, str(task_id)):
            return UUID(first)
        if not await store.is_served(tx, resident_id):
            raise NotFound
        helper = next((one for one in await store.helpers(tx) if one.account_id == wish.helper_id), None)
        if helper is None:
            raise FormInvalid({"helper": NO_HELPER})
        _keep_to_rule(tx, wish)
        await store.add(tx, task_id, resident_id, helper, wish)
        await history.record(
            tx, actor.county, "accounts.task.given", resident_id, id=str(task_id), purpose=wish.purpose
        )
    return task_id


def _keep_to_rule(tx: Tx, wish: Wish) -> None:
    rule = rule_of(tx)
    if rule is None:
        raise FormInvalid({"last_day": NO_RULE})
    if wish.last_day < tx.today:
        raise FormInvalid({"last_day": "最后一天不能是过去的日子"})
    if wish.last_day > tx.today + timedelta(days=rule.value.most_days):
        raise FormInvalid({"last_day": filled("最长 %(n)s 天，请写早一点的日子", n=rule.value.most_days)})


async def withdraw(db: Database, actor: Actor, task_id: UUID) -> UUID:
    """About whom it was. Raises NotFound."""
    require_staff(actor, Role.DOCTOR, Role.MANAGER)
    async with db.transaction(actor) as tx:
        resident_id = await store.withdraw(tx, task_id)
        if resident_id is None:
            raise NotFound
        await history.record(tx, actor.county, "accounts.task.withdrawn", resident_id, id=str(task_id))
        return resident_id


async def at_hand(db: Database, actor: Actor) -> list[AtHand]:
    """Each name and address that is shown is written down."""
    require_staff(actor, Role.HELPER)
    async with db.transaction(actor) as tx:
        found = await store.at_hand(tx)
        for one in found:
            await history.looked_at(tx, actor.county, one.resident_id, PART)
        return found


async def look(db: Database, actor: Actor, task_id: UUID) -> AtHand:
    """Raises NotFound of anybody else's, and when it is over."""
    require_staff(actor, Role.HELPER)
    async with db.transaction(actor) as tx:
        found = await store.find(tx, task_id)
        if found is None:
            raise NotFound
        await history.looked_at(tx, actor.county, found.resident_id, PART)
        return found


async def show_phone(db: Database, vault: Vault, actor: Actor, task_id: UUID) -> str:
    """Written down before it is shown. Raises NotFound, TooMany."""
    require_staff(actor, Role.HELPER)
    await keep_within(db, vault, (limits.SHOWN_IN_FULL, str(actor.account_id)))
    async with db.transaction(actor) as tx:
        found = await store.phone(tx, task_id)
        if found is None:
            raise NotFound
        await history.looked_at(tx, actor.county, found.resident_id, "phone")
        await history.record(
            tx, actor.county, "accounts.number.shown", found.resident_id, part="phone", task=str(task_id)
        )
        return vault.open(found.sealed, phone_of(actor.county, found.resident_id))


async def note(
    db: Database, actor: Actor, key: UUID, task_id: UUID, outcome: str, agreed_name: str, words: str
) -> None:
    """Done or declined closes it; not met leaves it open. Raises NotFound, FormInvalid."""
    require_staff(actor, Role.HELPER)
    async with db.transaction(actor) as tx:
        if await claim(tx, key, str(task_id)):
            return
        task = await store.find(tx, task_id)
        if task is None:
            raise NotFound
        if outcome == "done" and task.purpose in AGREES and not agreed_name:
            raise FormInvalid({"agreed_name": NO_NAME})
        await store.add_result(tx, task, outcome, agreed_name, words)
        await history.record(
            tx, actor.county, "accounts.task.reported", task.resident_id, id=str(task_id), outcome=outcome
        )
