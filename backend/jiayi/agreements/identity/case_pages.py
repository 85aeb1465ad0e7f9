"""“身份证号被别人登记了”: the owner is at the desk with the card; two members of staff say so."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.factors.guard import require_recent_factor
from jiayi.accounts.sign_in.browser import vault_of
from jiayi.agreements.desk import waiting
from jiayi.agreements.desk.guards import require_desk, require_manager
from jiayi.agreements.identity import actions, store
from jiayi.agreements.identity.model import CARDS, Corrected
from jiayi.agreements.identity.reading import read_claim
from jiayi.history.store import looked_at
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid

AnyRequest = Request[Any, Any, Any]
LIST, NEW = "desk/identity_cases.html", "desk/identity_new.html"
DONE = {
    "opened": "记下了。请另一位看过本人和证件的同事见证，才算数。",
    "settled": "办好了。号码归还本人，现在可以给本人签约，本人也可以自己登录登记。",
    "corrected": "更正好了，本人会收到通知。",
    "back": "退回了，什么都没有改。",
    "looked": "核对的结果记下了。",
}


@get("/work/identity")
async def listed(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html(LIST, **await _listed(tx, page))


@get("/work/identity/new")
async def new(page: NamedDependency[Page]) -> Response[Any]:
    require_desk(page.actor)
    return page.html(NEW, cards=CARDS)


@post("/work/identity/cases")
async def open_case(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_desk(page.actor)
    await require_recent_factor(page)
    form = await page.form()
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    claim = read_claim(form, taken=True)
    try:
        form.check()
        assert claim and key
        await actions.open_case(db, vault_of(request), page.actor, claim, key)
    except FormInvalid as error:
        return page.again(NEW, form, error, cards=CARDS)
    return page.go("/work/identity?done=opened")


@post("/work/identity/cases/{case_id:uuid}/witness")
async def witness(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest, case_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    await require_recent_factor(page)
    base_url = request.app.state.settings.base_url
    settled = await actions.settle_case(db, vault_of(request), base_url, page.actor, case_id)
    if isinstance(settled, Corrected):
        return page.go("/work/identity?done=corrected")
    for doctor_id in settled.doctors:
        await waiting.offer_freed(db, page.actor, page.actor.county, doctor_id)
    return page.go("/work/identity?done=settled")


@post("/work/identity/cases/{case_id:uuid}/refusal")
async def refuse(
    page: NamedDependency[Page], db: NamedDependency[Database], case_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    why = form.prose("why", longest=200)
    if not why:
        form.errors[f"why-{case_id}"] = "请写明为什么退回"
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again(LIST, form, error, **await _listed(tx, page))
    await actions.refuse_case(db, page.actor, case_id, why)
    return page.go("/work/identity?done=back")


@post("/work/identity/reviews/{agreement_id:uuid}")
async def decide(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_manager(page.actor)
    form = await page.form()
    note = form.prose("note", longest=200)
    if not note:
        form.errors[f"note-{agreement_id}"] = "请写明核对的结果"
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again(LIST, form, error, **await _listed(tx, page))
    await actions.decide_review(db, page.actor, agreement_id, note)
    return page.go("/work/identity?done=looked")


async def _listed(tx: Tx, page: Page) -> dict[str, Any]:
    cases, reviews = await store.cases(tx), await store.reviews(tx)
    for one in {review.resident_id for review in reviews if review.resident_name}:
        await looked_at(tx, tx.actor.county, one, "identity_check")
    return {
        "cases": [
            {
                "one": case, "card": CARDS[case.card], "own": case.opened_by == page.actor.account_id,
                "may": actions.may_witness(page.actor, case), "field": f"why-{case.id}",
            }
            for case in cases
        ],
        "reviews": [{"one": one, "field": f"note-{one.agreement_id}"} for one in reviews],
        "manages": page.actor.role is Role.MANAGER,
        "done": DONE.get(page.request.query_params.get("done", "")),
    }  # fmt: skip


routes: list[Any] = [listed, new, open_case, witness, refuse, decide]
