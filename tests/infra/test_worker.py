"""Timed jobs: each says why, one worker at a time does it, a failing one stops nothing."""

import ast
from datetime import timedelta

import pytest

from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.db.locks import try_job
from jiayi.schedule import JOBS, Job, Tools
from jiayi.settings import ROOT
from jiayi.worker import run_once
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
