"""Signing with someone present (F7, K1): with whom → packages → read and sign on this screen, a household in one go."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.agreements import actions, sign_pages, signing, views
from jiayi.agreements.desk import full_pages, on_site, renewing
from jiayi.agreements.desk import store as desk
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.guests import Guest, guests_of, parties, visitor
from jiayi.agreements.desk.turns import own_turns
from jiayi.agreements.model import Agreement, Party, Person
from jiayi.agreements.policy import policy_for
from jiayi.agreements.problems import PanelFull
from jiayi.agreements.rules import capacity_of
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid

OVER = "/work/sign?over=1"


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
        found = await on_site.load(tx, resident_id, asked)
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
        found = await on_site.load(tx, resident_id, sign_pages.asked(page))
        if found is None:
            return page.go(OVER)
        if full := await full_pages.full(tx, found.s, found.origin.value):
            return page.html("desk/full.html", **full)
        lost = await renewing.lost(tx, page, found.s)
    if signing.faults(page, found.s):
        return page.go(f"/work/sign/{resident_id}/packages?{urlencode(found.pairs())}&missing=1")
    return page.html("desk/sign_read.html", lost=lost, **on_site.shown(page, found))


@post("/work/sign/{resident_id:uuid}")
async def sign(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    form = await page.form()
    async with db.transaction(page.actor) as tx:
        found = await on_site.load(tx, resident_id, form.fields)
        if found is None:
            return page.go(OVER)
        lost = await renewing.lost(tx, page, found.s)
    try:
        orders = on_site.orders(form, found)
    except FormInvalid as error:
        return page.again(
            "desk/sign_read.html",
            form,
            signing.whose(page, found.s, error),
            lost=lost,
            **on_site.shown(page, found),
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
    if len(orders) > 1:
        return page.go("/work/witness?done=signed")
    return page.saved(f"/work/residents/{resident_id}")


def _picked(shown: list[dict[str, Any]], kept: Collection[UUID], renewed: Agreement | None) -> str:
    """Of a renewal the doctor of today, who has the place already; else somebody with one. "": nobody has."""
    free = [one["party"] for one in shown if one["left"]]
    same = [one["party"] for one in shown if renewed and one["party"].doctor_id == renewed.doctor_id]
    same.sort(key=lambda p: renewed is None or p.team_id != renewed.team_id)
    found = next(iter([*same, *(p for p in free if p.doctor_id in kept), *free]), None)
    return f"{found.team_id or ''}:{found.doctor_id}" if found else ""


def _together(guests: list[Guest]) -> list[Guest]:
    """Who can sign in one go; a renewal or a switch is one person's own."""
    return [guest for guest in guests if guest.here and guest.way == "sign"]


async def _left(tx: Tx, party: Party, person: Person, capacity: int) -> int:
    held = await desk.held_from(tx, tx.actor.county, party.doctor_id, person.id)
    return max(0, capacity - party.taken - held)


routes: list[Any] = [choose, choose_packages, read, sign]
