"""The cookie with the tokens of the sessions that lie beside the one in use."""

import re
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response

from jiayi.accounts.devices.store import key_of
from jiayi.accounts.session import BETWEEN, Q, SessionRow, beside_name, token_hash
from jiayi.accounts.sign_in.browser import https_of, settings_of
from jiayi.accounts.sign_in.limits import MOST_BESIDE, RESIDENT_SESSION
from jiayi.infra.db.actor import ANONYMOUS, Actor, Role
from jiayi.infra.db.database import Database

AnyRequest = Request[Any, Any, Any]
TURN_KEY = "turn.key"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


class Beside(msgspec.Struct, frozen=True):
    key: str
    """Names the session to this browser, opens nothing."""
    token: str
    actor: Actor

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def account_id(self) -> UUID | None:
        return self.actor.account_id


def tokens_in(request: AnyRequest) -> list[str]:
    said = request.cookies.get(beside_name(https_of(request)), "").split(BETWEEN)
    return list(dict.fromkeys(one for one in said if _TOKEN.fullmatch(one)))[:MOST_BESIDE]


async def living(db: Database, request: AnyRequest) -> list[Beside]:
    """Those that still hold, of residents alone. To list one is not to use it: it grows idle all the same."""
    demo, found = settings_of(request).demo, []
    async with db.transaction(ANONYMOUS) as tx:
        for token in tokens_in(request):
            row = await tx.one(SessionRow, Q.find_session_actor, token_hash(token), tx.now, demo)
            if row and row.role == Role.RESIDENT:
                found.append(Beside(key_of(token), token, row.actor()))
    return found


def keep_beside(request: AnyRequest, answer: Response[Any], tokens: list[str]) -> None:
    https = https_of(request)
    answer.set_cookie(
        beside_name(https), BETWEEN.join(tokens),
        max_age=int(RESIDENT_SESSION.life.total_seconds()) if tokens else 0, path="/", httponly=True, samesite="lax",
        secure=https,
    )  # fmt: skip
