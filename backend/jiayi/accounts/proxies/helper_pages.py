"""/me/helpers: who acts for me; give, agree, end, and what was done in my name."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.factors.guard import require_recent_factor
from jiayi.accounts.guards import require_resident
from jiayi.accounts.proxies import actions, store
from jiayi.accounts.proxies.forms import read_wish
from jiayi.accounts.proxies.rules import latest_end
from jiayi.accounts.sign_in.browser import vault_of
from jiayi.infra import clock
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound

AnyRequest = Request[Any, Any, Any]
GIVE = "accounts/proxy_give.html"


@get("/me/helpers")
async def helpers(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    me = require_resident(page.actor)
    async with db.transaction(page.actor) as tx:
        found = await store.helpers_of(tx, me)
    return page.html("accounts/helpers.html", proxies=found, repeated="again" in page.request.query_params)


@get("/me/helpers/new")
async def new(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_resident(page.actor)
    return page.html(GIVE, **await _limits(page, db))


@post("/me/helpers")
async def give(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_resident(page.actor)
    form = await page.form()
    context = await _limits(page, db)
    wish = read_wish(form, clock.today(), context["rule"])
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    try:
        form.check()
    except FormInvalid as error:
        return page.again(GIVE, form, error, picked=form.all("area"), **context)
    assert wish
    assert key
    await require_recent_factor(page)
    code = await actions.give(db, vault_of(request), page.actor, wish, key)
    if code is None:
        return page.go("/me/helpers?again=1")
    return page.html("accounts/proxy_code.html", code=code, wish=wish, days=context["rule"].days_to_take_up)


@get("/me/helpers/{proxy_id:uuid}")
async def helper(
    page: NamedDependency[Page], db: NamedDependency[Database], proxy_id: FromPath[UUID]
) -> Response[Any]:
    me, county = require_resident(page.actor), page.actor.county
    async with db.transaction(page.actor) as tx:
        found = await store.find(tx, county, proxy_id)
        if found is None or found.grantor_id != me:
            raise NotFound
        deeds = await store.deeds(tx, county, proxy_id)
    return page.html("accounts/helper.html", proxy=found, deeds=deeds)


@post("/me/helpers/{proxy_id:uuid}/agreement")
async def agree(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest, proxy_id: FromPath[UUID]
) -> Response[Any]:
    require_resident(page.actor)
    await require_recent_factor(page)
    await actions.agree(db, vault_of(request), page.actor, proxy_id)
    return page.saved(f"/me/helpers/{proxy_id}")


@post("/me/helpers/{proxy_id:uuid}/ending")
async def end(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest, proxy_id: FromPath[UUID]
) -> Response[Any]:
    require_resident(page.actor)
    await actions.end(db, vault_of(request), page.actor, page.actor.county, proxy_id)
    return page.saved("/me/helpers")


async def _limits(page: Page, db: Database) -> dict[str, Any]:
    async with db.transaction(page.actor) as tx:
        rule, today = actions.limit_of(tx), tx.today
    return {"rule": rule, "latest": latest_end(rule, today)}


routes = [helpers, new, give, helper, agree, end]
