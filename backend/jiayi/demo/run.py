"""``jiayi demo``: counties under each of the published policies, then the web application."""

import asyncio
import os
import tomllib
from pathlib import Path
from typing import Any

from jiayi.demo.agreements import sign_agreements
from jiayi.demo.people import add_demo_people, choose_cast
from jiayi.demo.queries import Q
from jiayi.demo.rows import tables
from jiayi.infra import clock
from jiayi.infra import division as divisions
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx, connect
from jiayi.serving import migrated_postgres, serve
from jiayi.settings import Settings, read_or_make_secret
from jiayi.synth import generate

PLAN: dict[str, Any] = tomllib.loads(Path(__file__).with_name("counties.toml").read_text())


def run_demo(settings: Settings, residents: int) -> int:
    if not settings.now:
        os.environ["JIAYI_NOW"] = PLAN["now"]
        clock.set_now(PLAN["now"])
    with migrated_postgres(settings) as addresses:
        asyncio.run(_fill(settings, addresses.worker, residents))
        _say_where(settings)
        serve(settings, addresses)
    return 0


def _say_where(settings: Settings) -> None:
    lines = (
        f"家医 is ready:  {settings.base_url}",
        f"Sign in as a resident, doctor or manager:  {settings.base_url}/demo",
        f"Its clock reads {clock.today()}; JIAYI_NOW=2019-12-02 make demo, say, tries another day's rules.",
        "All people are synthetic. Stop with Ctrl-C.",
    )
    print("\n  " + "\n  ".join(lines) + "\n", flush=True)


async def _fill(settings: Settings, worker_dsn: str, residents: int) -> None:
    for county in PLAN["county"]:
        print(await load_county(settings, worker_dsn, county["code"], residents, seed=7, demo=True))


async def load_county(
    settings: Settings, worker_dsn: str, division: int, residents: int, seed: int, *, demo: bool = False
) -> str:
    """Invent and load one county, unless its rows are there already; says what it did."""
    role = "jiayi_worker" if settings.database_url and not settings.worker_database_url else None
    db = await connect(worker_dsn, role=role, size=2)
    try:
        name = divisions.get(division).name
        async with db.transaction(SYSTEM) as tx:
            if await tx.value(Q.count_institutions, division):
                return f"{name}: already loaded"
        await _load(db, settings, division, residents, seed, demo)
        return f"{name}: {residents} synthetic residents"
    finally:
        await db.close()


async def _load(
    db: Database, settings: Settings, division: int, residents: int, seed: int, demo: bool
) -> None:
    county = generate(division, residents, seed, clock.today())
    vault = Vault(read_or_make_secret(settings.secret_file))
    async with db.transaction(SYSTEM) as tx:
        await add_divisions(tx, division)
        for table, columns, rows in tables(county, vault, tx.now):
            await tx.copy(table, columns, rows)
    if demo:
        cast = choose_cast(county)
        await add_demo_people(db, vault, county, cast)
        await sign_agreements(db, vault, cast)


async def add_divisions(tx: Tx, county: int) -> None:
    """The county's line from its province down to the committees; what is there already stays."""
    rows = list(divisions.path(county))
    for township in divisions.children(county):
        rows += [township, *divisions.children(township.code)]
    await tx.run_many(
        Q.add_division, [(d.code, d.name, d.level.value, d.parent, d.pinyin, d.initials) for d in rows]
    )
