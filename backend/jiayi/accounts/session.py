"""From cookie to actor: one query, before any page runs."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from jiayi.accounts.sign_in.limits import SEEN_EVERY
from jiayi.infra.db.actor import ANONYMOUS, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.db.sql import beside

Q = beside(__file__)


class SessionRow(msgspec.Struct, frozen=True):
    role: str
    county: int
    account_id: UUID
    resident_id: UUID | None
    household_id: UUID | None
    institution_id: UUID | None
    doctor_id: UUID | None
    display_name: str
    factor_at: datetime | None
    confirmed_at: datetime
    """The last proof of any kind."""
    seen_at: datetime

    def actor(self) -> Actor:
        return Actor(
            role=Role(self.role),
            county=self.county,
            account_id=self.account_id,
            resident_id=self.resident_id,
            household_id=self.household_id,
            institution_id=self.institution_id,
            doctor_id=self.doctor_id,
            name=self.display_name,
            factor_at=self.factor_at,
            confirmed_at=self.confirmed_at,
        )


def cookie_name(https: bool) -> str:
    return "__Host-jiayi" if https else "jiayi"


def token_hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


async def actor_of(db: Database, token: str, *, demo: bool) -> Actor:
    """``demo``: sessions of the demo's door count."""
    async with db.transaction(ANONYMOUS) as tx:
        row = await tx.one(SessionRow, Q.find_session_actor, token_hash(token), tx.now, demo)
        if row and row.seen_at + SEEN_EVERY < tx.now:
            await tx.value(Q.touch_session, token_hash(token), tx.now)
    return row.actor() if row else ANONYMOUS


def session_middleware(https: bool) -> Any:
    name = cookie_name(https)

    def middleware(app: ASGIApp) -> ASGIApp:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP and not scope["path"].startswith("/static/"):
                token = _cookie(scope, name)
                state = scope["litestar_app"].state
                scope["actor"] = (  # type: ignore[typeddict-unknown-key]
                    await actor_of(state.db, token, demo=state.settings.demo) if token else ANONYMOUS
                )
            await app(scope, receive, send)

        return handle

    return middleware


def _cookie(scope: Scope, name: str) -> str:
    for key, value in scope["headers"]:
        if key.lower() == b"cookie":
            for part in value.decode("latin-1").split(";"):
                left, _, right = part.strip().partition("=")
                if left == name:
                    return right
    return ""
