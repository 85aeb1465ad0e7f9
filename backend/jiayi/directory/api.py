"""The directory for machines: the same queries as the pages. Public, no sign-in."""

import math
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from jiayi.directory import search, store
from jiayi.directory.cards import cards_of_area
from jiayi.directory.drawing import ring_of
from jiayi.directory.model import AreaShape
from jiayi.directory.places import known_county, read_code
from jiayi.infra import geo
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import NotFound, Problem

MOST_AREAS = 600
_METRES_PER_PIXEL_AT_0 = 156_543.0
_EIGHTH_OF_METRE_DECIMALS = 5


class BadBox(Problem):
    title = "地图范围写得不对"
    advice = "bbox 请写成 西,南,东,北 四个经纬度（WGS-84），例如 104.0,30.6,104.1,30.7。"


@get("/api/areas")
async def areas_in_view(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    bbox: FromQuery[str] = "",
    zoom: FromQuery[str] = "14",
) -> Response[bytes]:
    """GeoJSON. The largest areas first, at most 600; corners no pixel shows at this zoom are left out."""
    box = _box(bbox)
    async with db.transaction(page.actor) as tx:
        shapes = await store.shapes_in_view(tx, box, MOST_AREAS)
    tolerance = _METRES_PER_PIXEL_AT_0 * math.cos(math.radians(box.south)) / 2 ** _zoom(zoom)
    rings = geo.simplify_all([ring_of(shape.boundary) for shape in shapes], tolerance)
    features = [_feature(shape, ring) for shape, ring in zip(shapes, rings, strict=True)]
    more = len(shapes) == MOST_AREAS
    return _json({"type": "FeatureCollection", "features": features, "more": more}, "application/geo+json")


@get("/api/areas/search")
async def search_areas(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    q: FromQuery[str] = "",
    county: FromQuery[str] = "",
) -> Response[bytes]:
    terms, code = search.read(q), read_code(county)
    found = []
    if terms and code:
        async with db.transaction(page.actor) as tx:
            found = await store.candidates(tx, known_county(code), terms)
        found = search.rank(found, terms)
    return _json({"areas": found})


@get("/api/areas/{county:int}/{area_id:uuid}")
async def one_area(
    page: NamedDependency[Page], db: NamedDependency[Database], county: FromPath[int], area_id: FromPath[UUID]
) -> Response[bytes]:
    async with db.transaction(page.actor) as tx:
        area = await store.find_area(tx, known_county(county), area_id)
        if area is None:
            raise NotFound
        buildings = await store.buildings_of_area(tx, county, area_id)
        cards = await cards_of_area(tx, area, None)
    return _json({"area": area, "buildings": buildings, "teams": cards})


def _box(text: str) -> geo.Box:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadBox from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise BadBox
    return geo.Box(west, south, east, north)


def _zoom(text: str) -> float:
    try:
        return min(20.0, max(0.0, float(text)))
    except ValueError:
        raise BadBox from None


def _feature(shape: AreaShape, ring: geo.Ring) -> dict[str, Any]:
    corners = [[round(x, _EIGHTH_OF_METRE_DECIMALS), round(y, _EIGHTH_OF_METRE_DECIMALS)] for x, y in ring]
    return {
        "type": "Feature",
        "id": shape.id,
        "properties": {
            "county": shape.county, "name": shape.name, "team": shape.team_name, "colour": shape.colour,
        },
        "geometry": {"type": "Polygon", "coordinates": [corners]},
    }  # fmt: skip


def _json(body: Any, kind: str = "application/json") -> Response[bytes]:
    headers = {"cache-control": "public, max-age=60"}
    return Response(msgspec.json.encode(body), media_type=kind, headers=headers)


routes: list[Any] = [areas_in_view, search_areas, one_area]
