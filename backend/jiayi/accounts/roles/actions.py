"""Offering, taking up, taking back and ending a role."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg

from jiayi.accounts.guards import require_staff
from jiayi.accounts.model import KeyRow
from jiayi.accounts.roles import letters, store
from jiayi.accounts.roles.model import Held, Wish, may_give
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.store import keep_within
from jiayi.accounts.store import Q as PEOPLE
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.idempotency import claim
from jiayi.infra.db.locks import lock_roles
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import FormInvalid, NotFound

ONESELF = "不能给自己加身份，请别的管理员来给"
NOT_HERE = "请选一个身份"
NO_DOCTOR = "请选是哪位医生"
TAKEN = "这个邮箱已经给了另一位医生，请换一个"
LAST_ADMIN = "这是本区县最后一位长期的系统管理员，不能结束。请先给别人这个身份，等对方接受"
LAST_MANAGER = (
    "这是本机构最后一位长期的管理员，不能结束。请先给别人这个身份，等对方接受，或者请区县的系统管理员来办"
)


async def offer(db: Database, vault: Vault, actor: Actor, key: UUID, wish: Wish) -> UUID:
    """Holds from the first sign-in with a code of that mailbox. Raises FormInvalid, TooMany."""
    require_staff(actor, Role.MANAGER, Role.ADMIN)
    await keep_within(db, vault, (limits.ROLE_OFFERS, str(actor.account_id)))
    offer_id = wish.doctor_id if wish.role is Role.DOCTOR and wish.doctor_id else new_id()
    try:
        async with db.transaction(actor) as tx:
            if first := await claim(tx, key, str(offer_id)):
                return UUID(first)
            await _offer(tx, vault, offer_id, wish)
    except asyncpg.UniqueViolationError:
        raise FormInvalid({"email": TAKEN}) from None
    return offer_id


async def _offer(tx: Tx, vault: Vault, offer_id: UUID, wish: Wish) -> None:
    place = await _place(tx, wish)
    if wish.role not in may_give(tx.actor, wish.institution_id is not None):
        raise FormInvalid({"role": NOT_HERE})
    hashes = vault.blind_indexes("email", wish.email)
    known = await tx.one(KeyRow, PEOPLE.find_keys, hashes, "email")
    if known and known.subject_id == tx.actor.account_id:
        raise FormInvalid({"email": ONESELF})
    if wish.role is Role.DOCTOR:
        assert wish.institution_id
        free = await store.free_doctors(tx, wish.institution_id)
        if wish.doctor_id not in {one.id for one in free}:
            raise FormInvalid({"doctor": NO_DOCTOR})
        await store.invite_doctor(tx, wish, hashes[0])
    else:
        await store.add_offer(tx, offer_id, wish, hashes[0])
    await history.record(tx, tx.actor.county, "accounts.role.offered", offer_id, role=wish.role.value)
    await letters.tell_offered(tx, vault, wish, place)


async def _place(tx: Tx, wish: Wish) -> str:
    """The institution's name, '' of a county's role. Raises NotFound."""
    if wish.institution_id is None:
        return ""
    if tx.actor.role is Role.MANAGER and wish.institution_id != tx.actor.institution_id:
        raise NotFound
    named = {one.id: one.name for one in await store.institutions(tx)}
    if wish.institution_id not in named:
        raise NotFound
    return named[wish.institution_id]


async def withdraw(db: Database, actor: Actor, offer_id: UUID) -> None:
    """Raises NotFound: not there, not theirs, or taken up already."""
    require_staff(actor, Role.MANAGER, Role.ADMIN)
    async with db.transaction(actor) as tx:
        if not await store.withdraw(tx, offer_id):
            raise NotFound
        await history.record(tx, actor.county, "accounts.role.withdrawn", offer_id)


async def end(
    db: Database, vault: Vault, actor: Actor, grant_id: UUID, why: str,
    *, lock: Callable[[Tx, int], Awaitable[None]] = lock_roles,
) -> Held:  # fmt: skip
    """At once, and the person is signed out everywhere. Raises NotFound, FormInvalid (nobody would be left).

    ``lock`` is for the race test alone, which shows what happens without it.
    """
    require_staff(actor, Role.MANAGER, Role.ADMIN)
    async with db.transaction(actor) as tx:
        await lock(tx, actor.county)
        one = await store.find(tx, grant_id)
        told = one and await store.address(tx, one.account_id)  # a manager sees it only while the role holds
        said = await store.end(tx, grant_id, why)
        if one is None or said is None:
            raise NotFound
        if said == "last":
            raise FormInvalid({one.field: LAST_ADMIN if one.role == Role.ADMIN else LAST_MANAGER})
        await history.record(
            tx, actor.county, "accounts.role.ended", one.account_id, role=one.role, id=str(one.id)
        )
        if told:
            await letters.tell_ended(tx, vault, one, told.account_id, told.email_sealed, why)
        return one


async def take_up(tx: Tx, email_hash: bytes) -> None:
    """In the transaction of the code that proved the mailbox; the account may move to the role's county."""
    taken = await store.take_up(tx, email_hash)
    if not taken:
        return
    assert tx.actor.account_id
    county = taken[0].county
    await tx.become(Actor(role=Role.RESIDENT, county=county, account_id=tx.actor.account_id))
    for one in taken:
        await history.record(
            tx, county, "accounts.role.taken_up", tx.actor.account_id, role=one.role, id=str(one.grant_id)
        )
