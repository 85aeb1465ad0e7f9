"""Issue 2 §3: background tiles by configuration; an archive of our own is served by ranges, nothing else is."""

from pathlib import Path

import httpx
import msgspec
import pytest

from jiayi.directory import tiles
from jiayi.settings import Settings

ARCHIVE = Path(__file__).parent / "data/synthetic.pmtiles"
BYTES = ARCHIVE.read_bytes()
SIZE = len(BYTES)
ADDRESS = "/tiles/county.pmtiles"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "county.pmtiles").write_bytes(BYTES)
    (tmp_path / "other.pmtiles").write_bytes(BYTES)
    return msgspec.structs.replace(settings, tile_layers=_file(tmp_path, 'file = "county.pmtiles"'))


@pytest.mark.parametrize(
    ("wanted", "status", "start", "stop"),
    [
        (None, 200, 0, SIZE),
        ("bytes=0-126", 206, 0, 127),
        ("bytes=100-", 206, 100, SIZE),
        ("bytes=-10", 206, SIZE - 10, SIZE),
        (f"bytes=10-{SIZE * 9}", 206, 10, SIZE),
        (f"bytes={SIZE}-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=0-1,5-6", 200, 0, SIZE),
        ("bytes=9-3", 200, 0, SIZE),
        ("lines=1-2", 200, 0, SIZE),
    ],
)
async def test_ranges(
    client: httpx.AsyncClient, wanted: str | None, status: int, start: int, stop: int
) -> None:
    answer = await client.get(ADDRESS, headers={"range": wanted} if wanted else {})
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{SIZE}"
        return
    assert answer.content == BYTES[start:stop]
    assert answer.headers["content-length"] == str(stop - start)
    assert "content-encoding" not in answer.headers, "a compressed answer would break the offsets"
    assert answer.headers["cache-control"].startswith("public") and answer.headers["accept-ranges"] == "bytes"
    assert answer.headers.get("content-range") == (
        f"bytes {start}-{stop - 1}/{SIZE}" if status == 206 else None
    )


async def test_a_changed_archive_is_not_mixed(client: httpx.AsyncClient, tmp_path: Path) -> None:
    part = {"range": "bytes=0-9"}
    tag = (await client.get(ADDRESS, headers=part)).headers["etag"]
    assert (await client.get(ADDRESS, headers={"if-none-match": tag})).status_code == 304
    assert (await client.get(ADDRESS, headers=part | {"if-range": tag})).status_code == 206
    (tmp_path / "county.pmtiles").write_bytes(BYTES + b"new")
    assert (await client.get(ADDRESS, headers=part | {"if-range": tag})).status_code == 200
    assert (await client.get(ADDRESS, headers={"if-none-match": tag})).headers["etag"] != tag


@pytest.mark.parametrize(
    "path", ["other.pmtiles", "layers.toml", "secret.key", "..%2fcounty.pmtiles", "%2fetc%2fpasswd", "."]
)
async def test_only_configured_files_are_opened(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/tiles/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('url = "http://tiles.example/{z}/{x}/{y}"', "https"),
        ('url = "http://127.0.0.1.example/{z}"', "https"),
        ('url = "https://a.example/{z}"\nfile = "county.pmtiles"', "either"),
        ("", "either"),
        ('file = "missing.pmtiles"', "exists"),
        ('file = "broken.pmtiles"', "version 3"),
    ],
)
def test_wrong_layer_stops_the_start(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "broken.pmtiles").write_bytes(b"<html>")
    with pytest.raises(SystemExit, match=problem):
        tiles.read_layers(_file(tmp_path, line))


def test_policy_names_other_sites_only(tmp_path: Path) -> None:
    assert tiles.image_hosts(_file(tmp_path, 'url = "http://127.0.0.1:9/{z}"')) == ("http://127.0.0.1:9",)


def test_archive_needs_no_other_site(settings: Settings) -> None:
    (layer,) = tiles.read_layers(settings.tile_layers)
    assert (tiles.image_hosts(settings.tile_layers), layer.address, layer.max_zoom) == ((), ADDRESS, 12)


def test_example_file_is_valid() -> None:
    assert tiles.read_layers(Path("deploy/tiles.example.toml").resolve())[0].name == "天地图"


def _file(folder: Path, line: str) -> Path:
    path = folder / "layers.toml"
    path.write_text(f'[[layer]]\nname = "底图"\napproval = "川S(2026)1号"\n{line}\n')
    tiles.read_layers.cache_clear()
    return path
