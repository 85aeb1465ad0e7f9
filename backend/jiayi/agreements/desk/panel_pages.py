"""Signed residents, a screen at a time."""

from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from jiayi.agreements.desk import asking, groups, paging, store
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.store import PanelFilter
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import renewal_days
from jiayi.agreements.seasons import asked_year
from jiayi.history.store import looked_at_many
from jiayi.infra import clock
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Word

_HERE = "/work/panel"


@post(_HERE)
async def narrow(page: NamedDependency[Page]) -> Response[Any]:
    require_desk(page.actor)
    return await asking.keep(page, _HERE, ("name", "group", "condition", "ending", "unconfirmed"))


@get(_HERE)
async def panel(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_desk(page.actor)
    asked, nth = asking.asked(page, _HERE)
    async with db.transaction(page.actor) as tx:
        policy = policy_for(page.actor.county, tx.today)
        rows = await store.panel(tx, _filter(tx, policy, asked), paging.first(nth), paging.SIZE + 1)
        await looked_at_many(tx, page.actor.county, [row.id for row in paging.screen(rows)], "panel")
    return page.html(
        "desk/panel.html", rows=paging.screen(rows), pager=asking.shown(_HERE, asked, nth, rows), values=asked,
        groups=groups.names(policy, page.language, "group"), narrowed=any(asked.values()),
        year=asked_year(policy, clock.today()),
        conditions=groups.names(policy, page.language, "condition"),
    )  # fmt: skip


def _filter(tx: Tx, policy: Policy, asked: dict[str, str]) -> PanelFilter:
    """What the place does not list narrows nothing."""
    days = timedelta(days=renewal_days(policy))
    group, condition = asked.get("group", ""), asked.get("condition", "")
    return PanelFilter(
        name=asked.get("name", "").strip()[:40],
        group=group if policy.all(Word, kind="group", code=group) else "",
        condition=condition if policy.all(Word, kind="condition", code=condition) else "",
        born=groups.born(policy, group, tx.today),
        ends_by=tx.today + days if asked.get("ending") else None,
        unconfirmed_year=asked_year(policy, tx.today) if asked.get("unconfirmed") else None,
    )


routes: list[Any] = [panel, narrow]
