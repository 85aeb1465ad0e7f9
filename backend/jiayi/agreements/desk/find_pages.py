"""Finding the person at the desk: by the whole identity number, or among the own institution's residents (F7)."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from jiayi.accounts.sign_in.browser import vault_of
from jiayi.agreements import store as agreements
from jiayi.agreements.desk import actions, asking, paging, store
from jiayi.agreements.desk.guards import require_desk
from jiayi.history.store import looked_at_many
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.identity_number import BadIdentityNumber, parse
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid

AnyRequest = Request[Any, Any, Any]
LONGEST = 40
_HERE = "/work/sign"
OTHER_HOUSEHOLD = "这个号码的人不在同一户。请回到“现场签约”，单独给他办。"


@get(_HERE)
async def find(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("desk/sign_find.html", **await _found(tx, page))


@post(_HERE)
async def search(page: NamedDependency[Page]) -> Response[Any]:
    require_desk(page.actor)
    return await asking.keep(page, _HERE, ("name", "area", "building"))


@post("/work/sign/visits")
async def visit(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    """``with``: somebody of the household of who is here already."""
    require_desk(page.actor)
    form = await page.form()
    resident_id, first = form.uuid("resident"), form.uuid("with")
    number = "" if resident_id else _number(form.text("number", required="请输入完整的身份证号"), form.errors)
    try:
        form.check()
        found = await actions.open_visit(db, page.actor, vault_of(request), number, resident_id)
        if found is None:
            raise FormInvalid({"number": actions.NOBODY})
        async with db.transaction(page.actor) as tx:
            if first and not await _same_household(tx, first, found.resident_id):
                raise FormInvalid({"number": OTHER_HOUSEHOLD})
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("desk/sign_find.html", form, error, **await _found(tx, page))
    return page.go(f"/work/sign/{first or found.resident_id}")


async def _same_household(tx: Tx, one: UUID, other: UUID) -> bool:
    pair = [await agreements.person(tx, tx.actor.county, who) for who in (one, other)]
    homes = {person.household_id if person else None for person in pair}
    return len(homes) == 1 and None not in homes


async def _found(tx: Tx, page: Page) -> dict[str, Any]:
    """Names only when something was asked for: each name shown is a look at that person."""
    wanted, nth = asking.asked(page, _HERE)
    name, building = wanted.get("name", "").strip()[:LONGEST], wanted.get("building", "").strip()[:LONGEST]
    area = Form({"area": [wanted.get("area", "")]}).uuid("area")
    rows = []
    if name or area:
        rows = await store.people(tx, name, area, building, paging.first(nth), paging.SIZE + 1)
    await looked_at_many(tx, tx.actor.county, [row.id for row in paging.screen(rows)], "signing")
    asked = {"name": name, "area": str(area or ""), "building": building}
    return {
        "rows": paging.screen(rows), "areas": await store.areas(tx), "asked": asked, "searched": bool(name or area),
        "over": "over" in wanted, "pager": asking.shown(_HERE, wanted if asking.ASKED in wanted else asked, nth, rows),
    }  # fmt: skip


def _number(text: str, errors: dict[str, str]) -> str:
    try:
        return parse(text).text if text else ""
    except BadIdentityNumber as error:
        errors["number"] = error.sentence
        return ""


routes: list[Any] = [find, search, visit]
