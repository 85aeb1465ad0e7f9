"""Signed residents and the page of one of them: ending, payment at the desk."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.consents import store as consents
from jiayi.accounts.consents.model import HEALTH_DATA
from jiayi.accounts.factors.guard import require_recent_factor
from jiayi.accounts.store import find_resident
from jiayi.agreements import actions, changes, deaths, permission, views
from jiayi.agreements import store as agreements
from jiayi.agreements.cards import state
from jiayi.agreements.changes import ENDABLE
from jiayi.agreements.desk import groups, paging, store, waiting
from jiayi.agreements.desk.guards import require_desk, require_manager
from jiayi.agreements.desk.reading import fen
from jiayi.agreements.desk.store import PanelFilter
from jiayi.agreements.desk.taking_back import is_pending, take_back
from jiayi.agreements.document import store as papers
from jiayi.agreements.guards import agreement_for
from jiayi.agreements.model import IN_FORCE, Agreement, AgreementState
from jiayi.agreements.offering import never_waived
from jiayi.agreements.policy import basis, policy_for
from jiayi.agreements.rules import change_facts, renewal_days
from jiayi.agreements.seasons import asked_year
from jiayi.agreements.story import story
from jiayi.history.store import looked_at
from jiayi.infra import clock
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Waiver, Word


@get("/work/panel")
async def panel(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_desk(page.actor)
    asked, nth = paging.asked(page)
    async with db.transaction(page.actor) as tx:
        policy = policy_for(page.actor.county, tx.today)
        rows = await store.panel(tx, _filter(tx, policy, asked), paging.first(nth), paging.SIZE + 1)
        for row in paging.screen(rows):
            await looked_at(tx, page.actor.county, row.id, "panel")
    return page.html(
        "desk/panel.html", rows=paging.screen(rows), pager=paging.shown("/work/panel", asked, nth, rows), values=asked,
        groups=groups.names(policy, page.language, "group"), narrowed=any(asked.values()),
        year=asked_year(policy, clock.today()),
        conditions=groups.names(policy, page.language, "condition"),
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
    remark = form.text("remark", longest=200)
    if reason == deaths.DIED and not remark:
        form.errors["remark"] = "请写明是谁、哪一天告诉您的，居民那边会看到"
    try:
        form.check()
    except FormInvalid as error:
        return await _again(db, page, form, error, a)
    await actions.terminate_agreement(db, page.actor, a.county, a.id, reason, remark)
    await waiting.offer_freed(db, page.actor, a.county, a.doctor_id)
    return page.go(f"/work/residents/{a.resident_id}")


@post("/work/residents/{resident_id:uuid}/alive")
async def alive(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    """A death was recorded by mistake."""
    require_manager(page.actor)
    form = await page.form()
    why = form.text("why_alive", required="请写明为什么更正", longest=200)
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("desk/resident.html", form, error, **await _resident(tx, page, resident_id))
    await deaths.correct_death(db, page.actor, page.actor.county, resident_id, why)
    return page.go(f"/work/residents/{resident_id}")


@post("/work/agreements/{agreement_id:uuid}/withdrawal")
async def withdraw(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    """A request of the desk that does not count yet; it may be made anew."""
    a = await _own(db, page, agreement_id)
    form = await page.form()
    why = form.text("taken_back", required="请写明为什么撤回，本人会看到", longest=200)
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
    if amount is not None and amount < owed and never_waived(policy_for(a.policy_division, a.policy_on)):
        form.errors["amount"] = "个人部分不能减免，也不能少收，请按应付金额收"
    try:
        form.check()
    except FormInvalid as error:
        return await _again(db, page, form, error, a)
    assert key is not None and amount is not None
    await actions.record_payment(db, page.actor, a.county, a.id, amount, "desk", reference, key)
    return page.go(f"/work/residents/{a.resident_id}")


@post("/work/agreements/{agreement_id:uuid}/exceptions")
async def allow(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    """UR-3.2, MY-3: what a document refuses in principle the manager may allow, with a reason."""
    require_manager(page.actor)
    a = await _own(db, page, agreement_id)
    form = await page.form()
    why = form.text("why", required="请写明为什么特别同意", longest=200)
    asked = form.text("kind")
    kind = next((one for one in permission.OPEN_TO_MANAGERS if one == asked), None)
    if kind is None:
        raise NotFound()
    try:
        form.check()
    except FormInvalid as error:
        return await _again(db, page, form, error, a)
    await actions.allow_exception(db, page.actor, a.county, a.id, kind, why)
    return page.go(f"/work/residents/{a.resident_id}")


def _filter(tx: Tx, policy: Policy, asked: dict[str, str]) -> PanelFilter:
    """What the place does not list narrows nothing."""
    days = timedelta(days=renewal_days(policy))
    group, condition = asked.get("group", ""), asked.get("condition", "")
    return PanelFilter(
        name=asked.get("name", "").strip()[:40],
        group=group if policy.all(Word, kind="group", code=group) else "",
        condition=condition if policy.all(Word, kind="condition", code=condition) else "",
        born=groups.born(policy, group, tx.today),
        ends_by=tx.today + days if asked.get("ending") else None,
        unconfirmed_year=asked_year(policy, tx.today) if asked.get("unconfirmed") else None,
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
        "death": await deaths.shown(tx, page, resident_id),
        "person": person,
        "facts": facts,
        "health_seen": await consents.allows(tx, county, resident_id, HEALTH_DATA),
        "agreements": [await _agreement(tx, page, a) for a in found],
        "year": asked_year(policy_for(county, tx.today), tx.today),
        "groups": groups.names(policy_for(county, tx.today), page.language, "group"),
    }


async def _agreement(tx: Tx, page: Page, a: Agreement) -> dict[str, Any]:
    now = state(tx, a)
    policy = policy_for(a.policy_division, tx.today)
    waiver = next((s for s in policy.all(Waiver) if s.value.own_share == "forbidden"), None)
    return {
        **views.summary(page, a, now),
        "packages": await agreements.packages(tx, a.county, a.id),
        "endable": now in ENDABLE,
        "running": now in IN_FORCE,
        "year_signed": bool(await store.year_signatures(tx, a.id)) if now in IN_FORCE else False,
        "year_open": (await permission.reason(tx, a, change_facts(a, "confirm", tx.today))).met,
        "pending": is_pending(a, now),
        "signatures": [s for s in await papers.signatures(tx, a.county, a.id) if s.signer == "witness"],
        "owed": a.due_fen - a.paid_fen if now is AgreementState.WAITING_PAYMENT else 0,
        "waiver": waiver and {"text": page.translate(waiver.value.text), "basis": basis(waiver.citation)},
        "specials": (specials := await agreements.specials(tx, a.county, a.id)),
        "could_allow": _could_allow(tx, page, a, {one.kind for one in specials}) if now in IN_FORCE else [],
        "payments": await agreements.payments(tx, a.county, a.id),
        "years": await agreements.confirmed_years(tx, a.county, a.id),
        "story": await story(tx, page, a),
        "reasons": [
            {"code": r.value.code, "name": page.translate(r.value.name)}
            for r in changes.reasons_for(policy, page.actor)
            if r.value.code != deaths.DIED or deaths.may_record(page.actor, a)
        ],
    }


def _could_allow(tx: Tx, page: Page, a: Agreement, done: set[str]) -> list[dict[str, Any]]:
    if page.actor.role is not Role.MANAGER:
        return []
    found = permission.refused_in_principle(tx, a)
    return [{"kind": kind, **views.words(page, rule)} for kind, rule in found.items() if kind not in done]


routes: list[Any] = [panel, resident, end, alive, pay, allow, withdraw]
