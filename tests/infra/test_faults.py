"""Deadlocks, a database that is away, and what a log line may say of them."""

import asyncio
import json
import logging
from html import unescape
from uuid import UUID

import asyncpg
import httpx
import pytest
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.infra import logs
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, connect
from jiayi.infra.db.faults import Unreachable, rerun
from jiayi.infra.web.page import Page
from tests.agreements.browsing import fields
from tests.conftest import Server
from tests.factories import COUNTY, Factory

RENAME = "update doctors set name = name || $3 where county = $1 and id = $2"


class Crossing:
    """Two actions that take the same two rows in opposite order; ``met`` makes sure that they meet."""

    def __init__(self, db: Database, rows: tuple[UUID, UUID]) -> None:
        self.db, self.rows, self.tries = db, rows, 0
        self.met = asyncio.Barrier(2)

    async def action(self, *, backwards: bool) -> None:
        self.tries += 1
        first, second = reversed(self.rows) if backwards else self.rows
        async with self.db.transaction(SYSTEM) as tx:
            await tx.run(RENAME, COUNTY, first, "甲")
            if self.tries <= 2:
                await self.met.wait()
            await tx.run(RENAME, COUNTY, second, "甲")


async def crossing(system: Database, make: Factory) -> Crossing:
    home = await make.institution()
    return Crossing(system, (await make.doctor(home), await make.doctor(home)))


async def test_a_deadlocked_action_is_run_again_and_done_once(system: Database, make: Factory) -> None:
    cross = await crossing(system, make)
    again = rerun(cross.action)
    await asyncio.gather(again(backwards=False), again(backwards=True))
    async with system.transaction(SYSTEM) as tx:
        names = [await tx.value("select name from doctors where id = $1", one) for one in cross.rows]
    assert (names, cross.tries) == (["李慧甲甲"] * 2, 3)


async def test_without_it_one_of_the_two_is_broken_off(system: Database, make: Factory) -> None:
    cross = await crossing(system, make)
    done = await asyncio.gather(
        cross.action(backwards=False), cross.action(backwards=True), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["DeadlockDetectedError", "NoneType"]


async def test_a_connection_that_died_in_the_pool_is_passed_over(server: Server, database: str) -> None:
    pool = await connect(server.dsn(database, "jiayi_worker"), role=None, size=2)
    async with pool.transaction(SYSTEM) as tx:
        await tx.value("select 1")
    await server.command(
        f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'"
    )
    async with pool.transaction(SYSTEM) as tx:
        assert await tx.value("select 1") == 1
    await pool.close()


async def test_a_connection_lost_midway_is_told_as_such(server: Server, database: str) -> None:
    pool = await connect(server.dsn(database, "jiayi_worker"), role=None, size=2)
    with pytest.raises((Unreachable, asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError)):
        async with pool.transaction(SYSTEM) as tx:
            await server.command(
                f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'"
            )
            await tx.value("select 1")
    await pool.close()


FAULTS = {
    "deadlock": asyncpg.DeadlockDetectedError("x"),
    "serialization": asyncpg.SerializationError("x"),
    "cancelled": asyncpg.QueryCanceledError("x"),
    "too_many": asyncpg.TooManyConnectionsError("x"),
    "shutdown": asyncpg.AdminShutdownError("x"),
    "lost": asyncpg.ConnectionDoesNotExistError("x"),
    "unreachable": Unreachable(),
}


@get("/fault/{name:str}")
async def fault_page(name: FromPath[str]) -> None:
    raise FAULTS[name]


@post("/fault/{name:str}")
async def fault_form(page: NamedDependency[Page], name: FromPath[str]) -> None:
    await page.form()
    raise FAULTS[name]


@pytest.mark.parametrize("name", FAULTS)
async def test_what_passes_by_itself_is_503_and_says_when_to_come_back(
    client: httpx.AsyncClient, name: str
) -> None:
    client.app.register(fault_page)  # type: ignore[attr-defined]
    answer = await client.get(f"/fault/{name}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "请过几秒钟再试一次" in answer.text
    told = (await client.get(f"/fault/{name}", headers={"accept": "application/json"})).json()
    assert (told["status"], told["title"]) == (503, "现在太忙，这一步没有做成")


async def test_nothing_typed_is_lost_by_a_busy_answer(client: httpx.AsyncClient) -> None:
    client.app.register(fault_form)  # type: ignore[attr-defined]
    answer = await client.post("/fault/deadlock", data={"name": '王"芳', "key": "k"})
    assert answer.status_code == 503
    assert 'action="/fault/deadlock"' in unescape(answer.text)
    assert fields(answer.text) == [("name", '王"芳'), ("key", "k")]


async def test_a_database_that_is_away_is_told_with_all_headers(
    client: httpx.AsyncClient, server: Server
) -> None:
    """Asked for by the session, before any page: the answer still carries the policy and the request's id."""
    state = client.app.state  # type: ignore[attr-defined]
    kept, state.db = state.db, await connect(server.dsn("postgres", "jiayi_web"), role=None, size=1)
    await state.db.close()
    try:
        answer = await client.get("/", headers={"cookie": "jiayi=x"})
    finally:
        state.db = kept
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert (
        "default-src 'none'" in answer.headers["content-security-policy"] and answer.headers["x-request-id"]
    )


async def break_uniqueness(db: Database, make: Factory, name: str) -> None:
    """Two doctors with one name where names are unique: the driver's DETAIL names the person."""
    home = await make.institution()
    async with db.transaction(SYSTEM) as tx:
        await tx.run("create temp table people (name text constraint one_of_a_name unique) on commit drop")
        for _ in range(2):
            await tx.run("insert into people values ($1)", name)
    assert home


async def test_a_log_line_never_holds_what_the_driver_says(
    client: httpx.AsyncClient, system: Database, make: Factory, capsys: pytest.CaptureFixture[str]
) -> None:
    @get("/broken")
    async def broken() -> None:
        try:
            await break_uniqueness(system, make, "王小芳")
        except asyncpg.UniqueViolationError as error:
            assert "王小芳" in str(error.detail)
            if logging.getLogger().level == logging.INFO:
                raise
            raise RuntimeError("王小芳") from error

    client.app.register(broken)  # type: ignore[attr-defined]
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        logs.configure("INFO")
        assert (await client.get("/broken")).status_code == 409
        logs.configure("WARNING")
        assert (await client.get("/broken")).status_code == 500
        try:
            await break_uniqueness(system, make, "王小芳")
        except asyncpg.UniqueViolationError:
            logging.getLogger("anybody").exception("whoever logs it")
    finally:
        root.handlers = handlers
        root.setLevel(level)
    out = capsys.readouterr().out
    assert "王小芳" not in out
    lines = [json.loads(line) for line in out.splitlines()]
    refused, unhandled, other = (
        next(line for line in lines if line["event"] == event)
        for event in ("refused", "unhandled", "whoever logs it")
    )
    unique = {"error": "UniqueViolationError", "sqlstate": "23505", "constraint_name": "one_of_a_name"}
    assert refused | unique == refused and other | unique == other
    assert unhandled["error"] == "RuntimeError" and unhandled["because"] | unique == unhandled["because"]
