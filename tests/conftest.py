"""A PostgreSQL for the run, a migrated template, and a clone of it for each test that asks for ``database``."""

import asyncio
import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

from jiayi.app import create_app
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, connect
from jiayi.infra.db.embedded import EmbeddedPostgres
from jiayi.infra.db.migrate import migrate
from jiayi.settings import ROOT, Settings, from_environment
from tests.factories import Factory

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}
TODAY = "2026-03-02T09:00:00"
# How long an example takes says something of the machine, not of the code.
examples.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("house")


class Server:
    def __init__(self, embedded: EmbeddedPostgres) -> None:
        self.embedded = embedded

    def dsn(self, database: str, user: str = "jiayi_admin") -> str:
        return self.embedded.dsn(user, database)

    async def command(self, sql: str) -> None:
        connection = await asyncpg.connect(self.dsn("postgres"))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="jy-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        embedded = EmbeddedPostgres(Path(folder), **FAST).start()
        yield Server(embedded)
        embedded.stop()


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    async def make() -> None:
        await server.command("create database template_jiayi")
        await migrate(server.dsn("template_jiayi"), ROOT / "migrations")

    asyncio.run(make())
    return "template_jiayi"


@pytest.fixture
async def database(server: Server, template: str) -> AsyncIterator[str]:
    """Name of a fresh database."""
    name = "t_" + uuid.uuid4().hex[:12]
    await server.command(f"create database {name} template {template} strategy file_copy")
    yield name
    await server.command(f"drop database if exists {name} with (force)")


@pytest.fixture
async def db(server: Server, database: str) -> AsyncIterator[Database]:
    """As the web role: row-level security applies."""
    pool = await connect(server.dsn(database, "jiayi_web"), role=None, size=8)
    yield pool
    await pool.close()


@pytest.fixture
async def system(server: Server, database: str) -> AsyncIterator[Database]:
    """As the worker role; use with ``SYSTEM`` to arrange and to look behind the scenes."""
    pool = await connect(server.dsn(database, "jiayi_worker"), role=None, size=4)
    yield pool
    await pool.close()


@pytest.fixture
async def make(system: Database, settings: Settings) -> AsyncIterator[Factory]:
    """Builders with defaults: ``await make.resident(name="王芳")``."""
    async with system.transaction(SYSTEM) as tx:
        factory = Factory(tx, settings)
    factory.db = system
    yield factory


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    environment = {"JIAYI_DATA_DIR": str(tmp_path), "JIAYI_BASE_URL": "http://testserver", **_chosen()}
    return from_environment(environment)


def _chosen() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k in ("JIAYI_DEMO",)}


@pytest.fixture(autouse=True)
def fixed_clock() -> Iterator[None]:
    """2026-03-02, 09:00 in the office; the clock goes on from there."""
    clock.set_now(TODAY)
    yield
    clock.set_now(None)


@pytest.fixture
async def client(server: Server, database: str, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The whole application over HTTP (in process), as a browser without JavaScript would use it."""
    app = create_app(settings, server.dsn(database, "jiayi_web"))
    # Litestar's own lifespan ties a task group to one task; fixtures are set up and torn down in two.
    app.state.db = await connect(server.dsn(database, "jiayi_web"), role=None, size=8)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"accept": "text/html", "accept-language": "zh-CN"}
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers) as web:
        web.app = app  # type: ignore[attr-defined]
        yield web
    await app.state.db.close()
