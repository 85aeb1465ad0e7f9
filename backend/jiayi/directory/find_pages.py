"""Where do you live? By what is typed, by list, by position, by the code on a poster (N-1.1)."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from jiayi.directory import places, search, store
from jiayi.directory.basis import basis
from jiayi.directory.places import read_code
from jiayi.directory.words import WORDS
from jiayi.infra import geo
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import NotFound


@get("/")
async def home(
    page: NamedDependency[Page], db: NamedDependency[Database], county: FromQuery[str] = ""
) -> Response[str]:
    async with db.transaction(page.actor) as tx:
        served = await store.counties(tx)
        # The agreements slice stands above this one: app.py hands its part of the page down.
        home_mine = page.request.app.state.get("home_mine")
        mine = await home_mine(tx, page) if home_mine else {}
        place = places.chosen(page, served, read_code(county))
        held = basis(place.code if place else None, tx.today, "area")
    answer = page.html(
        "home.html", public=True, cities=places.by_city(served), county=place, basis=held, **mine
    )
    return places.remember(answer, place) if county else answer


@get("/find")
async def find(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    q: FromQuery[str] = "",
    county: FromQuery[str] = "",
) -> Response[Any]:
    terms = search.read(q)
    async with db.transaction(page.actor) as tx:
        served = await store.counties(tx)
        place = places.chosen(page, served, read_code(county))
        hits, towns = [], []
        if terms and place:
            hits = search.rank(await store.candidates(tx, place.code, terms), terms)
            towns = search.named(await store.townships(tx, place.code), terms)
        phones = await store.institutions_of_county(tx, place.code) if place and not hits else []
    answer = page.html(
        "directory/find.html",
        q=q[: search.LONGEST],
        hits=hits,
        towns=towns,
        county=place,
        cities=places.by_city(served),
        phones=[i for i in phones if i.level == 1][:5],
        words=WORDS,
    )
    return places.remember(answer, place) if county else answer


@get("/find/here")
async def here(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    lon: FromQuery[str] = "",
    lat: FromQuery[str] = "",
) -> Response[str]:
    """WGS-84 degrees, as the browser gives them after the person allowed it."""
    point = _point(lon, lat)
    async with db.transaction(page.actor) as tx:
        hits = await store.areas_at(tx, *point) if point else []
        near = await store.nearest_institutions(tx, *point) if point and not hits else []
    distances = [(pin, _far(geo.distance(point, (pin.lon, pin.lat)))) for pin in near] if point else []
    return page.html("directory/here.html", hits=hits, near=distances, known=bool(point), words=WORDS)


@get("/areas")
async def areas(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    county: FromQuery[str] = "",
    township: FromQuery[str] = "",
    committee: FromQuery[str] = "",
) -> Response[Any]:
    """Township → committee → compound; the buildings stand on the compound's page."""
    async with db.transaction(page.actor) as tx:
        served = await store.counties(tx)
        place = places.chosen(page, served, read_code(county))
        code, town, part = (place.code if place else 0), read_code(township), read_code(committee)
        towns = await store.townships(tx, code)
        parts = await store.committees(tx, code, town) if town else []
        hits = await store.areas_of_committee(tx, code, town, part) if town and part else []
    answer = page.html(
        "directory/areas.html",
        county=place,
        cities=places.by_city(served),
        towns=towns,
        parts=parts,
        hits=hits,
        town=next((t for t in towns if t.code == town), None),
        part=next((p for p in parts if p.code == part), None),
        words=WORDS,
    )
    return places.remember(answer, place) if county else answer


@get("/a/{code:str}")
async def short_address(
    page: NamedDependency[Page], db: NamedDependency[Database], code: FromPath[str]
) -> Response[Any]:
    """What the QR code of a gate poster holds: county-code; without a county, the one chosen before."""
    county, _, rest = code.partition("-")
    async with db.transaction(page.actor) as tx:
        found, keeper = None, read_code(county)
        if keeper and rest:
            found = await store.area_id_of_code(tx, places.known_county(keeper), rest)
        if found is None and (place := places.chosen(page, await store.counties(tx))):
            keeper = place.code
            found = await store.area_id_of_code(tx, keeper, code)
    if found is None:
        raise NotFound
    return page.go(_area_path(keeper or 0, found))


def _area_path(county: int, area_id: UUID) -> str:
    return f"/areas/{county}/{area_id}"


def _point(lon: str, lat: str) -> geo.Point | None:
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return None
    return (x, y) if abs(x) <= 180 and abs(y) <= 90 else None


def _far(metres: float) -> str:
    return f"{metres / 1000:.1f}"


routes: list[Any] = [home, find, here, areas, short_address]
