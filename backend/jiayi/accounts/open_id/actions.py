"""An account is tied to (issuer, subject) in the key directory; the issuer's word is no second factor here."""

from uuid import UUID

import asyncpg

from jiayi.accounts import store as people
from jiayi.accounts.devices.agent import Device
from jiayi.accounts.devices.store import NO_FACTOR, SignedIn
from jiayi.accounts.factors.notices import Notice, tell_owner
from jiayi.accounts.model import KeyRow
from jiayi.accounts.open_id.provider import Person
from jiayi.accounts.sign_in.actions import NO_COUNTY_YET, begin, keep_tries_within
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import ANONYMOUS, Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Problem

_KIND = "open_id"


class Taken(Problem):
    status = 409
    title = "已经连着另一个账号"
    advice = "这个统一身份认证已经连着另一个家医账号，请直接用它登录。"


async def sign_in(db: Database, vault: Vault, device: Device, person: Person) -> SignedIn:
    """A person who was never here gets an account that knows no resident yet. Raises TooMany."""
    await keep_tries_within(db, vault, device)
    async with db.transaction(ANONYMOUS) as tx:
        known = await tx.one(KeyRow, people.Q.find_keys, _keys(vault, person), _KIND)
    account_id: UUID = known.subject_id if known else new_id()
    county = known.county if known else NO_COUNTY_YET
    async with db.transaction(Actor(role=Role.RESIDENT, county=county, account_id=account_id)) as tx:
        if not known:
            await people.create_account_with_role(tx, vault, county, person.name or "居民", id=account_id)
            await _tie(tx, vault, person)
        elif (
            len(keys := _keys(vault, person)) > 1
        ):  # the index is being rotated, and only now is the subject known
            await people.keep_keys(tx, keys, _KIND)
        return await begin(tx, device, NO_FACTOR)


async def link(db: Database, vault: Vault, actor: Actor, person: Person) -> None:
    """One more way into the acting account. Raises Taken."""
    assert actor.account_id
    try:
        async with db.transaction(actor) as tx:
            await _tie(tx, vault, person)
            await history.record(tx, actor.county, "accounts.open_id.added", actor.account_id)
            await tell_owner(tx, vault, Notice.ADDED)
    except asyncpg.UniqueViolationError:
        raise Taken from None


async def _tie(tx: Tx, vault: Vault, person: Person) -> None:
    assert tx.actor.account_id
    await people.add_keys(tx, _keys(vault, person), _KIND)


def _keys(vault: Vault, person: Person) -> list[bytes]:
    return vault.blind_indexes(_KIND, person.key)
