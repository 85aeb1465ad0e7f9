"""Sessions inside the caller's transaction. A token is shown once, to the browser; the row holds its hash."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from jiayi.accounts.devices.agent import Device
from jiayi.accounts.model import RoleGrant
from jiayi.accounts.session import token_hash
from jiayi.accounts.sign_in import limits
from jiayi.history import store as history
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.web.problems import NotFound

Q = beside(__file__)
NO_FACTOR = "none"


class Session(msgspec.Struct, frozen=True):
    created_at: datetime
    role_grant_id: UUID | None
    role: str
    factor: str
    factor_at: datetime | None
    confirmed_at: datetime | None


class Listed(msgspec.Struct, frozen=True):
    key: str
    """The beginning of the token's hash: names a row to its owner, opens nothing."""
    browser: str
    system: str
    network: str
    role: str
    created_at: datetime
    seen_at: datetime


class SignedIn(msgspec.Struct, frozen=True):
    """What the browser is to keep, and where to go on."""

    token: str
    lasts: timedelta
    role: str = Role.RESIDENT.value
    only_grant: UUID | None = None
    """Of an account that is nobody but this role, when the second factor is still to come."""
    several_roles: bool = False

    @property
    def first_page(self) -> str:
        if self.role == Role.RESIDENT:
            return "/"
        return "/work" if self.role in (Role.DOCTOR, Role.MANAGER, Role.HELPER) else "/me"


async def add_session(tx: Tx, device: Device, grant: RoleGrant | None, factor: str) -> SignedIn:
    assert tx.actor.account_id
    token, role = secrets.token_urlsafe(32), grant.role if grant else Role.RESIDENT.value
    limit = limits.session_limit(role)
    await tx.run(
        Q.add_session, token_hash(token), tx.actor.county, tx.actor.account_id, grant.id if grant else None, tx.now,
        tx.now + limit.life, limit.idle, factor, None if factor == NO_FACTOR else tx.now, device.browser,
        device.system, device.network,
    )  # fmt: skip
    await history.record(
        tx, tx.actor.county, "accounts.session.begun", tx.actor.account_id, role=role, factor=factor
    )
    return SignedIn(token, limit.life, role)


async def find_session(tx: Tx, token: str) -> Session | None:
    """Of the acting account; None when it is over."""
    return await tx.one(Session, Q.find_session, token_hash(token))


async def take_role(tx: Tx, token: str, session: Session, grant: RoleGrant | None) -> SignedIn | None:
    """The same sign-in under a new token and in this role; its age counts from the sign-in. None: somebody was first."""
    role = grant.role if grant else Role.RESIDENT.value
    return await _rotate(tx, token, session, grant.id if grant else None, role)


async def note_proof(tx: Tx, token: str, session: Session, factor: str) -> SignedIn | None:
    """A second factor was just proven (or, with NO_FACTOR, an e-mailed code): new token, same role."""
    second = factor != NO_FACTOR
    proven = msgspec.structs.replace(
        session,
        factor=factor if second else session.factor,
        factor_at=tx.now if second else session.factor_at,
        confirmed_at=tx.now,
    )
    return await _rotate(tx, token, proven, session.role_grant_id, session.role)


async def prove(tx: Tx, token: str, factor: str) -> SignedIn:
    """As ``note_proof``, for the session of this token. Raises NotFound when it is over."""
    session = await find_session(tx, token)
    noted = await note_proof(tx, token, session, factor) if session else None
    if noted is None:
        raise NotFound
    return noted


async def _rotate(tx: Tx, token: str, session: Session, grant_id: UUID | None, role: str) -> SignedIn | None:
    assert tx.actor.account_id
    fresh, limit = secrets.token_urlsafe(32), limits.session_limit(role)
    until = session.created_at + limit.life
    changed = await tx.run(
        Q.change_session, token_hash(token), token_hash(fresh), grant_id, until, limit.idle, session.factor,
        session.factor_at, session.confirmed_at, tx.now,
    )  # fmt: skip
    if not changed:
        return None
    await history.record(
        tx, tx.actor.county, "accounts.session.changed", tx.actor.account_id, role=role, factor=session.factor
    )
    return SignedIn(fresh, until - tx.now, role)


async def end_session(tx: Tx, token: str) -> bool:
    return bool(await tx.run(Q.end_session, token_hash(token), tx.now))


async def list_sessions(tx: Tx, county: int, account_id: UUID, *, demo: bool) -> list[Listed]:
    return await tx.many(Listed, Q.list_sessions, county, account_id, tx.now, demo)


async def end_listed(tx: Tx, county: int, account_id: UUID, key: str) -> int:
    return await tx.run(Q.end_listed, county, account_id, key, tx.now)


async def end_others(tx: Tx, county: int, account_id: UUID, token: str) -> int:
    """``token`` '' ends all."""
    return await tx.run(Q.end_others, county, account_id, token_hash(token), tx.now)


def key_of(token: str) -> str:
    return token_hash(token)[:8].hex()
