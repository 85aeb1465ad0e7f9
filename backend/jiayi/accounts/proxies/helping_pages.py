"""/me/helping: whom I help. Done as oneself, also while acting for one of them."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from jiayi.accounts.guards import require_resident
from jiayi.accounts.me.persons import read_person
from jiayi.accounts.proxies import actions, store
from jiayi.accounts.proxies.doors import TURN_FOR, TURN_TO
from jiayi.accounts.proxies.forms import read_wish
from jiayi.accounts.proxies.rules import latest_end
from jiayi.accounts.sign_in.browser import token_of, vault_of
from jiayi.infra import clock
from jiayi.infra.db.database import Database
from jiayi.infra.web.forms import ONESELF
from jiayi.infra.web.page import Page
from jiayi.infra.web.places import own_path
from jiayi.infra.web.problems import FormInvalid, NotFound

AnyRequest = Request[Any, Any, Any]
LIST = "accounts/helping.html"
ASK = "accounts/proxy_ask.html"
FIRST_PAGE = {"agreement": "/agreements", "record": "/me"}
"""Where one begins to act; the other areas' pages follow with their slices."""


@get("/me/helping")
async def helping(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_resident(page.actor)
    return page.html(LIST, **await _helped(page, db))


@post("/me/helping/code")
async def take_up(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_resident(page.actor)
    form = await page.form()
    code = (
        form.text("code", required="请填对方给您的 8 位代办码", longest=20).replace(" ", "").replace("-", "")
    )
    try:
        form.check()
        await actions.take_up(db, vault_of(request), page.actor, code)
    except FormInvalid as error:
        return page.again(LIST, form, error, **await _helped(page, db))
    return page.saved("/me/helping")


@get("/me/helping/asking")
async def asking(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_resident(page.actor)
    return page.html(ASK, **await _limits(page, db), asked="asked" in page.request.query_params)


@post("/me/helping/asking")
async def ask(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_resident(page.actor)
    form = await page.form()
    context = await _limits(page, db)
    wish = read_wish(form, clock.today(), context["rule"], helper_name=page.actor.name)
    person = read_person(form)
    try:
        form.check()
    except FormInvalid as error:
        return page.again(ASK, form, error, picked=form.all("area"), **context)
    assert wish
    assert person
    await actions.ask(db, vault_of(request), page.actor, person, wish)
    return page.go("/me/helping/asking?asked=1")


@get("/me/helping/{county:int}/{proxy_id:uuid}")
async def one(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    county: FromPath[int],
    proxy_id: FromPath[UUID],
) -> Response[Any]:
    require_resident(page.actor)
    async with db.transaction(page.actor) as tx:
        found = [p for p in await store.people_helped(tx) if (p.county, p.id) == (county, proxy_id)]
        if not found:
            raise NotFound
        deeds = await store.deeds(tx, county, proxy_id)
    return page.html("accounts/helped.html", helped=found[0], deeds=deeds)


@post("/me/helping/{county:int}/{proxy_id:uuid}/start")
async def start(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest, county: FromPath[int],
    proxy_id: FromPath[UUID],
) -> Response[Any]:  # fmt: skip
    require_resident(page.actor)
    chosen = await actions.act_for(db, page.actor, token_of(request), county, proxy_id)
    return page.go(next((path for area, path in FIRST_PAGE.items() if area in chosen.areas), "/"))


@post("/me/helping/{county:int}/{proxy_id:uuid}/ending")
async def end(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest, county: FromPath[int],
    proxy_id: FromPath[UUID],
) -> Response[Any]:  # fmt: skip
    require_resident(page.actor)
    await actions.end(db, vault_of(request), page.actor, county, proxy_id)
    return page.saved("/me/helping")


@post("/me/helping/stop")
async def stop(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_resident(page.actor)
    await actions.act_for_oneself(db, page.actor, token_of(request))
    return page.go("/me/helping")


@post("/me/helping/turn")
async def turn(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    """Back to the person for whom a form was opened; the browser sends the same fields there once more."""
    require_resident(page.actor)
    form = await page.form()
    whom, token = form.text(TURN_FOR), token_of(request)
    to = own_path(form.text(TURN_TO, longest=2000), "/me/helping")
    form.check()
    if whom == ONESELF:
        await actions.act_for_oneself(db, page.actor, token)
    else:
        async with db.transaction(page.actor) as tx:
            found = [p for p in await store.people_helped(tx) if str(p.grantor_id) == whom and p.holds]
        if not found:
            raise NotFound
        await actions.act_for(db, page.actor, token, found[0].county, found[0].id)
    return Redirect(to, status_code=307)


async def _helped(page: Page, db: Database) -> dict[str, Any]:
    async with db.transaction(page.actor) as tx:
        return {"helped": await store.people_helped(tx)}


async def _limits(page: Page, db: Database) -> dict[str, Any]:
    async with db.transaction(page.actor) as tx:
        rule, today = actions.limit_of(tx), tx.today
    return {"rule": rule, "latest": latest_end(rule, today)}


routes = [helping, take_up, asking, ask, one, start, end, stop, turn]
