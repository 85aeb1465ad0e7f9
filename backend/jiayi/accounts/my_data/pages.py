"""/me/data: download, corrections, erasure."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from jiayi.accounts.factors.guard import require_recent_factor
from jiayi.accounts.guards import require_resident
from jiayi.accounts.my_data import exporting, store
from jiayi.accounts.my_data.periods import kept
from jiayi.accounts.my_data.words import labelled
from jiayi.accounts.sign_in.browser import drop_token, vault_of
from jiayi.history import store as history
from jiayi.infra import clock
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.idempotency import claim
from jiayi.infra.ids import new_id
from jiayi.infra.personal import Part
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import Conflict, FormInvalid

AnyRequest = Request[Any, Any, Any]
ITEMS = ("phone", "address", "health", "insurance", "other")
"""What may be wrong; name and identity number are changed at the desk only, with the identity card (PIPL 46)."""
LONGEST = 300


def parts_of(request: AnyRequest) -> tuple[Part, ...]:
    return request.app.state["personal"]  # type: ignore[no-any-return]


@get("/me/data")
async def data(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_resident(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("accounts/data.html", **await _shown(tx, request))


@post("/me/data/file")
async def export(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    """Made now and sent now, to the person who just proved themselves; kept nowhere (ASVS 14.2.4; PIPL 45)."""
    me = require_resident(page.actor)
    await require_recent_factor(page)
    async with db.transaction(page.actor, begin="begin isolation level repeatable read") as tx:
        found = await exporting.gather(tx, vault_of(request), parts_of(request))
        await history.record(tx, page.actor.county, "accounts.data.exported", me)
    sheet = page.renderer.render(
        "accounts/data_file.html", page.language, parts=labelled(found), made=clock.now()
    )
    headers = {
        "content-disposition": 'attachment; filename="jiayi-my-data.zip"',
        "cache-control": "no-store",
    }
    return Response(
        exporting.packed(found, sheet), media_type="application/zip", status_code=200, headers=headers
    )


@post("/me/data/corrections")
async def ask_correction(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    me = require_resident(page.actor)
    form = await page.form()
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    item = form.text("item")
    words = form.prose("words", required="请写哪里不对、应该是什么", longest=LONGEST)
    if item not in ITEMS:
        form.errors["item"] = "请选哪一项不对"
    async with db.transaction(page.actor) as tx:
        try:
            form.check()
        except FormInvalid as error:
            return page.again("accounts/data.html", form, error, **await _shown(tx, request))
        assert key
        if await claim(tx, key, str(new_id())) is None:
            await store.add_request(tx, vault_of(request), me, "correction", item, words)
            await history.record(tx, page.actor.county, "accounts.correction.asked", me, item=item)
    return page.saved("/me/data")


@get("/me/data/erasure")
async def erasure(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_resident(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("accounts/erasure.html", **await _erasable(tx, request))


@post("/me/data/erasure")
async def ask_erasure(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    """The worker carries it out within minutes; the person is signed out here at once."""
    me = require_resident(page.actor)
    await require_recent_factor(page)
    form = await page.form()
    if not form.checked("sure"):
        form.errors["sure"] = "请勾选确认，再删除"
    async with db.transaction(page.actor) as tx:
        shown = await _erasable(tx, request)
        try:
            form.check()
        except FormInvalid as error:
            return page.again("accounts/erasure.html", form, error, **shown)
        if shown["blockers"]:
            raise Conflict("还有没结束的事，请先办完，再删除。")
        if not shown["asked"]:
            await store.add_request(tx, vault_of(request), me, "erasure")
            await history.record(tx, page.actor.county, "accounts.erasure.asked", me)
    answer = page.html("accounts/erased.html")
    drop_token(request, answer)
    return answer


async def _shown(tx: Tx, request: AnyRequest) -> dict[str, Any]:
    assert tx.actor.resident_id
    vault, county = vault_of(request), tx.actor.county
    rows = await store.requests_of(tx, tx.actor.resident_id)
    told = [(row, *store.words_of(vault, row, county)) for row in rows]
    return {"requests": told, "items": ITEMS}


async def _erasable(tx: Tx, request: AnyRequest) -> dict[str, Any]:
    actor = tx.actor
    assert actor.resident_id
    parts = [
        (part, kept(actor.county, tx.today, part.retention) if part.retention else None)
        for part in parts_of(request)
    ]
    requests = await store.requests_of(tx, actor.resident_id)
    return {
        "parts": parts,
        "blockers": await store.blockers(tx, actor.county, actor.resident_id, actor.account_id),
        "asked": any(one.kind == "erasure" and not one.outcome for one in requests),
    }


def read_words(form: Form) -> str:
    return form.prose("words", required="请写给居民的答复", longest=LONGEST)


routes: list[Any] = [data, export, ask_correction, erasure, ask_erasure]
