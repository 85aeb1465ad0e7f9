"""Reads the packed files beside this one; each is read once, when first asked for."""

import lzma
import re
from functools import cache, lru_cache
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
OUTLINE_UNITS_PER_DEGREE = 100_000

Row = tuple[int, str]
_ITEM = re.compile(r"(\d{12}|\d{3})(.+)")


@cache
def county_rows() -> list[Row]:
    """Provinces, cities and counties."""
    lines = (line.split("\t") for line in _text("counties.txt.xz").splitlines())
    return [(int(code), name) for code, name in lines]


@cache
def township_rows(province: int) -> list[Row]:
    lines = (line.split("\t", 2) for line in _township_lines(province))
    return [(int(line[0]), line[1]) for line in lines]


@lru_cache(maxsize=4096)
def committee_rows(township: int) -> list[Row]:
    line = _township_index(township // 10**7).get(township, "")
    return [_committee(township, item) for item in line.split("\t")[2:]]


@cache
def township_of_foreign_code(province: int) -> dict[int, int]:
    """Committees whose first nine digits are not their township's: the two offices number differently."""
    return {
        code: township
        for township, _ in township_rows(province)
        for code, _ in committee_rows(township)
        if code // 1000 != township
    }


def _committee(township: int, item: str) -> Row:
    found = _ITEM.fullmatch(item)
    if found is None:
        raise ValueError(f"division data damaged near {item!r}; remake it with build.py")
    code, name = found.groups()
    return (int(code) if len(code) == 12 else township * 1000 + int(code)), name


@lru_cache(maxsize=4)
def _township_index(province: int) -> dict[int, str]:
    return {int(line[:9]): line for line in _township_lines(province)}


@lru_cache(maxsize=4)
def _township_lines(province: int) -> list[str]:
    name = f"townships/{province}.txt.xz"
    return _text(name).splitlines() if (HERE / name).exists() else []


@cache
def pinyin_tables() -> tuple[dict[str, str], dict[str, str]]:
    tables = msgspec.json.decode(_text("pinyin.json.xz"), type=dict[str, dict[str, str]])
    return tables["readings"], tables["exceptions"]


@lru_cache(maxsize=8)
def outline_rings(province: int) -> dict[int, list[list[int]]]:
    name = f"outlines/{province}.json.xz"
    if not (HERE / name).exists():
        return {}
    return msgspec.json.decode(_text(name), type=dict[int, list[list[int]]])


def _text(name: str) -> str:
    return lzma.decompress((HERE / name).read_bytes()).decode()
