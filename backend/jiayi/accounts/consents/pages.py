"""/me/consents: what is asked, what was answered, and what stops when it is taken back."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency

from jiayi.accounts import store as people
from jiayi.accounts.consents import actions, store
from jiayi.accounts.consents.model import Decision
from jiayi.accounts.guards import require_resident
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import ConsentPurpose

PAGE = "accounts/consents.html"


@get("/me/consents")
async def consents(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    me = require_resident(page.actor)
    who = Form({"who": [page.request.query_params.get("who", "")]}).uuid("who") or me
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, who))


@post("/me/consents")
async def answer(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    """One purpose at a time: nothing is bundled. A yes needs its box ticked."""
    me = require_resident(page.actor)
    form = await page.form()
    who, code = form.uuid("who") or me, form.text("purpose")
    decision = next((one for one in Decision if one.value == form.text("decision")), None)
    if decision is None:
        raise NotFound
    if decision is Decision.GIVEN and not form.checked("sure"):
        form.errors[f"sure-{code}"] = "同意的话，请先勾选这一格"
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again(PAGE, form, error, **await _shown(tx, who))
    await actions.decide(db, page.actor, who, code, form.text("version"), decision)
    return page.saved("/me/consents" + ("" if who == me else f"?who={who}"))


async def _shown(tx: Tx, who: UUID) -> dict[str, Any]:
    """Raises NotFound for who is neither the person nor their child."""
    actor = tx.actor
    person = await people.find_resident(tx, actor.county, who)
    if person is None or (who != actor.resident_id and not await store.is_ward(tx, who)):
        raise NotFound
    rows = await store.asked(tx, actor.county, who)
    if who != actor.resident_id:
        rows = [one for one in rows if await actions.answers_for(tx, who, one.purpose)]
    return {
        "person": person,
        "mine": who == actor.resident_id,
        "asked": rows,
        "past": await store.answers(tx, actor.county, who),
        "names": {one.purpose.code: one.purpose.name for one in rows},
        "wards": await _wards(tx) if who == actor.resident_id else [],
    }


async def _wards(tx: Tx) -> list[Any]:
    actor = tx.actor
    if actor.household_id is None:
        return []
    members = await people.household_members(tx, actor.county, actor.household_id)
    purposes = [one.value for one in policy_for(actor.county, tx.today).all(ConsentPurpose)]
    return [one for one in members for p in purposes if await actions.answers_for(tx, one.id, p)]


routes: list[Any] = [consents, answer]
