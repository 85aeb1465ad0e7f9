"""The manager's two pages: the year's confirmation (N-10.1), and how many residents a doctor takes (MY-11)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.agreements import store as agreements
from jiayi.agreements import views
from jiayi.agreements.changes import confirmed_year
from jiayi.agreements.desk import actions, store, waiting
from jiayi.agreements.desk.guards import require_manager
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import months_later
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid
from jiayi.policies import rules
from jiayi.policies.cited import NoRule
from jiayi.policies.schema import Confirmation

MOST_DIGITS = 6


@get("/work/confirmation")
async def confirmation(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("desk/confirmation.html", **await _campaign(tx, page))


@post("/work/confirmation")
async def open_campaign(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_manager(page.actor)
    form = await page.form()
    opens = form.day("opens_on", required="请写从哪天开始")
    last = form.day("last_day", required="请写最后一天")
    async with db.transaction(page.actor) as tx:
        shown = await _campaign(tx, page)
    try:
        form.check()
        assert opens and last
        await actions.open_campaign(db, page.actor, shown["year"], opens, last + timedelta(days=1))
    except FormInvalid as error:
        return page.again("desk/confirmation.html", form, error, **shown)
    return page.go("/work/confirmation")


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
    if text and not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        form.errors[name] = "请写数字，例如 800"
    try:
        form.check()
        await actions.set_capacity(db, page.actor, doctor_id, int(text))
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("desk/doctors.html", form, error, **await _doctors(tx, page))
    await waiting.offer_freed(db, page.actor, page.actor.county, doctor_id)
    return page.go("/work/doctors")


async def _campaign(tx: Tx, page: Page) -> dict[str, Any]:
    home, year = require_manager(page.actor), confirmed_year(tx.today)
    found = next(iter(policy_for(page.actor.county, tx.today).all(Confirmation)), None)
    opens, last = _season(found.value.months, year) if found else (None, None)
    return {
        "year": year,
        "campaign": await store.campaign(tx, home, year),
        "progress": await store.progress(tx, home, year),
        "rule": found and {"text": page.translate(found.value.text), **views.cited(page, found.citation)},
        "usual": {"opens_on": str(opens or ""), "last_day": str(last or "")},
    }


def _season(months: tuple[int, ...], year: int) -> tuple[date, date]:
    """The policy's months around the turn of the year: those of its second half lie before it."""
    first_half = 6
    days = sorted(date(year - (month > first_half), month, 1) for month in months)
    return days[0], months_later(days[-1], 1) - timedelta(days=1)


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
    return {"doctors": [{"party": p, "field": f"capacity-{p.doctor_id}"} for p in found], "limit": limit}


routes: list[Any] = [confirmation, open_campaign, doctors, set_capacity]
