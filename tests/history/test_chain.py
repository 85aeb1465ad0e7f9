"""Tampering as superuser is found: each way, one at a time (decision 0006)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from jiayi.history import cli, store
from jiayi.history.forgetting import forget_looks
from jiayi.history.heads import BadHeads, heads_of, keep_heads, read_heads
from jiayi.history.model import Head
from jiayi.history.sealing import seal
from jiayi.history.verifying import Fault, verify
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.conftest import Server
from tests.factories import COUNTY

ROWS = 7
DOCTOR = Actor(role=Role.DOCTOR, county=COUNTY, account_id=new_id(), institution_id=new_id(), name="李慧")
PATIENT = UUID(int=7)


@pytest.fixture
async def owner(server: Server, database: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser: row-level security and grants bind him not."""
    connection = await asyncpg.connect(server.dsn(database))
    yield connection
    await connection.close()


@pytest.fixture
async def sealed(db: Database, system: Database) -> Database:
    """Seven rows: 1, 3, 5, 7 are events, 2, 4, 6 looks."""
    for step in range(ROWS):
        async with db.transaction(DOCTOR) as tx:
            if step % 2:
                await store.looked_at(tx, COUNTY, PATIENT, f"part {step}")
            else:
                await store.record(tx, COUNTY, "test.thing.done", PATIENT, step=step, b=1.50, a="é")
    assert await seal(system) == ROWS
    return system


async def faults(system: Database, *heads: Head, batch: int = 3) -> list[Fault]:
    return [found async for found in verify(system, COUNTY, heads, batch=batch) if isinstance(found, Fault)]


async def kinds(system: Database, *heads: Head) -> list[tuple[str, int | None]]:
    return [(fault.kind, fault.position) for fault in await faults(system, *heads)]


ROW = "(select row_id from audit_links where position = {})"
TAMPERING = {
    "a row is changed": (f"update access_log set part = 'x' where id = {ROW.format(4)}", [("changed", 4)]),
    "a row's time is moved by a microsecond": (
        f"update history_events set happened_at = happened_at + interval '1 microsecond' where id = {ROW.format(3)}",
        [("changed", 3)],
    ),
    "a figure is written otherwise": (
        f"update history_events set data = replace(data::text, '1.5', '1.50')::jsonb where id = {ROW.format(5)}",
        [("changed", 5)],
    ),
    "who looked is forgotten": (
        f"update access_log set account_id = null where id = {ROW.format(2)}", [("changed", 2)]
    ),
    "a row in the middle is deleted": (f"delete from access_log where id = {ROW.format(4)}", [("removed", 4)]),
    "a row and its link are deleted": (
        f"delete from access_log where id = {ROW.format(4)}; delete from audit_links where position = 4",
        [("gap", 4)],
    ),
    "the links behind move up": (
        f"delete from access_log where id = {ROW.format(4)}; delete from audit_links where position = 4;"
        "update audit_links set position = position - 1 where position > 4",
        [("changed", 4), ("changed", 5), ("changed", 6)],
    ),
    "two rows are swapped": (
        "update access_log a set part = b.part from access_log b where"
        f" (a.id, b.id) in (({ROW.format(2)}, {ROW.format(4)}), ({ROW.format(4)}, {ROW.format(2)}))",
        [("changed", 2), ("changed", 4)],
    ),
    "two links are swapped": (
        "update audit_links set position = 99 where position = 2; update audit_links set position = 2 where position = 3;"
        "update audit_links set position = 3 where position = 99",
        [("changed", 2), ("changed", 3), ("changed", 4)],
    ),
    "the moment of sealing is moved": (
        "update audit_links set sealed_at = sealed_at - interval '1 hour' where position = 6", [("changed", 6)]
    ),
    "a row moves to another county": (
        f"update access_log set county = county + 1 where id = {ROW.format(6)}", [("removed", 6)]
    ),
}  # fmt: skip


async def test_an_untouched_chain_holds(sealed: Database) -> None:
    assert await faults(sealed, *await heads_of(sealed)) == []


@pytest.mark.parametrize("deed", TAMPERING)
async def test_tampering_is_found_where_it_is(sealed: Database, owner: asyncpg.Connection, deed: str) -> None:
    sql, expected = TAMPERING[deed]
    await owner.execute(sql)
    assert await kinds(sealed) == expected


CUT = (
    f"delete from history_events where id = {ROW.format(7)}; delete from access_log where id = {ROW.format(6)};"
    "delete from audit_links where position > 5"
)


async def test_a_cut_end_is_found_only_by_a_head_kept_elsewhere(
    sealed: Database, owner: asyncpg.Connection
) -> None:
    kept = await heads_of(sealed)
    await owner.execute(CUT)
    assert await kinds(sealed) == []  # what is left is a good chain: said plainly in decision 0006
    assert await kinds(sealed, *kept) == [("head", 7)]
    async with sealed.transaction(SYSTEM) as tx:
        for _ in range(3):
            await store.record(tx, COUNTY, "test.thing.done", PATIENT)
    await seal(sealed)
    assert await kinds(sealed, *kept) == [("head", 7)]  # grown again over the cut


async def test_a_chain_computed_anew_is_found_by_a_head_kept_elsewhere(
    sealed: Database, owner: asyncpg.Connection
) -> None:
    kept = await heads_of(sealed)
    await owner.execute(
        f"update access_log set part = 'x' where id = {ROW.format(2)}; delete from audit_links"
    )
    await seal(sealed)
    assert await kinds(sealed) == []
    assert await kinds(sealed, *kept) == [("head", 7)]


async def test_rows_written_in_afterwards_are_told_as_late(
    sealed: Database, owner: asyncpg.Connection
) -> None:
    """Before they are sealed they count as waiting too long, afterwards as late: nobody adds a quiet past."""
    long_ago = clock.now() - timedelta(days=30)
    await owner.execute(
        "insert into access_log (county, id, looked_at, resident_id, role, actor_name, part)"
        " values ($1, $2, $3, $4, 'doctor', 'x', 'panel')", COUNTY, UUID(int=1 << 80), long_ago, PATIENT,
    )  # fmt: skip
    assert await kinds(sealed) == [("unsealed", None)]
    assert await seal(sealed) == 0  # its id is old: the round of every ten seconds does not see it
    assert await seal(sealed, whole=True) == 1
    assert await kinds(sealed) == [("late", 8)]


async def test_an_id_from_the_future_hides_no_later_row(
    db: Database, sealed: Database, owner: asyncpg.Connection
) -> None:
    await owner.execute(
        "insert into access_log (county, id, looked_at, resident_id, role, actor_name, part)"
        " values ($1, $2, $3, $4, 'doctor', 'x', 'panel')", COUNTY, UUID(int=2**128 - 1), clock.now(), PATIENT,
    )  # fmt: skip
    assert await seal(sealed) == 1
    async with db.transaction(DOCTOR) as tx:
        await store.looked_at(tx, COUNTY, PATIENT, "panel")
    assert await seal(sealed) == 1


async def test_rows_of_a_transaction_that_ends_late_are_not_missed(db: Database, system: Database) -> None:
    """Its ids are older than those sealed meanwhile; the order of sealing is the order of the chain."""
    async with db.transaction(DOCTOR) as slow:
        await store.looked_at(slow, COUNTY, PATIENT, "slow")
        async with db.transaction(DOCTOR) as quick:
            await store.looked_at(quick, COUNTY, PATIENT, "quick")
        assert await seal(system) == 1
    assert await seal(system) == 1
    assert await faults(system) == []


async def test_two_workers_make_one_chain(db: Database, system: Database) -> None:
    for _ in range(20):
        async with db.transaction(DOCTOR) as tx:
            await store.looked_at(tx, COUNTY, PATIENT, "panel")
    done = await asyncio.gather(*(seal(system, batch=3) for _ in range(3)))
    assert sum(done) == 20 and await faults(system) == []


async def test_settings_of_a_session_do_not_matter(sealed: Database, owner: asyncpg.Connection) -> None:
    database = await owner.fetchval("select current_database()")
    for setting in ("timezone = 'Asia/Shanghai'", "datestyle = 'German'", "intervalstyle = 'iso_8601'",
                    "bytea_output = 'escape'", "extra_float_digits = 0"):  # fmt: skip
        await owner.execute(f"alter database {database} set {setting}")
    await sealed.pool.expire_connections()
    assert await faults(sealed) == []


@pytest.mark.parametrize("table", ["history_events", "access_log"])
async def test_every_column_is_sealed(owner: asyncpg.Connection, table: str) -> None:
    """A new column goes to the end of the fields in queries.sql; it must allow null, so that old digests stay true."""
    columns = await owner.fetch(
        "select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped"
        " order by attnum", table,
    )  # fmt: skip
    sql = store.Q.list_unsealed_events if table == "history_events" else store.Q.list_unsealed_looks
    places = [sql.find(f".{row['attname']}") for row in columns]
    assert -1 not in places and places[3:] == sorted(places[3:])


@pytest.mark.parametrize("deed", ["select", "insert", "update", "delete"])
async def test_the_web_has_no_hand_in_the_chain(owner: asyncpg.Connection, deed: str) -> None:
    assert not await owner.fetchval("select has_table_privilege('jiayi_web', 'audit_links', $1)", deed)
    allowed = await owner.fetchval("select has_table_privilege('jiayi_worker', 'audit_links', $1)", deed)
    assert allowed is (deed in ("select", "insert"))


async def test_heads_are_kept_once_and_read_again(sealed: Database, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "heads.txt"
    assert [await keep_heads(sealed, file) for _ in range(2)] == [1, 0]
    assert read_heads(file) == await heads_of(sealed)
    assert oct(file.stat().st_mode)[-3:] == "600"
    file.write_text("510107 7 abc\n")
    with pytest.raises(BadHeads, match="line 1"):
        read_heads(file)


async def test_rows_that_wait_too_long_are_told(db: Database, system: Database) -> None:
    async with db.transaction(DOCTOR) as tx:
        await store.looked_at(tx, COUNTY, PATIENT, "panel")
    clock.set_now("2026-03-02T09:11:00")
    assert await kinds(system) == [("unsealed", None)]
    await seal(system)
    assert await kinds(system) == [("late", 1)]


async def test_command_line_says_what_is_wrong(
    sealed: Database, owner: asyncpg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = await heads_of(sealed)
    assert await cli.show_heads(sealed, None) == 0
    assert capsys.readouterr().out.split() == kept[0].line().split()
    assert await cli.verify_chains(sealed, None, kept) == 0
    assert "7 rows sealed, no fault" in capsys.readouterr().out
    await owner.execute(f"delete from access_log where id = {ROW.format(4)}")
    assert await cli.verify_chains(sealed, COUNTY, []) == 1
    assert "position 4: the sealed row" in capsys.readouterr().err


YEARS_LATER = "2031-01-01"


async def test_looks_whose_period_is_over_go_and_the_chain_still_holds(sealed: Database) -> None:
    """PIPL 19, 56: three years; events stay."""
    head = await heads_of(sealed, COUNTY)
    clock.set_now(YEARS_LATER)
    assert await forget_looks(sealed, batch=2) == 3
    assert await forget_looks(sealed) == 0
    await seal(sealed)
    assert await kinds(sealed, *head) == []
    async with sealed.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from access_log") == 0
        assert await tx.value("select count(*) from history_events where kind = 'test.thing.done'") == 4


async def test_a_look_is_not_forgotten_before_its_day(sealed: Database) -> None:
    clock.set_now((clock.today() + timedelta(days=3 * 365 - 2)).isoformat())
    assert await forget_looks(sealed) == 0


FORGERIES = {
    "an event gone too": (f"delete from history_events where id = {ROW.format(3)}", ["removed"]),
    "more than was told": (
        "update history_events set data = jsonb_set(data, '{rows}', '2') where kind = 'history.looks.forgotten'",
        ["changed", "forgotten"],
    ),
    "a removal without a word": (
        "delete from history_events where kind = 'history.looks.forgotten'",
        ["removed", "removed", "removed", "removed"],
    ),
    "told before the period was over": (
        "update history_events set data = jsonb_set(data, '{before}', '\"2030-12-31T00:00:00+08:00\"')"
        " where kind = 'history.looks.forgotten'",
        ["removed", "removed", "removed", "changed"],
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_removal_that_nobody_told_of_is_found(
    sealed: Database, owner: asyncpg.Connection, forgery: str
) -> None:
    clock.set_now(YEARS_LATER)
    await forget_looks(sealed)
    await seal(sealed)
    statement, found = FORGERIES[forgery]
    await owner.execute(statement)
    assert [kind for kind, _ in await kinds(sealed)] == found


async def test_what_was_said_lately_keeps_its_look(sealed: Database, owner: asyncpg.Connection) -> None:
    await owner.execute(
        f"""insert into look_notes (county, id, look_id, resident_id, account_id, reader, kind, body, written_at,
        written_by, writer_name) select county, gen_random_uuid(), id, resident_id, account_id, 'manager', 'asked', '为什么',
        '2030-12-01', account_id, '王' from access_log where id = {ROW.format(4)}"""
    )
    clock.set_now(YEARS_LATER)
    assert await forget_looks(sealed) == 2


async def test_only_the_worker_may_forget(db: Database) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.transaction(DOCTOR) as tx:
            await tx.value("select forget_looks($1, now(), 10)", COUNTY)
