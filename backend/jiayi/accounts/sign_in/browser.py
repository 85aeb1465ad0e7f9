"""What signing in needs of the request: cookies, the caller's address, the mail server."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response

from jiayi.accounts.devices import agent
from jiayi.accounts.devices.store import SignedIn
from jiayi.accounts.session import cookie_name
from jiayi.accounts.sign_in.actions import sign_out
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.infra.outlets.mail import Mailer
from jiayi.settings import Settings

AnyRequest = Request[Any, Any, Any]


def settings_of(request: AnyRequest) -> Settings:
    return request.app.state.settings  # type: ignore[no-any-return]


def vault_of(request: AnyRequest) -> Vault:
    return request.app.state.vault  # type: ignore[no-any-return]


def mailer_of(request: AnyRequest) -> Mailer | None:
    """One for each process, made at the first need; None when no mail server is set."""
    state, settings = request.app.state, settings_of(request)
    if settings.smtp_url and "mailer" not in state:
        state["mailer"] = Mailer(settings.smtp_url, settings.mail_from)
    return state.get("mailer")


def caller_of(request: AnyRequest) -> str:
    """The address that calls, past our own proxies."""
    trusted = settings_of(request).trusted_proxies
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    address = request.client.host if request.client else ""
    while address in trusted and hops:
        address = hops.pop()
    return address


def device_of(request: AnyRequest) -> agent.Device:
    return agent.device_of(caller_of(request), request.headers.get("user-agent", ""))


def token_of(request: AnyRequest) -> str:
    return request.cookies.get(cookie_name(https_of(request)), "")


async def come_in(request: AnyRequest, answer: Response[Any], db: Database, session: SignedIn) -> None:
    """The token of a new sign-in. The session that was open in this browser ends (ASVS 5.0 7.2.4); those that lie
    beside it stay (decision 0010)."""
    left: Actor = request.scope["own_actor"]  # type: ignore[typeddict-item]
    if left.account_id:
        await sign_out(db, left, token_of(request))
    keep_token(request, answer, session)


def keep_token(request: AnyRequest, answer: Response[Any], session: SignedIn) -> None:
    https = https_of(request)
    answer.set_cookie(
        cookie_name(https), session.token, max_age=int(session.lasts.total_seconds()), path="/", httponly=True,
        samesite="lax", secure=https,
    )  # fmt: skip


def drop_token(request: AnyRequest, answer: Response[Any]) -> None:
    https = https_of(request)
    answer.set_cookie(
        cookie_name(https), "", max_age=0, path="/", httponly=True, samesite="lax", secure=https
    )


def onward(session: SignedIn, next_path: str) -> str:
    """Where a sign-in leads: to the second factor, to the choice of a role, or on."""
    if session.only_grant:
        return f"/me/confirmation?grant={session.only_grant}&next={quote(next_path)}"
    return f"/me/roles?next={quote(next_path)}" if session.several_roles else next_path


def https_of(request: AnyRequest) -> bool:
    return settings_of(request).base_url.startswith("https://")
