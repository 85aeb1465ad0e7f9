"""The switches of every page: language and elder mode, kept in cookies of this browser. They lose nothing: a page
that was asked for is asked for again, a refused form is shown again with what was typed."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response
from litestar.routes import HTTPRoute

from jiayi.infra.web.forms import Form
from jiayi.infra.web.i18n import LANGUAGES
from jiayi.infra.web.places import own_path

FIELDS = {"_lang": "lang", "_elder": "elder"}
"""A switch pressed on a refused form sends the form along; these two of its fields are the switch."""
ONLY_LOOKING = "_display"
"""Stands among a form's errors, so that its check refuses it whatever else it says: a switch does nothing."""
_ALLOWED = {"lang": tuple(LANGUAGES), "elder": ("0", "1")}
_YEAR = 31536000


def chosen(form: Form) -> dict[str, str]:
    """Of the switches' own form."""
    return _known({name: form.text(name) for name in _ALLOWED})


def taken_out(form: Form) -> dict[str, str]:
    """The switch that came with a refused form; the form is then not meant to be sent."""
    typed = {name: form.fields.pop(field, [""])[-1] for field, name in FIELDS.items()}
    if found := _known(typed):
        form.errors[ONLY_LOOKING] = ""
    return found


def keep(answer: Response[Any], wish: dict[str, str]) -> None:
    for name, value in wish.items():
        answer.set_cookie(name, value, max_age=_YEAR, samesite="lax", httponly=True)


def way_back(request: Request[Any, Any, Any]) -> str:
    """The page that is shown, as an address that can be asked for: behind a post, the page whose form it was."""
    here = _with_query(request.url.path, request.url.query)
    if request.method in ("GET", "HEAD"):
        return here
    before = urlsplit(request.headers.get("referer", ""))
    came_from = own_path(_with_query(before.path, before.query), "")
    if before.netloc == request.headers.get("host") and came_from and before.path != request.url.path:
        return came_from
    return here if _can_be_asked_for(request) else "/"


def _can_be_asked_for(request: Request[Any, Any, Any]) -> bool:
    handler = request.scope.get("route_handler")
    routes = [route for route in request.app.routes if isinstance(route, HTTPRoute)]
    own = {route.path for route in routes if handler in route.route_handlers}
    return any(route.path in own and "GET" in route.methods for route in routes)


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _known(wish: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in wish.items() if value in _ALLOWED[name]}
