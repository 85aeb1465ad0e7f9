"""Every named query is prepared against the migrated database, and its columns are those of the Struct it fills."""

import importlib

import asyncpg
import msgspec
import pytest

from jiayi.infra.db.sql import Queries, Query
from jiayi.settings import ROOT
from tests.conftest import Server

FILES = sorted((ROOT / "backend/jiayi").rglob("queries.sql"))


def _cases() -> list[object]:
    return [
        pytest.param(query, id=f"{path.parent.relative_to(ROOT / 'backend/jiayi')}:{query.name}")
        for path in FILES
        for query in Queries(path).all.values()
    ]


def _struct(dotted: str) -> type[msgspec.Struct]:
    module, _, name = dotted.rpartition(".")
    found: type[msgspec.Struct] = getattr(importlib.import_module(f"jiayi.{module}"), name)
    return found


@pytest.fixture(scope="module")
async def prepared(server: Server, template: str) -> asyncpg.Connection:
    await server.command("drop database if exists prepared; ")
    await server.command(f"create database prepared template {template}")
    connection = await asyncpg.connect(server.dsn("prepared"))
    yield connection
    await connection.close()


@pytest.mark.parametrize("query", _cases())
async def test_query_prepares_and_fits_its_struct(prepared: asyncpg.Connection, query: Query) -> None:
    statement = await prepared.prepare(query.sql)
    columns = [attribute.name for attribute in statement.get_attributes()]
    if query.returns:
        fields = list(_struct(query.returns).__struct_fields__)
        assert columns == fields[: len(columns)] and len(columns) >= _required(_struct(query.returns))


def _required(struct: type[msgspec.Struct]) -> int:
    return sum(1 for field in msgspec.structs.fields(struct) if field.required)


def test_every_slice_with_tables_has_queries() -> None:
    assert {path.parent.name for path in FILES} >= {"history", "accounts", "directory", "agreements"}
