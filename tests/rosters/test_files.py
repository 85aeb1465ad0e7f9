"""Whatever the bytes: a file is read, refused as a whole, or refused row by row; nothing else escapes."""

import contextlib

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
