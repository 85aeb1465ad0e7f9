"""Out to the city's identity service and back."""

import base64
import binascii
from typing import Any
from urllib.parse import parse_qs, quote
from uuid import UUID

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.response import Redirect

from jiayi.accounts.factors.pages import may_change
from jiayi.accounts.open_id import actions, provider
from jiayi.accounts.open_id.city import CAME_BY, city_of
from jiayi.accounts.open_id.provider import Attempt, CityAway, CityRefused
from jiayi.accounts.sign_in.browser import come_in, device_of, onward, settings_of, vault_of
from jiayi.infra import clock
from jiayi.infra.crypto import SealBroken
from jiayi.infra.db.database import Database
from jiayi.infra.web.guard import from_here
from jiayi.infra.web.page import Page
from jiayi.infra.web.places import own_path
from jiayi.infra.web.problems import NotFound
from jiayi.infra.web.watch import tell

AnyRequest = Request[Any, Any, Any]
_COOKIE, _BELONGS_TO, _LIFE = "city_attempt", "city attempt", 600
_RETURN = "/sign-in/city/return"


class Kept(msgspec.Struct, frozen=True):
    """In a sealed cookie of this browser until the person comes back."""

    attempt: Attempt
    next: str
    until: float
    link: UUID | None = None


@get("/sign-in/city")
async def go(page: NamedDependency[Page], request: AnyRequest) -> Response[Any]:
    """No form: it could not lead to the city (form-action 'self'). So no other site may begin it for somebody whom
    the city knows (ASVS 5.0 3.5.3, 7.6.2): a browser says where the tap was."""
    next_path = own_path(request.query_params.get("next", ""), "/me")
    if not from_here(request):
        return page.go(f"/sign-in?next={quote(next_path)}")
    return await _leave(request, next_path, None)


@get("/me/ways/city")
async def go_to_link(page: NamedDependency[Page], request: AnyRequest) -> Response[Any]:
    await may_change(page)
    if not from_here(request):
        return page.go("/me/ways")
    return await _leave(request, "/me/ways", page.actor.account_id)


@get(_RETURN)
async def come_back(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    kept = _kept(request)
    try:
        person = await _person(request, kept)
    except (CityRefused, CityAway) as refused:
        tell(request, "sign-in refused", way="city", why=type(refused.__cause__ or refused).__name__)
        next_path = kept.next if kept else "/me"
        answer: Response[Any] = page.html(
            "accounts/sign_in.html", status=refused.status, next=next_path, refused=refused.advice
        )
        return _forget(request, answer)
    assert kept
    if kept.link:
        if kept.link != page.actor.account_id:
            raise NotFound
        await actions.link(db, vault_of(request), page.actor, person)
        return _forget(request, page.go("/me/ways"))
    session = await actions.sign_in(db, vault_of(request), device_of(request), person)
    answer = _forget(request, page.go(onward(session, kept.next)))
    await come_in(request, answer, db, session)
    answer.set_cookie(CAME_BY, "1", path="/", httponly=True, samesite="lax", secure=_https(request))
    return answer


async def _person(request: AnyRequest, kept: Kept | None) -> provider.Person:
    """State first: whatever comes without this browser's own attempt is refused unread."""
    query = {name: values[0] for name, values in parse_qs(request.url.query).items()}
    city, settings = city_of(request), settings_of(request)
    if city is None:
        raise NotFound
    if kept is None or query.get("state") != kept.attempt.state or kept.until < clock.real_seconds():
        raise CityRefused
    if query.get("iss", settings.open_id_issuer) != settings.open_id_issuer or not query.get("code"):
        raise CityRefused  # RFC 9207: an answer that names another issuer; or the person said no.
    return await city.person(kept.attempt, query["code"], settings.base_url + _RETURN)


async def _leave(request: AnyRequest, next_path: str, link: UUID | None) -> Response[Any]:
    city = city_of(request)
    if city is None:
        raise NotFound
    kept = Kept(provider.new_attempt(), next_path, clock.real_seconds() + _LIFE, link)
    answer = Redirect(
        await city.address(kept.attempt, settings_of(request).base_url + _RETURN), status_code=303
    )
    sealed = vault_of(request).seal(msgspec.json.encode(kept).decode(), _BELONGS_TO)
    _keep(request, answer, base64.urlsafe_b64encode(sealed).decode(), _LIFE)
    return answer


def _kept(request: AnyRequest) -> Kept | None:
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(_COOKIE, ""))
        return msgspec.json.decode(vault_of(request).open(sealed, _BELONGS_TO), type=Kept)
    except (SealBroken, binascii.Error, ValueError, msgspec.DecodeError):
        return None


def _forget(request: AnyRequest, answer: Response[Any]) -> Response[Any]:
    _keep(request, answer, "", 0)
    return answer


def _keep(request: AnyRequest, answer: Response[Any], value: str, seconds: int) -> None:
    answer.set_cookie(
        _COOKIE,
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=_https(request),
    )


def _https(request: AnyRequest) -> bool:
    return settings_of(request).base_url.startswith("https://")


routes = [go, go_to_link, come_back]
