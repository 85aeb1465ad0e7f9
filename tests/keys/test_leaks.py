"""After a load as of the demo and a walk as of a person: no identity or phone number in clear, in any column or log line."""

import json
import logging

import asyncpg
import httpx
import pytest

from jiayi.demo import load_county
from jiayi.infra import clock, logs
from jiayi.infra.ids import new_id
from jiayi.settings import Settings
from jiayi.synth.county import generate
from tests.conftest import Server
from tests.factories import Factory

COUNTY, SEED, PEOPLE = 510107, 7, 120

READABLE = """
    select c.table_name, c.column_name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
    order by 1, 2"""


async def in_clear(owner: asyncpg.Connection, numbers: set[str]) -> set[str]:
    """Columns of any type that hold one of the numbers as text; bytea also as the bytes of the text."""
    found = set()
    for table, column in await owner.fetch(READABLE):
        rows = await owner.fetch(
            f'select "{column}"::text as text from public."{table}" where "{column}" is not null'
        )
        for row in rows:
            text = row["text"]
            if text.startswith("\\x"):
                text = bytes.fromhex(text[2:]).decode("latin-1")
            if any(number in text for number in numbers):
                found.add(f"{table}.{column}")
                break
    return found


async def test_no_number_lies_in_clear(
    server: Server, database: str, settings: Settings, client: httpx.AsyncClient, make: Factory,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    await load_county(settings, server.dsn(database, "jiayi_worker"), COUNTY, PEOPLE, seed=SEED, demo=True)
    people = generate(COUNTY, PEOPLE, SEED, clock.today()).residents
    numbers = {p.identity_number for p in people} | {p.phone for p in people if p.phone}
    assert len(numbers) > PEOPLE
    handlers, level = logging.getLogger().handlers, logging.getLogger().level
    logs.configure("DEBUG")
    logging.getLogger("httpx").setLevel("WARNING")  # the browser's own log, which names what it asks for
    try:
        await walk(client, make, people[0].identity_number, people[0].phone or "13800000000")
    finally:
        logging.getLogger().handlers = handlers
        logging.getLogger().setLevel(level)
    printed = capsys.readouterr()
    assert '"request"' in printed.out
    assert not [n for n in numbers if n in printed.out or n in printed.err]
    owner = await asyncpg.connect(server.dsn(database))
    try:
        assert await in_clear(owner, numbers) == set()
        await spoil(owner, people[0].identity_number)
        assert await in_clear(owner, numbers) == {"history_events.data"}  # the net has no such hole
    finally:
        await owner.close()


async def walk(client: httpx.AsyncClient, make: Factory, number: str, phone: str) -> None:
    """Pages that take numbers: right, wrong, and where they do not belong."""
    place = await make.place()
    from jiayi.infra.db.actor import Role

    client.cookies.update(await make.session(await make.actor(Role.RESIDENT, place)))
    form = {"name": "王芳", "identity": number, "phone": phone, "number": number}
    for path in ("/me/identity", "/me/household/members", "/nowhere", f"/people/{new_id()}/shown"):
        await client.post(path, data=form)
        await client.get(path, params=form)
    client.cookies.clear()
    client.cookies.update(await make.session(await make.actor(Role.MANAGER, place)))
    await client.post("/work/sign/visits", data=form)
    await client.get("/work/panel", params={"name": number})


async def spoil(owner: asyncpg.Connection, number: str) -> None:
    await owner.execute(
        "insert into history_events (county, id, happened_at, kind, subject_id, data, actor_role) "
        "values ($1, $2, now(), 'x', $2, $3, 'system')", COUNTY, new_id(), json.dumps({"n": number}),
    )  # fmt: skip
