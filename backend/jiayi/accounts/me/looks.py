"""/me/looks: who looked at my record, and asking why."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.emergencies.store import of_resident
from jiayi.accounts.guards import require_resident
from jiayi.history import looks as history
from jiayi.infra.db.actor import STAFF
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid

PAGE = "accounts/looks.html"
LONGEST = 300


@get("/me/looks")
async def looks(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    """An address that names no look of one's own shows an empty page."""
    asked = Form({"before": [page.request.query_params.get("before", "")]})
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, page, asked.uuid("before")))


@post("/me/looks/{look_id:uuid}/question")
async def ask(
    page: NamedDependency[Page], db: NamedDependency[Database], look_id: FromPath[UUID]
) -> Response[Any]:
    """Asking a second time about the same look changes nothing."""
    require_resident(page.actor)
    form = await page.form()
    name = f"question-{look_id}"
    body = form.prose(name, longest=LONGEST, required="请写一句您想问什么")
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again(PAGE, form, error, **await _shown(tx, page, form.uuid("before"), look_id))
    async with db.transaction(page.actor) as tx:
        await history.ask(tx, page.actor.county, look_id, body)
    return page.saved("/me/looks")


async def _shown(tx: Tx, page: Page, before: UUID | None, open_at: UUID | None = None) -> dict[str, Any]:
    mine = require_resident(page.actor)
    found = await history.looks_of(tx, page.actor.county, mine, before)
    looks = [
        {
            "look": look,
            "field": f"question-{look.id}",
            "of_staff": look.role in STAFF,
            "open": look.id == open_at,
        }
        for look in found[: history.SIZE]
    ]
    more = looks[-1]["look"].id if len(found) > history.SIZE else None  # type: ignore[attr-defined]
    emergencies = [] if before else await of_resident(tx, mine)
    return {"looks": looks, "older": more, "before": before, "emergencies": emergencies}


routes = [looks, ask]
