"""The catalog itself: keys lead with the county, nothing that a distributed database would refuse, append-only tables."""

from pathlib import Path

import asyncpg
import pytest

from jiayi.infra.db.migrate import MigrationError, migrate
from jiayi.settings import ROOT
from tests.conftest import Server

REFERENCE = {"institutions", "imports"}
COUNTRY_WIDE = {"key_directory", "sessions", "agreement_proofs"}
"""Directories keyed by a hash: their ``county`` says where to look, it is no key."""
APPEND_ONLY = ("history_events", "access_log")

FAULTS = Path(__file__).with_name("distributable.sql").read_text()


async def test_every_county_table_could_be_distributed(owner: asyncpg.Connection) -> None:
    faults = await owner.fetch(FAULTS, list(REFERENCE | COUNTRY_WIDE))
    assert [tuple(fault) for fault in faults] == []


@pytest.mark.parametrize(
    "bad",
    [
        "create table bad (county int not null, id uuid primary key)",
        "create table bad (county int, id uuid, primary key (county, id)); alter table bad alter county drop not null",
        "create table bad (county int not null, id uuid, other uuid references institutions (id), n int unique,"
        " primary key (county, id))",
        "create table bad (id uuid, county int not null, primary key (id, county))",
    ],
)
async def test_planted_faults_are_found(owner: asyncpg.Connection, bad: str) -> None:
    try:
        await owner.execute(bad)
    except asyncpg.PostgresError:
        return
    assert [
        f["what"] for f in await owner.fetch(FAULTS, list(REFERENCE | COUNTRY_WIDE)) if "bad" in f["what"]
    ]


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("role", ["jiayi_web", "jiayi_worker"])
@pytest.mark.parametrize("deed", ["update", "delete", "truncate"])
async def test_history_cannot_be_rewritten(
    owner: asyncpg.Connection, table: str, role: str, deed: str
) -> None:
    assert not await owner.fetchval("select has_table_privilege($1, $2, $3)", role, table, deed)


async def test_personal_tables_have_row_level_security(owner: asyncpg.Connection) -> None:
    """Whatever hangs on a resident or an agreement."""
    bare = await owner.fetch(
        """select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
           where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity
             and a.attname in ('resident_id', 'agreement_id') and c.relname <> 'agreement_proofs'"""
    )
    assert [row["relname"] for row in bare] == []


async def test_chain_equals_schema_file(server: Server, template: str) -> None:
    from deploy.dump_schema import dump

    assert dump(server.dsn(template), server.embedded) == (ROOT / "migrations/schema.sql").read_text(), (
        "run `make schema` after a new migration"
    )


async def test_migrating_twice_and_at_once_is_safe(server: Server) -> None:
    import asyncio

    await server.command("create database twice")
    dsn = server.dsn("twice")
    first, second = await asyncio.gather(migrate(dsn, ROOT / "migrations"), migrate(dsn, ROOT / "migrations"))
    assert sorted(first + second) == sorted(path.name for path in (ROOT / "migrations").glob("[0-9]*.sql"))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"0001_a.sql": "select 2"}, "was changed after it was applied"),
        ({}, "the database is newer than this code"),
        ({"0001_a.sql": "select 1", "0001_b.sql": "select 1"}, "two migrations are numbered 1"),
    ],
)
async def test_migrations_refuse_what_does_not_fit(
    server: Server, tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    name = "fit_" + str(abs(hash(sentence)))
    await server.command(f"create database {name}")
    before = tmp_path / "before"
    before.mkdir()
    (before / "0001_a.sql").write_text("select 1")
    await migrate(server.dsn(name), before)
    after = tmp_path / "after"
    after.mkdir()
    for file, sql in files.items():
        (after / file).write_text(sql)
    with pytest.raises(MigrationError, match=sentence):
        await migrate(server.dsn(name), after)
