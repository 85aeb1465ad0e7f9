"""The demo's door: sign in as one of the made-up people. Without JIAYI_DEMO=1 these pages do not exist."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from jiayi.accounts.sign_in import actions, store
from jiayi.accounts.sign_in.browser import come_in, device_of, settings_of
from jiayi.infra import division
from jiayi.infra.db.actor import ANONYMOUS
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import NotFound

SHOWN_AT_ONCE = 6  # the residents, two doctors and the manager; the offices behind a fold
AnyRequest = Request[Any, Any, Any]


@get("/demo")
async def demo(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    _only_in_demo(request)
    async with db.transaction(ANONYMOUS) as tx:
        people = await store.demo_people(tx)
    counties: dict[int, list[store.DemoPerson]] = {}
    for person in people:
        counties.setdefault(person.county, []).append(person)
    listed = [{"code": code, "name": _county_name(code), "people": group} for code, group in counties.items()]
    return page.html("accounts/demo.html", counties=listed, shown=SHOWN_AT_ONCE)


@post("/demo/session")
async def demo_session(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    _only_in_demo(request)
    form = await page.form()
    form.check()
    county, account_id, role = _chosen(form.text("person"))
    session = await actions.sign_in_demo(db, county, account_id, role, device_of(request))
    answer = page.go(session.first_page)
    await come_in(request, answer, db, session)
    return answer


def _only_in_demo(request: AnyRequest) -> None:
    if not settings_of(request).demo:
        raise NotFound


def _chosen(text: str) -> tuple[int, UUID, str]:
    try:
        county, account_id, role = text.split(":")
        return int(county), UUID(account_id), role
    except ValueError:
        raise NotFound from None


def _county_name(county: int) -> str:
    found = division.find(county)
    return found.name if found else str(county)


routes = [demo, demo_session]
