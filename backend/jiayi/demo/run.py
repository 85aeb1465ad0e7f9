"""``jiayi demo``: counties under each of the published policies, then the web application."""

import asyncio
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jiayi.accounts.consents.store import keep_text
from jiayi.accounts.sign_in.store import DemoPerson, demo_people
from jiayi.demo.agreements import sign_agreements
from jiayi.demo.labels import relabel
from jiayi.demo.people import FEW_PLACES, add_demo_people, choose_cast
from jiayi.demo.prices import set_prices
from jiayi.demo.queries import Q
from jiayi.demo.rows import tables
from jiayi.infra import clock
from jiayi.infra import division as divisions
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx, connect
from jiayi.infra.sealing.source import open_vault
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import ConsentPurpose
from jiayi.serving import migrated_postgres, serve
from jiayi.settings import Settings
from jiayi.synth import generate
from jiayi.synth.places import NoOutline

SHOWN_AT_ONCE = 6
PLAN: dict[str, Any] = tomllib.loads(Path(__file__).with_name("counties.toml").read_text())


def run_demo(settings: Settings, residents: int) -> int:
    if not settings.now:
        os.environ["JIAYI_NOW"] = PLAN["now"]
        clock.set_now(PLAN["now"])
    _say("Starting PostgreSQL and bringing its tables up to date …")
    with migrated_postgres(settings) as addresses:
        people = asyncio.run(_fill(settings, addresses.worker, residents))
        _say_where(settings, people)
        with _working():
            serve(settings, addresses)
    return 0


@contextmanager
def _working() -> Iterator[None]:
    """``jiayi worker`` beside the pages, on the demo's clock: what happened is sealed, freed places are offered."""
    quiet = os.environ | {"JIAYI_LOG_LEVEL": "ERROR"}
    with subprocess.Popen([sys.executable, "-m", "jiayi", "worker"], env=quiet) as worker:
        try:
            yield
        finally:
            worker.terminate()


def _say(line: str) -> None:
    print(line, flush=True)


def _say_where(settings: Settings, people: list[DemoPerson]) -> None:
    here = [person.label for person in people if person.county == people[0].county]
    lines = (
        f"家医 is ready:  {settings.base_url}",
        f"Sign in by one tap, no password:  {settings.base_url}/demo  ({len(people)} people), for example as",
        *(f"  · {label}" for label in here[:SHOWN_AT_ONCE]),
        f"Its clock reads {clock.today()}; JIAYI_NOW=2019-12-02 make demo, say, tries another day's rules.",
        "All people are synthetic. Stop with Ctrl-C.",
    )
    print("\n  " + "\n  ".join(lines) + "\n", flush=True)


async def _fill(settings: Settings, worker_dsn: str, residents: int) -> list[DemoPerson]:
    counties = PLAN["county"]
    for n, county in enumerate(counties, start=1):
        code = county["code"]
        _say(f"Loading county {n}/{len(counties)}: {divisions.get(code).name} …")
        _say("  " + await load_county(settings, worker_dsn, code, residents, seed=7, demo=True))
    db = await _connect(settings, worker_dsn)
    try:
        for county in counties:
            await relabel(db, county["code"])
        async with db.transaction(SYSTEM) as tx:
            return await demo_people(tx)
    finally:
        await db.close()


async def _connect(settings: Settings, worker_dsn: str) -> Database:
    role = "jiayi_worker" if settings.database_url and not settings.worker_database_url else None
    return await connect(worker_dsn, role=role, size=2)


async def load_county(
    settings: Settings, worker_dsn: str, division: int, residents: int, seed: int, *, demo: bool = False
) -> str:
    """Invent and load one county, unless its rows are there already; says what it did. All or nothing."""
    if not divisions.outline(divisions.get(division).code):
        raise NoOutline(division)
    db = await _connect(settings, worker_dsn)
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
    vault = open_vault(settings)
    cast = choose_cast(county) if demo else None
    few = {cast.full_team.lead_doctor_id: FEW_PLACES} if cast else {}
    async with db.transaction(SYSTEM) as tx:
        await add_divisions(tx, division)
        for found in policy_for(division, tx.today).all(ConsentPurpose):
            await keep_text(tx, found.value)
        for table, columns, rows in tables(county, vault, tx.now, few):
            await tx.copy(table, columns, rows)
    if cast:
        await add_demo_people(db, vault, county, cast)
        await sign_agreements(db, vault, cast)
        await set_prices(db, county, PLAN["prices"])
        await relabel(db, division)


async def follow_demo(db: Database, settings: Settings) -> None:
    """A command beside a demo goes by the demo's clock: what it grants would else begin after today."""
    if settings.now:
        return
    async with db.transaction(SYSTEM) as tx:
        if not await tx.value(Q.is_demo):
            return
    clock.set_now(PLAN["now"])
    _say(f"These are a demo's tables, so its clock counts: {clock.today()}. JIAYI_NOW names another day.")


async def follow_demo_at(worker_dsn: str, settings: Settings) -> None:
    db = await _connect(settings, worker_dsn)
    try:
        await follow_demo(db, settings)
    finally:
        await db.close()


async def add_divisions(tx: Tx, county: int) -> None:
    """The county's line from its province down to the committees; what is there already stays."""
    rows = list(divisions.path(county))
    for township in divisions.children(county):
        rows += [township, *divisions.children(township.code)]
    await tx.run_many(
        Q.add_division, [(d.code, d.name, d.level.value, d.parent, d.pinyin, d.initials) for d in rows]
    )
