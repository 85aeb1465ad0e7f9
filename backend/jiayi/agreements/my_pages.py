"""My agreements, one agreement, and what may be done with it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.consents import store as consents
from jiayi.accounts.guards import require_resident
from jiayi.agreements import (
    actions,
    changes,
    costs,
    deaths,
    guards,
    offering,
    permission,
    store,
    terms,
    views,
)
from jiayi.agreements.cards import cards, state
from jiayi.agreements.carrying import before
from jiayi.agreements.desk.store import own_places
from jiayi.agreements.model import IN_FORCE, OVER, WAITING, Agreement, AgreementState, Person
from jiayi.agreements.payments import online_payment
from jiayi.agreements.policy import policy_for
from jiayi.agreements.receipts import receipts
from jiayi.agreements.rules import change_facts, facts_of
from jiayi.agreements.seasons import asked_year
from jiayi.agreements.sign_pages import identify
from jiayi.agreements.story import story
from jiayi.agreements.writing import places_left
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound
from jiayi.policies.schema import ChangeKind, Package


@get("/agreements")
async def mine(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    actor = page.actor
    async with db.transaction(actor) as tx:
        residents = (
            await store.household_ids(tx, actor.county, actor.household_id) if actor.household_id else []
        )
        residents = residents or [actor.resident_id or UUID(int=0)]
        found = [
            views.summary(page, a, state(tx, a))
            for a in await store.agreements_of(tx, actor.county, residents)
        ]
        queued = await own_places(tx, actor.county, actor.resident_id) if actor.resident_id else []
    return page.html(
        "agreements/mine.html", current=[one for one in found if one["state"] not in OVER],
        past=[one for one in found if one["state"] in OVER], fresh="new" in page.request.query_params,
        queued=queued,
    )  # fmt: skip


@get("/home/mine")
async def home_mine(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    """The cards alone, for the home page to fetch or include."""
    async with db.transaction(page.actor) as tx:
        return page.html("home_mine.html", cards=await cards(tx, page))


@get("/agreements/{agreement_id:uuid}")
async def one(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    if away := identify(page):
        return away
    async with db.transaction(page.actor) as tx:
        shown = await _one(tx, page, agreement_id)
        shown["asks"] = await consents.asks(tx)
    asked = page.request.query_params
    return page.html("agreements/one.html", fresh="new" in asked, done="done" in asked, **shown)


# Staff confirm, withdraw and end at the desk: there with a recent second factor and with somebody who witnesses.
@post("/agreements/{agreement_id:uuid}/confirmation")
async def confirm(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_resident(page.actor)
    await actions.confirm_agreement(db, page.actor, page.actor.county, agreement_id)
    return page.saved(f"/agreements/{agreement_id}")


@post("/agreements/{agreement_id:uuid}/withdrawal")
async def withdraw(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_resident(page.actor)
    await actions.withdraw_agreement(db, page.actor, page.actor.county, agreement_id)
    return page.saved(f"/agreements/{agreement_id}")


@post("/agreements/{agreement_id:uuid}/yearly-confirmation")
async def confirm_year(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_resident(page.actor)
    await actions.confirm_year(db, page.actor, page.actor.county, agreement_id)
    return page.saved(f"/agreements/{agreement_id}")


@post("/agreements/{agreement_id:uuid}/ending")
async def end(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_resident(page.actor)
    form = await page.form()
    reason = form.text("reason", required="请选一个解约原因")
    if not form.checked("sure"):
        form.errors["sure"] = "请勾选确认，再结束协议"
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("agreements/one.html", form, error, **await _one(tx, page, agreement_id))
    await actions.terminate_agreement(
        db, page.actor, page.actor.county, agreement_id, reason, form.prose("remark")
    )
    return page.saved(f"/agreements/{agreement_id}")


@post("/agreements/{agreement_id:uuid}/doctor")
async def change_doctor(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_resident(page.actor)
    form = await page.form()
    doctor = form.uuid("doctor", required="请选一位医生")
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("agreements/one.html", form, error, **await _one(tx, page, agreement_id))
    assert doctor is not None
    await actions.change_doctor(db, page.actor, page.actor.county, agreement_id, doctor, form.prose("why"))
    return page.saved(f"/agreements/{agreement_id}")


@post("/agreements/{agreement_id:uuid}/payments")
async def pay(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    """The pretended online payment of a demo; elsewhere this address does not exist."""
    adapter = online_payment(page.request.app.state.settings.demo)
    if adapter is None:
        raise NotFound()
    form = await page.form()
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    form.check()
    async with db.transaction(page.actor) as tx:
        a = await _find(tx, agreement_id)
    assert key is not None
    await adapter.collect(db, page.actor, page.actor.county, agreement_id, a.due_fen - a.paid_fen, key)
    return page.saved(f"/agreements/{agreement_id}")


async def _find(tx: Tx, agreement_id: UUID) -> Agreement:
    county = tx.actor.county
    return await guards.agreement_for(tx, county, await store.agreement(tx, county, agreement_id))


async def _one(tx: Tx, page: Page, agreement_id: UUID) -> dict[str, Any]:
    a = await _find(tx, agreement_id)
    county, now = a.county, state(tx, a)
    await looked_at(tx, county, a.resident_id, "agreement")
    person = await store.person(tx, county, a.resident_id)
    policy = policy_for(a.policy_division, tx.today)
    then = policy_for(a.policy_division, a.policy_on)
    packages = await store.packages(tx, county, a.id)
    items = offering.in_order(then, await store.items(tx, county, a.id))
    names = {p.package_code: p.name for p in packages} | {i.item_code: i.name for i in items}
    english = {stated.value.code: stated.value.name_en for stated in then.all(Package)}
    shown_names = {
        code: english.get(code, name) if page.language == "en" else name for code, name in names.items()
    }
    agreed = await store.fee_lines(tx, county, a.id)
    outlasted = terms.outlasted(then, [p.package_code for p in packages], a.term_to)
    running = now in IN_FORCE
    return {
        **views.summary(page, a, now),
        "packages": [
            {
                "name": shown_names[p.package_code], "basis": p.citation,
                "items": [page.translate(i.name) for i in items if i.package_code == p.package_code],
            }
            for p in packages
        ],
        "items": [page.translate(item.name) for item in items if item.package_code is None],
        "lines": [views.agreed_line(found, shown_names, page.translate) for found in agreed],
        "own_said": [] if now in OVER else costs.own_said(agreed, page.translate),
        "outlasted": [] if now in OVER else terms.outlasted_said(outlasted, tx.today, page.translate),
        "paid": receipts(await store.payments(tx, county, a.id), page.translate),
        "hospitals": await store.agreed_hospitals(tx, county, a.id),
        "reduction_fen": await store.agreed_reduction(tx, county, a.id),
        "benefits": (
            views.benefits(page, policy, facts_of(person, a.policy_division, tx.today)) if person and running else []
        ),
        "waiting": now in WAITING,
        "running": running,
        "may": {k: await _may(page, tx, a, k) for k in ("renew", "confirm")} if _renewable(now) else {},
        "switch": await _may(page, tx, a, "switch_institution") if running else None,
        "specials": await store.specials(tx, county, a.id),
        "reasons": [
            {"code": r.value.code, "name": page.translate(r.value.name), "basis": views.cited(page, r.citation)["basis"]}
            for r in changes.reasons_for(policy, page.actor)
        ],
        "doctors": await _doctors(tx, page, a) if running else [],
        "confirmed_years": await store.confirmed_years(tx, county, a.id),
        "year": (year := asked_year(policy, tx.today)),
        "standing": await store.year_standing(tx, county, a.id, year),
        "story": await story(tx, page, a),
        "renew_query": _renewal(a, [p.package_code for p in packages], [i.item_code for i in items]),
        **await _behind(tx, a, now),
        "online": online_payment(page.request.app.state.settings.demo) is not None,
        **_deciding(page, a, person),
        "death": await deaths.shown(tx, page, a.resident_id),
    }  # fmt: skip


async def _behind(tx: Tx, a: Agreement, now: AgreementState) -> dict[str, Any]:
    """``again``, ``old``: the agreement that this request was to follow can still be renewed, or holds still;
    ``renewal``: one stands behind that changes its doctor together with this one."""
    following = await store.agreement(tx, a.county, a.next_id) if a.next_id and now in IN_FORCE else None
    found: dict[str, Any] = {
        "renewal": following is not None and following.doctor_id == a.doctor_id,
        "again": "",
        "old": None,
    }
    if a.previous_id is None or now not in OVER or now in (AgreementState.EXPIRED, AgreementState.ENDED):
        return found
    old = await store.agreement(tx, a.county, a.previous_id)
    if old is None or old.next_id or not _renewable(state(tx, old)):
        return found
    found["old"] = old.id if state(tx, old) in IN_FORCE else None
    if (await permission.reason(tx, old, change_facts(old, "renew", tx.today))).met:
        kept = await before(tx, old)
        found["again"] = _renewal(
            old, [p.package_code for p in kept.packages], [i.item_code for i in kept.items]
        )
    return found


def _deciding(page: Page, a: Agreement, person: Person | None) -> dict[str, Any]:
    """Who looks: somebody who decides here, who may prepare and pay, or who reads only (K1)."""
    if person and guards.signs_beside(page.actor, person) and a.confirmed_at is None:
        said = page.translate(guards.CHILD_SAYS_YES, name=person.name)
        return {"alone": said, "prepares": True, "withdraws": True, "confirms": False}
    if person is None or page.actor.is_staff or guards.acts_for(page.actor, person):
        return {"alone": "", "prepares": True, "withdraws": True, "confirms": True}
    return {
        "confirms": person.id == page.actor.resident_id and guards.asked_too(page.actor, person),
        "alone": page.translate(guards.why_not(page.actor, person), name=person.name),
        "prepares": guards.prepares_for(page.actor, person),
        "withdraws": a.requested_by == page.actor.account_id and a.confirmed_at is None,
    }  # fmt: skip


def _renewable(now: AgreementState) -> bool:
    return now in IN_FORCE or now is AgreementState.EXPIRED


async def _may(page: Page, tx: Tx, a: Agreement, kind: ChangeKind) -> dict[str, Any]:
    elsewhere = kind == "switch_institution"
    facts = change_facts(a, kind, tx.today, same_institution=not elsewhere, same_team=not elsewhere)
    return views.words(page, await permission.reason(tx, a, facts))


async def _doctors(tx: Tx, page: Page, a: Agreement) -> list[dict[str, Any]]:
    """Colleagues of the same institution, each with what the place's policy says of a change to them."""
    found = []
    team = {p.doctor_id for p in await store.parties_of_team(tx, a.county, a.team_id)} if a.team_id else set()
    for p in await store.doctors_of_institution(tx, a.county, a.institution_id):
        if p.doctor_id == a.doctor_id:
            continue
        facts = change_facts(a, "change_doctor", tx.today, same_team=p.doctor_id in team)
        reason = await permission.reason(tx, a, facts)
        policy = policy_for(p.institution_county, tx.today)
        left = await places_left(tx, policy, p.doctor_id, a.resident_id)
        found.append({"party": p, "left": left, "answer": views.words(page, reason)})
    return found


def _renewal(a: Agreement, codes: list[str], items: list[str]) -> str:
    pairs = [("team", a.team_id or ""), ("doctor", a.doctor_id), ("who", a.resident_id), ("previous", a.id)]
    pairs += [("change", "renewal"), *((f"p-{a.resident_id}", code) for code in codes)]
    pairs += [(f"i-{a.resident_id}", code) for code in items]
    return urlencode([(name, str(value)) for name, value in pairs if value])


routes = [mine, home_mine, one, confirm, withdraw, confirm_year, end, change_doctor, pay]
