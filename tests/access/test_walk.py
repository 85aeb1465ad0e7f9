"""Issue 3: every route × every role × one's own, a colleague's, another institution's, another county's, nobody's object."""

import asyncpg
import httpx
import pytest

from jiayi.infra.db.database import Database
from tests.access.dry import DryDatabase
from tests.access.table import of_app, read
from tests.access.walking import walk
from tests.access.world import ROLES, world
from tests.factories import Factory

TABLE = read()
PERSON = "GET /work/residents/{resident_id}"


def test_every_route_is_named(client: httpx.AsyncClient) -> None:
    routes = of_app(client.app)  # type: ignore[attr-defined]
    assert routes - set(TABLE) == set(), "say in tests/access/routes.toml who is answered what"
    assert set(TABLE) - routes == set(), "no such route"


async def _walk(
    client: httpx.AsyncClient, db: Database, make: Factory, owner: asyncpg.Connection, role: str, *names: str
) -> list[str]:
    there = await world(db, make, owner)
    dry = client.app.state.db = DryDatabase(client.app.state.db)  # type: ignore[attr-defined]
    return await walk(client, dry, there, [TABLE[name] for name in names or TABLE], role)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", ROLES)
async def test_each_gets_the_right_answer(
    client: httpx.AsyncClient, db: Database, make: Factory, owner: asyncpg.Connection, role: str
) -> None:
    faults = await _walk(client, db, make, owner, role)
    assert faults == [], "\n".join(faults)


async def test_without_a_policy_the_walk_fails(
    client: httpx.AsyncClient, db: Database, make: Factory, owner: asyncpg.Connection
) -> None:
    await owner.execute("create policy everybody on residents for select using (true)")
    faults = await _walk(client, db, make, owner, "doctor", PERSON)
    assert any("next_door: expected 404, got 200" in fault for fault in faults), faults


async def test_without_a_guard_the_walk_fails(
    client: httpx.AsyncClient,
    db: Database,
    make: Factory,
    owner: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jiayi.agreements.desk.person.require_desk", lambda actor: actor.institution_id)
    assert await _walk(client, db, make, owner, "bureau", PERSON) != []
