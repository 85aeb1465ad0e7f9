"""The start page of staff who sign nobody: what a coordinator, a bureau or an administrator can do today. Later rooms
add their cards here."""

from litestar import Response

from jiayi.agreements.desk import store
from jiayi.infra import division
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page

OFFICES = frozenset({Role.COORDINATOR, Role.BUREAU, Role.ADMIN})
SEES_TOTALS = frozenset({Role.BUREAU, Role.ADMIN})


async def office(page: Page, db: Database) -> Response[str]:
    county = page.actor.county
    async with db.transaction(page.actor) as tx:
        rows = await store.county_totals(tx) if page.actor.role in SEES_TOTALS else []
        teamless = await store.count_teamless_areas(tx) if page.actor.role in SEES_TOTALS else 0
    place = division.find(county)
    return page.html(
        "desk/office.html", rows=rows, teamless=teamless, county_name=place.name if place else county,
        in_force=sum(row.in_force for row in rows), requests=sum(row.requests for row in rows),
    )  # fmt: skip
