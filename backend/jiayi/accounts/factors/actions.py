"""Prove oneself by an app, a recovery code or an e-mailed code; set these up. Each proof changes the session's token."""

from collections.abc import Callable
from uuid import UUID

from jiayi.accounts import store as people
from jiayi.accounts.devices import store as devices
from jiayi.accounts.devices.agent import Device
from jiayi.accounts.devices.store import NO_FACTOR, SignedIn
from jiayi.accounts.factors import recovery, store, totp
from jiayi.accounts.factors.notices import Notice, tell_owner
from jiayi.accounts.sealed import email_of
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.actions import Asked, ask_code, code_hash
from jiayi.accounts.sign_in.store import keep_within
from jiayi.history import store as history
from jiayi.infra import clock
from jiayi.infra.crypto import SealBroken, Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.problems import FormInvalid, NotFound, Problem

_WRONG = "这个数字不对或已经用过，请等验证器换下一个再填。"


class LastSecond(Problem):
    status = 409
    title = "先添加另一种验证方式"
    advice = "工作身份必须有第二道验证。请先添加通行密钥，再停用验证器。"


async def prove_totp(db: Database, vault: Vault, actor: Actor, token: str, code: str) -> SignedIn:
    """Raises FormInvalid (field code), TooMany."""
    await _count(db, vault, actor)
    async with db.transaction(actor) as tx:
        row = await store.find_totp(tx)
        secret = vault.open(row.secret_sealed, store.sealed_for(tx)) if row else totp.new_secret()
        step = totp.fitting_step(secret, code, clock.real_seconds())
        if row is None or step is None or not await store.use_step(tx, step):
            raise FormInvalid({"confirm.code": _WRONG})
        return await devices.prove(tx, token, "totp")


async def prove_recovery(db: Database, vault: Vault, actor: Actor, token: str, typed: str) -> SignedIn:
    """The code is used up. Raises FormInvalid, TooMany."""
    await _count(db, vault, actor)
    async with db.transaction(actor) as tx:
        salt = await store.recovery_salt(tx)
    found = (await recovery.hashes([typed], salt or recovery.new_salt()))[0]
    async with db.transaction(actor) as tx:
        if not await store.use_recovery(tx, found):
            raise FormInvalid({"confirm.recovery": "这个备用码不对或已经用过。"})
        await tell_owner(tx, vault, Notice.RECOVERY_USED)
        return await devices.prove(tx, token, "recovery")


async def mail_code(
    db: Database, vault: Vault, actor: Actor, device: Device, letter: Callable[[str], tuple[str, str]] | None
) -> Asked:
    """To the account's own address. Raises NotFound without one, TooMany."""
    return await ask_code(db, vault, await _own_email(db, vault, actor), device, letter)


async def prove_mailed(
    db: Database, vault: Vault, actor: Actor, token: str, code_id: UUID, code: str
) -> SignedIn:
    """Not a second factor: whoever signed in by it may confirm by it. Raises FormInvalid, TooMany."""
    await _count(db, vault, actor)
    email = vault.blind_index("email", await _own_email(db, vault, actor))
    async with db.transaction(actor) as tx:
        fits = await tx.value(
            store.Q.redeem_own_code, code_id, code_hash(vault, code_id, code), tx.now, email
        )
        if fits:
            return await devices.prove(tx, token, NO_FACTOR)
    raise FormInvalid({"confirm.mailed": "验证码不对或过期了，请看最新的一封邮件，或重新获取。"})


async def prove_demo(db: Database, actor: Actor, token: str) -> SignedIn:
    """Only for a session of the demo's door. Raises NotFound."""
    async with db.transaction(actor) as tx:
        session = await devices.find_session(tx, token)
        if session is None or session.factor != "demo":
            raise NotFound
        return await devices.prove(tx, token, "demo")


def seal_secret(vault: Vault, actor: Actor, secret: str) -> str:
    """Between showing the QR code and the first code: nothing is stored until the app is known to work."""
    return vault.seal(secret, _pending(actor)).hex()


def open_secret(vault: Vault, actor: Actor, sealed: str) -> str | None:
    try:
        return vault.open(bytes.fromhex(sealed), _pending(actor))
    except (SealBroken, ValueError):
        return None


async def set_up_totp(
    db: Database, vault: Vault, actor: Actor, token: str, sealed: str, code: str
) -> SignedIn:
    """Raises FormInvalid, TooMany."""
    await _count(db, vault, actor)
    secret = open_secret(vault, actor, sealed)
    if secret is None:
        raise FormInvalid({"code": "这一页放得太久了，请回到“登录方式”重新开始。"})
    step = totp.fitting_step(secret, code, clock.real_seconds())
    if step is None:
        raise FormInvalid({"code": "数字不对。请确认手机时间是自动设置的，再填验证器上新的 6 位数字。"})
    async with db.transaction(actor) as tx:
        await store.put_totp(tx, vault, secret, step)
        await _tell(tx, vault, "accounts.totp.added", Notice.ADDED)
        return await devices.prove(tx, token, "totp")


async def remove_totp(db: Database, vault: Vault, actor: Actor) -> None:
    """Raises NotFound, LastSecond."""
    async with db.transaction(actor) as tx:
        if not await store.remove_totp(tx):
            raise NotFound
        left = await store.ways_of(tx)
        if left.works and not left.has_second:
            raise LastSecond
        await _tell(tx, vault, "accounts.totp.removed", Notice.REMOVED)


async def make_recovery_codes(db: Database, vault: Vault, actor: Actor) -> list[str]:
    """A new set, to be shown once; the old one is worth nothing. Raises TooMany."""
    await keep_within(db, vault, (limits.RECOVERY_SETS, str(actor.account_id)))
    codes, salt = recovery.new_codes(), recovery.new_salt()
    hashes = await recovery.hashes(codes, salt)
    async with db.transaction(actor) as tx:
        await store.put_recovery(tx, hashes, salt)
        await _tell(tx, vault, "accounts.recovery.made", Notice.ADDED)
    return codes


async def _count(db: Database, vault: Vault, actor: Actor) -> None:
    who = str(actor.account_id)
    await keep_within(db, vault, (limits.FACTORS_PER_ACCOUNT, who), (limits.FACTORS_PER_DAY, who))


async def _own_email(db: Database, vault: Vault, actor: Actor) -> str:
    assert actor.account_id
    async with db.transaction(actor) as tx:
        account = await people.find_account(tx, actor.county, actor.account_id)
    if account is None or account.email_sealed is None:
        raise NotFound
    return vault.open(account.email_sealed, email_of(account.id))


async def _tell(tx: Tx, vault: Vault, kind: str, notice: Notice) -> None:
    assert tx.actor.account_id
    await history.record(tx, tx.actor.county, kind, tx.actor.account_id)
    await tell_owner(tx, vault, notice)


def _pending(actor: Actor) -> str:
    return f"totp to set up {actor.account_id}"
