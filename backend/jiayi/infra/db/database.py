"""One pool per role; ``async with db.transaction(actor) as tx`` is the only way to PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, TypeVar

import asyncpg
import msgspec

from jiayi.infra import clock
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.faults import AWAY, Unreachable
from jiayi.infra.web.problems import ProxyEnded

_LONGEST_WAIT = 10.0  # seconds for a free connection
_BEGIN_ACTING = "select begin_acting($1)"
"""Asks whether the proxy holds, and holds it until the transaction ends: ending it waits, or is seen."""

Row = TypeVar("Row")


class Tx:
    """An open transaction: its actor, its moment, and typed ways to read."""

    __slots__ = ("actor", "connection", "now", "today")

    def __init__(self, connection: Any, actor: Actor) -> None:
        self.connection = connection
        self.actor = actor
        self.now: datetime = clock.now()
        self.today: date = clock.today()

    async def become(self, actor: Actor) -> None:
        """For the rest of the transaction; used when it has itself moved the account to another county."""
        await self.connection.execute(actor.settings_sql(self.today))
        self.actor = actor

    async def one(self, row: type[Row], sql: str, *args: Any) -> Row | None:
        record = await self.connection.fetchrow(sql, *args)
        return None if record is None else row(*record)

    async def many(self, row: type[Row], sql: str, *args: Any) -> list[Row]:
        return [row(*record) for record in await self.connection.fetch(sql, *args)]

    async def value(self, sql: str, *args: Any) -> Any:
        return await self.connection.fetchval(sql, *args)

    async def run(self, sql: str, *args: Any) -> int:
        """Number of rows touched."""
        tag: str = await self.connection.execute(sql, *args)
        last = tag.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def copy(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Many rows at once. Through a temporary table: COPY itself is not open to who is under row-level security."""
        names = ", ".join(columns)  # from code, never from people
        staged = f"staged_{table}"
        await self.connection.execute(
            f"create temp table if not exists {staged} on commit drop as select {names} from {table} with no data"
        )
        await self.connection.copy_records_to_table(staged, columns=columns, records=rows)
        await self.connection.execute(
            f"insert into {table} ({names}) select {names} from {staged}; truncate {staged}"
        )

    async def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            await self.connection.executemany(sql, rows)


class Database:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @asynccontextmanager
    async def transaction(self, actor: Actor, *, begin: str = "begin") -> AsyncIterator[Tx]:
        """Commits at the end, rolls back on any exception. BEGIN and the actor travel together. Raises ProxyEnded."""
        connection = await self._begun(f"{begin}; {actor.settings_sql(clock.today())}")
        try:
            if actor.proxy_id and not await connection.fetchval(_BEGIN_ACTING, actor.proxy_id):
                raise ProxyEnded
            yield Tx(connection, actor)
            await connection.execute("commit")
        except BaseException as error:
            if not _gone(connection):
                if connection.is_in_transaction():
                    await connection.execute("rollback")
            elif isinstance(error, asyncpg.InterfaceError):
                raise Unreachable from error
            raise
        finally:
            await self.pool.release(connection)

    async def _begun(self, begin: str) -> Any:
        """A connection inside a transaction. One that died while it lay in the pool is passed over: nothing was asked
        of it yet. Raises Unreachable."""
        for left in reversed(range(self.pool.get_size() + 1)):
            try:
                connection = await self.pool.acquire(timeout=_LONGEST_WAIT)
            except (OSError, TimeoutError, *AWAY) as error:
                raise Unreachable from error
            try:
                await connection.execute(begin)
            except BaseException as error:
                gone = _gone(connection)
                await self.pool.release(connection)
                if not gone or not isinstance(error, Exception):
                    raise
                if not left:
                    raise Unreachable from error
            else:
                return connection
        raise Unreachable

    async def close(self) -> None:
        await self.pool.close()


async def connect(dsn: str, *, role: str | None, size: int, statement_cache: int = 256) -> Database:
    """``role``: assumed at connection time when the address logs in as somebody else."""
    settings = {"application_name": "jiayi", "statement_timeout": "30s", "lock_timeout": "5s"}
    if role:
        settings["role"] = role
    pool = await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        reset=_nothing_to_reset,
        init=_codecs,
        server_settings=settings,
        statement_cache_size=statement_cache,
    )
    return Database(pool)


def _gone(connection: Any) -> bool:
    """The pool takes a lost connection back by itself; what we hold then answers nothing."""
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        return True


async def _nothing_to_reset(_: Any) -> None:
    """All settings are transaction-local, so the pool's reset round trip would do nothing (measured: doubles reads)."""


async def _codecs(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda v: msgspec.json.encode(v).decode(),
        decoder=msgspec.json.decode,
    )
