"""K1: what a colleague signed with somebody present, shown to a second member of staff: witnessed, or sent back."""

from itertools import groupby
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.agreements import actions, costs, views
from jiayi.agreements import store as agreements
from jiayi.agreements.cards import state
from jiayi.agreements.desk import paging, store, waiting
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.taking_back import take_back
from jiayi.agreements.document import store as papers
from jiayi.agreements.guards import agreement_for
from jiayi.agreements.model import Agreement
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid

DONE = {
    "1": "见证好了，记在您名下。",
    "back": "已经退回，本人能看到原因。",
    "signed": "本人的签名记下了。请另一位在场的同事见证，才算数。",
    "year": "见证好了，这一年的确认算数了，记在您名下。",
    "year-back": "已经退回，本人能看到原因，可以重新签名。",
}


@get("/work/witness")
async def witness_list(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("desk/witness.html", **await listed(tx, page))


@post("/work/witness/together")
async def witness_together(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    """A household that signed in one go."""
    require_desk(page.actor)
    form = await page.form()
    form.check()
    ids = [UUID(one) for one in form.all("agreement") if _is_uuid(one)]
    await actions.confirm_agreements(db, page.actor, page.actor.county, ids)
    return page.go("/work/witness?done=1")


@post("/work/witness/{agreement_id:uuid}")
async def witness(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    await actions.confirm_agreement(db, page.actor, page.actor.county, agreement_id)
    return page.go("/work/witness?done=1")


@post("/work/witness/{agreement_id:uuid}/refusal")
async def refuse(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    why = form.prose("why", longest=200)
    if not why:
        form.errors[f"why-{agreement_id}"] = "请写明为什么不见证，本人会看到"
    async with db.transaction(page.actor) as tx:
        a = await agreement_for(
            tx, page.actor.county, await agreements.agreement(tx, page.actor.county, agreement_id)
        )
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("desk/witness.html", form, error, **await listed(tx, page))
    await take_back(db, page.actor, agreement_id, why, "not_witnessed")
    await waiting.offer_freed(db, page.actor, a.county, a.doctor_id)
    return page.go("/work/witness?done=back")


async def listed(tx: Tx, page: Page) -> dict[str, Any]:
    asked, nth = paging.asked(page)
    span = paging.first(nth), paging.SIZE + 1
    found = await store.open_requests(tx, "witness", *span)
    years = await store.year_signatures(tx, None, *span)
    people = [a.resident_id for a in paging.screen(found)] + [y.resident_id for y in paging.screen(years)]
    for one in people:
        await looked_at(tx, page.actor.county, one, "signing")
    shown = [await _shown(tx, page, a) for a in paging.screen(found)]
    me = page.actor.account_id
    return {
        "families": [list(of) for _, of in groupby(shown, key=lambda one: (one["signed_at"], one["staff"]))],
        "years": [
            {"one": one, "own": one.staff_account_id == me, "field": f"year-{one.agreement_id}"}
            for one in paging.screen(years)
        ],
        "done": DONE.get(asked.get("done", "")),
        "pager": paging.shown("/work/witness", {}, nth, found, years),
    }


async def _shown(tx: Tx, page: Page, a: Agreement) -> dict[str, Any]:
    """Of those who signed together the moment and the member of staff are the same; who signed with them is no witness."""
    signed = await agreements.consent(tx, a.county, a.id)
    staff, at = (signed.staff_account_id, signed.signed_at) if signed else (a.requested_by, a.requested_at)
    return {
        **views.summary(page, a, state(tx, a)),
        "own": staff == tx.actor.account_id,
        "staff": staff,
        "signed_at": at,
        "packages": await agreements.packages(tx, a.county, a.id),
        "price": costs.own_said(await agreements.fee_lines(tx, a.county, a.id), page.translate),
        "signatures": await papers.signatures(tx, a.county, a.id),
        "field": f"why-{a.id}",
    }


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


routes: list[Any] = [witness_list, witness_together, witness, refuse]
