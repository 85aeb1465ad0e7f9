"""/work/data-requests: what residents asked to have corrected, answered by their institution's manager in time."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.guards import require_staff
from jiayi.accounts.my_data import store
from jiayi.accounts.my_data.pages import read_words
from jiayi.accounts.sign_in.browser import vault_of
from jiayi.history import store as history
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import Conflict, FormInvalid, NotFound

AnyRequest = Request[Any, Any, Any]
PAGE = "accounts/data_requests.html"


@get("/work/data-requests")
async def requests(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_staff(page.actor, Role.MANAGER)
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, request))


@post("/work/data-requests/{request_id:uuid}/answer")
async def answer(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    request: AnyRequest,
    request_id: FromPath[UUID],
) -> Response[Any]:
    require_staff(page.actor, Role.MANAGER)
    form = await page.form()
    words = read_words(form)
    outcome = form.text("outcome")
    if outcome not in ("done", "refused"):
        form.errors["outcome"] = "请选改了，还是没有改"
    async with db.transaction(page.actor) as tx:
        found = await store.find_request(tx, request_id)
        if found is None or found.kind != "correction":
            raise NotFound
        try:
            form.check()
        except FormInvalid as error:
            return page.again(PAGE, form, error, tried=request_id, **await _shown(tx, request))
        if not await store.add_answer(tx, vault_of(request), found, outcome, words):
            raise Conflict("这份申请已经答复过了。")
        await history.record(
            tx, page.actor.county, "accounts.correction.answered", found.resident_id, outcome=outcome
        )
    return page.saved("/work/data-requests")


async def _shown(tx: Tx, request: AnyRequest) -> dict[str, Any]:
    rows = await store.open_requests(tx)
    for row in rows:
        await history.looked_at(tx, tx.actor.county, row.resident_id, "request")
    return {"requests": [(row, store.words_of(vault_of(request), row, tx.actor.county)[0]) for row in rows]}


routes: list[Any] = [requests, answer]
