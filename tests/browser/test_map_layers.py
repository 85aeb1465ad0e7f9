"""Issue 2 §3: background tiles under the areas lie where they should (Tianditu, GCJ-02, our own .pmtiles)."""

import asyncio
import math
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, Page

from tests.browser.conftest import COUNTY, Site, new_phone, serving
from tests.conftest import Server

pytestmark = pytest.mark.browser

ARCHIVE = Path(__file__).parents[1] / "directory/data/synthetic.pmtiles"
APPROVAL = "川S(2026)1号"
ZOOM = 17
LOOK = """Object.defineProperty(window, 'L', {configurable: true, get() { return this.leaflet },
  set(L) { this.leaflet = L; L.Map.addInitHook(function () { window.bigMap = this }) }})"""
WMTS = "wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=KEY"
AMAP = "tile?style=8&x={x}&y={y}&z={z}"
Tile = tuple[int, int, int]


class Tiles:
    """A tile server on loopback that notes which z, x, y are asked."""

    def __init__(self) -> None:
        self.asked: set[Tile] = set()
        asked = self.asked

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = {k.lower(): v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                names = ("tilematrix", "tilecol", "tilerow") if "tilecol" in query else ("z", "x", "y")
                z, x, y = (int(query[name]) for name in names)
                asked.add((z, x, y))
                self.send_response(200)
                self.send_header("content-type", "image/svg+xml")
                self.end_headers()
                self.wfile.write(
                    b'<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><path d="M0 0h256v256"/></svg>'
                )

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    served = Tiles()
    yield served
    served.server.shutdown()
    served.server.server_close()


@pytest.mark.parametrize(("path", "coordinates"), [(WMTS, "wgs84"), (AMAP, "wgs84"), (AMAP, "gcj02")])
async def test_tiles_and_areas_lie_together(
    chromium: Browser, site: Site, server: Server, tiles: Tiles, tmp_path: Path, path: str, coordinates: str
) -> None:
    """The tiles asked for are those of the shifted place; an area's corner is drawn on its shifted place in the tile."""
    line = f'url = "{tiles.url}/{path}"\ncoordinates = "{coordinates}"'
    async with enlarged(chromium, site, server, tmp_path, line) as (page, problems):
        lon, lat = await page.evaluate(CORNER)
        await page.evaluate(
            "([lon, lat, z]) => bigMap.setView([lat, lon], z, {animate: false})", [lon, lat, ZOOM]
        )
        await until(page, DRAWN, [lon, lat])
        await until(page, LOADED, ZOOM)
        place = gcj02(lon, lat) if coordinates == "gcj02" else (lon, lat)
        width, height = await page.evaluate("[bigMap.getSize().x, bigMap.getSize().y]")
        here = covering(pixel(*place), width, height)
        # A tile of the first view may still be on its way: only those of this zoom are of interest.
        assert {tile for tile in tiles.asked if tile[0] == ZOOM} == here
        assert (here == covering(pixel(lon, lat), width, height)) == (coordinates == "wgs84")
        seen = await page.evaluate(MEASURE, [lon, lat])
        assert seen["tiles"]
        for tile in seen["tiles"]:
            query = {
                k.lower(): int(v[0]) for k, v in parse_qs(urlsplit(tile["src"]).query).items() if k != "tk"
            }
            x, y = query.get("x", query.get("tilecol")), query.get("y", query.get("tilerow"))
            assert x is not None and y is not None
            want = [tile["left"] + pixel(*place)[0] - 256 * x, tile["top"] + pixel(*place)[1] - 256 * y]
            assert math.dist(want, seen["corner"]) < 1
        assert f"审图号：{APPROVAL}" in await page.inner_text(".leaflet-control-attribution")
        assert problems == []


async def test_own_archive_is_drawn_under_the_policy(
    chromium: Browser, site: Site, server: Server, tmp_path: Path
) -> None:
    """The drawing code comes after the tap, the archive by ranges, nothing from elsewhere, no complaint in the console."""
    line = f'file = "{ARCHIVE}"'
    async with enlarged(chromium, site, server, tmp_path, line, at_once=False) as (page, problems):
        answers: list[Any] = []
        page.on("response", lambda a: answers.append(a))
        await page.reload()
        assert not [a for a in answers if "protomaps" in a.url or "/tiles/" in a.url]
        await tap(page)
        await page.evaluate("bigMap.setView([30.64, 104.04], 13, {animate: false})")
        await until(page, BLUE)
        parts = [a.status for a in answers if a.url.endswith("/tiles/synthetic.pmtiles")]
        assert parts and set(parts) == {206}
        assert {urlsplit(a.url).netloc for a in answers} == {urlsplit(page.url).netloc}
        assert f"审图号：{APPROVAL}" in await page.inner_text(".leaflet-control-attribution")
        assert problems == []


async def test_without_layers_nothing_is_loaded_for_them(chromium: Browser, site: Site) -> None:
    context = await new_phone(chromium, site)
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    await page.add_init_script(LOOK)
    await page.goto(f"/map?county={COUNTY}")
    await tap(page)
    assert not [u for u in asked if "protomaps" in u or "gcoord" in u or not u.startswith(site.url)]
    await context.close()


@asynccontextmanager
async def enlarged(
    chromium: Browser, site: Site, server: Server, folder: Path, line: str, at_once: bool = True
) -> AsyncIterator[tuple[Page, list[str]]]:
    """The map over a layer, and what the console complains of."""
    layers = folder / "layers.toml"
    layers.write_text(f'[[layer]]\nname = "底图"\napproval = "{APPROVAL}"\n{line}\n')
    problems: list[str] = []
    async with serving(server, site.settings, JIAYI_TILE_LAYERS=str(layers)) as url:
        context = await new_phone(chromium, site, base_url=url)
        page = await context.new_page()
        page.on("console", lambda m: problems.append(m.text) if "by Playwright" not in m.text else None)
        page.on("pageerror", lambda e: problems.append(str(e)))
        await page.add_init_script(LOOK)
        await page.goto(f"/map?county={COUNTY}")
        if at_once:
            await tap(page)
        yield page, problems
        await context.close()


async def tap(page: Page) -> None:
    await page.click("#enlarge")
    await until(
        page, "() => Boolean(window.bigMap && bigMap._loaded && document.getElementById('enlarge').hidden)"
    )


async def until(page: Page, script: str, argument: Any = None) -> None:
    """As wait_for_function, which polls by eval() and so meets our policy."""
    for _ in range(100):
        if await page.evaluate(script, argument):
            return
        await asyncio.sleep(0.1)
    raise TimeoutError(script)


def pixel(lon: float, lat: float) -> tuple[float, float]:
    """Web Mercator, in pixels of the world at ZOOM."""
    size = 256 * 2**ZOOM
    y = math.asinh(math.tan(math.radians(lat)))
    return (lon + 180) / 360 * size, (1 - y / math.pi) / 2 * size


def covering(centre: tuple[float, float], width: int, height: int) -> set[Tile]:
    def span(at: float, length: int) -> range:
        low = math.floor(at) - length / 2
        return range(math.floor(low / 256), math.ceil((low + length) / 256))

    return {(ZOOM, x, y) for x in span(centre[0], width) for y in span(centre[1], height)}


def gcj02(lon: float, lat: float) -> tuple[float, float]:
    """The published formula, written apart from gcoord."""
    a, ee, pi, sin, x, y = 6378245.0, 0.006693421622965943, math.pi, math.sin, lon - 105, lat - 35
    waves = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (
        (waves + 20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30))
        * 2
        / 3
    )
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (
        (waves + 20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi))
        * 2
        / 3
    )
    bend = 1 - ee * sin(math.radians(lat)) ** 2
    return (
        lon + math.degrees(east / (a / math.sqrt(bend) * math.cos(math.radians(lat)))),
        lat + math.degrees(north / (a * (1 - ee) / (bend * math.sqrt(bend)))),
    )


# The corner of an area, from the same view the page asks (longitude, latitude).
CORNER = """async () => {
  const b = document.getElementById('big-map').dataset.box
  const { features } = await (await fetch(`/api/areas?bbox=${b}&zoom=17`)).json()
  return features[0].geometry.coordinates.flat(Infinity).slice(0, 2)
}"""
# The drawn polygon that has this corner, and where Leaflet put the corner (before clipping to the view).
FOUND = """const found = ([lon, lat]) => {
  for (const layer of Object.values(bigMap._layers)) {
    if (!(layer instanceof L.Polygon) || !layer._rings) continue
    const flat = (list) => (list[0]?.lat === undefined ? list.flatMap(flat) : list)
    const n = flat(layer.getLatLngs()).findIndex(p => p.lat === lat && p.lng === lon)
    if (n >= 0) return layer._rings.flat()[n]
  }
}"""
DRAWN = f"(at) => {{ {FOUND}; return Boolean(found(at)) }}"
LOADED = """z => { const all = [...document.querySelectorAll('img.leaflet-tile')]
  return bigMap.getZoom() === z && all.length && all.every(i => i.complete && i.naturalWidth) }"""
MEASURE = f"""(at) => {{ {FOUND}
  const box = document.getElementById('big-map').getBoundingClientRect()
  const p = bigMap.layerPointToContainerPoint(found(at))
  const current = [...document.querySelectorAll('img.leaflet-tile')].filter(i => i.width === 256)
  return {{ corner: [box.left + p.x, box.top + p.y], tiles: current.map(i => {{
    const r = i.getBoundingClientRect(); return {{ src: i.src, left: r.left, top: r.top }} }}) }}
}}"""
# Some tile holds the colour of the invented lake (Protomaps' light style).
BLUE = """() => [...document.querySelectorAll('canvas.leaflet-tile')].some(c => {
  if (!c.width) return false
  const [r, g, b] = c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data
  return b > 200 && r < 180 && g > 150 })"""
