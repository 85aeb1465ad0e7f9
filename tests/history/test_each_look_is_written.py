"""Every page on which staff read of a resident writes who looked: each GET route of the desk is walked.

A new GET route under /work, or with a person or agreement in its address, is named here, or this fails.
"""

from datetime import date
from uuid import UUID

import httpx
from asyncpg import Range
from litestar import Litestar

from jiayi.agreements import actions
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor
from jiayi.infra.db.database import Database
from tests.accounts.world import agreement, visit
from tests.agreements.helpers import order, signer
from tests.desk.helpers import Desk, desk, enter
from tests.factories import COUNTY, Factory

WRITES = {
    "/agreements/{agreement_id}/document": "signed",
    "/agreements/{agreement_id}/document.pdf": "signed",
    "/work/agreements/{agreement_id}/consent": "signed",
    "/work/agreements/{agreement_id}/year": "signed",
    "/work/residents/{resident_id}": "signed",
    "/work/residents/{resident_id}/consents": "signed",
    "/work/sign/{resident_id}": "waiting",
    "/work/panel": "signed",
    "/work/confirmation": "signed",
    "/work/requests": "asking",
    "/work/data-requests": "asking",
    "/work/residents/{resident_id}/proxies": "waiting",
    "/work/residents/{resident_id}/tasks": "waiting",
    "/work/witness": "at desk",
    "/work/waiting": "waiting",
    "/work/sign": "signed",
}
"""Route → whose name is on the page."""

ELSEWHERE = {
    "/work/renewals": "masked; a tap that shows the number is a look: tests/inviting",
    "/work/residents/{resident_id}/contact": "tests/inviting",
    "/work/residents/{resident_id}/identity": "the manager's alone: tests/identity",
    "/work/identity": "cases of the institution: tests/identity",
    "/work/identity/new": "an empty form: tests/identity",
    "/work/emergencies/{emergency_id}": "opened by an emergency alone: tests/accounts/test_emergencies.py counts its looks",
    "/work/tasks": "errands, of who is named there: tests/tasks",
    "/work/tasks/{task_id}": "the helper's alone: tests/tasks",
    "/work/proxies": "proxies that wait for a witness, after a visit",
    "/work/sign/{resident_id}/packages": "a step of the visit: tests/desk/test_on_site.py",
    "/work/sign/{resident_id}/agreement": "a step of the visit: tests/desk/test_on_site.py",
}
"""Routes that write, after steps which another test walks."""
OF_NOBODY = {
    "/agreements/{agreement_id}": "staff are sent to the desk's pages",
    "/work": "counts",
    "/work/doctors": "places of doctors",
    "/work/looks": "looks of staff; of a resident no more than the family name",
    "/work/roles": "staff",
    "/work/roles/new": "doctors, by name",
    "/work/emergencies": "emergencies of staff; the resident is not named",
    "/work/prices": "what the institution asks",
    "/work/photos": "doctors",
    "/work/photos/{doctor_id}": "doctors",
    "/work/areas": "the map",
    "/work/areas/ground": "the map",
    "/work/areas/new": "the map",
    "/work/areas/{area_id}": "the map",
    "/work/import": "files",
    "/work/import/areas/template.geojson": "an empty form",
    "/work/import/{kind}/template.xlsx": "an empty form",
    "/work/imports/{import_id}": "files and their faults",
    "/work/imports/{import_id}/faults.csv": "faults by cell, without what stands in it",
}
OTHERS = ("asking", "at desk", "waiting")
ASKED = {"/work/sign": "?name=王"}


def routes(app: Litestar) -> set[str]:
    got = {route.path_format for route in app.routes for handler in getattr(route, "route_handlers", [])
           if "GET" in getattr(handler, "http_methods", ())}  # fmt: skip
    return {
        path for path in got if path.startswith("/work") or "{resident_id" in path or "{agreement_id" in path
    }


def test_every_route_is_named(client: httpx.AsyncClient) -> None:
    named = {*WRITES, *ELSEWHERE, *OF_NOBODY}
    assert routes(client.app) - named == set()  # type: ignore[attr-defined]
    assert named - routes(client.app) == set()  # type: ignore[attr-defined]


async def _cast(db: Database, make: Factory, d: Desk) -> tuple[dict[str, UUID], UUID]:
    me = await signer(make, d.place)
    assert me.resident_id
    signed = await actions.request_agreement(db, me, order(d.place, me.resident_id))
    cast = {"signed": me.resident_id, **{name: await make.resident(d.place) for name in OTHERS}}
    term = Range(date(2026, 1, 1), date(2027, 1, 1))
    await agreement(make, d.place, cast["asking"], term=term)
    await agreement(make, d.place, cast["at desk"], term=term, origin="desk")
    await make.insert(
        "waiting_entries", county=COUNTY, id=UUID(int=1), doctor_id=d.place.doctor_id,
        resident_id=cast["waiting"], joined_at=clock.now(),
    )  # fmt: skip
    await make.insert(
        "data_requests", county=COUNTY, id=UUID(int=1), resident_id=cast["asking"], kind="correction",
        item="name", asked_at=clock.now(), asked_by=UUID(int=1), answer_by=date(2026, 4, 1),
    )  # fmt: skip
    assert await visit(db, d.manager, cast["waiting"])
    return cast, signed


async def _looked(system: Database, actor: Actor, resident: UUID, since: object) -> bool:
    async with system.transaction(SYSTEM) as tx:
        sql = "select exists (select 1 from access_log where account_id = $1 and resident_id = $2 and looked_at >= $3)"
        return bool(await tx.value(sql, actor.account_id, resident, since))


async def test_each_page_writes_who_looked(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    d = await desk(make, COUNTY)
    cast, signed = await _cast(db, make, d)
    await enter(client, make, d.manager)
    silent = []
    for path, whom in WRITES.items():
        since = clock.now()
        address = path.format(agreement_id=signed, resident_id=cast[whom]) + ASKED.get(path, "")
        answer = await client.get(address, follow_redirects=True)
        if answer.status_code != 200 or not await _looked(system, d.manager, cast[whom], since):
            silent.append((path, answer.status_code))
    assert silent == [], str(silent)
