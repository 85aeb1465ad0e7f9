"""Search, viewport and position use their indexes with 6,000 areas in three counties."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import asyncpg
import pytest

from jiayi.directory.store import Q
from tests.conftest import Server

TODAY = date(2026, 3, 2)
AREAS = """
insert into service_areas (county, id, code, kind, name, pinyin, initials, township, committee, township_name,
  committee_name, search_text)
select 510107 + n % 3, md5('a' || n)::uuid, 'A' || n, 'compound', x, '', '', 510107001 + n % 40, 1, '街道', '社区',
  x || ' ' || md5(n::text) || ' ' || substr(md5('i' || n), 1, 5)
from generate_series(1, 6000) n, lateral (
  select string_agg(chr(19968 + ((n * 7919 + k * 104729) % 5000)), '') || '小区' as x from generate_series(1, 4) k) t
"""
BOUNDARIES = """
insert into area_boundaries (county, id, area_id, valid, boundary, centre)
select county, md5('b' || n)::uuid, id, daterange('2025-01-01', null),
  polygon(box(point(x, y), point(x + 0.004, y + 0.004))), point(x + 0.002, y + 0.002)
from (select *, row_number() over (order by id) as n from service_areas) s,
  lateral (select 104 + (n % 80) * 0.005 as x, 30 + (n / 80) * 0.005 as y) p
"""


@pytest.fixture
async def filled(server: Server, database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.dsn(database))
    await connection.execute(f"{AREAS}; {BOUNDARIES}; analyze service_areas; analyze area_boundaries")
    yield connection
    await connection.close()


async def plan(connection: asyncpg.Connection, sql: str, *args: Any) -> str:
    return "\n".join(row[0] for row in await connection.fetch(f"explain (analyze, costs off) {sql}", *args))


@pytest.mark.parametrize(
    ("query", "arguments", "index"),
    [
        ("search_areas", (510107, "丑世丙小", "choushibingxiao", TODAY), "service_areas_by_county_text"),
        ("search_areas", (510107, "玉林", "yulin", TODAY), "service_areas_by_county_text"),
        ("list_areas_containing", (510107, "%丑世丙%", TODAY), "service_areas_by_county_text"),
        ("search_areas_anywhere", ("丑世丙小", "choushibingxiao", TODAY), "service_areas_by_county_text"),
        ("list_areas_containing_anywhere", ("%丑世丙%", TODAY), "service_areas_by_county_text"),
        ("list_shapes_in_view", (104.1, 30.1, 104.13, 30.13, TODAY, 600), "area_boundaries_current"),
        ("find_area_at_point", (104.101, 30.101, TODAY), "area_boundaries_current"),
        ("list_areas", (510107, 510107011, 1, TODAY), "service_areas_by_committee"),
        (
            "find_team_of_area",
            (510107, "00000000-0000-0000-0000-000000000001", None, TODAY),
            "area_assignments_",
        ),
    ],
)
async def test_hot_query_uses_its_index(
    filled: asyncpg.Connection, query: str, arguments: tuple[Any, ...], index: str
) -> None:
    await filled.execute("begin")
    if query.startswith("search_areas"):
        await filled.fetch(Q.lower_search_threshold)
    text = await plan(filled, Q.all[query].sql, *arguments)
    assert index in text, text
    assert "Seq Scan on service_areas" not in text and "Seq Scan on area_boundaries" not in text, text
