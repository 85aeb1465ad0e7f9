"""One function a query."""

from uuid import UUID

from jiayi.accounts.tasks.model import AtHand, Given, Helper, Phone, Wish
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id

Q = beside(__file__)
SIZE = 20


async def helpers(tx: Tx) -> list[Helper]:
    return await tx.many(Helper, Q.list_helpers)


async def is_served(tx: Tx, resident_id: UUID) -> bool:
    return bool(await tx.value(Q.is_served, tx.actor.county, resident_id))


async def add(tx: Tx, task_id: UUID, resident_id: UUID, helper: Helper, wish: Wish) -> None:
    actor = tx.actor
    await tx.run(
        Q.add_task, actor.county, task_id, resident_id, actor.institution_id, helper.account_id, helper.display_name,
        wish.purpose, wish.words, wish.last_day, tx.now, actor.account_id, actor.name,
    )  # fmt: skip


async def withdraw(tx: Tx, task_id: UUID) -> UUID | None:
    """About whom it was."""
    found: UUID | None = await tx.value(Q.withdraw_task, tx.actor.county, task_id, tx.now)
    return found


async def given(tx: Tx, resident_id: UUID | None, *, only_open: bool, first: int) -> list[Given]:
    """One row more than fits on a page."""
    return await tx.many(Given, Q.list_given, tx.actor.county, resident_id, only_open, first, SIZE + 1)


async def at_hand(tx: Tx) -> list[AtHand]:
    return await tx.many(AtHand, Q.list_at_hand, None)


async def find(tx: Tx, task_id: UUID) -> AtHand | None:
    return await tx.one(AtHand, Q.list_at_hand, task_id)


async def phone(tx: Tx, task_id: UUID) -> Phone | None:
    return await tx.one(Phone, Q.find_phone, task_id)


async def add_result(tx: Tx, task: AtHand, outcome: str, agreed_name: str, note: str) -> None:
    actor = tx.actor
    await tx.run(
        Q.add_result, actor.county, new_id(), task.id, task.resident_id, outcome, agreed_name, note, tx.now,
        actor.account_id,
    )  # fmt: skip
