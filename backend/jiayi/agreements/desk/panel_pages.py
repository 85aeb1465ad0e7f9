"""Signed residents and the page of one of them: ending, payment at the desk."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.factors.guard import require_recent_factor
from jiayi.accounts.store import find_resident
from jiayi.agreements import actions, changes, views
from jiayi.agreements import store as agreements
from jiayi.agreements.cards import state
from jiayi.agreements.changes import ENDABLE, confirmed_year
from jiayi.agreements.desk import store, waiting
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.reading import fen
from jiayi.agreements.desk.store import PanelFilter
from jiayi.agreements.guards import agreement_for
from jiayi.agreements.model import Agreement, AgreementState
from jiayi.agreements.offering import never_waived
from jiayi.agreements.policy import basis, policy_for
from jiayi.agreements.rules import months_later, renewal_days
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound
from jiayi.policies.schema import Waiver

PAGE = 20
ELDERLY_MONTHS = 65 * 12
GROUPS = ("pregnant", "disabled", "special_family", "registered_poor", "care_dependent", "homebound")
CONDITIONS = (
    "hypertension",
    "diabetes",
    "copd",
    "tuberculosis",
    "severe_mental_disorder",
    "cancer",
    "stroke",
)


@get("/work/panel")
async def panel(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_desk(page.actor)
    asked = dict(page.request.query_params)
    number = asked.pop("page", "1")
    nth = int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 10_000 else 1
    async with db.transaction(page.actor) as tx:
        rows = await store.panel(tx, _filter(tx, asked), (nth - 1) * PAGE, PAGE + 1)
        for row in rows[:PAGE]:
            await looked_at(tx, page.actor.county, row.id, "panel")
    kept = urlencode({name: value for name, value in asked.items() if value})
    return page.html(
        "desk/panel.html", rows=rows[:PAGE], nth=nth, more=len(rows) > PAGE, kept=kept, values=asked,
        groups=GROUPS, conditions=CONDITIONS, narrowed=bool(kept),
    )  # fmt: skip


@get("/work/residents/{resident_id:uuid}")
async def resident(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    async with db.transaction(page.actor) as tx:
        return page.html("desk/resident.html", **await _resident(tx, page, resident_id))


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
    remark = form.text("remark")
    try:
        form.check()
    except FormInvalid as error:
        return await _again(db, page, form, error, a)
    await actions.terminate_agreement(db, page.actor, a.county, a.id, reason, remark)
    await waiting.offer_freed(db, page.actor, a.county, a.doctor_id)
    return page.go(f"/work/residents/{a.resident_id}")


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
    if amount is not None and amount < owed and never_waived(policy_for(a.policy_division, a.policy_on)):
        form.errors["amount"] = "个人部分不能减免，也不能少收，请按应付金额收"
    try:
        form.check()
    except FormInvalid as error:
        return await _again(db, page, form, error, a)
    assert key is not None and amount is not None
    await actions.record_payment(db, page.actor, a.county, a.id, amount, "desk", reference, key)
    return page.go(f"/work/residents/{a.resident_id}")


def _filter(tx: Tx, asked: dict[str, str]) -> PanelFilter:
    days = timedelta(days=renewal_days(policy_for(tx.actor.county, tx.today)))
    group, condition = asked.get("group", ""), asked.get("condition", "")
    return PanelFilter(
        name=asked.get("name", "").strip()[:40],
        group=group if group in GROUPS else "",
        condition=condition if condition in CONDITIONS else "",
        born_by=months_later(tx.today, -ELDERLY_MONTHS) if asked.get("elderly") else None,
        ends_by=tx.today + days if asked.get("ending") else None,
        unconfirmed_year=confirmed_year(tx.today) if asked.get("unconfirmed") else None,
    )


async def _own(db: Database, page: Page, agreement_id: UUID) -> Agreement:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        county = page.actor.county
        return await agreement_for(tx, county, await agreements.agreement(tx, county, agreement_id))


async def _again(db: Database, page: Page, form: Form, error: FormInvalid, a: Agreement) -> Response[Any]:
    async with db.transaction(page.actor) as tx:
        shown = await _resident(tx, page, a.resident_id)
    return page.again("desk/resident.html", form, error, tried=a.id, **shown)


async def _resident(tx: Tx, page: Page, resident_id: UUID) -> dict[str, Any]:
    home, county = require_desk(page.actor), page.actor.county
    person = await find_resident(tx, county, resident_id)
    facts = await agreements.person(tx, county, resident_id)
    if person is None or facts is None:
        raise NotFound()
    await looked_at(tx, county, resident_id, "agreement")
    found = [a for a in await agreements.agreements_of(tx, county, [resident_id]) if a.institution_id == home]
    return {
        "person": person,
        "facts": facts,
        "agreements": [await _agreement(tx, page, a) for a in found],
        "year": confirmed_year(tx.today),
    }


async def _agreement(tx: Tx, page: Page, a: Agreement) -> dict[str, Any]:
    now = state(tx, a)
    policy = policy_for(a.policy_division, tx.today)
    waiver = next((s for s in policy.all(Waiver) if s.value.own_share == "forbidden"), None)
    return {
        **views.summary(page, a, now),
        "packages": await agreements.packages(tx, a.county, a.id),
        "endable": now in ENDABLE,
        "owed": a.due_fen - a.paid_fen if now is AgreementState.WAITING_PAYMENT else 0,
        "waiver": waiver and {"text": page.translate(waiver.value.text), "basis": basis(waiver.citation)},
        "payments": await agreements.payments(tx, a.county, a.id),
        "years": await agreements.confirmed_years(tx, a.county, a.id),
        "reasons": [
            {"code": r.value.code, "name": page.translate(r.value.name)}
            for r in changes.reasons_for(policy, page.actor)
        ],
    }


routes: list[Any] = [panel, resident, end, pay]
