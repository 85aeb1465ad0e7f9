"""Signing with someone present (F7, K1): with whom → packages → read and sign on this screen, a household in one go."""

from collections.abc import Collection
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.agreements import actions, sign_pages, signing, store, views
from jiayi.agreements.desk import full_pages, renewing
from jiayi.agreements.desk import store as desk
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.guests import Guest, guests_of, parties, visitor
from jiayi.agreements.desk.turns import own_turns
from jiayi.agreements.guards import GUARDIANS
from jiayi.agreements.model import Agreement, Guardian, Origin, Party, Person, Signature, SignOrder
from jiayi.agreements.policy import policy_for
from jiayi.agreements.problems import PanelFull
from jiayi.agreements.rules import capacity_of
from jiayi.agreements.signing import Signing
from jiayi.agreements.wish import Wish
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound

PLACES = (Origin.DESK.value, Origin.HOME_VISIT.value)
RELATIONS: tuple[Literal["parent", "grandparent", "other"], ...] = ("parent", "grandparent", "other")
OVER = "/work/sign?over=1"
Fields = dict[str, list[str]]


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What is being signed here, and for whom: those of the form who are really here."""

    person: Person
    s: Signing
    guests: list[Guest]
    origin: Origin

    @property
    def head(self) -> Guest | None:
        """The household's head, if here."""
        return next((guest for guest in self.guests if guest.head and guest.here), None)

    def pairs(self, of: list[tuple[str, str]] | None = None) -> list[tuple[str, str]]:
        """As hidden fields or an address; whether it renews or switches is found out anew each time."""
        w = self.s.wish
        kept = [p for p in of or w.pairs() if p[0] not in ("team", "doctor", "previous", "change")]
        return [*kept, ("with", f"{w.team or ''}:{w.doctor or ''}"), ("origin", self.origin.value)]


@get("/work/sign/{resident_id:uuid}")
async def choose(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    home = require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        person = await visitor(tx, resident_id)
        if person is None:
            return page.go(OVER)
        await looked_at(tx, page.actor.county, resident_id, "signing")
        guests = await guests_of(tx, person, home)
        policy = policy_for(page.actor.county, tx.today)
        shown: list[dict[str, Any]] = [
            {"party": p, "left": await _left(tx, p, person, capacity_of(policy, p.capacity))}
            for p in await parties(tx, home)
        ]
        kept = {one.doctor_id for one in await own_turns(tx, page.actor.county, resident_id)}
    renewed = guests[0].current if guests[0].way == "renewal" else None
    answer = guests[0].answer
    return page.html(
        "desk/sign_choose.html", person=person, parties=shown, me=guests[0], others=guests[1:],
        answer=answer and views.words(page, answer), together=_together(guests),
        full=[one["party"] for one in shown if not one["left"]],
        picked=_picked(shown, kept, renewed), renewed=renewed,
        unsigned=guests[0].current if guests[0].unsigned else None,
    )  # fmt: skip


@get("/work/sign/{resident_id:uuid}/packages")
async def choose_packages(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    asked = sign_pages.asked(page)
    async with db.transaction(page.actor) as tx:
        found = await _desk(tx, resident_id, asked)
        if found is None:
            return page.go(OVER)
        if full := await full_pages.full(tx, found.s, found.origin.value):
            return page.html("desk/full.html", **full)
        renews, missing = found.s.wish.change == "renewal", bool(asked.get("missing"))
        if renews and not missing and f"p-{found.s.wish.who[0]}" not in asked:
            await renewing.fill(tx, found.s.wish)
        lost = await renewing.lost(tx, page, found.s) if not missing else []
    kept = [pair for pair in found.pairs() if pair[0] in ("with", "origin", "who")]
    shown = signing.packages_shown(page, found.s, missing)
    return page.html(
        "desk/sign_packages.html",
        **{**shown, "carried": kept, "person": found.person, "lost": lost, "renews": renews},
    )


@get("/work/sign/{resident_id:uuid}/agreement")
async def read(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    async with db.transaction(page.actor) as tx:
        found = await _desk(tx, resident_id, sign_pages.asked(page))
        if found is None:
            return page.go(OVER)
        if full := await full_pages.full(tx, found.s, found.origin.value):
            return page.html("desk/full.html", **full)
        lost = await renewing.lost(tx, page, found.s)
    if signing.faults(page, found.s):
        return page.go(f"/work/sign/{resident_id}/packages?{urlencode(found.pairs())}&missing=1")
    return page.html("desk/sign_read.html", lost=lost, **_shown(page, found))


@post("/work/sign/{resident_id:uuid}")
async def sign(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    form = await page.form()
    async with db.transaction(page.actor) as tx:
        found = await _desk(tx, resident_id, form.fields)
        if found is None:
            return page.go(OVER)
        lost = await renewing.lost(tx, page, found.s)
    try:
        orders = _orders(form, found)
    except FormInvalid as error:
        return page.again(
            "desk/sign_read.html", form, _whose(page, found, error), lost=lost, **_shown(page, found)
        )
    change = found.s.wish.change
    try:
        if change == "renewal":
            await actions.renew_agreement(db, page.actor, orders[0])
        elif change == "switch":
            await actions.switch_agreement(db, page.actor, orders[0])
        else:
            await actions.request_agreements(db, page.actor, orders)
    except PanelFull:
        people = [person for person, _ in found.s.people]
        async with db.transaction(page.actor) as tx:
            full = await full_pages.shown(tx, found.s.party, people, found.origin.value)
        return page.html("desk/full.html", status=409, **full)
    return page.go(f"/work/residents/{resident_id}?new=1" if len(orders) == 1 else "/work/witness")


def _picked(shown: list[dict[str, Any]], kept: Collection[UUID], renewed: Agreement | None) -> str:
    """Of a renewal the doctor of today, who has the place already; else somebody with one. "": nobody has."""
    free = [one["party"] for one in shown if one["left"]]
    same = [one["party"] for one in shown if renewed and one["party"].doctor_id == renewed.doctor_id]
    same.sort(key=lambda p: renewed is None or p.team_id != renewed.team_id)
    found = next(iter([*same, *(p for p in free if p.doctor_id in kept), *free]), None)
    return f"{found.team_id or ''}:{found.doctor_id}" if found else ""


def _orders(form: Form, found: Desk) -> list[SignOrder]:
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    signing.read_consents(form, found.s.wish.who)
    signed = {guest.person.id: _signed(form, guest) for guest in _signers(found)}
    form.check()
    assert key is not None
    wish, orders = found.s.wish, []
    for who, (signature, guardian) in signed.items():
        order = wish.order(who, wish.packages.get(who, ()), key, signature, form.text("text"))
        orders.append(msgspec.structs.replace(order, origin=found.origin, guardian=guardian))
    return orders


def _signed(form: Form, guest: Guest) -> tuple[Signature, Guardian | None]:
    """A grown-up signs alone, whoever heads the household; a guardian for a minor."""
    one = guest.person
    if not guest.minor:
        return signing.read_signature(form, one.name, f"-{one.id}"), None
    name = form.text(f"guardian-{one.id}", required="请填监护人的姓名", longest=40)
    relation = next((r for r in RELATIONS if r == form.text(f"relation-{one.id}")), None)
    if relation is None:
        form.errors[f"relation-{one.id}"] = "请选监护人是孩子的什么人"
    signature = signing.read_signature(form, name, f"-{one.id}")
    child = form.text(f"child-{one.id}", longest=40) if guest.asked_too else ""
    if guest.asked_too and child != one.name:
        form.errors[f"child-{one.id}"] = "孩子满14岁了，请孩子自己也同意，输入自己的姓名"
    return signature, Guardian(name=name, relation=relation or "other", child_name=child)


def _whose(page: Page, found: Desk, error: FormInvalid) -> FormInvalid:
    """Of several people on one page each fault says whose it is."""
    people = [person for person, _ in found.s.people]
    if len(people) == 1:
        return error
    names = {
        f"{field}-{one.id}": one.name
        for one in people
        for field in ("c", "typed_name", "guardian", "relation", "child")
    }
    return FormInvalid(
        {
            field: page.translate("%(name)s：%(text)s", name=names[field], text=page.translate(text))
            if field in names
            else text
            for field, text in error.errors.items()
        }
    )


def _guardian(found: Desk, guest: Guest) -> Guardian | None:
    """Who probably signs: the head of the household, who is here, as parent or grandparent."""
    relation = next((r for r in RELATIONS if r == GUARDIANS.get(guest.person.relation)), None)
    return Guardian(name=found.head.person.name, relation=relation) if found.head and relation else None


def _signers(found: Desk) -> list[Guest]:
    known = {guest.person.id: guest for guest in found.guests}
    return [known[person.id] for person, _ in found.s.people]


async def _desk(tx: Tx, resident_id: UUID, fields: Fields) -> Desk | None:
    home, county = require_desk(tx.actor), tx.actor.county
    person = await visitor(tx, resident_id)
    if person is None:
        return None
    team, _, doctor = (fields.get("with") or [""])[-1].partition(":")
    who = fields.get("who") or [str(resident_id)]
    wish = Wish.read({**fields, "team": [team], "doctor": [doctor], "who": who, "change": [], "previous": []})
    party = await store.party(tx, county, wish.team, wish.doctor)
    guests = await guests_of(tx, person, home)
    here = {guest.person.id: guest for guest in guests if guest.here}
    if party is None or party.institution_id != home or not wish.who or not set(wish.who) <= set(here):
        raise NotFound()
    first = here[wish.who[0]]
    if len(wish.who) == 1 and first.current and first.way in ("renewal", "switch"):
        wish.change, wish.previous = ("renewal" if first.way == "renewal" else "switch"), first.current.id
    for one in wish.who:
        await looked_at(tx, county, one, "signing")
    s = await signing.load(tx, wish, party, [here[one].person for one in wish.who])
    wanted = (fields.get("origin") or [""])[-1]
    origin = Origin(wanted) if wanted in PLACES else Origin.DESK
    return Desk(person=person, s=s, guests=guests, origin=origin)


def _together(guests: list[Guest]) -> list[Guest]:
    """Who can sign in one go; a renewal or a switch is one person's own."""
    return [guest for guest in guests if guest.here and guest.way == "sign"]


async def _left(tx: Tx, party: Party, person: Person, capacity: int) -> int:
    held = await desk.held_from(tx, tx.actor.county, party.doctor_id, person.id)
    return max(0, capacity - party.taken - held)


def _shown(page: Page, found: Desk) -> dict[str, Any]:
    signers = [
        {
            "person": guest.person,
            "minor": guest.minor,
            "asked_too": guest.asked_too,
            "guardian": _guardian(found, guest),
        }
        for guest in _signers(found)
    ]
    shown = signing.review_shown(page, found.s)
    return {
        **shown, "pairs": found.pairs(shown["pairs"]), "person": found.person, "signers": signers,
        "chosen": urlencode(found.pairs()),
    }  # fmt: skip


routes: list[Any] = [choose, choose_packages, read, sign]
