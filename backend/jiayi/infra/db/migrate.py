"""Forward-only migrations: ``migrations/NNNN_slice_verb_object.sql``, one transaction each, safe to run at once."""

import asyncio
import hashlib
from pathlib import Path

import asyncpg

_LOCK = 0x6A696179
_ROLES = ("jiayi_web", "jiayi_worker")
_LEDGER = """
create table if not exists schema_migrations (
    version int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())
"""


class MigrationError(Exception):
    """The migrations and this database do not fit together."""


async def migrate(dsn: str, folder: Path) -> list[str]:
    """Apply what is missing; returns the names applied. Raises MigrationError before touching anything it may not."""
    connection = await asyncpg.connect(
        dsn, server_settings={"lock_timeout": "5s", "statement_timeout": "10min"}
    )
    try:
        # Polling: a session that waits inside pg_advisory_lock holds a snapshot, and CREATE INDEX CONCURRENTLY
        # would wait for it: a deadlock.
        while not await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK):
            await asyncio.sleep(0.1)
        await _create_roles(connection)
        await connection.execute(_LEDGER)
        return await _apply(connection, _numbered(folder))
    finally:
        await connection.close()


async def _create_roles(connection: asyncpg.Connection) -> None:
    for role in _ROLES:
        if not await connection.fetchval("select 1 from pg_roles where rolname = $1", role):
            try:
                await connection.execute(f"create role {role} login")
            except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
                continue  # Roles belong to the cluster: another database's migration was quicker.


async def _apply(connection: asyncpg.Connection, files: dict[int, Path]) -> list[str]:
    applied = {
        row["version"]: row["sha256"] for row in await connection.fetch("select * from schema_migrations")
    }
    if newer := sorted(set(applied) - set(files)):
        raise MigrationError(f"the database is newer than this code: it has {newer}")
    done = []
    for version, path in files.items():
        sql = path.read_text()
        digest = hashlib.sha256(sql.encode()).hexdigest()
        if version not in applied:
            await _run(connection, sql, version, path.name, digest)
            done.append(path.name)
        elif applied[version] != digest:
            raise MigrationError(
                f"{path.name} was changed after it was applied; write a new migration instead"
            )
    return done


async def _run(connection: asyncpg.Connection, sql: str, version: int, name: str, digest: str) -> None:
    record = "insert into schema_migrations (version, name, sha256) values ($1, $2, $3)"
    if sql.startswith("-- no-transaction"):
        for statement in filter(str.strip, sql.split(";\n")):
            await connection.execute(statement)
        await connection.execute(record, version, name, digest)
        return
    async with connection.transaction():
        await connection.execute(sql)
        await connection.execute(record, version, name, digest)


def _numbered(folder: Path) -> dict[int, Path]:
    files: dict[int, Path] = {}
    for path in sorted(folder.glob("[0-9]*_*.sql")):
        version = int(path.name.split("_")[0])
        if version in files:
            raise MigrationError(f"two migrations are numbered {version}: {files[version].name}, {path.name}")
        files[version] = path
    return files
