"""From cookie to actor: one query, before any page runs."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from jiayi.accounts.proxies.acting import Acting, stand_in
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
    proxy_county: int | None
    proxy_id: UUID | None
    grantor_id: UUID | None
    grantor_name: str | None
    areas: list[str] | None
    holds: bool | None

    def acting(self) -> Acting | None:
        """For whom this session stands in at the moment."""
        if not (self.proxy_id and self.proxy_county and self.grantor_id):
            return None
        return Acting(
            county=self.proxy_county, proxy_id=self.proxy_id, resident_id=self.grantor_id,
            name=self.grantor_name or "", areas=tuple(self.areas or ()), holds=bool(self.holds),
        )  # fmt: skip

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


BETWEEN = "."
"""Between the tokens of several sessions; no token holds it."""


def beside_name(https: bool) -> str:
    """Of the cookie with the sessions that are not in use: accounts/switching."""
    return f"{cookie_name(https)}-beside"


def token_hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


async def actor_of(db: Database, token: str, *, demo: bool) -> tuple[Actor, Acting | None]:
    """Who holds the session, as themselves, and for whom they act. ``demo``: sessions of the demo's door count."""
    async with db.transaction(ANONYMOUS) as tx:
        row = await tx.one(SessionRow, Q.find_session_actor, token_hash(token), tx.now, demo)
        if row and row.seen_at + SEEN_EVERY < tx.now:
            await tx.value(Q.touch_session, token_hash(token), tx.now)
    return (row.actor(), row.acting()) if row else (ANONYMOUS, None)


def session_middleware(https: bool) -> Any:
    name, others = cookie_name(https), beside_name(https)

    def middleware(app: ASGIApp) -> ASGIApp:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP and not scope["path"].startswith("/static/"):
                token = _cookie(scope, name)
                state = scope["litestar_app"].state
                own, acting = (
                    await actor_of(state.db, token, demo=state.settings.demo) if token else (ANONYMOUS, None)
                )
                scope["actor"] = stand_in(own, acting, scope["path"])  # type: ignore[typeddict-unknown-key]
                scope["own_actor"] = own  # type: ignore[typeddict-unknown-key]
                scope["acting"] = acting  # type: ignore[typeddict-unknown-key]
                scope["beside"] = bool(_cookie(scope, others))  # type: ignore[typeddict-unknown-key]
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
