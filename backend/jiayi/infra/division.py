"""Administrative divisions: GB/T 2260 to the county, nine digits to the township, twelve to the committee.

Where the data is from and what is not verified: division_data/SOURCES.md.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from itertools import accumulate

import msgspec

from jiayi.infra.division_data import reading
from jiayi.infra.division_data.reading import Row


class Level(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    COMMITTEE = "committee"


class Division(msgspec.Struct, frozen=True, gc=False):
    code: int
    name: str
    level: Level
    parent: int | None
    pinyin: str
    initials: str


class UnknownDivision(LookupError):
    """没有这个行政区划代码，请核对后再填。"""

    def __init__(self, code: int) -> None:
        super().__init__(f"没有行政区划代码 {code}，请核对后再填。")


Point = tuple[float, float]
Ring = list[Point]


def get(code: int) -> Division:
    found = find(code)
    if found is None:
        raise UnknownDivision(code)
    return found


def find(code: int) -> Division | None:
    return _national().get(code) or _townships(_province(code)).get(code) or _committee(code)


def children(code: int) -> list[Division]:
    division = get(code)
    if division.level is Level.COMMITTEE:
        return []
    if division.level is Level.TOWNSHIP:
        return list(_committees(code).values())
    below = [d for d in _national().values() if d.parent == code]
    return below or [d for d in _townships(_province(code)).values() if d.parent == code]


def path(code: int) -> list[Division]:
    """From the province down to the division itself."""
    division = get(code)
    return [division] if division.parent is None else [*path(division.parent), division]


def position(code: int) -> int:
    """Where a county, city or province stands in the list of them all; moves when the data is remade."""
    return list(_national()).index(get(code).code)


def county_of(code: int) -> int:
    """The county, or the city where townships stand directly under a city; of a province or city, itself."""
    steps = [d for d in path(code) if d.level in (Level.PROVINCE, Level.CITY, Level.COUNTY)]
    return steps[-1].code


def search(text: str, within: int | None = None, limit: int = 20) -> list[Division]:
    """By part of the name, or from the start of the pinyin or its initials; best first.

    Nationwide to the county; within a province also townships; within a city or county also committees.
    """
    wanted = text.strip().lower().replace(" ", "")
    ranked = [(_rank(d, wanted), d.level is not Level.COUNTY, len(d.name), d.code) for d in _scope(within)]
    found = sorted(entry for entry in ranked if entry[0]) if wanted else []
    return [get(code) for *_, code in found[:limit]]


def outline(code: int) -> list[Ring]:
    """Closed rings in WGS-84, longitude first, to be filled even-odd; empty where no outline is known."""
    return [_unpack(ring) for ring in reading.outline_rings(_province(code)).get(code, [])]


def _rank(division: Division, wanted: str) -> int:
    if division.name == wanted:
        return 1
    if division.name.startswith(wanted):
        return 2
    if division.initials.startswith(wanted) or division.pinyin.replace(" ", "").startswith(wanted):
        return 3
    return 4 if wanted in division.name else 0


def _scope(within: int | None) -> Iterator[Division]:
    if within is None:
        return iter(_national().values())
    return _below(within, with_committees=get(within).level is not Level.PROVINCE)


def _below(code: int, with_committees: bool) -> Iterator[Division]:
    for division in children(code):
        yield division
        if with_committees or division.level is not Level.TOWNSHIP:
            yield from _below(division.code, with_committees)


def _province(code: int) -> int:
    while code >= 100:
        code //= 100 if code < 10**6 else 10 ** (len(str(code)) - 2)
    return code


@cache
def _national() -> dict[int, Division]:
    rows = reading.county_rows()
    codes = {code for code, _ in rows}
    return {code: _division((code, name), _parent_of_county(code, codes)) for code, name in rows}


def _parent_of_county(code: int, codes: set[int]) -> int | None:
    city, province = code // 100 * 100, code // 10_000 * 10_000
    if code == province:
        return None
    return city if city in codes and city != code else province


@cache
def _townships(province: int) -> dict[int, Division]:
    return {row[0]: _division(row, row[0] // 1000) for row in reading.township_rows(province)}


@lru_cache(maxsize=1024)
def _committees(township: int) -> dict[int, Division]:
    return {row[0]: _division(row, township) for row in reading.committee_rows(township)}


def _committee(code: int) -> Division | None:
    if len(str(code)) != 12:
        return None
    township = reading.township_of_foreign_code(_province(code)).get(code, code // 1000)
    return _committees(township).get(code)


def _division(row: Row, parent: int | None) -> Division:
    code, name = row
    syllables = _syllables(name)
    return Division(code, name, _level(code), parent, " ".join(syllables), "".join(s[0] for s in syllables))


def _level(code: int) -> Level:
    if code > 10**11:
        return Level.COMMITTEE
    if code > 10**8:
        return Level.TOWNSHIP
    if code % 10_000 == 0:
        return Level.PROVINCE
    return Level.CITY if code % 100 == 0 else Level.COUNTY


def _syllables(name: str) -> list[str]:
    readings, exceptions = reading.pinyin_tables()
    exception = exceptions.get(name)
    return exception.split(" ") if exception else [readings[character] for character in name]


def _unpack(numbers: list[int]) -> Ring:
    xs, ys = accumulate(numbers[0::2]), accumulate(numbers[1::2])
    units = reading.OUTLINE_UNITS_PER_DEGREE
    ring = [(x / units, y / units) for x, y in zip(xs, ys, strict=True)]
    return [*ring, ring[0]]
