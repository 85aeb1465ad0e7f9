"""The page on which somebody without a phone is asked, face to face, whether the team may see their health data."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.consents import store as consents
from jiayi.accounts.consents.actions import age_on, purpose_of
from jiayi.accounts.consents.model import HEALTH_DATA, Asked, Decision
from jiayi.accounts.store import find_resident
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.model import Origin
from jiayi.history.store import looked_at
from jiayi.infra import names
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import Conflict, FormInvalid, NotFound

PAGE = "desk/health_consent.html"


@get("/work/residents/{resident_id:uuid}/consents")
async def show(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, resident_id))


@post("/work/residents/{resident_id:uuid}/consents")
async def answer(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    """The person writes their name to a yes; a no, or taking back, needs no signature."""
    require_desk(page.actor)
    form = await page.form()
    async with db.transaction(page.actor) as tx:
        shown = await _shown(tx, resident_id)
        decision = _decision(form, shown["one"])
        typed = form.text("typed_name", longest=40)
        if typed and not shown["guardian"] and names.same(typed, shown["person"].name):
            typed = shown["person"].name
        elif decision is Decision.GIVEN and not shown["guardian"]:
            form.errors["typed_name"] = "请本人输入登记的姓名，一个字都不要差"
        if decision is Decision.GIVEN and shown["guardian"] and not typed:
            form.errors["typed_name"] = "请监护人输入自己的姓名"
        try:
            form.check()
        except FormInvalid as error:
            return page.again(PAGE, form, error, **shown)
        purpose = purpose_of(tx, page.actor.county, HEALTH_DATA)
        if form.text("version") != purpose.version:
            raise Conflict("这段话刚刚改过，请重新看一遍再选。")
        home_visit = form.text("origin") == Origin.HOME_VISIT.value
        await consents.add(
            tx, resident_id, purpose, decision, (Origin.HOME_VISIT if home_visit else Origin.DESK).value,
            typed_name=typed, witness_account_id=page.actor.account_id,
        )  # fmt: skip
    return page.saved(f"/work/residents/{resident_id}/consents")


def _decision(form: Form, one: Asked) -> Decision:
    if form.text("decision") == Decision.GIVEN:
        return Decision.GIVEN
    return Decision.WITHDRAWN if one.stands else Decision.REFUSED


async def _shown(tx: Tx, resident_id: UUID) -> dict[str, Any]:
    county = tx.actor.county
    person = await find_resident(tx, county, resident_id)
    if person is None:
        raise NotFound
    await looked_at(tx, county, resident_id, "desk")
    found = [one for one in await consents.asked(tx, county, resident_id) if one.purpose.code == HEALTH_DATA]
    if not found:
        raise NotFound
    under = found[0].purpose.guardian_under_years
    guardian = under is not None and age_on(person.birth_date, tx.today) < under
    return {"person": person, "one": found[0], "guardian": guardian}


routes: list[Any] = [show, answer]
