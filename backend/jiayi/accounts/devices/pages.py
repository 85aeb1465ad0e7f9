"""/me/devices: where I am signed in, and out of it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from jiayi.accounts.devices import store
from jiayi.accounts.guards import require_account
from jiayi.accounts.sign_in.browser import drop_token, settings_of, token_of
from jiayi.history import store as history
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import NotFound

AnyRequest = Request[Any, Any, Any]


@get("/me/devices")
async def devices(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    account_id = require_account(page.actor)
    async with db.transaction(page.actor) as tx:
        demo = settings_of(request).demo
        listed = await store.list_sessions(tx, page.actor.county, account_id, demo=demo)
    return page.html("accounts/devices.html", sessions=listed, here=store.key_of(token_of(request)))


@post("/me/devices/ending")
async def end(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    """One by its key, or all others. Raises NotFound for what is not the person's own."""
    account_id = require_account(page.actor)
    form = await page.form()
    form.check()
    key = form.text("key")
    county = page.actor.county
    async with db.transaction(page.actor) as tx:
        if key == "others":
            ended = await store.end_others(tx, county, account_id, token_of(request))
        elif not (ended := await store.end_listed(tx, county, account_id, key)):
            raise NotFound
        await history.record(tx, county, "accounts.session.ended", account_id, ended=ended)
    here = key == store.key_of(token_of(request))
    answer = page.go("/") if here else page.saved("/me/devices")
    if here:
        drop_token(request, answer)
    return answer


routes = [devices, end]
