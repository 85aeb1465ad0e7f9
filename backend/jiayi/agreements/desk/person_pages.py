"""The page of one signed resident and what is done there: ending, payment at the desk, what a manager allows."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.factors.guard import require_recent_factor
from jiayi.agreements import actions, deaths, permission
from jiayi.agreements import store as agreements
from jiayi.agreements.desk import waiting
from jiayi.agreements.desk.guards import require_desk, require_manager
from jiayi.agreements.desk.person import person_shown
from jiayi.agreements.desk.reading import fen
from jiayi.agreements.desk.taking_back import take_back
from jiayi.agreements.guards import agreement_for
from jiayi.agreements.model import Agreement
from jiayi.agreements.offering import never_waived
from jiayi.agreements.policy import basis, policy_for
from jiayi.infra.db.database import Database
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound


@get("/work/residents/{resident_id:uuid}")
async def resident(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    async with db.transaction(page.actor) as tx:
        return page.html("desk/resident.html", **await person_shown(tx, page, resident_id))


@post("/work/agreements/{agreement_id:uuid}/ending")
async def end(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    a = await _own(db, page, agreement_id)
    await require_recent_factor(page)
    form = await page.form()
    reason = form.text("reason", required="请选一个解约原因")
    if not form.checked("sure"):
        form.errors["sure"] = "请勾选确认，再结束协议"
    remark = form.prose("remark", longest=200)
    if reason == deaths.DIED and not remark:
        form.errors["remark"] = "请写明是谁、哪一天告诉您的，居民那边会看到"
    try:
        form.check()
    except FormInvalid as error:
        return await _again(db, page, form, error, a)
    await actions.terminate_agreement(db, page.actor, a.county, a.id, reason, remark)
    await waiting.offer_freed(db, page.actor, a.county, a.doctor_id)
    return page.saved(f"/work/residents/{a.resident_id}")


@post("/work/residents/{resident_id:uuid}/alive")
async def alive(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    """A death was recorded by mistake."""
    require_manager(page.actor)
    form = await page.form()
    why = form.prose("why_alive", required="请写明为什么更正", longest=200)
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("desk/resident.html", form, error, **await person_shown(tx, page, resident_id))
    await deaths.correct_death(db, page.actor, page.actor.county, resident_id, why)
    return page.saved(f"/work/residents/{resident_id}")


@post("/work/agreements/{agreement_id:uuid}/withdrawal")
async def withdraw(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    """A request of the desk that does not count yet; it may be made anew."""
    a = await _own(db, page, agreement_id)
    form = await page.form()
    why = form.prose("taken_back", required="请写明为什么撤回，本人会看到", longest=200)
    try:
        form.check()
    except FormInvalid as error:
        return await _again(db, page, form, error, a)
    await take_back(db, page.actor, a.id, why, "taken_back")
    await waiting.offer_freed(db, page.actor, a.county, a.doctor_id)
    return page.saved(f"/work/residents/{a.resident_id}")


@post("/work/agreements/{agreement_id:uuid}/payments")
async def pay(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    """UR-4.1: where the own share may not be waived it is recorded whole or not at all."""
    a = await _own(db, page, agreement_id)
    form = await page.form()
    key, reference = (
        form.uuid("key", required="这张表单不完整，请刷新页面再试"),
        form.text("reference", required="请写收据号", longest=60),
    )
    amount = fen(form, "amount")
    owed = a.due_fen - a.paid_fen
    if amount is not None and amount > owed:
        form.errors["amount"] = "比应付的个人部分多，请核对"
    rule = never_waived(policy_for(a.policy_division, a.policy_on))
    if amount is not None and amount < owed and rule:
        said = page.translate("个人部分不能减免，也不能少收，请按应付金额收")
        form.errors["amount"] = f"{said} {page.translate('依据：')}{basis(rule.citation)}"
    try:
        form.check()
        assert key is not None and amount is not None
        await actions.record_payment(db, page.actor, a.county, a.id, amount, "desk", reference, key)
    except FormInvalid as error:
        return await _again(db, page, form, error, a)
    return page.saved(f"/work/residents/{a.resident_id}")


@post("/work/agreements/{agreement_id:uuid}/payments/{payment_id:uuid}/reversal")
async def reverse(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    agreement_id: FromPath[UUID],
    payment_id: FromPath[UUID],
) -> Response[Any]:
    require_manager(page.actor)
    a = await _own(db, page, agreement_id)
    await require_recent_factor(page)
    form = await page.form()
    why = form.prose(f"wrong-{payment_id}", required="请写明为什么撤销，居民会看到", longest=200)
    try:
        form.check()
    except FormInvalid as error:
        return await _again(db, page, form, error, a)
    await actions.reverse_payment(db, page.actor, a.county, a.id, payment_id, why)
    return page.saved(f"/work/residents/{a.resident_id}")


@post("/work/agreements/{agreement_id:uuid}/exceptions")
async def allow(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    """UR-3.2, MY-3: what a document refuses in principle the manager may allow, with a reason."""
    require_manager(page.actor)
    a = await _own(db, page, agreement_id)
    form = await page.form()
    why = form.prose("why", required="请写明为什么特别同意", longest=200)
    asked = form.text("kind")
    kind = next((one for one in permission.OPEN_TO_MANAGERS if one == asked), None)
    if kind is None:
        raise NotFound()
    try:
        form.check()
    except FormInvalid as error:
        return await _again(db, page, form, error, a)
    await actions.allow_exception(db, page.actor, a.county, a.id, kind, why)
    return page.saved(f"/work/residents/{a.resident_id}")


async def _own(db: Database, page: Page, agreement_id: UUID) -> Agreement:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        county = page.actor.county
        return await agreement_for(tx, county, await agreements.agreement(tx, county, agreement_id))


async def _again(db: Database, page: Page, form: Form, error: FormInvalid, a: Agreement) -> Response[Any]:
    async with db.transaction(page.actor) as tx:
        shown = await person_shown(tx, page, a.resident_id)
    return page.again("desk/resident.html", form, error, tried=a.id, **shown)


routes: list[Any] = [resident, end, alive, pay, reverse, allow, withdraw]
