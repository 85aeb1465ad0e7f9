"""Timed jobs: each says why, one worker at a time does it, a failing one stops nothing."""

import ast
import asyncio
from datetime import timedelta
from functools import partial

import pytest

from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.db.locks import try_job
from jiayi.infra.web.problems import Problem
from jiayi.schedule import JOBS, Job, Tools
from jiayi.settings import ROOT, Settings
from jiayi.worker import AT_ONCE, run_once, work
from tests.conftest import Server
from tests.factories import Factory


@pytest.fixture
def tools(system: Database) -> Tools:
    return Tools(system, Vault(b"k" * 32), None)


def test_every_job_says_why() -> None:
    assert all(len(job.why) > 20 and job.why.endswith(".") for job in JOBS)
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_jobs_are_doorbells() -> None:
    """A job finds or loads, then calls one action: 12 lines at the most."""
    for path in (ROOT / "backend/jiayi").rglob("jobs.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 12, f"{path}: {node.name}"


async def test_a_job_is_done_by_one_at_a_time(tools: Tools, system: Database) -> None:
    sweep = next(job for job in JOBS if job.name == "sweep")
    async with system.transaction(SYSTEM) as other:
        assert await try_job(other, "sweep")
        assert await run_once(sweep, tools) is None
    assert await run_once(sweep, tools) == 0


async def test_a_failing_job_is_told_and_passed_over(tools: Tools) -> None:
    async def fail(_: Tools) -> int:
        raise RuntimeError

    assert await run_once(Job("broken", timedelta(hours=1), "Fails on purpose.", fail), tools) is None


async def test_sweep_forgets_what_expired_and_keeps_the_rest(tools: Tools, make: Factory) -> None:
    account_id = await make.account()
    for token, days in ((b"old", -3), (b"new", 3)):
        await make.insert(
            "sessions", token_hash=token, county=510107, account_id=account_id, created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=days),
        )  # fmt: skip
    assert await run_once(next(job for job in JOBS if job.name == "sweep"), tools) == 1


async def test_many_jobs_at_once_leave_each_a_connection_to_work_with(
    server: Server, database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start all are due: were every connection taken for a turn, none would be left for the deed."""
    ended: list[str] = []
    all_ended = asyncio.Event()

    async def deed(tools: Tools, name: str) -> int:
        try:
            async with tools.db.transaction(SYSTEM) as tx:
                await tx.value("select 1")
            ended.append(name)
        except Problem as error:
            ended.append(type(error).__name__)
        if len(ended) == len(names):
            all_ended.set()
        return 0

    names = [f"job {n}" for n in range(5 * AT_ONCE)]
    jobs = [
        Job(name, timedelta(hours=1), "Takes one more connection.", partial(deed, name=name))
        for name in names
    ]
    monkeypatch.setattr("jiayi.worker.JOBS", jobs)
    monkeypatch.setattr("jiayi.worker.open_vault", lambda _: Vault(b"k" * 32))
    working = asyncio.create_task(work(settings, server.dsn(database, "jiayi_worker")))
    await asyncio.wait({working, asyncio.create_task(all_ended.wait())}, return_when=asyncio.FIRST_COMPLETED)
    working.cancel()
    await asyncio.wait({working})
    assert sorted(ended) == sorted(names)
