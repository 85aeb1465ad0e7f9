"""What is asked: addresses as people type them, views of the map, people at home. The same for each run."""

import random

import asyncpg

from tests.bench.http_load import Ask


async def search(owner: asyncpg.Connection, count: int) -> list[Ask]:
    """A third each: the name or part of it; with a wrong character or in pinyin; initials or the address."""
    draw = random.Random(7)
    rows = await owner.fetch(
        "select code, name, pinyin, initials, address from bench.areas order by md5(n::text) limit $1", count
    )
    asks = []
    for n, row in enumerate(rows):
        name = row["name"]
        at = draw.randrange(len(name) - 2)
        typed = (
            name, name[:3], name[:at] + "园" + name[at + 1 :], row["pinyin"][:9], row["initials"],
            row["address"],
        )[n % 6]  # fmt: skip
        asks.append(Ask(f"/api/areas/search?county={row['code']}&q={_percent(typed)}"))
    return asks


async def viewport(owner: asyncpg.Connection, count: int) -> list[Ask]:
    """A phone's view at zoom 15: about 2 km by 3 km."""
    rows = await owner.fetch("select x, y from bench.areas order by md5(n::text || 'v') limit $1", count)
    asks = []
    for row in rows:
        x, y = row["x"], row["y"]
        asks.append(
            Ask(f"/api/areas?bbox={x - 0.01:.5f},{y - 0.015:.5f},{x + 0.01:.5f},{y + 0.015:.5f}&zoom=15")
        )
    return asks


async def home(owner: asyncpg.Connection, count: int, path: str) -> list[Ask]:
    """Heads of households who have an agreement and are signed in."""
    rows = await owner.fetch(
        "select n from bench.people where l % 15 = 0 and bench.any(n, 7, 4) = 0 order by md5(n::text) limit $1",
        count,
    )
    return [Ask(path, cookie=f"bench-{row['n']}") for row in rows]


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())
