"""Service areas from GeoJSON: one shape an area; properties code, name, kind, township, committee, address, buildings, team;
``sure_place`` and ``sure_name`` answer what a check asked."""

from typing import Any

import msgspec

from jiayi.infra import division
from jiayi.infra.division import Level
from jiayi.infra.geo_json import UnusableShape, parse_areas
from jiayi.rosters import cells, words
from jiayi.rosters import sentences as S
from jiayi.rosters.cells import Cell, Refused
from jiayi.rosters.columns import Column
from jiayi.rosters.model import MOST_BYTES, MOST_ROWS, Fault, Record, Unreadable

SHEET = "GeoJSON"
PROPERTIES = (
    Column("code", "code", cells.code(), "A001", True),
    Column("name", "name", cells.text(60), "洗面桥小区", True),
    Column("kind", "kind", cells.one_of(words.AREA_KIND), "小区", True),
    Column("township", "township", cells.whole(100_000_000, 999_999_999), "510107001", True),
    Column("committee", "committee", cells.whole(100_000_000_000, 999_999_999_999), "510107001001", True),
    Column("township_name", "township_name", cells.text(60), "浆洗街街道"),
    Column("committee_name", "committee_name", cells.text(60), "洗面桥社区"),
    Column("address", "address", cells.text(120), "洗面桥街 1 号"),
    Column("household_count", "household_count", cells.whole(0, 100_000), "320"),
    Column("team", "team", cells.code(), "T01"),
    Column("sure_place", "sure_place", cells.yes_no, "是"),
    Column("sure_name", "sure_name", cells.yes_no, "是"),
)


class _Feature(msgspec.Struct):
    properties: dict[str, Any] | None = None


class _Collection(msgspec.Struct):
    features: list[msgspec.Raw]


def read_areas(content: bytes, county: int) -> list[Record | list[Fault]]:
    """Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(S.TOO_BIG, size=str(len(content) >> 20), most=str(MOST_BYTES >> 20))
    try:
        features = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=_Collection).features
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(S.WRONG_FILE_KIND) from error
    if not features:
        raise Unreadable(S.EMPTY)
    if len(features) > MOST_ROWS:
        raise Unreadable(S.TOO_MANY_ROWS, rows=str(len(features)), most=str(MOST_ROWS))
    return [_area(number, bytes(raw), county) for number, raw in enumerate(features, 1)]


def fault(row: int, key: str, text: str, /, **values: object) -> Fault:
    return Fault(SHEET, row, "", key, text, {name: str(value) for name, value in values.items()})


def _area(number: int, raw: bytes, county: int) -> Record | list[Fault]:
    try:
        shape = parse_areas(raw)[0]
    except UnusableShape as problem:
        return [fault(number, "geometry", problem.sentence.msgid, **problem.sentence.values)]
    values: dict[str, Any] = {"ring": shape.ring[:-1]}
    faults: list[Fault] = []
    for column in PROPERTIES:
        try:
            value = _property(shape.properties, column)
            if value is not None:
                values[column.key] = value
        except Refused as refusal:
            faults.append(fault(number, column.key, refusal.text, **refusal.values))
    _buildings(number, shape.properties, values, faults)
    for key in ("township", "committee"):
        _place(number, key, county, values, faults)
    return faults or Record(number, values)


def _property(properties: dict[str, Any], column: Column) -> Any:
    cell = _cell(properties.get(column.key))
    if cell in ("", None):
        if column.required:
            raise Refused(S.REQUIRED, header=column.header)
        return None
    return column.parse(cell)


def _cell(value: Any) -> Cell:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _buildings(number: int, properties: dict[str, Any], values: dict[str, Any], faults: list[Fault]) -> None:
    given = properties.get("buildings")
    try:
        names = given if isinstance(given, list) else [] if given is None else [given]
        found = [name for part in names for name in cells.some_text()(_cell(part))]
        if found:
            values["buildings"] = list(dict.fromkeys(found))
    except Refused as refusal:
        faults.append(fault(number, "buildings", refusal.text, **refusal.values))


def _place(number: int, key: str, county: int, values: dict[str, Any], faults: list[Fault]) -> None:
    """The name of a division comes from the national list; a place newer than the list brings its own name."""
    if key not in values:
        return
    if not str(values[key]).startswith(str(county)):
        faults.append(fault(number, key, S.OTHER_COUNTY_DIVISION, code=values[key]))
    elif f"{key}_name" not in values:
        found = division.find(values[key])
        if found and found.level in (Level.TOWNSHIP, Level.COMMITTEE):
            values[f"{key}_name"] = found.name
        else:
            faults.append(fault(number, key, S.UNKNOWN_DIVISION, code=values[key]))
