"""Rotation on a real database: everything opens before, during and after; nothing written meanwhile is lost."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from jiayi.accounts import store as people
from jiayi.accounts.keys import check, rotation
from jiayi.accounts.keys.cli import make_new
from jiayi.accounts.keys.model import Usage
from jiayi.accounts.keys.retiring import retire
from jiayi.accounts.sealed import phone_of
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import ANONYMOUS, SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.sealing.key_file import KeyFault
from jiayi.infra.sealing.source import open_vault
from jiayi.settings import Settings
from tests.factories import COUNTY, Factory

NUMBER = "510107196001010026"
NO_GRACE = timedelta(0)


def silent(_: str) -> None:
    pass


async def usage(system: Database, query: str, key_id: str) -> dict[str, int]:
    async with system.transaction(SYSTEM) as tx:
        rows = await tx.many(Usage, query)
    return {row.place: row.values for row in rows if row.key_id == key_id}


async def filled(make: Factory, system: Database, count: int = 12) -> list[UUID]:
    ids = [await make.resident(identity=NUMBER)] + [await make.resident() for _ in range(count - 1)]
    async with system.transaction(SYSTEM) as tx:
        for id in ids:
            await write_phone(tx, make.vault, id, "13800000001")
        await people.create_account_with_role(tx, make.vault, COUNTY, "王芳", email="a@example.org")
    return ids


async def write_phone(tx, vault: Vault, id: UUID, phone: str) -> None:  # type: ignore[no-untyped-def]
    sealed = vault.seal(phone, phone_of(COUNTY, id))
    await tx.run("update residents set phone_sealed = $3 where county = $1 and id = $2", COUNTY, id, sealed)


async def phones(system: Database, vault: Vault) -> dict[UUID, str]:
    async with system.transaction(SYSTEM) as tx:
        rows = await tx.connection.fetch(
            "select id, phone_sealed from residents where phone_sealed is not null"
        )
    return {row["id"]: vault.open(row["phone_sealed"], phone_of(COUNTY, row["id"])) for row in rows}


async def test_everything_goes_over_and_the_old_key_retires_only_then(
    make: Factory, system: Database, settings: Settings
) -> None:
    ids = await filled(make, system)
    vault, old = make.vault, make.vault.keys().writes.id
    assert make_new(settings, "seal") == 0
    assert vault.keys().writes.id == old, "a new key writes only after rotate"
    rotation_vault = open_vault(settings)
    await rotation.rotate(system, rotation_vault, silent)
    assert await usage(system, check.Q.count_sealed, old) == {}
    new = vault.keys().writes.id
    assert (await usage(system, check.Q.count_sealed, new))["residents.identity"] == len(ids)
    assert set((await phones(system, vault)).values()) == {"13800000001"}
    with pytest.raises(KeyFault, match="try again 10 minutes after"):
        await retire(system, rotation_vault, old)
    await retire(system, rotation_vault, old, grace=NO_GRACE)
    assert len(await phones(system, open_vault(settings))) == len(ids)
    with pytest.raises(KeyFault, match="is in use"):
        await retire(system, rotation_vault, new)


async def test_a_key_that_rows_need_does_not_retire(
    make: Factory, system: Database, settings: Settings
) -> None:
    ids = await filled(make, system, 3)
    old = make.vault.keys().writes
    make_new(settings, "seal")
    await rotation.rotate(system, make.vault, silent)
    async with system.transaction(SYSTEM) as tx:  # a straggler, as from a process that held the old key
        straggler = make.vault.keys()._replace(writes=old)
        await write_phone(tx, Vault(lambda: straggler), ids[0], "13800000009")
    with pytest.raises(KeyFault, match=r"residents\.phone 1"):
        await retire(system, make.vault, old.id, grace=NO_GRACE)
    await rotation.rotate(system, make.vault, silent)
    await retire(system, make.vault, old.id, grace=NO_GRACE)
    assert (await phones(system, make.vault))[ids[0]] == "13800000009"


async def test_a_rotation_that_was_stopped_goes_on(
    make: Factory, system: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(make, system)
    old = make.vault.keys().writes.id
    monkeypatch.setattr(rotation, "BATCH", 5)
    make_new(settings, "seal")
    with pytest.raises(InterruptedError):
        await rotation.rotate(system, make.vault, stop_at("residents.identity: 5"))
    assert (await usage(system, check.Q.count_sealed, old))["residents.identity"] == 7
    told: list[str] = []
    await rotation.rotate(system, make.vault, told.append)
    assert "residents.identity: 7 sealed anew" in told
    assert await usage(system, check.Q.count_sealed, old) == {}


def stop_at(text: str):  # type: ignore[no-untyped-def]
    def tell(said: str) -> None:
        if said.startswith(text):
            raise InterruptedError

    return tell


LOSES = rotation.TARGETS[1].put.replace(" and r.phone_sealed = t.stale", "")


@pytest.mark.parametrize(("put", "kept"), [(rotation.TARGETS[1].put, True), (LOSES, False)])
async def test_what_is_written_while_rotating_stays(
    make: Factory, system: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, put: str, kept: bool
) -> None:
    """The negative control writes without comparing: then the newer phone is lost."""
    ids = await filled(make, system, 6)
    make_new(settings, "seal")
    service = open_vault(settings)
    phone = rotation.Target("residents.phone", rotation.TARGETS[1].list, put, rotation.TARGETS[1].bound)
    again, written = rotation._again, asyncio.Event()

    def between(vault, row, target):  # type: ignore[no-untyped-def]
        """Read, and not yet written: the moment that matters."""
        if target.name == "residents.phone" and not written.is_set():
            written.set()
            asyncio.run_coroutine_threadsafe(change(), loop)
        return again(vault, row, target)

    async def change() -> None:
        async with system.transaction(SYSTEM) as tx:
            await write_phone(tx, service, ids[-1], "13911111111")
        changed.set()

    async def slow_run(self, sql, *args):  # type: ignore[no-untyped-def]
        if sql == put:
            await changed.wait()
        return await run(self, sql, *args)

    from jiayi.infra.db.database import Tx

    loop, changed, run = asyncio.get_running_loop(), asyncio.Event(), Tx.run
    monkeypatch.setattr(rotation, "TARGETS", (phone,))
    monkeypatch.setattr(rotation, "_again", between)
    monkeypatch.setattr(Tx, "run", slow_run)
    await rotation.rotate(system, make.vault, silent)
    assert ((await phones(system, service))[ids[-1]] == "13911111111") is kept


async def test_the_service_serves_while_the_index_rotates(
    make: Factory, system: Database, db: Database, settings: Settings
) -> None:
    """New people are found under either key from the first moment; the old hashes go with the old key."""
    await filled(make, system, 3)
    service, worker = make.vault, open_vault(settings)
    old = service.keys().indexes[0].id

    async def found(number: str) -> bool:
        async with db.transaction(ANONYMOUS) as tx:
            return await people.look_up_identity(tx, service, number) is not None

    make_new(settings, "index")
    async with system.transaction(SYSTEM) as tx:  # while two keys are there
        await people.create_account_with_role(tx, service, COUNTY, "李四", email="b@example.org")
    assert service.keys().indexes[0].id == old and await found(NUMBER)
    await rotation.rotate(system, worker, silent)
    new = service.keys().indexes[0].id
    assert new != old and await found(NUMBER)
    assert await usage(system, check.Q.count_indexed, new) == {"identity": 3, "email": 2}
    with pytest.raises(Exception, match="key_directory_pkey"):
        async with system.transaction(SYSTEM) as tx:
            await people.create_account_with_role(tx, service, COUNTY, "李四", email="A@example.org")
    await retire(system, worker, old, grace=NO_GRACE)
    assert await usage(system, check.Q.count_indexed, old) == {}
    assert await found(NUMBER)


async def test_what_only_the_old_index_key_finds_keeps_it(
    make: Factory, system: Database, settings: Settings
) -> None:
    old = make.vault.keys().indexes[0].id
    hashed = make.vault.blind_index("open_id", "https://city.example|u1")
    account = await make.account()
    await make.insert("key_directory", key_hash=hashed, kind="open_id", county=COUNTY, subject_id=account)
    make_new(settings, "index")
    await rotation.rotate(system, make.vault, silent)
    with pytest.raises(KeyFault, match="open_id 1"):
        await retire(system, make.vault, old, grace=NO_GRACE)
    await retire(system, make.vault, old, forget=True, grace=NO_GRACE)


async def test_the_wrong_keys_start_nothing_and_are_not_ready(
    client: httpx.AsyncClient,
    make: Factory,
    system: Database,
    settings: Settings,
    server,
    database: str,  # type: ignore[no-untyped-def]
) -> None:
    await filled(make, system, 1)
    dsn = server.dsn(database, "jiayi_worker")
    await check.check_keys(dsn, settings)
    assert (await client.get("/health/ready")).text == "ready\n"
    held = settings.key_file.read_bytes()
    settings.key_file.unlink()
    answer = await client.get("/health/ready")
    assert answer.status_code == 503 and "is missing" in answer.text
    with pytest.raises(KeyFault, match="database needs key"):  # an embedded database would make new ones
        await check.check_keys(dsn, settings)
    answer = await client.get("/health/ready")
    assert answer.status_code == 503 and "put the right file back" in answer.text
    settings.key_file.write_bytes(held)
    assert (await client.get("/health/ready")).status_code == 200


async def test_rows_of_before_the_register_are_tried(
    make: Factory,
    system: Database,
    settings: Settings,
    server,
    database: str,  # type: ignore[no-untyped-def]
) -> None:
    await filled(make, system, 1)
    settings.key_file.unlink()
    with pytest.raises(KeyFault, match="do not open what the database holds"):
        await check.check_keys(server.dsn(database, "jiayi_worker"), settings)


async def test_every_sealed_column_is_rotated(system: Database) -> None:
    """A new one that rotation forgets would die with the old key."""
    async with system.transaction(SYSTEM) as tx:
        columns = await tx.connection.fetch(
            "select table_name, column_name from information_schema.columns where table_schema = 'public' "
            "and data_type = 'bytea' and column_name like '%sealed'"
        )
    counted = check.Q.count_sealed
    missed = [(t, c) for t, c in columns if f"sealed_with({c})" not in counted or f"from {t}" not in counted]
    assert not missed
    assert len(columns) == len(rotation.TARGETS)
