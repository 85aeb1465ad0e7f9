"""Signing online: with whom → which packages → read, check and sign."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from jiayi.agreements import actions, offering, store, views
from jiayi.agreements.guards import acts_for
from jiayi.agreements.model import IN_FORCE, Agreement, AgreementText, Hospital, Party, Person, Signature
from jiayi.agreements.offering import Offer
from jiayi.agreements.policy import basis, policy_for, words_for
from jiayi.agreements.problems import PanelFull
from jiayi.agreements.rules import capacity_of, change_facts, may_sign_with, months_later, state_of
from jiayi.agreements.wish import Wish
from jiayi.infra import clock
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound
from jiayi.policies import rules
from jiayi.policies.answers import gap_reason
from jiayi.policies.cited import NoRule
from jiayi.policies.resolve import Policy

LONGEST_DRAWING = 20_000
_PATH = frozenset("ML0123456789. ,-")


class Signing(msgspec.Struct, kw_only=True):
    """What the package and review pages show for the same wish."""

    wish: Wish
    party: Party
    policy: Policy
    people: list[tuple[Person, Offer]]
    hospitals: list[Hospital]
    text: AgreementText | None
    long_term: tuple[bool, Any]
    reduction_fen: int
    previous: Agreement | None


def identify(page: Page) -> Response[Any] | None:
    """To sign-in, or to the identity page, and back to the same place."""
    url = page.request.url
    here = quote(url.path + (f"?{url.query}" if url.query else ""), safe="")
    if page.actor.account_id is None:
        return page.go(f"/sign-in?next={here}")
    if page.actor.role is Role.RESIDENT and page.actor.resident_id is None:
        return page.go(f"/me/identity?next={here}")
    return None if page.actor.resident_id else page.go("/")


def asked(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in page.request.query_params.multi_items():
        found.setdefault(name, []).append(value)
    return found


@get("/sign")
async def choose_party(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    fields = asked(page)
    wish = Wish.read(fields)
    async with db.transaction(page.actor) as tx:
        me = await _me(tx)
        team = wish.team or await _team_at_home(tx, me, Form(fields).uuid("area"))
        parties = await _parties(tx, team, wish.doctor)
        people = await _household(tx, me)
        current = await _current(tx, me)
    if not parties:
        return page.html("agreements/sign_nobody.html")
    policy = policy_for(parties[0].institution_county, tx.today)
    shown = [
        {"party": p, "left": max(0, capacity_of(policy, p.capacity) - p.taken)}
        for p in parties
        if may_sign_with(policy, p)
    ]
    return page.html(
        "agreements/sign_who.html", parties=shown, first=parties[0], team=team, people=people, me=me,
        rule=_party_rule(page, policy), **_switching(page, current, parties[0]),
    )  # fmt: skip


@get("/sign/packages")
async def choose_packages(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    async with db.transaction(page.actor) as tx:
        s = await _signing(tx, Wish.read(asked(page)))
    s.wish.who = [person.id for person, _ in s.people]
    people = [
        {
            "person": person,
            "choices": [views.choice(page, offer, found) for found in offer.choices],
            "library": [
                {"code": i.code, "name": page.translate(i.name), "price": offer.item_price(i)}
                for i in offer.library
            ],
            "chosen": s.wish.packages.get(person.id, ()),
            "ordered": s.wish.items.get(person.id, ()),
        }
        for person, offer in s.people
    ]
    hospital_rule = offering.hospital_rule(s.policy)
    return page.html(
        "agreements/sign_packages.html", s=_shown(s), people=people, lapsed=[page.translate(g.msgid).format(**g.values)
        for g in s.policy.lapsed], terms=offering.usual_months(s.policy), flexible=_flexible(page, s.policy),
        long_allowed=s.long_term[0], long_reason=s.long_term[1] and views.words(page, s.long_term[1]),
        hospital_text=hospital_rule and page.translate(hospital_rule.value.text),
        hospital_basis=hospital_rule and basis(hospital_rule.citation),
        hospitals=s.hospitals if hospital_rule else [], missing=bool(asked(page).get("missing")),
        carried=[pair for pair in s.wish.pairs() if pair[0] in ("team", "doctor", "previous", "change", "who")],
    )  # fmt: skip


@get("/sign/review")
async def review(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    wish = Wish.read(asked(page))
    async with db.transaction(page.actor) as tx:
        s = await _signing(tx, wish)
    if any(not wish.packages.get(person.id) for person, _ in s.people):
        return page.go(f"/sign/packages?{wish.query()}&missing=1")
    return page.html("agreements/sign_review.html", **_review(page, s))


@post("/agreements")
async def sign(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    form = await page.form()
    wish = Wish.read(form.fields)
    async with db.transaction(page.actor) as tx:
        s = await _signing(tx, wish)
        me = await _me(tx)
    try:
        signature, key = _signature(form, me, s)
    except FormInvalid as error:
        return page.again("agreements/sign_review.html", form, error, **_review(page, s))
    orders = [
        wish.order(
            person.id, offer.closed(wish.packages.get(person.id, ())), key, signature, form.text("text")
        )
        for person, offer in s.people
    ]
    try:
        if wish.change == "renewal":
            ids = [await actions.renew_agreement(db, page.actor, orders[0])]
        elif wish.change == "switch":
            ids = [await actions.switch_agreement(db, page.actor, orders[0])]
        else:
            ids = await actions.request_agreements(db, page.actor, orders)
    except PanelFull:
        return page.html("agreements/full.html", status=409, s=_shown(s))
    return page.go(f"/agreements/{ids[0]}?new=1" if len(ids) == 1 else "/agreements?new=1")


def _signature(form: Form, me: Person, s: Signing) -> tuple[Signature, UUID]:
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    typed, drawing = form.text("typed_name", longest=40), form.raw("drawing", longest=LONGEST_DRAWING)
    if drawing and not set(drawing) <= _PATH:
        drawing = ""
    if typed and typed != me.name:
        form.errors["typed_name"] = "请输入您登记的姓名，一个字都不要差"
    if not typed and not drawing:
        form.errors["typed_name"] = "请签名：用手指写，或者输入您的姓名"
    for person, _ in s.people:
        if not form.checked(f"c-{person.id}"):
            form.errors[f"c-{person.id}"] = "请读完协议，再勾选同意"
    form.check()
    assert key is not None
    return Signature(typed_name=typed, drawing=drawing), key


async def _signing(tx: Tx, wish: Wish) -> Signing:
    county = tx.actor.county
    me = await _me(tx)
    party = await store.party(tx, county, wish.team, wish.doctor)
    if party is None:
        raise NotFound()
    policy = policy_for(party.institution_county, tx.today)
    prices = await store.prices(tx, county, party.institution_id)
    people = [await _person(tx, one) for one in wish.who] or [me]
    since = await store.first_signed_day(tx, county, people[0].id, party.doctor_id)
    previous = await store.agreement(tx, county, wish.previous) if wish.previous else None
    return Signing(
        wish=wish,
        party=party,
        policy=policy,
        people=[(one, offering.offer_for(policy, one, party, prices, tx.today)) for one in people],
        hospitals=await store.hospitals(tx, county),
        text=words_for(policy),
        long_term=offering.long_term(policy, since, tx.today),
        reduction_fen=await store.reduction(tx, county, party.institution_id),
        previous=previous,
    )


def _shown(s: Signing) -> dict[str, Any]:
    return {"party": s.party, "wish": msgspec.structs.asdict(s.wish), "query": s.wish.query(), "text": s.text}


def _review(page: Page, s: Signing) -> dict[str, Any]:

    today = clock.today()
    starts = today
    if s.wish.change == "renewal" and s.previous and s.previous.term_to:
        starts = max(today, s.previous.term_to)
    usual = offering.usual_months(s.policy)
    months = s.wish.months or next(iter(usual), 0)
    ends = None if s.wish.long_term or not months else months_later(starts, months)
    return {
        "s": _shown(s), "people": [_reviewed(page, s, person, offer) for person, offer in s.people],
        "starts": starts, "last_day": ends - timedelta(days=1) if ends else None,
        "long_term": s.wish.long_term, "pairs": s.wish.pairs(),
        "paragraphs": s.text.body.split("\n") if s.text else [],
        "hospitals": [hospital for hospital in s.hospitals if hospital.id in s.wish.hospitals],
        "reduction_fen": s.reduction_fen if offering.may_reduce(s.policy) else 0,
    }  # fmt: skip


def _reviewed(page: Page, s: Signing, person: Person, offer: Offer) -> dict[str, Any]:
    codes = offer.closed(s.wish.packages.get(person.id, ()))
    fee = offer.fee(codes)
    ordered = s.wish.items.get(person.id, ())
    own = sum(line.amount_fen or 0 for line in fee.lines if line.payer == "resident")
    return {
        "person": person,
        "packages": [views.choice(page, offer, found) for found in offer.chosen(codes)],
        "added": [code for code in codes if code not in s.wish.packages.get(person.id, ())],
        "items": [
            {
                "name": page.translate(item.name),
                "price": offer.item_price(item),
                "note": page.translate(item.price_note),
            }
            for item in offer.library
            if item.code in ordered
        ],
        "ordered": ordered,
        "lines": [views.line(page, offer, one) for one in fee.lines],
        "refusals": [views.words(page, one) for one in (*fee.refusals, *fee.questions)],
        "notes": [views.words(page, one) for one in fee.notes],
        "own_fen": own,
        "own_unknown": any(line.payer == "resident" and line.amount_fen is None for line in fee.lines),
        "consent": f"c-{person.id}",
    }


async def _me(tx: Tx) -> Person:
    return await _person(tx, tx.actor.resident_id or UUID(int=0))


async def _person(tx: Tx, resident_id: UUID) -> Person:
    found = await store.person(tx, tx.actor.county, resident_id)
    if found is None or not acts_for(tx.actor, found):
        raise NotFound()
    return found


async def _household(tx: Tx, me: Person) -> list[Person]:
    if tx.actor.household_id is None:
        return [me]
    return await store.household(tx, tx.actor.county, tx.actor.household_id)


async def _team_at_home(tx: Tx, me: Person, area: UUID | None) -> UUID | None:
    area_id = area or me.area_id
    building = me.building_id if area_id == me.area_id else None
    return await store.team_of_area(tx, tx.actor.county, area_id, building) if area_id else None


async def _parties(tx: Tx, team: UUID | None, doctor: UUID | None) -> list[Party]:
    county = tx.actor.county
    if team:
        found = await store.parties_of_team(tx, county, team)
        return sorted(found, key=lambda p: p.doctor_id != doctor)
    alone = await store.party(tx, county, None, doctor)
    return [alone] if alone else []


async def _current(tx: Tx, me: Person) -> Agreement | None:
    mine = await store.agreements_of(tx, tx.actor.county, [me.id])
    return next((a for a in mine if state_of(a, tx.today) in IN_FORCE), None)


def _switching(page: Page, current: Agreement | None, party: Party) -> dict[str, Any]:
    """Somebody who is signed already: with this institution, or with another (then: may they change?)."""

    if current is None:
        return {"current": None, "same": False, "answer": None, "may_switch": False}
    facts = change_facts(
        current, "switch_institution", clock.today(), same_institution=False, same_team=False
    )
    answer = rules.change(policy_for(current.policy_division, clock.today()), facts)
    reason = gap_reason(answer) if isinstance(answer, NoRule) else answer.reasons[0]
    same = party.institution_id == current.institution_id
    return {"current": current, "same": same, "answer": views.words(page, reason), "may_switch": reason.met}


def _party_rule(page: Page, policy: Policy) -> dict[str, str] | None:
    found = rules.party(policy)
    if isinstance(found, NoRule):
        return None
    return {"text": page.translate(found.value.text), **views.cited(page, found.citation)}


def _flexible(page: Page, policy: Policy) -> dict[str, str] | None:
    found = offering.flexible(policy)
    return {"text": page.translate(found.value.text), **views.cited(page, found.citation)} if found else None


routes = [choose_party, choose_packages, review, sign]
