"""``POST /people/{id}/shown``: the button beside every masked number (components/masked.html)."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.guards import require_account
from jiayi.accounts.showing.actions import PARTS, REASONS, show_in_full
from jiayi.accounts.sign_in.browser import vault_of
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page
from jiayi.infra.web.places import own_path
from jiayi.infra.web.problems import FormInvalid

_PAGE = "accounts/shown.html"


@post("/people/{resident_id:uuid}/shown", status_code=200)
async def shown(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    request: Request[Any, Any, Any],
    resident_id: FromPath[UUID],
) -> Response[Any]:
    require_account(page.actor)
    form = await page.form()
    part, reason = form.text("part"), form.text("reason")
    context: dict[str, Any] = {"part": part if part in PARTS else "", "person_id": resident_id, "reasons": REASONS,
               "leads_to": own_path(form.text("back", longest=2000), "/me"), "shown": None}  # fmt: skip
    try:
        form.check()
        found = await show_in_full(db, vault_of(request), page.actor, resident_id, part, reason)
    except FormInvalid as error:
        form.errors.update(error.errors if reason or "asked" in form.fields else {})
        return page.again(_PAGE, form, FormInvalid(form.errors), **context)
    return page.html(_PAGE, **{**context, "shown": found})


routes = [shown]
