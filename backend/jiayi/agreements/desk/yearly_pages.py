"""The page on which a person without a phone confirms the year, and its witness."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.agreements import permission, signing, views
from jiayi.agreements import store as agreements
from jiayi.agreements.cards import state
from jiayi.agreements.desk import store, yearly
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.witness_pages import listed
from jiayi.agreements.guards import agreement_for
from jiayi.agreements.model import IN_FORCE, Origin
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import change_facts
from jiayi.agreements.seasons import asked_year
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid

PAGE = "desk/year.html"


@get("/work/agreements/{agreement_id:uuid}/year")
async def show(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, page, agreement_id))


@post("/work/agreements/{agreement_id:uuid}/year")
async def sign(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    async with db.transaction(page.actor) as tx:
        shown = await _shown(tx, page, agreement_id)
    a = shown["agreement"]
    signature = signing.read_signature(form, a.resident_name)
    if not form.checked("sure"):
        form.errors["sure"] = "请本人看过以后，再勾选"
    try:
        form.check()
    except FormInvalid as error:
        return page.again(PAGE, form, error, **shown)
    home_visit = form.text("origin") == Origin.HOME_VISIT.value
    origin = Origin.HOME_VISIT if home_visit else Origin.DESK
    await yearly.sign_year(db, page.actor, agreement_id, signature, origin)
    return page.go("/work/witness?done=signed")


@post("/work/witness/{agreement_id:uuid}/year")
async def witness(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    await yearly.witness_year(db, page.actor, agreement_id)
    return page.go("/work/witness?done=year")


@post("/work/witness/{agreement_id:uuid}/year/refusal")
async def refuse(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    why = form.prose("why", longest=200)
    if not why:
        form.errors[f"year-{agreement_id}"] = "请写明为什么不见证，本人会看到"
    async with db.transaction(page.actor) as tx:
        await agreement_for(
            tx, page.actor.county, await agreements.agreement(tx, page.actor.county, agreement_id)
        )
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("desk/witness.html", form, error, **await listed(tx, page))
    await yearly.refuse_year(db, page.actor, agreement_id, why)
    return page.go("/work/witness?done=year-back")


async def _shown(tx: Tx, page: Page, agreement_id: UUID) -> dict[str, Any]:
    county = page.actor.county
    a = await agreement_for(tx, county, await agreements.agreement(tx, county, agreement_id))
    await looked_at(tx, county, a.resident_id, "agreement")
    year = asked_year(policy_for(a.policy_division, tx.today), tx.today)
    reason = await permission.reason(tx, a, change_facts(a, "confirm", tx.today))
    return {
        "agreement": a,
        "year": year,
        "packages": await agreements.packages(tx, county, a.id),
        "rule": views.words(page, reason),
        "running": state(tx, a) in IN_FORCE,
        "done": year in await agreements.confirmed_years(tx, county, a.id),
        "standing": await agreements.year_standing(tx, county, a.id, year),
        "waiting": bool(await store.year_signatures(tx, a.id)),
    }


routes: list[Any] = [show, sign, witness, refuse]
