"""The dashboard, the requests, and the second signature of a witness."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.agreements import actions, views
from jiayi.agreements import store as agreements
from jiayi.agreements.cards import state
from jiayi.agreements.desk import store, waiting
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.guards import agreement_for
from jiayi.agreements.model import Agreement, Origin
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import capacity_of, renewal_days
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid


@get("/work")
async def dashboard(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    home = require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        policy = policy_for(page.actor.county, tx.today)
        work = await store.work(tx, renewal_days(policy))
        line = await store.waiting(tx)
        doctors = []
        for p in await agreements.doctors_of_institution(tx, page.actor.county, home):
            own = [one for one in line if one.doctor_id == p.doctor_id]
            left = max(0, capacity_of(policy, p.capacity) - p.taken)
            doctors.append({"party": p, "left": left, "waiting": len(own)})
    return page.html("desk/work.html", work=work, doctors=doctors, waiting=len(line))


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
    return page.go("/work/requests")


@get("/work/witness")
async def witness_list(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    """K1: what a colleague signed with somebody present, waiting for a second member of staff."""
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        found = [
            a
            for a in await store.open_requests(tx, everybodys=True)
            if _on_site(a) and a.confirmed_at is None
        ]
        for a in found:
            await looked_at(tx, a.county, a.resident_id, "signing")
        shown = [
            {**views.summary(page, a, state(tx, a)), "own": a.requested_by == page.actor.account_id}
            for a in found
        ]
    return page.html("desk/witness.html", found=shown)


@post("/work/witness/{agreement_id:uuid}")
async def witness(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    await actions.confirm_agreement(db, page.actor, page.actor.county, agreement_id)
    return page.go("/work/witness")


async def _own(tx: Tx, agreement_id: UUID) -> Agreement:
    county = tx.actor.county
    return await agreement_for(tx, county, await agreements.agreement(tx, county, agreement_id))


async def _requests(tx: Tx, page: Page) -> dict[str, Any]:
    found = await store.open_requests(tx)
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
        "to_decide": [one for one in shown if one["agreement"].outcome is None],
        "unconfirmed": [one for one in shown if one["agreement"].outcome is not None],
    }


def _on_site(a: Agreement) -> bool:
    return a.origin != Origin.ONLINE.value


routes: list[Any] = [dashboard, requests, decide, witness_list, witness]
