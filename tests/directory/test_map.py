"""N-1.2, R2, R3: the map is readable without a script, its machine view is small, its background is optional."""

import gzip
from pathlib import Path

import httpx
import msgspec
import pytest

from jiayi.directory import drawing, tiles
from jiayi.directory.drawing import EACH_LINKED
from jiayi.directory.model import AreaShape
from jiayi.infra import division
from jiayi.infra.ids import new_id
from tests.factories import COUNTY, Factory

KILO = 1024


async def test_map_links_each_area_by_name(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    text = (await client.get(f"/map?county={COUNTY}")).text.replace("&#x2f;", "/")
    assert f'<a href="/areas/{COUNTY}/{place.area_id}" aria-label="洗面桥小区：' in text
    assert text.count(str(place.area_id)) == 2, "once in the picture, once in the list"
    assert 'role="group"' in text and "示意图" in text and 'class="outline"' in text


@pytest.mark.parametrize("zoom", ["10", "18"])
async def test_view_as_geojson(client: httpx.AsyncClient, make: Factory, zoom: str) -> None:
    place = await make.place()
    answer = await client.get(f"/api/areas?bbox=104,30.6,104.1,30.7&zoom={zoom}")
    (feature,) = answer.json()["features"]
    assert feature["id"] == str(place.area_id) and feature["properties"]["name"] == "洗面桥小区"
    ring = feature["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1] and all(len(str(x).split(".")[1]) <= 5 for corner in ring for x in corner)
    assert answer.headers["content-type"].startswith("application/geo+json")


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "104.1,30,104,31", "nan,1,2,3", "-999,0,1,1"])
async def test_bad_box_is_told_in_words(client: httpx.AsyncClient, box: str) -> None:
    answer = await client.get("/api/areas", params={"bbox": box})
    assert answer.status_code == 400 and "bbox" in answer.json()["detail"]


async def test_area_as_json_equals_the_page(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place(capacity=5)
    body = (await client.get(f"/api/areas/{COUNTY}/{place.area_id}")).json()
    assert body["teams"][0]["places_left"] == 5 and body["buildings"][0]["name"] == "1栋"
    assert (await client.get(f"/api/areas/99999999999/{place.area_id}")).status_code == 404


def grid(columns: int, rows: int) -> list[AreaShape]:
    box = drawing.geo.bbox(point for ring in division.outline(COUNTY) for point in ring)
    wide, tall = (box.east - box.west) / columns, (box.north - box.south) / rows
    return [
        AreaShape(
            COUNTY, new_id(), f"第{x}-{y}小区", 510107000 + y, f"第{y}街道", new_id(), f"第{y}团队", y % 10,
            [(box.west + (x + dx) * wide, box.south + (y + dy) * tall) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))],
        )
        for y in range(rows) for x in range(columns)
    ]  # fmt: skip


def test_many_areas_become_townships() -> None:
    few, many = grid(10, 10), grid(60, 40)
    outline = division.outline(COUNTY)
    small = drawing.town_map(few, [], outline, whole_county=True)
    large = drawing.town_map(many, [], outline, whole_county=True)
    assert small and len(small.links) == 100 and not small.by_township
    assert large and len(large.links) == 40 and large.by_township and len(many) > EACH_LINKED
    assert large.height <= drawing.TALLEST


async def test_map_page_stays_small(client: httpx.AsyncClient, make: Factory) -> None:
    """The page's HTML is at most 24 KB on the wire, with as many areas as are linked one by one."""
    place = await make.place()
    for shape in grid(25, 10)[: EACH_LINKED - 1]:
        await make.area(place.team_id, name=shape.name, boundary=tuple(shape.boundary))
    body = (await client.get(f"/map?county={COUNTY}")).content
    assert len(gzip.compress(body, 6)) <= 24 * KILO


def test_leaflet_stays_inside_the_budget(client: httpx.AsyncClient) -> None:
    """130 KB in all: page 24, data 40, so scripts and styles at most 66."""
    static = Path("static")
    names = ("vendor/leaflet@1.9.4/dist/leaflet.js", "vendor/leaflet@1.9.4/dist/leaflet.css", "js/map.js",
             "js/map-leaflet.js", "js/app.js", "css/app.css", "vendor/htmx.org@4.0.1/dist/htmx.min.js")  # fmt: skip
    assert sum(len(gzip.compress((static / name).read_bytes(), 9)) for name in names) <= 66 * KILO


def test_tile_layer_needs_its_approval_number(tmp_path: Path) -> None:
    """R3: a background from elsewhere shows its 审图号."""
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    layer = '[[layer]]\nname = "底图"\nurl = "https://tiles.example/{z}/{x}/{y}.png"\ncoordinates = "gcj02"\n'
    good.write_text(layer + 'approval = "GS(2024)1号"\n')
    bad.write_text(layer)
    assert tiles.read_layers(good)[0].coordinates == "gcj02"
    assert tiles.image_hosts(good) == ("https://tiles.example",)
    assert tiles.image_hosts(None) == ()
    with pytest.raises(msgspec.ValidationError, match="approval"):
        tiles.read_layers(bad)
