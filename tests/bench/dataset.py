"""Fills a migrated database by ``dataset.sql``: invented people in real counties' codes, set by set, timed."""

import itertools
import re
import time
from pathlib import Path

import asyncpg
import msgspec
from pypinyin import Style, lazy_pinyin

from jiayi.infra import division

CITIES = (510100, 510700, 650100, 430100)
WORDS = Path(__file__).with_name("words.txt").read_text().splitlines()
_FIRST, _SECOND, _LAST, _ROADS = (line.split() for line in WORDS)
ROADS = [word + "大街" for word in _ROADS]
NAMES = [a + b + c for a, b, c in itertools.product(_FIRST, _SECOND, _LAST)]


class Size(msgspec.Struct, frozen=True):
    residents: int
    counties: int

    @property
    def people(self) -> int:
        return self.residents // self.counties

    @property
    def areas(self) -> int:
        """A county's; fifty people each."""
        return max(50, self.people // 50)


def served(count: int) -> list[division.Division]:
    found = [d for city in CITIES for d in division.children(city)]
    return found[:count]


async def load(dsn: str, size: Size) -> dict[str, float]:
    """Seconds of each step."""
    connection = await asyncpg.connect(dsn)
    spent = {}
    try:
        await connection.execute(
            "set session_replication_role = replica; set synchronous_commit = off; set work_mem = '256MB';"
            "set maintenance_work_mem = '512MB'; set jit = off"
        )
        for name, sql in steps(size):
            begun = time.perf_counter()
            await connection.execute(sql)
            if name == "helpers":
                await _words(connection, size)
            spent[name] = round(time.perf_counter() - begun, 2)
            print(f"  {name}: {spent[name]} s", flush=True)
        begun = time.perf_counter()
        await connection.execute("vacuum analyze")
        await connection.execute("checkpoint")
        spent["vacuum analyze"] = round(time.perf_counter() - begun, 2)
    finally:
        await connection.close()
    return spent


def steps(size: Size) -> list[tuple[str, str]]:
    text = Path(__file__).with_name("dataset.sql").read_text()
    side = int(size.areas**0.5) + 1
    values = {"areas": size.areas, "people": size.people, "side": side, "names": len(NAMES)}
    for word, value in values.items():
        text = text.replace("{" + word + "}", str(value))
    parts = re.split(r"^-- step: (.+)\n", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


async def _words(connection: asyncpg.Connection, size: Size) -> None:
    counties = served(size.counties)
    rows = [(i + 1, d.code, d.name, 100 + i % 8 * 0.5, 28 + i // 8 * 0.5) for i, d in enumerate(counties)]
    await connection.copy_records_to_table("counties", schema_name="bench", records=rows)
    names = [
        (i + 1, name, "".join(lazy_pinyin(name)), "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)), road)
        for i, (name, road) in enumerate(zip(NAMES, itertools.cycle(ROADS), strict=False))
    ]
    await connection.copy_records_to_table("names", schema_name="bench", records=names)
    steps = {d.code: d for county in counties for d in division.path(county.code)}
    places = [(d.code, d.name, d.level.value, d.parent, d.pinyin, d.initials) for d in steps.values()]
    await connection.copy_records_to_table("divisions", records=places)


async def counts(dsn: str) -> dict[str, int]:
    connection = await asyncpg.connect(dsn)
    tables = ("residents", "households", "agreements", "agreement_items", "service_areas", "area_boundaries")
    found = {name: await connection.fetchval(f"select count(*) from {name}") for name in tables}
    found["counties"] = await connection.fetchval("select count(distinct county) from institutions")
    found["database_mb"] = await connection.fetchval("select pg_database_size(current_database()) >> 20")
    await connection.close()
    return found
