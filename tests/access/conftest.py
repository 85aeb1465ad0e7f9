"""One world for a walk, and the application on a database that keeps nothing."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.conftest import Server


@pytest.fixture
async def owner(server: Server, database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.dsn(database))
    yield connection
    await connection.close()
