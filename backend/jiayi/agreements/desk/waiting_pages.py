"""The waiting line: a resident's own places, and the staff's view of their doctors' lines."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.agreements import store as agreements
from jiayi.agreements import views
from jiayi.agreements.desk import full_pages, lining, paging, store, waiting
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.guests import visitor
from jiayi.agreements.desk.turns import is_turn
from jiayi.agreements.sign_pages import identify
from jiayi.history.store import looked_at
from jiayi.infra import clock
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid


@post("/doctors/{county:int}/{doctor_id:uuid}/waiting")
async def join(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    county: FromPath[int],
    doctor_id: FromPath[UUID],
) -> Response[Any]:
    if away := identify(page):
        return away
    try:
        await waiting.join(db, page.actor, county, doctor_id)
    except waiting.PlaceFree:
        return page.go(f"/sign?doctor={doctor_id}")
    return page.saved("/waiting")


@get("/waiting")
async def mine(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    """``?doctor=``: somebody comes from a full doctor and is asked whether to wait."""
    if away := identify(page):
        return away
    county, me = page.actor.county, page.actor.resident_id or UUID(int=0)
    wanted = Form({"doctor": [page.request.query_params.get("doctor", "")]}).uuid("doctor")
    async with db.transaction(page.actor) as tx:
        places = await store.own_places(tx, county, me)
        asked = await store.doctor_panel(tx, county, wanted) if wanted else None
        length = await store.held_from(tx, county, asked.doctor_id, me) if asked else 0
        lost = await store.lost_offers(tx, county, me)
        shown = [{"one": one, "turn": is_turn(tx, one)} for one in places]
    known = asked is not None and any(one.doctor_id == asked.doctor_id for one in places)
    return page.html(
        "desk/waiting.html",
        places=shown,
        asked=None if known else asked,
        length=length,
        lost=lost,
        **_kept(page, clock.today()),
    )


@post("/waiting/{entry_id:uuid}/ending")
async def leave(
    page: NamedDependency[Page], db: NamedDependency[Database], entry_id: FromPath[UUID]
) -> Response[Any]:
    if away := identify(page):
        return away
    await waiting.leave(db, page.actor, entry_id)
    return page.saved("/waiting")


@get("/work/waiting")
async def line(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    async with db.transaction(page.actor) as tx:
        return page.html("desk/waiting_line.html", **await _line(tx, page))


@post("/work/waiting/{entry_id:uuid}/priority")
async def put_ahead(
    page: NamedDependency[Page], db: NamedDependency[Database], entry_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    reason = form.prose("reason", longest=60)
    if not reason:
        form.errors[f"reason-{entry_id}"] = "请写明为什么优先，本人会看到"
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("desk/waiting_line.html", form, error, **await _line(tx, page))
    await waiting.put_ahead(db, page.actor, entry_id, reason)
    return page.saved("/work/waiting")


@post("/work/sign/{resident_id:uuid}/waiting")
async def add(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    """Somebody at the desk, into the line of a full doctor of this institution."""
    require_desk(page.actor)
    form = await page.form()
    doctor = form.uuid("doctor", required="请选一位医生")
    reason = form.prose("reason", required="请写明原因，本人会看到", longest=60)
    async with db.transaction(page.actor) as tx:
        person = await visitor(tx, resident_id)
        party = await agreements.party(tx, page.actor.county, None, doctor)
    if person is None:
        return page.go("/work/sign?over=1")
    try:
        form.check()
        assert doctor
        await waiting.offer_freed(db, page.actor, page.actor.county, doctor)  # closes offers that ran out
        await lining.add_to_line(db, page.actor, resident_id, doctor, reason)
    except waiting.PlaceFree:
        return page.go(f"/work/sign/{resident_id}")
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("desk/full.html", form, error, **await full_pages.shown(tx, party, [person]))
    return page.saved("/work/waiting")


def _kept(page: Page, today: date) -> dict[str, Any]:
    rule = waiting.offer_rule(page.actor.county, today)
    return {
        "days": rule.value.days if rule else 0,
        "hold": views.cited(page, rule.citation) if rule else None,
    }


async def _line(tx: Tx, page: Page) -> dict[str, Any]:
    require_desk(tx.actor)
    _, nth = paging.asked(page)
    rows = await store.waiting(tx, paging.first(nth), paging.SIZE + 1)
    doctors: dict[UUID, dict[str, Any]] = {}
    for one in paging.screen(rows):
        if one.resident_name:
            await looked_at(tx, tx.actor.county, one.resident_id, "panel")
        doctors.setdefault(one.doctor_id, {"name": one.doctor_name, "line": []})["line"].append(
            {"one": one, "field": f"reason-{one.id}"}
        )
    return {
        "doctors": list(doctors.values()),
        **_kept(page, clock.today()),
        "pager": paging.shown("/work/waiting", {}, nth, rows),
    }


routes: list[Any] = [join, mine, leave, line, put_ahead, add]
