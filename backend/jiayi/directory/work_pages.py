"""The manager's side of the map: draw and edit areas, say who answers from when, see overlaps and gaps (MY-3)."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.directory import actions, boundary, drawing, ground, store
from jiayi.directory.area_pages import near
from jiayi.directory.guards import require_manager
from jiayi.directory.model import NewArea
from jiayi.directory.words import AREA_KINDS, WORDS
from jiayi.infra import division
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.geo import Ring
from jiayi.infra.ids import new_id
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid


@get("/work/areas")
async def list_areas(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[str]:
    home = require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        areas = await store.work_areas(tx, page.actor.county, home)
    return page.html("directory/work_areas.html", areas=areas)


@get("/work/areas/ground")
async def show_ground(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[str]:
    """Overlaps and uncovered ground of the whole county."""
    require_manager(page.actor)
    county = page.actor.county
    async with db.transaction(page.actor) as tx:
        pairs = await store.meeting_pairs(tx, county)
        shapes = await store.shapes(tx, county)
    outline = division.outline(county)
    clashes, rest = await asyncio.to_thread(
        lambda: (ground.clashes(pairs), ground.uncovered(outline, shapes))
    )
    return page.html(
        "directory/work_ground.html", clashes=clashes, ground=rest,
        map=drawing.ground_map(shapes, [gap.ring for gap in rest.gaps], outline),
    )  # fmt: skip


@get("/work/areas/new")
async def new_area(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[str]:
    home = require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("directory/work_new.html", **await _choices(tx, home))


@post("/work/areas")
async def add_area(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    home = require_manager(page.actor)
    form = await page.form()
    try:
        new, ring = _read_new(form)
        key = form.uuid("key") or new_id()
        area_id = await actions.add_area(
            db, page.actor, key, new, ring,
            sure_name=form.checked("sure_name"), sure_place=form.checked("sure_place"),
        )  # fmt: skip
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("directory/work_new.html", form, error, **await _choices(tx, home))
    return page.saved(f"/work/areas/{area_id}")


@get("/work/areas/{area_id:uuid}")
async def edit_area(
    page: NamedDependency[Page], db: NamedDependency[Database], area_id: FromPath[UUID]
) -> Response[str]:
    home = require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("directory/work_area.html", **await _edited(tx, home, area_id))


@post("/work/areas/{area_id:uuid}/assignments")
async def add_assignment(
    page: NamedDependency[Page], db: NamedDependency[Database], area_id: FromPath[UUID]
) -> Response[Any]:
    home = require_manager(page.actor)
    form = await page.form()
    try:
        team, building = form.uuid("team", required="请选团队"), form.uuid("building")
        since = form.day("since", required="请写从哪一天开始")
        form.check()
        if team and since:
            await actions.assign_team(db, page.actor, area_id, building, team, since)
    except FormInvalid as error:
        return await area_again(page, db, form, error, home, area_id)
    return page.saved(f"/work/areas/{area_id}")


@post("/work/areas/{area_id:uuid}/boundaries")
async def add_boundary(
    page: NamedDependency[Page], db: NamedDependency[Database], area_id: FromPath[UUID]
) -> Response[Any]:
    home = require_manager(page.actor)
    form = await page.form()
    try:
        ring = _ring(form)
        form.check()
        await actions.draw_boundary(db, page.actor, area_id, ring, sure=form.checked("sure_place"))
    except FormInvalid as error:
        return await area_again(page, db, form, error, home, area_id)
    return page.saved(f"/work/areas/{area_id}")


async def area_again(
    page: Page, db: Database, form: Form, error: FormInvalid, home: UUID, area_id: UUID
) -> Response[str]:
    async with db.transaction(page.actor) as tx:
        edited = await _edited(tx, home, area_id)
    return page.again("directory/work_area.html", form, error, **edited)


async def _edited(tx: Tx, home: UUID, area_id: UUID) -> dict[str, Any]:
    county = tx.actor.county
    area = await actions.own_area(tx, area_id)
    kept = await store.boundary_of(tx, county, area_id)
    ring = drawing.ring_of(kept) if kept else []
    pairs = await store.meeting_pairs_of(tx, county, area_id)
    return {
        "area": area,
        "teams": await store.teams_of_institution(tx, county, home),
        "buildings": [
            b
            for b in await store.buildings_of_area(tx, county, area_id)
            if await actions.may_assign(tx, area_id, b.id)
        ],
        "whole": await actions.may_assign(tx, area_id, None),
        "assignments": await store.assignments(tx, county, area_id),
        "boundary": boundary.write(ring) if ring else "",
        "people": await store.people_of_area(tx, county, area_id),
        "furthest": tx.today + actions.FURTHEST,
        "clashes": ground.clashes(pairs, area_id),
        "map": await near(tx, area),
        "middle": _middle(tx, area.lon, area.lat, await store.institution(tx, home)),
        "outline": [boundary.write(ring) for ring in division.outline(county)],
        "words": WORDS,
    }


async def _choices(tx: Tx, home: UUID) -> dict[str, Any]:
    county = tx.actor.county
    towns = [(t, division.children(t.code)) for t in division.children(county)]
    shapes, around = await store.shapes(tx, county), division.outline(county)
    return {
        "map": drawing.ground_map(shapes, [], around),
        "teams": await store.teams_of_institution(tx, county, home),
        "towns": towns,
        "kinds": AREA_KINDS,
        "outline": [boundary.write(ring) for ring in around],
        "middle": _middle(tx, None, None, await store.institution(tx, home)),
    }


def _middle(tx: Tx, lon: float | None, lat: float | None, home: Any) -> str:
    if lon is None or lat is None:
        lon, lat = (home.lon, home.lat) if home else (0.0, 0.0)
    return f"{lon:.5f},{lat:.5f}"


def _read_new(form: Form) -> tuple[NewArea, Ring]:
    name = form.text("name", required="请写名称", longest=40)
    address = form.text("address", longest=80)
    kind = form.text("kind")
    if kind not in AREA_KINDS:
        form.errors["kind"] = "请选种类"
    found = _committee(form.text("committee"))
    if found is None:
        form.errors["committee"] = "请选社区（村）"
    team, ring = form.uuid("team"), _ring(form)
    form.check()
    assert found
    town, part = found
    return NewArea(kind, name, town.code, town.name, part.code, part.name, address, team), ring


def _committee(text: str) -> tuple[division.Division, division.Division] | None:
    part = division.find(int(text)) if text.isascii() and text.isdigit() and len(text) == 12 else None
    if part is None or part.parent is None or part.level is not division.Level.COMMITTEE:
        return None
    return division.get(part.parent), part


def _ring(form: Form) -> Ring:
    try:
        return boundary.read(form.raw("boundary", longest=200_000))
    except boundary.BadBoundary as error:
        form.errors["boundary"] = str(error)
        return []


routes: list[Any] = [list_areas, show_ground, new_area, add_area, edit_area, add_assignment, add_boundary]
