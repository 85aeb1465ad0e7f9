"""The manager's page on which a mistyped name or number of a resident is put right."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.factors.guard import require_recent_factor
from jiayi.accounts.sign_in.browser import vault_of
from jiayi.accounts.store import find_resident
from jiayi.agreements.desk.guards import require_manager
from jiayi.agreements.identity import actions, store
from jiayi.agreements.identity.model import CARDS, Correction
from jiayi.agreements.identity.reading import read_claim
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound

AnyRequest = Request[Any, Any, Any]
PAGE = "desk/identity_correct.html"


@get("/work/residents/{resident_id:uuid}/identity")
async def show(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, resident_id))


@post("/work/residents/{resident_id:uuid}/identity")
async def correct(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    request: AnyRequest,
    resident_id: FromPath[UUID],
) -> Response[Any]:
    require_manager(page.actor)
    await require_recent_factor(page)
    form = await page.form()
    claim = read_claim(form, taken=False)
    try:
        form.check()
        assert claim
        base_url = request.app.state.settings.base_url
        if not await actions.correct(db, vault_of(request), base_url, page.actor, resident_id, claim):
            return page.go("/work/identity?done=opened")
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again(PAGE, form, error, **await _shown(tx, resident_id))
    return page.saved(f"/work/residents/{resident_id}/identity")


async def _shown(tx: Tx, resident_id: UUID) -> dict[str, Any]:
    person = await find_resident(tx, tx.actor.county, resident_id)
    if person is None:
        raise NotFound()
    await looked_at(tx, tx.actor.county, resident_id, "identity_check")
    return {
        "person": person, "cards": CARDS,
        "corrections": [_masked(one) for one in await store.corrections(tx, resident_id)],
    }  # fmt: skip


def _masked(one: Correction) -> dict[str, Any]:
    """The family name and the last digits are enough to tell old from new."""
    return {
        "one": one,
        "old_name": one.old_name[:1] + "*" * (len(one.old_name) - 1),
        "new_name": one.new_name[:1] + "*" * (len(one.new_name) - 1),
        "card": CARDS[one.card],
    }


routes: list[Any] = [show, correct]
