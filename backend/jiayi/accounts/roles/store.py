"""One function a query."""

from uuid import UUID

from jiayi.accounts.roles.model import OFFER_LIFE, Address, Choice, Held, TakenUp, Waiting, Wish
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)
SIZE = 30


async def held(tx: Tx, institution_id: UUID | None, *, over: bool, first: int) -> list[Held]:
    """One row more than fits on a page."""
    return await tx.many(Held, Q.list_roles, institution_id, tx.today, over, first, SIZE + 1)


async def find(tx: Tx, grant_id: UUID) -> Held | None:
    return await tx.one(Held, Q.find_role, grant_id, tx.today)


async def waiting(tx: Tx) -> list[Waiting]:
    return await tx.many(Waiting, Q.list_waiting, tx.actor.county, tx.now, tx.today)


async def institutions(tx: Tx) -> list[Choice]:
    return await tx.many(Choice, Q.list_institutions, tx.actor.county)


async def free_doctors(tx: Tx, institution_id: UUID) -> list[Choice]:
    return await tx.many(Choice, Q.list_free_doctors, tx.actor.county, institution_id, tx.today)


async def add_offer(tx: Tx, offer_id: UUID, wish: Wish, email_hash: bytes) -> None:
    await tx.run(
        Q.add_offer, tx.actor.county, offer_id, wish.role.value, wish.institution_id, wish.name, email_hash,
        hint_of(wish.email), wish.starts_on, wish.ends_on, wish.reason, tx.now, tx.actor.account_id, tx.now + OFFER_LIFE,
    )  # fmt: skip


async def invite_doctor(tx: Tx, wish: Wish, email_hash: bytes) -> None:
    """An address that waits for another doctor raises UniqueViolationError."""
    await tx.run(
        Q.invite_doctor, tx.actor.county, wish.doctor_id, wish.institution_id, email_hash, wish.ends_on, tx.now,
        tx.actor.account_id, wish.reason,
    )  # fmt: skip


async def withdraw(tx: Tx, offer_id: UUID) -> bool:
    county = tx.actor.county
    if await tx.run(Q.withdraw_offer, county, offer_id, tx.now, tx.actor.account_id):
        return True
    return bool(await tx.run(Q.withdraw_invitation, county, offer_id, tx.today))


async def address(tx: Tx, account_id: UUID) -> Address | None:
    return await tx.one(Address, Q.find_address, tx.actor.county, account_id)


async def end(tx: Tx, grant_id: UUID, why: str) -> str | None:
    said: str | None = await tx.value(Q.end_role, grant_id, why, tx.today, tx.now)
    return said


async def take_up(tx: Tx, email_hash: bytes) -> list[TakenUp]:
    return await tx.many(TakenUp, Q.take_up_offers, email_hash, tx.today, tx.now)


def hint_of(email: str) -> str:
    """Enough for who wrote it to know it again."""
    name, _, host = email.partition("@")
    return f"{name[:1]}***@{host}"
