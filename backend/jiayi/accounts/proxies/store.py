"""Proxies inside the caller's transaction."""

from datetime import date, datetime
from uuid import UUID

from jiayi.accounts.proxies.model import (
    Address,
    Asked,
    Copy,
    Deed,
    Helped,
    Proxy,
    TakenUp,
    Unwitnessed,
    Wish,
)
from jiayi.accounts.session import token_hash
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)


async def add(
    tx: Tx, id_: UUID, grantor: UUID, wish: Wish, *, by: str, code: tuple[bytes, datetime] | None, own: bool
) -> None:
    """``own``: the grantor says so in the own account and has thereby agreed."""
    hash_, until = code or (None, None)
    await tx.run(
        Q.add_proxy, tx.actor.county, id_, grantor, wish.helper_name, list(wish.areas), wish.starts_on, wish.ends_on,
        by, tx.now, hash_, until, tx.now if own else None, "own_account" if own else None,
    )  # fmt: skip


async def add_evidence(tx: Tx, id_: UUID, typed_name: str, drawing: str, origin: str) -> None:
    actor = tx.actor
    await tx.run(
        Q.add_evidence, actor.county, id_, typed_name, drawing, origin, tx.now, actor.account_id, actor.name,
        actor.institution_id,
    )  # fmt: skip


async def take_up(tx: Tx, hashes: list[bytes]) -> TakenUp | None:
    """``hashes``: of the code, one for each index key."""
    for one in hashes:
        if found := await tx.one(TakenUp, Q.take_up, one, tx.now):
            return found
    return None


async def ask_to_help(
    tx: Tx, id_: UUID, key: bytes, name: str, phone_tail: str, wish: Wish, youngest: date
) -> Asked | None:
    return await tx.one(
        Asked, Q.ask_to_help, key, name, phone_tail, id_, list(wish.areas), wish.starts_on, wish.ends_on, youngest,
        tx.now,
    )  # fmt: skip


async def agree(tx: Tx, id_: UUID) -> bool:
    return bool(await tx.value(Q.agree, id_, tx.now))


async def witness(tx: Tx, id_: UUID) -> bool:
    return bool(await tx.value(Q.witness, id_, tx.actor.name, tx.now))


async def end(tx: Tx, county: int, id_: UUID) -> str | None:
    """Who ended it; waits for a transaction that acts by it."""
    found: str | None = await tx.value(Q.end_proxy, county, id_, tx.now)
    return found


async def find(tx: Tx, county: int, id_: UUID) -> Proxy | None:
    return await tx.one(Proxy, Q.find_proxy, county, id_, tx.today)


async def helpers_of(tx: Tx, resident_id: UUID) -> list[Proxy]:
    return await tx.many(Proxy, Q.list_helpers, tx.actor.county, resident_id, tx.today)


async def people_helped(tx: Tx) -> list[Helped]:
    return await tx.many(Helped, Q.list_helped, tx.today)


async def act_for(tx: Tx, token: str, chosen: Helped | None) -> None:
    """None: oneself."""
    county, id_ = (chosen.county, chosen.id) if chosen else (None, None)
    await tx.run(Q.choose_acting, token_hash(token), county, id_)


async def deeds(tx: Tx, county: int, id_: UUID) -> list[Deed]:
    """Done and looked at, newest first."""
    done = await tx.many(Deed, Q.list_deeds, county, id_)
    return sorted(
        [*done, *await tx.many(Deed, Q.list_looks, county, id_)], key=lambda one: one.at, reverse=True
    )


async def addresses(tx: Tx, county: int, id_: UUID) -> list[Address]:
    return await tx.many(Address, Q.list_addresses, county, id_)


async def copies_for(tx: Tx, county: int, resident_id: UUID) -> list[Copy]:
    return await tx.many(Copy, Q.list_copies, county, resident_id, tx.today)


async def unwitnessed(tx: Tx) -> list[Unwitnessed]:
    return await tx.many(Unwitnessed, Q.list_unwitnessed, tx.actor.county, tx.actor.institution_id)
