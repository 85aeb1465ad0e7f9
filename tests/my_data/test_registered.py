"""Every table is either declared as rows of a person (exported, or withheld with a reason) or named as of nobody."""

import asyncpg
import pytest

from jiayi.infra.db import personal as sql
from jiayi.infra.web.i18n import load_catalog
from jiayi.personal import OF_NOBODY, PARTS
from jiayi.policies.loader import load
from jiayi.policies.schema import Retention
from jiayi.settings import ROOT
from tests.conftest import Server

ROWS = [rows for part in PARTS for rows in part.rows]
POINTS_AT_A_PERSON = """
select distinct c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind = 'r' and (
  exists (select 1 from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
    and a.attname in ('resident_id', 'account_id', 'agreement_id', 'grantor_id', 'subject_id'))
  or exists (select 1 from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'
    and f.confrelid in ('residents'::regclass, 'accounts'::regclass, 'agreements'::regclass)))
"""
CHALLENGED = {"passkey_challenges"}
"""Has an account and lives for minutes: named as of nobody."""


@pytest.fixture
async def owner(server: Server, database: str) -> asyncpg.Connection:
    connection = await asyncpg.connect(server.dsn(database))
    yield connection
    await connection.close()


async def test_every_table_is_said_to_be_of_a_person_or_of_nobody(owner: asyncpg.Connection) -> None:
    """A new table fails here: declare its rows in its slice's personal.py, or name it in OF_NOBODY with a reason."""
    found = {
        row[0] for row in await owner.fetch("select tablename from pg_tables where schemaname = 'public'")
    }
    declared = {rows.table for rows in ROWS}
    assert found == declared | set(OF_NOBODY) and not declared & set(OF_NOBODY)
    pointing = {row[0] for row in await owner.fetch(POINTS_AT_A_PERSON)}
    assert pointing & set(OF_NOBODY) <= CHALLENGED


@pytest.mark.parametrize("role", ["jiayi_web", "jiayi_worker"])
async def test_every_declared_statement_is_allowed_and_fits(owner: asyncpg.Connection, role: str) -> None:
    """Reading for the web role, removing for the worker alone: explain checks rights without touching a row."""
    for rows in ROWS:
        columns = {
            row[0]
            for row in await owner.fetch(
                "select attname from pg_attribute where attrelid = $1::regclass and attnum > 0", rows.table
            )
        }
        assert {*rows.hide, *(name for name, _ in rows.sealed)} <= columns, rows.table
        if rows.withheld and role == "jiayi_web":
            continue
        statements = [sql.reading(rows)]
        if role == "jiayi_worker":
            statements += [sql.removing(rows)] if rows.gone or rows.last_gone else []
            statements += [sql.blanking(rows, c) for c in (rows.blanked, rows.last_blanked) if c]
        await explained(owner, role, statements, 3)
    if role == "jiayi_worker":
        for over in (over for part in PARTS for over in part.expires):
            await explained(owner, role, [sql.expiring(over)], 1 if over.everywhere else 2)


async def explained(owner: asyncpg.Connection, role: str, statements: list[str], given: int) -> None:
    for statement in statements:
        async with owner.transaction():
            await owner.execute(f"set local role {role}")
            await owner.execute("select set_config('jiayi.role', 'system', true)")
            prepared = await owner.prepare(statement)
            assert len(prepared.get_parameters()) == given, statement
            await owner.execute(f"prepare it as {statement}")
            await owner.execute(f"explain execute it ({', '.join(['null'] * given)})")
            await owner.execute("deallocate it")


def test_what_is_kept_has_a_period_and_every_part_its_english() -> None:
    periods = {e.rule.code for e in load().entries if isinstance(e.rule, Retention)}
    named = {part.retention for part in PARTS if part.retention} | {
        over.retention for part in PARTS for over in part.expires
    }
    assert named == periods
    english = load_catalog(ROOT / "frontend/locale/en")
    assert [s for part in PARTS for s in (part.name, part.erasing) if s not in english] == []
    assert all(rows.withheld.strip() or True for rows in ROWS)
