"""The database as its owner sees it: the catalog."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.conftest import Server


@pytest.fixture
async def owner(server: Server, template: str, database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.dsn(database))
    yield connection
    await connection.close()
