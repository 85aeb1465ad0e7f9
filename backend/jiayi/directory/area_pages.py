"""The public page of an area, a team, a doctor, an institution, and the posters for the gate (N-1.1)."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from jiayi.directory import drawing, qr, store
from jiayi.directory.basis import basis
from jiayi.directory.cards import cards_of_area, team_card
from jiayi.directory.drawing import Drawing
from jiayi.directory.model import Area
from jiayi.directory.places import known_county
from jiayi.directory.words import WORDS
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import NotFound

MOST_NEIGHBOURS = 60


@get("/areas/{county:int}/{area_id:uuid}")
async def area(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    county: FromPath[int],
    area_id: FromPath[UUID],
    building: FromQuery[str] = "",
) -> Response[str]:
    async with db.transaction(page.actor) as tx:
        found = await _area(tx, county, area_id)
        buildings = await store.buildings_of_area(tx, found.county, area_id)
        own = next((b for b in buildings if str(b.id) == building), None)
        cards = await cards_of_area(tx, found, own.id if own else None)
        picture = await near(tx, found)
        held = basis(county, tx.today, "area", "division", "free_choice")
    return page.html(
        "directory/area.html", public=True, area=found, cards=cards, buildings=buildings, own=own, map=picture,
        words=WORDS, basis=held,
    )  # fmt: skip


@get("/areas/{county:int}/{area_id:uuid}/poster")
async def area_poster(
    page: NamedDependency[Page], db: NamedDependency[Database], county: FromPath[int], area_id: FromPath[UUID]
) -> Response[str]:
    async with db.transaction(page.actor) as tx:
        found = await _area(tx, county, area_id)
        cards = await cards_of_area(tx, found, None)
        held = basis(county, tx.today, "area")
    address = f"{page.renderer.site['base_url']}/a/{county}-{found.code}"
    return page.html(
        "directory/poster.html", public=True, area=found, cards=cards, code=qr.svg(address), address=address,
        words=WORDS, basis=held,
    )  # fmt: skip


@get("/teams/{county:int}/{team_id:uuid}")
async def team(
    page: NamedDependency[Page], db: NamedDependency[Database], county: FromPath[int], team_id: FromPath[UUID]
) -> Response[str]:
    return page.html(
        "directory/team.html", public=True, words=WORDS, **await _team(page, db, county, team_id)
    )


@get("/teams/{county:int}/{team_id:uuid}/poster")
async def team_poster(
    page: NamedDependency[Page], db: NamedDependency[Database], county: FromPath[int], team_id: FromPath[UUID]
) -> Response[str]:
    shown = await _team(page, db, county, team_id)
    address = f"{page.renderer.site['base_url']}/teams/{county}/{team_id}"
    return page.html(
        "directory/poster.html", public=True, area=None, cards=[shown["card"]], areas=shown["areas"],
        code=qr.svg(address), address=address, words=WORDS, basis=shown["basis"][:1],
    )  # fmt: skip


@get("/doctors/{county:int}/{doctor_id:uuid}")
async def doctor(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    county: FromPath[int],
    doctor_id: FromPath[UUID],
) -> Response[str]:
    async with db.transaction(page.actor) as tx:
        found = await store.find_doctor(tx, known_county(county), doctor_id)
        if found is None or (found.left_on and found.left_on <= tx.today):
            raise NotFound
        home = await store.institution(tx, found.institution_id)
        teams = await store.teams_of_doctor(tx, county, doctor_id)
        places = await store.places_left(tx, county, doctor_id) if found.signs else None
        held = basis(county, tx.today, "map")
    return page.html(
        "directory/doctor.html",
        public=True,
        doctor=found,
        institution=home,
        teams=teams,
        places=places,
        words=WORDS,
        basis=held,
    )


@get("/institutions/{institution_id:uuid}")
async def institution(
    page: NamedDependency[Page], db: NamedDependency[Database], institution_id: FromPath[UUID]
) -> Response[str]:
    async with db.transaction(page.actor) as tx:
        found = await store.institution(tx, institution_id)
        if found is None:
            raise NotFound
        teams = await store.teams_of_institution(tx, found.county, institution_id)
        cards = [card for one in teams[:60] if (card := await team_card(tx, one))]
    return page.html("directory/institution.html", public=True, institution=found, cards=cards, words=WORDS)


async def near(tx: Tx, area: Area) -> Drawing | None:
    """The small map around an area; None while it is not drawn."""
    if area.lon is None or area.lat is None:
        return None
    point = (area.lon, area.lat)
    at = await store.shapes_in_view(tx, (*point, *point), MOST_NEIGHBOURS)
    own = next((shape for shape in at if shape.id == area.id), None)
    if own is None:
        return None
    box = drawing.around(drawing.ring_of(own.boundary))
    shapes = await store.shapes_in_view(tx, box, MOST_NEIGHBOURS)
    if all(shape.id != own.id for shape in shapes):
        shapes.append(own)
    return drawing.near_map(own, shapes, await store.pins(tx, area.county), box)


async def _area(tx: Tx, county: int, area_id: UUID) -> Area:
    found = await store.find_area(tx, known_county(county), area_id)
    if found is None:
        raise NotFound
    return found


async def _team(page: Page, db: Database, county: int, team_id: UUID) -> dict[str, Any]:
    async with db.transaction(page.actor) as tx:
        found = await store.find_team(tx, known_county(county), team_id)
        card = await team_card(tx, found) if found else None
        if card is None:
            raise NotFound
        return {
            "card": card,
            "areas": await store.areas_of_team(tx, county, team_id),
            "basis": basis(county, tx.today, "area", "map"),
        }


routes: list[Any] = [area, area_poster, team, team_poster, doctor, institution]
