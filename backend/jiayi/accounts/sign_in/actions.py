"""Ask for a code, type it, be signed in. The same work is done whether the e-mail is known or not."""

import secrets
from collections.abc import Callable
from uuid import UUID

import msgspec

from jiayi.accounts import store as people
from jiayi.accounts.devices import store as devices
from jiayi.accounts.devices.agent import Device
from jiayi.accounts.devices.store import NO_FACTOR, SignedIn
from jiayi.accounts.mails.actions import save_mail
from jiayi.accounts.model import KeyRow
from jiayi.accounts.roles import actions as roles
from jiayi.accounts.sign_in import limits, store
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import ANONYMOUS, Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import NotFound, Problem

NO_COUNTY_YET = 0


class Asked(msgspec.Struct, frozen=True):
    code_id: UUID
    code: str
    mail_id: UUID | None


class CodeRefused(Problem):
    status = 422


class SignInAgain(Problem):
    status = 403
    title = "请重新登录"
    advice = "换成工作身份前，请先退出，再登录一次。"


class FactorNeeded(Exception):
    """A work role asks for a second factor first: the page leads there."""

    def __init__(self, grant_id: UUID) -> None:
        self.grant_id = grant_id
        super().__init__(str(grant_id))


async def ask_code(
    db: Database, vault: Vault, email: str, device: Device, letter: Callable[[str], tuple[str, str]] | None
) -> Asked:
    """``letter`` turns the code into subject and body; None when there is no mail server. Raises TooMany."""
    await store.keep_within(
        db, vault, (limits.CODES_PER_EMAIL, email), (limits.CODES_PER_ADDRESS, device.address),
        (limits.CODES_PER_NETWORK, device.network),
    )  # fmt: skip
    code_id = new_id()
    code = f"{secrets.randbelow(10**limits.CODE_DIGITS):0{limits.CODE_DIGITS}d}"
    hashes = vault.blind_index("email", email), code_hash(vault, code_id, code)
    async with db.transaction(ANONYMOUS) as tx:
        await tx.run(store.Q.add_code, code_id, *hashes, tx.now, tx.now + limits.CODE_LIFE)
        mail_id = await save_mail(tx, vault, email, *letter(code), limits.CODE_LIFE) if letter else None
    return Asked(code_id, code, mail_id)


async def enter_code(
    db: Database,
    vault: Vault,
    code_id: UUID,
    email: str,
    code: str,
    device: Device,
    sql: str = store.Q.redeem_code,
) -> SignedIn:
    """Raises CodeRefused with a sentence, TooMany. A new e-mail gets an account that knows no resident yet."""
    await keep_tries_within(db, vault, device)
    actor, known = await _account_of(db, vault, email)
    async with db.transaction(actor) as tx:
        fits = await store.redeem_code(tx, code_id, code_hash(vault, code_id, code), sql)
        if fits:
            if not known:
                name = email.partition("@")[0][:40]
                await people.create_account_with_role(
                    tx, vault, NO_COUNTY_YET, name, email=email, id=actor.account_id
                )
            await _take_up_roles(tx, vault.blind_indexes("email", email))
            return await begin(tx, device, NO_FACTOR)
        state = await store.code_state(tx, code_id)
    raise CodeRefused(why(state))


async def keep_tries_within(db: Database, vault: Vault, device: Device) -> None:
    """One try to get in, however it ends. Raises TooMany."""
    await store.keep_within(
        db, vault, (limits.TRIES_PER_ADDRESS, device.address), (limits.TRIES_PER_NETWORK, device.network)
    )


async def sign_in_demo(db: Database, county: int, account_id: UUID, role: str, device: Device) -> SignedIn:
    """Only people of demo_sign_ins; the factor is called what it is. Raises NotFound."""
    async with db.transaction(Actor(role=Role.RESIDENT, county=county, account_id=account_id)) as tx:
        if await store.demo_person(tx, county, account_id, role) is None:
            raise NotFound
        grants = await people.grants_of(tx, county, account_id)
        grant = next((g for g in grants if g.role == role), None)
        if grant is None and role != Role.RESIDENT:
            raise NotFound
        return await devices.add_session(tx, device, grant, "demo")


async def choose_role(db: Database, actor: Actor, token: str, grant_id: UUID | None) -> SignedIn:
    """None: as a resident. The old token ends. Raises NotFound, SignInAgain, FactorNeeded."""
    assert actor.account_id
    async with db.transaction(actor) as tx:
        session = await devices.find_session(tx, token)
        grants = await people.grants_of(tx, actor.county, actor.account_id)
        grant = next((g for g in grants if g.id == grant_id), None)
        if session is None or (grant_id and grant is None):
            raise NotFound
        if grant and tx.now - session.created_at >= limits.session_limit(grant.role).life:
            raise SignInAgain
        if grant and (session.factor_at is None or tx.now - session.factor_at >= limits.FACTOR_FRESH):
            raise FactorNeeded(grant.id)
        taken = await devices.take_role(tx, token, session, grant)
    if taken is None:
        raise NotFound
    return taken


async def sign_out(db: Database, actor: Actor, token: str) -> None:
    assert actor.account_id
    async with db.transaction(actor) as tx:
        if await devices.end_session(tx, token):
            await history.record(tx, actor.county, "accounts.session.ended", actor.account_id)


async def begin(tx: Tx, device: Device, factor: str) -> SignedIn:
    """Straight into the only role there is, if a second factor was proven; otherwise the person goes on from there."""
    assert tx.actor.account_id
    county, account_id = tx.actor.county, tx.actor.account_id
    account = await people.find_account(tx, county, account_id)
    grants = await people.grants_of(tx, county, account_id)
    only = grants[0] if len(grants) == 1 and account and account.resident_id is None else None
    if only and factor != NO_FACTOR:
        return await devices.add_session(tx, device, only, factor)
    session = await devices.add_session(tx, device, None, factor)
    return msgspec.structs.replace(
        session, only_grant=only.id if only else None, several_roles=bool(grants) and only is None
    )


async def _account_of(db: Database, vault: Vault, email: str) -> tuple[Actor, bool]:
    async with db.transaction(ANONYMOUS) as tx:
        key = await tx.one(KeyRow, people.Q.find_keys, vault.blind_indexes("email", email), "email")
    county, account_id = (key.county, key.subject_id) if key else (NO_COUNTY_YET, new_id())
    return Actor(role=Role.RESIDENT, county=county, account_id=account_id), key is not None


async def _take_up_roles(tx: Tx, email_hashes: list[bytes]) -> None:
    """What is offered to this address is given only here, to whoever proved to read its mail."""
    for older in email_hashes[1:]:  # the index is being rotated
        await tx.run(store.Q.follow_invitation, older, email_hashes[0])
    county = await store.take_up_invitation(tx, email_hashes[0])
    if county is not None:
        assert tx.actor.account_id
        await tx.become(Actor(role=Role.RESIDENT, county=county, account_id=tx.actor.account_id))
        await history.record(
            tx, county, "accounts.role.taken_up", tx.actor.account_id, role=Role.DOCTOR.value
        )
    await roles.take_up(tx, email_hashes[0])


def code_hash(vault: Vault, code_id: UUID, code: str) -> bytes:
    return vault.blind_index("sign-in code", f"{code_id}:{code}")


def why(state: store.CodeState | None) -> str:
    if state is None or state.replaced or state.used:
        return "这个验证码已经用过或被新的代替了，请用最新的一封邮件，或重新获取。"
    if state.expired:
        return "验证码过期了，请重新获取。"
    if state.exhausted:
        return "输错的次数太多，这个验证码作废了，请重新获取。"
    return "验证码不对，请看清邮件里的 6 位数字再填。"
