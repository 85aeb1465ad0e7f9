"""F7: somebody without a smartphone gives a proxy at the desk or at home; a colleague witnesses it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.proxies import actions, at_desk, store
from jiayi.accounts.proxies.at_desk import Ink
from jiayi.accounts.proxies.forms import read_wish
from jiayi.accounts.proxies.rules import latest_end
from jiayi.accounts.sign_in.browser import vault_of
from jiayi.accounts.store import find_resident
from jiayi.agreements import signing
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.model import Origin
from jiayi.history.store import looked_at
from jiayi.infra import clock
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound

AnyRequest = Request[Any, Any, Any]
PAGE, WITNESS = "desk/proxies.html", "desk/proxy_witness.html"


@get("/work/residents/{resident_id:uuid}/proxies")
async def show(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, resident_id))


@post("/work/residents/{resident_id:uuid}/proxies")
async def give(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest,
    resident_id: FromPath[UUID],
) -> Response[Any]:  # fmt: skip
    require_desk(page.actor)
    form = await page.form()
    async with db.transaction(page.actor) as tx:
        shown = await _shown(tx, resident_id)
    wish = read_wish(form, clock.today(), shown["rule"])
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    ink = _ink(form, shown["person"].name)
    try:
        form.check()
    except FormInvalid as error:
        return page.again(PAGE, form, error, picked=form.all("area"), **shown)
    assert wish
    assert key
    code = await at_desk.give(db, vault_of(request), page.actor, resident_id, wish, ink, key)
    if code is None:
        return page.saved(f"/work/residents/{resident_id}/proxies")
    return page.html(
        "desk/proxy_code.html",
        code=code,
        wish=wish,
        days=shown["rule"].days_to_take_up,
        person=shown["person"],
    )


@post("/work/residents/{resident_id:uuid}/proxies/{proxy_id:uuid}")
async def sign(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID],
    proxy_id: FromPath[UUID],
) -> Response[Any]:  # fmt: skip
    """The person agrees to who asked."""
    require_desk(page.actor)
    form = await page.form()
    async with db.transaction(page.actor) as tx:
        shown = await _shown(tx, resident_id)
    ink = _ink(form, shown["person"].name)
    try:
        form.check()
    except FormInvalid as error:
        return page.again(PAGE, form, error, tried=proxy_id, **shown)
    await at_desk.sign(db, page.actor, resident_id, proxy_id, ink)
    return page.saved("/work/proxies")


@post("/work/residents/{resident_id:uuid}/proxies/{proxy_id:uuid}/ending")
async def end(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest,
    resident_id: FromPath[UUID], proxy_id: FromPath[UUID],
) -> Response[Any]:  # fmt: skip
    """At the person's word."""
    require_desk(page.actor)
    await actions.end(db, vault_of(request), page.actor, page.actor.county, proxy_id)
    return page.saved(f"/work/residents/{resident_id}/proxies")


@get("/work/proxies")
async def witness_list(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        found = await store.unwitnessed(tx)
        for one in found:
            await looked_at(tx, one.county, one.grantor_id, "signing")
    return page.html(WITNESS, proxies=found, me=page.actor.account_id)


@post("/work/proxies/{proxy_id:uuid}/witness")
async def witness(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest, proxy_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    await at_desk.witness(db, vault_of(request), page.actor, proxy_id)
    return page.saved("/work/proxies")


def _ink(form: Form, name: str) -> Ink:
    signature = signing.read_signature(form, name)
    if not form.checked("sure"):
        form.errors["sure"] = "请本人看过以后，再勾选"
    home = form.text("origin") == Origin.HOME_VISIT.value
    origin = Origin.HOME_VISIT if home else Origin.DESK
    return Ink(signature.typed_name, signature.drawing, origin.value)


async def _shown(tx: Tx, resident_id: UUID) -> dict[str, Any]:
    county = tx.actor.county
    person = await find_resident(tx, county, resident_id)
    if person is None:
        raise NotFound
    await looked_at(tx, county, resident_id, "signing")
    rule = actions.limit_of(tx)
    return {
        "person": person, "proxies": await store.helpers_of(tx, resident_id), "rule": rule,
        "latest": latest_end(rule, tx.today),
    }  # fmt: skip


routes: list[Any] = [show, give, sign, end, witness_list, witness]
