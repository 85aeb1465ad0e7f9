"""“请告诉我们您是谁”: once, after the first sign-in."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from jiayi.accounts.guards import require_account
from jiayi.accounts.me import actions, store
from jiayi.accounts.me.persons import read_person
from jiayi.accounts.sign_in.browser import caller_of, vault_of
from jiayi.infra.db.actor import ANONYMOUS
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.places import county_of, own_path
from jiayi.infra.web.problems import FormInvalid, TooMany

AnyRequest = Request[Any, Any, Any]
SearchHomes = Callable[[Tx, str, int | None], Awaitable[list[tuple[int, UUID]]]]
_TEMPLATE = "accounts/identity.html"


@get("/me/identity")
async def show(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    """``?area=<county>:<id>`` names the home that was found before signing in."""
    require_account(page.actor)
    next_path = own_path(request.query_params.get("next", ""), "/me")
    if page.actor.resident_id:
        return page.go(next_path)
    values = {"home": request.query_params.get("area", "") or _came_from(next_path), "next": next_path}
    async with db.transaction(page.actor) as tx:
        notice = await store.identity_notice(tx)
    return page.html(
        _TEMPLATE,
        values=values,
        identity_notice=notice,
        **await _homes(request, db, values["home"], "", None),
    )


@post("/me/identity")
async def say(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_account(page.actor)
    next_path = own_path((form := await page.form()).text("next"), "/me")
    if page.actor.resident_id:
        return page.go(next_path)
    near = county_of(request.cookies) or page.actor.county or None
    homes = await _homes(request, db, form.text("home"), form.text("where"), near)
    person = read_person(form)
    try:
        form.check()
        place = _place(form, homes["home"], homes["buildings"])
        # Enter in the search field presses the first button: words typed since the last search are a search.
        if person is None or form.checked("find") or form.text("where") != form.text("searched"):
            return _asking_for_home(page, form, homes)
        await actions.say_who(db, vault_of(request), page.actor, person, place, caller_of(request))
    except FormInvalid as error:
        return page.again(_TEMPLATE, form, error, **homes)
    except actions.HomeNeeded:
        return _asking_for_home(page, form, homes)
    except (actions.GoToDesk, actions.AlreadyKnown, TooMany) as error:
        desk = await _desk(db, homes["home"]) if isinstance(error, actions.GoToDesk) else None
        refused = page.translate(error.advice, **error.values)
        return page.html(
            _TEMPLATE, status=error.status, values=form.values, refused=refused, desk=desk, **homes
        )
    return page.saved(next_path)


def _asking_for_home(page: Page, form: Form, homes: dict[str, Any]) -> Response[Any]:
    return page.html(_TEMPLATE, status=422, values=form.values, **{**homes, "ask_home": True})


async def _desk(db: Database, home: store.Home | None) -> store.HomeDesk | None:
    async with db.transaction(ANONYMOUS) as tx:
        return await store.desk_of(tx, home) if home else None


async def _homes(
    request: AnyRequest, db: Database, chosen: str, where: str, near: int | None
) -> dict[str, Any]:
    """The chosen home with its buildings, and what the search words found, of the county ``near`` first."""
    # The directory slice stands above this one: app.py hands its search down, the same as on /find.
    search: SearchHomes = request.app.state["search_homes"]
    async with db.transaction(ANONYMOUS) as tx:
        key = _home_key(chosen)
        home = await store.find_home(tx, *key) if key else None
        buildings = await store.buildings_of_home(tx, home) if home else []
        found = await store.homes(tx, await search(tx, where, near)) if where else []
    return {"home": home, "buildings": buildings, "found": found, "ask_home": bool(home or where)}


def _place(form: Form, home: store.Home | None, buildings: list[store.HomeBuilding]) -> actions.Place | None:
    room = form.text("room", longest=40)
    building_id = form.uuid("building")
    form.check()
    if home is None or "room" not in form.fields:
        return None  # Building and door are asked for once the compound is chosen.
    known = building_id in {building.id for building in buildings}
    return actions.Place(home, building_id if known else None, room)


def _came_from(path: str) -> str:
    """The home named in the address that led here: the page of a compound leads to signing there."""
    query = dict(parse_qsl(urlsplit(path).query))
    return f"{query['county']}:{query['area']}" if {"county", "area"} <= query.keys() else ""


def _home_key(text: str) -> tuple[int, UUID] | None:
    county, _, area = text.partition(":")
    try:
        return int(county), UUID(area)
    except ValueError:
        return None


routes = [show, say]
