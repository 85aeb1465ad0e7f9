"""One page on which a household says its yearly yes (N-10.1)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency

from jiayi.agreements import changes
from jiayi.agreements.model import Agreement
from jiayi.agreements.policy import policy_for
from jiayi.agreements.seasons import asked_year
from jiayi.agreements.sign_pages import identify
from jiayi.agreements.yearly import unconfirmed
from jiayi.infra import clock
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid

PAGE = "agreements/yearly.html"


@get("/agreements/yearly")
async def show(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    return page.html(PAGE, done="done" in page.request.query_params, **await _shown(page, db))


@post("/agreements/yearly")
async def confirm(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    form = await page.form()
    shown = await _shown(page, db)
    waiting: list[Agreement] = shown["waiting"]
    chosen = [one.id for one in waiting if str(one.id) in form.all("yes")]
    if waiting and not chosen:
        form.errors["yes"] = "请勾选愿意继续的人"
    try:
        form.check()
    except FormInvalid as error:
        return page.again(PAGE, form, error, done=False, chosen=form.all("yes"), **shown)
    await changes.confirm_years(db, page.actor, page.actor.county, chosen)
    return page.go("/agreements/yearly?done=1")


async def _shown(page: Page, db: Database) -> dict[str, Any]:
    async with db.transaction(page.actor) as tx:
        found = await unconfirmed(tx)
    me: UUID | None = page.actor.resident_id
    found.sort(key=lambda one: one.resident_id != me)
    return {"waiting": found, "year": asked_year(policy_for(page.actor.county, clock.today()), clock.today())}


routes = [show, confirm]
