"""The dashboard and the requests."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.emergencies.store import count_unnoted
from jiayi.agreements import actions, views
from jiayi.agreements import store as agreements
from jiayi.agreements.cards import state
from jiayi.agreements.desk import paging, store, waiting
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.office_pages import OFFICES, office
from jiayi.agreements.guards import agreement_for
from jiayi.agreements.identity import store as identity
from jiayi.agreements.inviting import store as inviting
from jiayi.agreements.looks.store import count_open
from jiayi.agreements.model import Agreement, Origin, Party
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import capacity_of
from jiayi.agreements.seasons import asked_year
from jiayi.history.store import looked_at
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid


@get("/work")
async def dashboard(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if page.actor.role in OFFICES:
        return await office(page, db)
    if page.actor.role is Role.HELPER:
        return page.go("/work/tasks")
    home = require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        policy = policy_for(page.actor.county, tx.today)
        year = asked_year(policy, tx.today)
        work = await store.work(tx, year)
        to_renew = sum((await inviting.tallies(tx)).values())
        line = await store.in_line(tx)
        doubts = await identity.count(tx)
        doctors = [
            _places(p, capacity_of(policy, p.capacity), line.get(p.doctor_id, 0))
            for p in await agreements.doctors_of_institution(tx, page.actor.county, home)
        ]
        manages = page.actor.role is Role.MANAGER
        looks = await count_open(tx) if manages else 0
        emergencies = await count_unnoted(tx) if manages else 0
    return page.html(
        "desk/work.html",
        work=work,
        to_renew=to_renew,
        year=year,
        doctors=doctors,
        waiting=sum(line.values()),
        identity=doubts,
        looks=looks,
        emergencies=emergencies,
    )


@get("/work/requests")
async def requests(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("desk/requests.html", **await _requests(tx, page))


@post("/work/requests/{agreement_id:uuid}/decision")
async def decide(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    accepted, reason = form.text("outcome") == "accepted", form.text("reason")
    if not accepted and not reason:
        form.errors[f"reason-{agreement_id}"] = "请写明不接受的原因，居民会看到"
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("desk/requests.html", form, error, **await _requests(tx, page))
    county = page.actor.county
    async with db.transaction(page.actor) as tx:
        doctor_id = (await _own(tx, agreement_id)).doctor_id
    await actions.decide_agreement(db, page.actor, county, agreement_id, accepted, reason)
    if not accepted:
        await waiting.offer_freed(db, page.actor, county, doctor_id)
    return page.saved("/work/requests")


async def _own(tx: Tx, agreement_id: UUID) -> Agreement:
    county = tx.actor.county
    return await agreement_for(tx, county, await agreements.agreement(tx, county, agreement_id))


def _places(party: Party, capacity: int, waiting: int) -> dict[str, Any]:
    """``kept``: free places that belong to the waiting line, offered or not (R6)."""
    kept = min(waiting, max(0, capacity - party.taken))
    left = max(0, capacity - party.taken - kept)
    return {"party": party, "capacity": capacity, "kept": kept, "left": left, "waiting": waiting}


async def _requests(tx: Tx, page: Page) -> dict[str, Any]:
    asked, nth = paging.asked(page)
    want: store.Want = "confirmation" if asked.get("of") == "confirmation" else "answer"
    rows = await store.open_requests(tx, want, paging.first(nth), paging.SIZE + 1)
    found = paging.screen(rows)
    for a in found:
        await looked_at(tx, a.county, a.resident_id, "signing")
    shown = [
        {
            **views.summary(page, a, state(tx, a)),
            "packages": await agreements.packages(tx, a.county, a.id),
            "on_site": _on_site(a),
            "field": f"reason-{a.id}",
        }
        for a in found
    ]
    return {
        "found": shown,
        "want": want,
        "pager": paging.shown(
            "/work/requests", {"of": "confirmation"} if want == "confirmation" else {}, nth, rows
        ),
    }


def _on_site(a: Agreement) -> bool:
    return a.origin != Origin.ONLINE.value


routes: list[Any] = [dashboard, requests, decide]
