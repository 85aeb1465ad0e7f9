"""The manager's two pages: the year's confirmation (N-10.1), and how many residents a doctor takes (MY-11)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.agreements import store as agreements
from jiayi.agreements import views
from jiayi.agreements.desk import actions, paging, store, waiting
from jiayi.agreements.desk.guards import require_manager
from jiayi.agreements.desk.store import PanelFilter
from jiayi.agreements.policy import policy_for
from jiayi.agreements.seasons import asked_year, planned_year, rule_of, season
from jiayi.history.store import looked_at_many
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid
from jiayi.policies import rules
from jiayi.policies.cited import NoRule

MOST_DIGITS = 6


@get("/work/confirmation")
async def confirmation(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        shown = await _campaign(tx, page)
        return page.html("desk/confirmation.html", **shown, **await _missing(tx, page, shown["year"]))


@post("/work/confirmation")
async def set_campaign(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    """Sets the days, or moves those that are set."""
    require_manager(page.actor)
    form = await page.form()
    opens = form.day("opens_on", required="请写从哪天开始")
    last = form.day("last_day", required="请写最后一天")
    async with db.transaction(page.actor) as tx:
        shown = await _campaign(tx, page)
        shown |= await _missing(tx, page, shown["year"])
    act = actions.move_campaign if form.checked("move") else actions.open_campaign
    try:
        form.check()
        assert opens and last
        await act(db, page.actor, shown["planned"], opens, last + timedelta(days=1))
    except FormInvalid as error:
        return page.again("desk/confirmation.html", form, error, **shown)
    return page.saved("/work/confirmation")


@post("/work/confirmation/cancellation")
async def cancel_campaign(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        year = planned_year(policy_for(page.actor.county, tx.today), tx.today)
    await actions.cancel_campaign(db, page.actor, year)
    return page.saved("/work/confirmation")


@get("/work/doctors")
async def doctors(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("desk/doctors.html", **await _doctors(tx, page))


@post("/work/doctors/{doctor_id:uuid}/capacity")
async def set_capacity(
    page: NamedDependency[Page], db: NamedDependency[Database], doctor_id: FromPath[UUID]
) -> Response[Any]:
    require_manager(page.actor)
    form = await page.form()
    name = f"capacity-{doctor_id}"
    text = form.text(name, required="请写人数")
    if text and not (text.isascii() and text.isdigit()):
        form.errors[name] = "请写数字，例如 800"
    elif len(text) > MOST_DIGITS:
        form.errors[name] = "人数太多了，请核对"
    try:
        form.check()
        sure = form.checked(f"fewer-{doctor_id}")
        await actions.set_capacity(db, page.actor, doctor_id, int(text), sure=sure)
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("desk/doctors.html", form, error, **await _doctors(tx, page))
    await waiting.offer_freed(db, page.actor, page.actor.county, doctor_id)
    return page.saved("/work/doctors")


async def _campaign(tx: Tx, page: Page) -> dict[str, Any]:
    home, policy = require_manager(page.actor), policy_for(page.actor.county, tx.today)
    year, planned, rule = asked_year(policy, tx.today), planned_year(policy, tx.today), rule_of(policy)
    opens, last = season(rule.value.months, planned) if rule else (None, None)
    campaign = await store.campaign(tx, home, planned)
    days = (campaign.opens_on, campaign.last_day) if campaign else (opens and max(opens, tx.today), last)
    return {
        "year": year,
        "planned": planned,
        "campaign": campaign,
        "begun": campaign is not None and campaign.opens_on <= tx.today,
        "progress": await store.progress(tx, home, year),
        "rule": rule and {"text": page.translate(rule.value.text), **views.cited(page, rule.citation)},
        "usual": {"opens_on": str(days[0] or ""), "last_day": str(days[1] or "")},
    }


async def _missing(tx: Tx, page: Page, year: int) -> dict[str, Any]:
    """Who has not confirmed the year yet, of all teams or of one."""
    asked, nth = paging.asked(page)
    team = Form({"team": [asked.get("team", "")]}).uuid("team")
    wanted = PanelFilter(unconfirmed_year=year, team=team)
    rows = await store.panel(tx, wanted, paging.first(nth), paging.SIZE + 1)
    await looked_at_many(tx, page.actor.county, [row.id for row in paging.screen(rows)], "panel")
    kept = {"team": str(team or "")}
    return {
        "missing": paging.screen(rows),
        "team": team,
        "pager": paging.shown("/work/confirmation", kept, nth, rows),
    }


async def _doctors(tx: Tx, page: Page) -> dict[str, Any]:
    home = require_manager(page.actor)
    rule = rules.capacity(policy_for(page.actor.county, tx.today))
    limit = None
    if not isinstance(rule, NoRule):
        limit = {
            "most": rule.value.residents_per_doctor,
            "text": page.translate(rule.value.text),
            **views.cited(page, rule.citation),
        }
    found = await agreements.doctors_of_institution(tx, page.actor.county, home)
    shown = [{"party": p, "field": f"capacity-{p.doctor_id}", "fewer": f"fewer-{p.doctor_id}"} for p in found]
    return {"doctors": shown, "limit": limit}


routes: list[Any] = [confirmation, set_campaign, cancel_campaign, doctors, set_capacity]
