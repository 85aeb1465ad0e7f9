"""Give, ask for, take up, agree to and end a proxy; choose for whom a session acts (Civil Code 161-174)."""

import secrets
from datetime import timedelta
from uuid import UUID

from jiayi.accounts import store as people
from jiayi.accounts.me.persons import Person
from jiayi.accounts.proxies import letters, rules, store
from jiayi.accounts.proxies.letters import Said
from jiayi.accounts.proxies.model import Helped, Wish
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.store import keep_within
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.idempotency import claim
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, FormInvalid, NotFound
from jiayi.policies.majority import is_minor
from jiayi.policies.schema import ProxyLimit

CODE_DIGITS = 8
_CODE = "proxy code"
TOO_MANY = "您已经在帮 %(n)s 位，先结束一位再来。"
GROWN_UPS = "代办只在成年人之间办。孩子的事由监护人办。"
_NO_RULE = "这里现在不能办代办，请到窗口问问。"


async def give(db: Database, vault: Vault, actor: Actor, wish: Wish, key: UUID) -> str | None:
    """Of the acting person, in the own account; the code that the helper types in. None: a repeat."""
    assert actor.resident_id
    async with db.transaction(actor) as tx:
        await _grown_up(tx)
        id_, code = new_id(), new_code()
        if await claim(tx, key, str(id_)):
            return None
        rule = limit_of(tx)
        until = tx.now + timedelta(days=rule.days_to_take_up)
        await store.add(
            tx, id_, actor.resident_id, wish, by="grantor", code=(code_hash(vault, code), until), own=True
        )
        await _record(tx, actor.county, "accounts.proxy.given", actor.resident_id, id_)
    return code


async def take_up(db: Database, vault: Vault, actor: Actor, code: str) -> None:
    """By the helper. Raises FormInvalid (a wrong, old or somebody else's code: one answer), TooMany."""
    await keep_within(db, vault, (limits.PROXY_CODES_PER_ACCOUNT, str(actor.account_id)))
    async with db.transaction(actor) as tx:
        await _grown_up(tx)
        await _room(tx)
        found = await store.take_up(tx, vault.blind_indexes(_CODE, code))
        if found is None:
            raise FormInvalid(
                {"code": "代办码不对、过期了，或者对方写的不是您的姓名。请对方核对后再给您一个。"}
            )
        await _record(tx, found.county, "accounts.proxy.taken_up", found.grantor_id, found.proxy_id)
        await letters.tell(tx, vault, found.county, found.proxy_id, Said.TAKEN_UP)


async def ask(db: Database, vault: Vault, actor: Actor, person: Person, wish: Wish) -> None:
    """By the helper. Whether that person is known here is never told."""
    await keep_within(db, vault, (limits.IDENTITIES_PER_ACCOUNT, str(actor.account_id)))
    async with db.transaction(actor) as tx:
        await _grown_up(tx)
        await _room(tx)
        id_, asked = new_id(), None
        youngest = rules.youngest_birth(actor.county, tx.today)
        for key in vault.blind_indexes("identity", person.number.text):  # two while the index is rotated
            asked = asked or await store.ask_to_help(
                tx, id_, key, person.name, person.phone_tail, wish, youngest
            )
        if asked is None:
            return
        await _record(tx, asked.county, "accounts.proxy.asked", asked.grantor_id, id_)
        if asked.account_id and asked.email_sealed:
            await letters.ask(tx, vault, asked.account_id, asked.email_sealed, person.name, wish.helper_name)


async def agree(db: Database, vault: Vault, actor: Actor, proxy_id: UUID) -> None:
    """The grantor, in the own account, to who asked."""
    assert actor.resident_id
    async with db.transaction(actor) as tx:
        if not await store.agree(tx, proxy_id):
            raise NotFound
        await _record(tx, actor.county, "accounts.proxy.agreed", actor.resident_id, proxy_id)
        await letters.tell(tx, vault, actor.county, proxy_id, Said.GIVEN)


async def end(db: Database, vault: Vault, actor: Actor, county: int, proxy_id: UUID) -> None:
    """Either side, at once: whatever acts by it now is done first, or refused. A repeat changes nothing."""
    async with db.transaction(actor) as tx:
        found = await store.find(tx, county, proxy_id)
        if found is None:
            raise NotFound
        if await store.end(tx, county, proxy_id):
            await _record(tx, county, "accounts.proxy.ended", found.grantor_id, proxy_id)
            await letters.tell(tx, vault, county, proxy_id, Said.ENDED)


async def act_for(db: Database, actor: Actor, token: str, county: int, proxy_id: UUID) -> Helped:
    """From the next request on. ``actor``: the helper as themselves."""
    async with db.transaction(actor) as tx:
        helped = await store.people_helped(tx)
        found = next((one for one in helped if (one.county, one.id) == (county, proxy_id)), None)
        if found is None:
            raise NotFound
        if not found.holds:
            raise Conflict("这次代办现在没有生效，请看看起止日期。")
        await store.act_for(tx, token, found)
    return found


async def act_for_oneself(db: Database, actor: Actor, token: str) -> None:
    async with db.transaction(actor) as tx:
        await store.act_for(tx, token, None)


def new_code() -> str:
    return str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS)


def code_hash(vault: Vault, code: str) -> bytes:
    return vault.blind_index(_CODE, code)


def limit_of(tx: Tx) -> ProxyLimit:
    """Raises Conflict where no rule says how long one may act for another."""
    rule = rules.limits(tx.actor.county, tx.today)
    if rule is None:
        raise Conflict(_NO_RULE)
    return rule


async def _grown_up(tx: Tx) -> None:
    assert tx.actor.resident_id
    me = await people.find_resident(tx, tx.actor.county, tx.actor.resident_id)
    if me is None or is_minor(tx.actor.county, me.birth_date, tx.today):
        raise Conflict(GROWN_UPS)


async def _room(tx: Tx) -> None:
    most = limit_of(tx).most_helped
    now = [one for one in await store.people_helped(tx) if one.ended_at is None and one.ends_on > tx.today]
    if len(now) >= most:
        raise Conflict(TOO_MANY, n=most)


async def _record(tx: Tx, county: int, kind: str, grantor: UUID, proxy_id: UUID) -> None:
    await history.record(tx, county, kind, grantor, proxy=str(proxy_id))
