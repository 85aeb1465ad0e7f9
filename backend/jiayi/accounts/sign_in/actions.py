"""Ask for a code, type it, be signed in. The same work is done whether the e-mail is known or not."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from jiayi.accounts import store as people
from jiayi.accounts.mails.actions import save_mail
from jiayi.accounts.model import KeyRow, RoleGrant
from jiayi.accounts.session import token_hash
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


class SignedIn(msgspec.Struct, frozen=True):
    token: str
    lasts: timedelta
    role: str = Role.RESIDENT.value
    several_roles: bool = False

    @property
    def first_page(self) -> str:
        if self.role == Role.RESIDENT:
            return "/"
        return "/work" if self.role in (Role.DOCTOR, Role.MANAGER) else "/me"


class CodeRefused(Problem):
    status = 422


class SignInAgain(Problem):
    status = 403
    title = "请重新登录"
    advice = "换成工作身份前，请先退出，再登录一次。"


async def ask_code(
    db: Database, vault: Vault, email: str, address: str, letter: Callable[[str], tuple[str, str]] | None
) -> Asked:
    """``letter`` turns the code into subject and body; None when there is no mail server. Raises TooMany."""
    await store.keep_within(db, vault, (limits.CODES_PER_EMAIL, email), (limits.CODES_PER_ADDRESS, address))
    code_id = new_id()
    code = f"{secrets.randbelow(10**limits.CODE_DIGITS):0{limits.CODE_DIGITS}d}"
    hashes = vault.blind_index("email", email), _code_hash(vault, code_id, code)
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
    address: str,
    sql: str = store.Q.redeem_code,
) -> SignedIn:
    """Raises CodeRefused with a sentence, TooMany. A new e-mail gets an account that knows no resident yet."""
    await store.keep_within(db, vault, (limits.TRIES_PER_ADDRESS, address))
    actor, known = await _account_of(db, vault, email)
    async with db.transaction(actor) as tx:
        fits = await store.redeem_code(tx, code_id, _code_hash(vault, code_id, code), sql)
        if fits:
            if not known:
                name = email.partition("@")[0][:40]
                await people.create_account_with_role(
                    tx, vault, NO_COUNTY_YET, name, email=email, id=actor.account_id
                )
            await _take_up_role(tx, vault.blind_index("email", email))
            return await _begin(tx)
        state = await store.code_state(tx, code_id)
    raise CodeRefused(_why(state))


async def sign_in_demo(db: Database, county: int, account_id: UUID, role: str) -> SignedIn:
    """Only people of demo_sign_ins. Raises NotFound."""
    async with db.transaction(Actor(role=Role.RESIDENT, county=county, account_id=account_id)) as tx:
        if await store.demo_person(tx, county, account_id, role) is None:
            raise NotFound
        grants = await people.grants_of(tx, county, account_id)
        grant = next((g for g in grants if g.role == role), None)
        if grant is None and role != Role.RESIDENT:
            raise NotFound
        return await _add_session(tx, grant, tx.now)


async def choose_role(db: Database, actor: Actor, token: str, grant_id: UUID | None) -> SignedIn:
    """None: as a resident. The old session ends. Raises NotFound, SignInAgain."""
    async with db.transaction(actor) as tx:
        ended = await store.end_session(tx, token_hash(token))
        if ended is None:
            raise NotFound
        grants = await people.grants_of(tx, ended.county, ended.account_id)
        grant = next((g for g in grants if g.id == grant_id), None)
        if grant_id and grant is None:
            raise NotFound
        if grant and tx.now - ended.created_at >= limits.STAFF_SESSION:
            raise SignInAgain
        return await _add_session(tx, grant, ended.created_at)


async def sign_out(db: Database, actor: Actor, token: str) -> None:
    async with db.transaction(actor) as tx:
        if ended := await store.end_session(tx, token_hash(token)):
            await history.record(tx, ended.county, "accounts.session.ended", ended.account_id)


async def _account_of(db: Database, vault: Vault, email: str) -> tuple[Actor, bool]:
    async with db.transaction(ANONYMOUS) as tx:
        key = await tx.one(KeyRow, people.Q.find_keys, [vault.blind_index("email", email)], "email")
    county, account_id = (key.county, key.subject_id) if key else (NO_COUNTY_YET, new_id())
    return Actor(role=Role.RESIDENT, county=county, account_id=account_id), key is not None


async def _take_up_role(tx: Tx, email_hash: bytes) -> None:
    """What the staff roster holds for this address is given only here, to whoever proved to read its mail."""
    county = await store.take_up_invitation(tx, email_hash)
    if county is None:
        return
    assert tx.actor.account_id
    await tx.become(Actor(role=Role.RESIDENT, county=county, account_id=tx.actor.account_id))
    await history.record(tx, county, "accounts.role.taken_up", tx.actor.account_id, role=Role.DOCTOR.value)


async def _begin(tx: Tx) -> SignedIn:
    """Straight into the only role there is; with several the person chooses on the next page."""
    assert tx.actor.account_id
    county, account_id = tx.actor.county, tx.actor.account_id
    account = await people.find_account(tx, county, account_id)
    grants = await people.grants_of(tx, county, account_id)
    only = grants[0] if len(grants) == 1 and account and account.resident_id is None else None
    session = await _add_session(tx, only, tx.now)
    return msgspec.structs.replace(session, several_roles=bool(grants) and only is None)


async def _add_session(tx: Tx, grant: RoleGrant | None, since: datetime) -> SignedIn:
    """``since``: the moment of the sign-in itself, which a change of role does not renew."""
    assert tx.actor.account_id
    token = secrets.token_urlsafe(32)
    lasts = since + (limits.STAFF_SESSION if grant else limits.RESIDENT_SESSION) - tx.now
    county, account_id = tx.actor.county, tx.actor.account_id
    grant_id = grant.id if grant else None
    await tx.run(store.Q.add_session, token_hash(token), county, account_id, grant_id, since, tx.now + lasts)
    role = grant.role if grant else Role.RESIDENT.value
    await history.record(tx, county, "accounts.session.begun", account_id, role=role)
    return SignedIn(token, lasts, role)


def _code_hash(vault: Vault, code_id: UUID, code: str) -> bytes:
    return vault.blind_index("sign-in code", f"{code_id}:{code}")


def _why(state: store.CodeState | None) -> str:
    if state is None or state.replaced or state.used:
        return "这个验证码已经用过或被新的代替了，请用最新的一封邮件，或重新获取。"
    if state.expired:
        return "验证码过期了，请重新获取。"
    if state.exhausted:
        return "输错的次数太多，这个验证码作废了，请重新获取。"
    return "验证码不对，请看清邮件里的 6 位数字再填。"
