"""Register, sign in, confirm, remove. Whatever does not fit has one answer: which part it was is never told."""

from uuid import UUID

import asyncpg

from jiayi.accounts import store as people
from jiayi.accounts.devices import store as devices
from jiayi.accounts.devices.agent import Device
from jiayi.accounts.devices.store import NO_FACTOR, SignedIn
from jiayi.accounts.factors import store as factors
from jiayi.accounts.factors.notices import Notice, tell_owner
from jiayi.accounts.model import KeyRow
from jiayi.accounts.passkeys import ceremony, store
from jiayi.accounts.passkeys.ceremony import Refused, Site
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.actions import NO_COUNTY_YET, begin, keep_tries_within
from jiayi.accounts.sign_in.store import keep_within
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import ANONYMOUS, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import NotFound, Problem


class PasskeyRefused(Problem):
    status = 422
    title = "通行密钥没有通过"
    advice = "通行密钥没有通过。请再试一次，或换一种方式。"


class PasskeyTaken(Problem):
    status = 409
    title = "这把通行密钥已经登记过"
    advice = "这把通行密钥已经登记过，请直接用它登录。"


class LastWay(Problem):
    status = 409
    title = "先添加另一种登录方式"
    advice = "这是最后一种登录方式，移除后就进不来了。请先添加另一种，再移除它。"


async def ask_anyone(db: Database, vault: Vault, site: Site, device: Device) -> tuple[UUID, str]:
    """For signing in. Raises TooMany."""
    await keep_tries_within(db, vault, device)
    async with db.transaction(ANONYMOUS) as tx:
        challenge_id, challenge = await store.ask(tx, "sign_in")
    return challenge_id, ceremony.authentication(site, challenge, [], verify=False)


async def ask_owner(db: Database, vault: Vault, site: Site, actor: Actor, purpose: str) -> tuple[UUID, str]:
    """``purpose``: register or confirm. Raises TooMany."""
    assert actor.account_id
    await keep_within(db, vault, (limits.CHALLENGES_PER_ACCOUNT, str(actor.account_id)))
    async with db.transaction(actor) as tx:
        ways = await factors.ways_of(tx)
        challenge_id, challenge = await store.ask(tx, purpose)
        known = await store.own_credentials(tx)
    if purpose == "register":
        return challenge_id, ceremony.registration(
            site, actor.account_id, actor.name, challenge, known, verify=ways.works
        )
    return challenge_id, ceremony.authentication(site, challenge, known, verify=ways.works)


async def sign_in(
    db: Database, vault: Vault, site: Site, device: Device, challenge_id: UUID, answer: str
) -> SignedIn:
    """The same look-ups and the same check whether the key is known or not. Raises PasskeyRefused, TooMany."""
    await keep_tries_within(db, vault, device)
    try:
        credential_id, handle = ceremony.named(answer)
        async with db.transaction(ANONYMOUS) as tx:
            challenge = await store.redeem(tx, challenge_id, "sign_in")
            found = await tx.one(
                KeyRow, people.Q.find_keys, store.directory_keys(vault, credential_id), "passkey"
            )
        account_id = found.subject_id if found else new_id()
        county = found.county if found else NO_COUNTY_YET
        async with db.transaction(Actor(role=Role.RESIDENT, county=county, account_id=account_id)) as tx:
            known = await store.find(tx, credential_id) or ceremony.DECOY
            checked = ceremony.check_authentication(site, answer, challenge or b"", known, verify=False)
            if challenge is None or found is None or handle != account_id.bytes:
                raise Refused("challenge, account or handle")
            if not await store.note_use(tx, known.id, checked):
                raise Refused("counter")
            return await begin(tx, device, "passkey" if checked.user_verified else NO_FACTOR)
    except Refused as refused:
        raise PasskeyRefused from refused


async def register(
    db: Database,
    vault: Vault,
    site: Site,
    actor: Actor,
    token: str,
    challenge_id: UUID,
    answer: str,
    name: str,
) -> SignedIn:
    """A new passkey; who made it has just proven themselves. Raises PasskeyRefused, PasskeyTaken."""
    challenge = await _redeem(db, actor, challenge_id, "register")
    try:
        async with db.transaction(actor) as tx:
            ways = await factors.ways_of(tx)
            fresh = ceremony.check_registration(site, answer, challenge, verify=ways.works)
            passkey_id = await store.add(tx, vault, fresh, name)
            await history.record(
                tx, actor.county, "accounts.passkey.added", _own(actor), passkey=str(passkey_id)
            )
            await tell_owner(tx, vault, Notice.ADDED)
            return await devices.prove(tx, token, "passkey" if fresh.verifies_user else NO_FACTOR)
    except Refused as refused:
        raise PasskeyRefused from refused
    except asyncpg.UniqueViolationError:
        raise PasskeyTaken from None


async def confirm(
    db: Database, site: Site, actor: Actor, token: str, challenge_id: UUID, answer: str
) -> SignedIn:
    """Raises PasskeyRefused."""
    challenge = await _redeem(db, actor, challenge_id, "confirm")
    try:
        credential_id, _ = ceremony.named(answer)
        async with db.transaction(actor) as tx:
            ways = await factors.ways_of(tx)
            known = await store.find(tx, credential_id) or ceremony.DECOY
            checked = ceremony.check_authentication(site, answer, challenge, known, verify=ways.works)
            if not await store.note_use(tx, known.id, checked):
                raise Refused("not this account's, or a twin came first")
            return await devices.prove(tx, token, "passkey" if checked.user_verified else NO_FACTOR)
    except Refused as refused:
        raise PasskeyRefused from refused


async def remove(db: Database, vault: Vault, actor: Actor, passkey_id: UUID) -> None:
    """Raises NotFound, LastWay."""
    async with db.transaction(actor) as tx:
        keys = {key.id: key for key in await store.list_own(tx)}
        if passkey_id not in keys or not await store.remove(tx, passkey_id):
            raise NotFound
        left = await factors.ways_of(tx)
        if not left.ways_in or (left.works and not left.has_second):
            raise LastWay
        await history.record(
            tx, actor.county, "accounts.passkey.removed", _own(actor), passkey=str(passkey_id)
        )
        await tell_owner(tx, vault, Notice.REMOVED)


async def _redeem(db: Database, actor: Actor, challenge_id: UUID, purpose: str) -> bytes:
    """In a transaction of its own: an answer that does not hold has used the challenge up too."""
    async with db.transaction(actor) as tx:
        challenge = await store.redeem(tx, challenge_id, purpose)
    if challenge is None:
        raise PasskeyRefused
    return challenge


def _own(actor: Actor) -> UUID:
    assert actor.account_id
    return actor.account_id
