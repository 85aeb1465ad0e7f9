"""The electronic map of family doctors (N-1.2): drawn by the server, enlarged by Leaflet where there is a script."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from jiayi.directory import drawing, places, store
from jiayi.directory.basis import basis
from jiayi.directory.model import AreaShape
from jiayi.directory.places import read_code
from jiayi.directory.tiles import Layer, read_layers
from jiayi.directory.words import WORDS
from jiayi.infra import division
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page


@get("/map")
async def show_map(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    county: FromQuery[str] = "",
    township: FromQuery[str] = "",
) -> Response[Any]:
    async with db.transaction(page.actor) as tx:
        served = await store.counties(tx)
        place = places.chosen(page, served, read_code(county))
        code = place.code if place else 0
        towns = await store.townships(tx, code)
        town = next((t for t in towns if t.code == read_code(township)), None)
        shapes = await store.shapes(tx, code, town.code if town else None)
        pins = await store.pins(tx, code)
        held = basis(place.code if place else None, tx.today, "map", "area")
    picture = drawing.town_map(shapes, pins, division.outline(code), whole_county=town is None)
    answer = page.html(
        "directory/map.html",
        public=True,
        county=place,
        cities=places.by_city(served),
        towns=towns,
        town=town,
        map=picture,
        teams=_teams(shapes),
        pins=[pin for pin in pins if pin.kind != "hospital"],
        layers=_layers(page),
        basis=held,
        words=WORDS,
    )
    return places.remember(answer, place) if county else answer


def _teams(shapes: list[AreaShape]) -> list[dict[str, Any]]:
    """The legend: each team once, with its colour and how many areas it answers for."""
    teams: dict[Any, dict[str, Any]] = {}
    for shape in shapes:
        if shape.team_id:
            entry = teams.setdefault(
                shape.team_id,
                {
                    "id": shape.team_id,
                    "county": shape.county,
                    "name": shape.team_name,
                    "colour": shape.colour,
                    "n": 0,
                },
            )
            entry["n"] += 1
    return sorted(teams.values(), key=lambda team: str(team["name"]))


def _layers(page: Page) -> list[Layer]:
    return read_layers(page.request.app.state.settings.tile_layers)


routes: list[Any] = [show_map]
