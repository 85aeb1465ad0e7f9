"""Whatever the bytes: a file is read, refused as a whole, or refused row by row; nothing else escapes."""

import contextlib
import io
import zipfile
from datetime import datetime
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from jiayi.rosters.columns import COLUMNS
from jiayi.rosters.model import Kind, Unreadable
from jiayi.rosters.reading import open_source
from tests.rosters.conftest import book

WORKBOOK = book(("姓名", "身份证号"), ("王芳", "1"), ("李强", 2.5))
HEADERS = [column.header for column in COLUMNS[Kind.RESIDENTS]]
quick = settings(deadline=None, max_examples=150)


def read(content: bytes, kind: Kind) -> None:
    with contextlib.suppress(Unreadable):
        for _ in open_source(content, kind, 510107).lines:
            pass


@quick
@given(st.binary(), st.sampled_from(Kind))
def test_any_bytes(content: bytes, kind: Kind) -> None:
    read(content, kind)


@quick
@given(st.text(), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_csv(text: str, coding: str) -> None:
    read((",".join(HEADERS) + "\n" + text).encode(coding, "replace"), Kind.RESIDENTS)


@quick
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_workbook(place: int, damage: bytes) -> None:
    read(WORKBOOK[:place] + damage + WORKBOOK[place + len(damage) :], Kind.RESIDENTS)


def test_a_workbook_reads_no_file_of_the_server(tmp_path: Path) -> None:
    """An external entity (ASVS 5.0 1.5.1) stays unread, whether the workbook is refused or not."""
    secret = tmp_path / "secret"
    secret.write_text("秘密内容")
    old, new = zipfile.ZipFile(io.BytesIO(WORKBOOK)), io.BytesIO()
    with zipfile.ZipFile(new, "w") as out:
        for name in old.namelist():
            body = old.read(name).decode()
            if name == "xl/sharedStrings.xml":
                assert "王芳" in body
                entity = f'<!DOCTYPE sst [<!ENTITY x SYSTEM "file://{secret}">]><sst'
                body = body.replace("<sst", entity, 1).replace("王芳", "&x;")
            out.writestr(name, body)
    read_cells: list[str] = []
    with contextlib.suppress(Unreadable):
        read_cells = [repr(line) for line in open_source(new.getvalue(), Kind.RESIDENTS, 510107).lines]
    assert "秘密内容" not in "".join(read_cells)


json = st.recursive(
    st.none() | st.booleans() | st.integers(-200, 10**13) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
keys = ("code", "name", "kind", "township", "committee", "address", "buildings", "team")


@quick
@given(st.fixed_dictionaries(dict.fromkeys(keys, json)), json)
def test_any_geojson(properties: dict[str, object], geometry: object) -> None:
    square = {"type": "Polygon", "coordinates": [[[104, 30], [105, 30], [105, 31], [104, 30]]]}
    features = [{"type": "Feature", "properties": properties, "geometry": g} for g in (square, geometry)]
    with contextlib.suppress(UnicodeEncodeError):
        read(msgspec.json.encode({"features": features}), Kind.AREAS)


places = st.lists(st.tuples(st.floats(-200, 200), st.floats(-100, 100)), max_size=6)
rings = st.lists(places, max_size=3)
shapes = st.fixed_dictionaries(
    {"type": st.sampled_from(["Polygon", "MultiPolygon", "Point", "GeometryCollection"]),
     "coordinates": rings | st.lists(rings, max_size=2) | places}
)  # fmt: skip


@quick
@given(shapes)
def test_any_shape(shape: dict[str, object]) -> None:
    """Rings that cross themselves, lie nowhere, are empty or too short."""
    properties = {"code": "A1", "name": "锦江里", "kind": "estate", "township": "春熙路街道"}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    read(msgspec.json.encode({"features": [feature]}), Kind.AREAS)


typed = (
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
    | st.datetimes(datetime(1900, 1, 1)) | st.text("王=+-@0aX \n")
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(typed, typed, typed), max_size=3), st.sampled_from(sorted(COLUMNS)))
def test_any_cells_of_a_workbook(rows: list[tuple[object, ...]], kind: Kind) -> None:
    read(book([column.header for column in COLUMNS[kind][:3]], *rows), kind)
