"""Signing with someone present (F7, K1): find the person → doctor and packages → read and sign on this screen."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.sign_in.browser import vault_of
from jiayi.agreements import actions, offering, sign_pages, store, views
from jiayi.agreements.cards import state
from jiayi.agreements.desk import actions as desk
from jiayi.agreements.desk import store as desk_store
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.model import IN_FORCE, Agreement, AgreementState, Origin, Party, Person
from jiayi.agreements.policy import policy_for, words_for
from jiayi.agreements.rules import capacity_of, may_sign_with
from jiayi.agreements.sign_pages import Signing
from jiayi.agreements.wish import Wish
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.identity_number import BadIdentityNumber, parse
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound

AnyRequest = Request[Any, Any, Any]
PLACES = (Origin.DESK.value, Origin.HOME_VISIT.value)


@get("/work/sign")
async def find(page: NamedDependency[Page]) -> Response[Any]:
    require_desk(page.actor)
    return page.html("desk/sign_find.html", over="over" in page.request.query_params)


@post("/work/sign/visits")
async def visit(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    resident_id = form.uuid("resident")
    number = "" if resident_id else _number(form.text("number", required="请输入完整的身份证号"), form.errors)
    try:
        form.check()
        found = await desk.open_visit(db, page.actor, vault_of(request), number, resident_id)
        if found is None:
            raise FormInvalid({"number": desk.NOBODY})
    except FormInvalid as error:
        return page.again("desk/sign_find.html", form, error)
    return page.go(f"/work/sign/{found.resident_id}")


@get("/work/sign/{resident_id:uuid}")
async def choose(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    home = require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        person = await _visitor(tx, resident_id)
        if person is None:
            return page.go("/work/sign?over=1")
        await looked_at(tx, page.actor.county, resident_id, "signing")
        parties = await _parties(tx, home)
        policy = policy_for(page.actor.county, tx.today)
        current = await _current(tx, person)
        prices = await store.prices(tx, page.actor.county, home)
        offer = offering.offer_for(policy, person, parties[0], prices, tx.today) if parties else None
        renewing = _renewing(tx, current, home)
    shown = [{"party": p, "left": max(0, capacity_of(policy, p.capacity) - p.taken)} for p in parties]
    return page.html(
        "desk/sign_choose.html", person=person, parties=shown, current=current, renewing=renewing,
        missing="missing" in page.request.query_params, months=offering.usual_months(policy),
        choices=[views.choice(page, offer, one) for one in offer.choices] if offer else [],
    )  # fmt: skip


@get("/work/sign/{resident_id:uuid}/agreement")
async def read(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    fields = sign_pages.asked(page)
    async with db.transaction(page.actor) as tx:
        person = await _visitor(tx, resident_id)
        if person is None:
            return page.go("/work/sign?over=1")
        s = await _signing(tx, person, fields)
    if not s.wish.packages.get(person.id):
        return page.go(f"/work/sign/{resident_id}?missing=1")
    return page.html("desk/sign_read.html", **_shown(page, s, fields))


@post("/work/sign/{resident_id:uuid}")
async def sign(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    async with db.transaction(page.actor) as tx:
        person = await _visitor(tx, resident_id)
        if person is None:
            return page.go("/work/sign?over=1")
        s = await _signing(tx, person, form.fields)
    try:
        signature, key = sign_pages._signature(form, person, s)
    except FormInvalid as error:
        return page.again("desk/sign_read.html", form, error, **_shown(page, s, form.fields))
    codes = s.people[0][1].closed(s.wish.packages.get(person.id, ()))
    order = msgspec.structs.replace(
        s.wish.order(person.id, codes, key, signature, form.text("text")), origin=_origin(form.fields)
    )
    make = actions.renew_agreement if s.wish.change == "renewal" else actions.request_agreement
    await make(db, page.actor, order)
    return page.go(f"/work/residents/{person.id}?new=1")


def _number(text: str, errors: dict[str, str]) -> str:
    try:
        return parse(text).text if text else ""
    except BadIdentityNumber as error:
        errors["number"] = str(error)
        return ""


def _origin(fields: dict[str, list[str]]) -> Origin:
    wanted = (fields.get("origin") or [""])[-1]
    return Origin(wanted) if wanted in PLACES else Origin.DESK


async def _visitor(tx: Tx, resident_id: UUID) -> Person | None:
    """None once the visit is over; somebody who was never here is as unknown as anybody."""
    if not await tx.value(desk_store.Q.is_at_our_desk, tx.actor.county, resident_id):
        if await store.person(tx, tx.actor.county, resident_id) is None:
            raise NotFound()
        return None
    return await store.person(tx, tx.actor.county, resident_id)


async def _parties(tx: Tx, home: UUID) -> list[Party]:
    """The doctors of each team, the actor first; then those in no team."""
    county = tx.actor.county
    policy = policy_for(county, tx.today)
    found = [
        p for t in await desk_store.teams(tx, home) for p in await store.parties_of_team(tx, county, t.id)
    ]
    teamed = {p.doctor_id for p in found}
    alone = [p for p in await store.doctors_of_institution(tx, county, home) if p.doctor_id not in teamed]
    mine = tx.actor.doctor_id
    return sorted(
        (p for p in [*found, *alone] if may_sign_with(policy, p)), key=lambda p: p.doctor_id != mine
    )


async def _current(tx: Tx, person: Person) -> Agreement | None:
    known = {*IN_FORCE, AgreementState.UPCOMING, AgreementState.WAITING_CONFIRMATION}
    known |= {AgreementState.WAITING_ACCEPTANCE, AgreementState.WAITING_PAYMENT}
    mine = await store.agreements_of(tx, tx.actor.county, [person.id])
    return next((a for a in mine if state(tx, a) in known), None)


def _renewing(tx: Tx, current: Agreement | None, home: UUID) -> bool:
    in_window = current is not None and state(tx, current) is AgreementState.IN_RENEWAL_WINDOW
    return in_window and current is not None and current.institution_id == home


async def _signing(tx: Tx, person: Person, fields: dict[str, list[str]]) -> Signing:
    county = tx.actor.county
    team, _, doctor = (fields.get("with") or [""])[-1].partition(":")
    wish = Wish.read({**fields, "team": [team], "doctor": [doctor], "who": [str(person.id)]})
    party = await store.party(tx, county, wish.team, wish.doctor)
    if party is None or party.institution_id != tx.actor.institution_id:
        raise NotFound()
    policy = policy_for(party.institution_county, tx.today)
    prices = await store.prices(tx, county, party.institution_id)
    since = await store.first_signed_day(tx, county, person.id, party.doctor_id)
    return Signing(
        wish=wish,
        party=party,
        policy=policy,
        people=[(person, offering.offer_for(policy, person, party, prices, tx.today))],
        hospitals=await store.hospitals(tx, county),
        text=words_for(policy),
        long_term=offering.long_term(policy, since, tx.today),
        reduction_fen=await store.reduction(tx, county, party.institution_id),
        previous=await store.agreement(tx, county, wish.previous) if wish.previous else None,
    )


def _shown(page: Page, s: Signing, fields: dict[str, list[str]]) -> dict[str, Any]:
    shown = sign_pages._review(page, s)
    person = s.people[0][0]
    kept = [pair for pair in s.wish.pairs() if pair[0] not in ("team", "doctor", "who")]
    kept += [("with", f"{s.wish.team or ''}:{s.wish.doctor or ''}"), ("origin", _origin(fields).value)]
    return {**shown, "pairs": kept, "person": person, "origin": _origin(fields).value}


routes: list[Any] = [find, visit, choose, read, sign]
