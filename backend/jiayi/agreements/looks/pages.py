"""/work/looks: unusual looks and residents' questions, for the manager and, of managers' own looks, for the bureau."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.guards import require_staff
from jiayi.agreements import views
from jiayi.agreements.desk import paging
from jiayi.agreements.looks import store
from jiayi.agreements.looks.model import Flagged
from jiayi.agreements.looks.rules import Reason
from jiayi.agreements.policy import policy_for
from jiayi.history import looks as history
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound
from jiayi.policies.cited import NoRule
from jiayi.policies.schema import LookWatch

PAGE = "looks/looks.html"
LONGEST = 300


@get("/work/looks")
async def looks(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    _may(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, page))


@post("/work/looks/{look_id:uuid}/notes")
async def add_note(
    page: NamedDependency[Page], db: NamedDependency[Database], look_id: FromPath[UUID]
) -> Response[Any]:
    """What was found; an answer where the resident asks. Append-only: a second note stands beside the first."""
    _may(page.actor)
    form = await page.form()
    name = f"note-{look_id}"
    async with db.transaction(page.actor) as tx:
        found = await store.find_flagged(tx, look_id)
        if found is None:
            raise NotFound
        body = form.prose(name, longest=LONGEST, required="请写一句核对的结果")
        try:
            form.check()
        except FormInvalid as error:
            return page.again(PAGE, form, error, **await _shown(tx, page, only=found))
        look = await history.find_look(tx, page.actor.county, look_id)
        kind = history.ANSWERED if found.question else history.LOOKED_INTO
        await history.note(tx, page.actor.county, look, kind, body)
    return page.saved("/work/looks")


def _may(actor: Actor) -> None:
    require_staff(actor, Role.MANAGER, Role.BUREAU, Role.ADMIN)


async def _shown(tx: Tx, page: Page, only: Flagged | None = None) -> dict[str, Any]:
    asked, nth = paging.asked(page)
    reason = asked.get("reason", "") if asked.get("reason") in set(Reason) else ""
    done = asked.get("done") == "1"
    rows = [only] if only else await store.flagged(tx, reason, not done, paging.first(nth), paging.SIZE + 1)
    rule = policy_for(page.actor.county, tx.today).one(LookWatch)
    cited = None if isinstance(rule, NoRule) else views.cited(page, rule.citation)
    return {
        "rows": paging.screen(rows),
        "reason": reason,
        "done": done,
        "reasons": [one.value for one in Reason],
        "rule": cited and {"text": page.translate(rule.value.text), **cited},  # type: ignore[union-attr]
        "pager": paging.shown("/work/looks", {"reason": reason, "done": "1" if done else ""}, nth, rows),
    }


routes: list[Any] = [looks, add_note]
