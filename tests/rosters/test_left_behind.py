"""What an import leaves behind, and how many run at once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import NotFound
from jiayi.rosters import actions, runner, store
from jiayi.rosters.model import Counts, Kind, Outcome
from jiayi.schedule import JOBS, Tools
from jiayi.worker import run_once
from tests.accounts.world import agreement, confirmed
from tests.factories import COUNTY, Factory
from tests.rosters.conftest import book
from tests.rosters.test_import import MUM

GOOD = book(("姓名", "身份证号"), ("李芳", MUM))


async def brought(db: Database, vault: Vault, who: Actor, content: bytes = GOOD) -> UUID:
    return await actions.bring(db, vault, who, who.county, Kind.RESIDENTS, "f", content, key=uuid4())


async def later(days: float) -> None:
    clock.set_now((clock.now() + timedelta(days=days)).isoformat())


async def test_a_file_that_nobody_applied_is_gone_the_next_day(
    db: Database, system: Database, vault: Vault, make: Factory
) -> None:
    manager = await make.actor(Role.MANAGER, await make.place())
    elsewhere = await make.actor(Role.MANAGER, await make.place(510104))
    import_id, _ = await brought(db, vault, manager), await brought(db, vault, elsewhere)
    bad = book(("姓名", "身份证号"), ("李芳", "1"))
    await actions.check(db, vault, manager, COUNTY, Kind.RESIDENTS, import_id, bad)
    sweep, tools = next(job for job in JOBS if job.name == "imports"), Tools(system, vault, None)
    assert await run_once(sweep, tools) == 0
    await later(0.9)
    assert await actions.kept_content(db, vault, manager, COUNTY, import_id) == GOOD
    await later(0.2)
    with pytest.raises(NotFound):  # whether or not it was swept yet
        await actions.kept_content(db, vault, manager, COUNTY, import_id)
    assert await run_once(sweep, tools) == 3
    async with system.transaction(SYSTEM) as tx:
        left = "select (select count(*) from import_files) + (select count(*) from import_faults)"
        assert await tx.value(left) == 0


async def test_numbers_in_the_wrong_column_are_not_kept_in_clear(
    db: Database, system: Database, vault: Vault, make: Factory
) -> None:
    manager = await make.actor(Role.MANAGER, await make.place())
    content = book(("姓名", "身份证号", "与户主关系"), ("李芳", MUM, MUM), ("王强", "1", "13800001234"))
    import_id = await brought(db, vault, manager, content)
    await actions.check(db, vault, manager, COUNTY, Kind.RESIDENTS, import_id, content)
    async with system.transaction(SYSTEM) as tx:
        kept = await tx.value("select string_agg(f::text, '') from import_faults f")
    assert MUM[:10] not in kept and "138000" not in kept and f"*{MUM[-2:]}" in kept


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("99999919600101001X", "****************1X"),
        ("王芳 1380000 1234", "王芳 **********34"),
        ("9999991960010100", "**************00"),
        ("510107001", "510107001"),
        ("2026-03-02", "2026-03-02"),
        ("A1-2", "A1-2"),
    ],
)
def test_masking(cell: str, kept: str) -> None:
    assert store.without_numbers(cell) == kept


async def test_two_imports_run_at_once_and_the_third_waits_and_says_so(
    db: Database, vault: Vault, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = await make.actor(Role.MANAGER, await make.place())
    running, most, go_on, told = 0, 0, asyncio.Event(), asyncio.Event()

    async def slow(*_: Any) -> Outcome:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await go_on.wait()
        running -= 1
        return Outcome(counts=Counts(), faults=[], fault_count=0)

    async def waiting(*_: Any) -> None:
        told.set()

    monkeypatch.setattr(actions, "check", slow)
    monkeypatch.setattr(actions, "tell_waiting", waiting)
    monkeypatch.setattr(runner, "TELL_EVERY", 0.05)
    for _ in range(4):
        import_id = await brought(db, vault, manager)
        await runner.start_check(db, vault, manager, COUNTY, Kind.RESIDENTS, import_id)
    await asyncio.wait_for(told.wait(), 10)
    go_on.set()
    await runner.all_done(20)
    assert (most, running) == (runner.AT_ONCE, 0)


async def test_a_server_that_stops_cuts_off_what_takes_too_long(
    db: Database, vault: Vault, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = await make.actor(Role.MANAGER, await make.place())
    begun, ended = asyncio.Event(), []

    async def endless(*_: Any) -> Outcome:
        begun.set()
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append("cut off")
        raise AssertionError

    monkeypatch.setattr(actions, "check", endless)
    import_id = await brought(db, vault, manager)
    await runner.start_check(db, vault, manager, COUNTY, Kind.RESIDENTS, import_id)
    await asyncio.wait_for(begun.wait(), 10)
    await runner.all_done(0.05)
    assert ended == ["cut off"]


async def test_a_manager_imports_nobody_who_only_signed_here(
    db: Database, system: Database, vault: Vault, make: Factory
) -> None:
    """Seen because they signed, and still another institution's to write down (0067)."""
    home, other = await make.place(), await make.place()
    person = await make.resident(home, identity=MUM, name="李芳")
    await confirmed(make, other, await agreement(make, other, person))
    manager = await make.actor(Role.MANAGER, other)
    content = book(("姓名", "身份证号"), ("李大芳", MUM))
    import_id = await brought(db, vault, manager, content)
    outcome = await actions.apply(db, vault, manager, COUNTY, Kind.RESIDENTS, import_id, content)
    assert [fault.text for fault in outcome.faults] == ["这位居民的档案不在您的机构，请联系区县管理员。"]
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select name from residents") == "李芳"
