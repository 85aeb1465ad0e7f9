"""``jiayi worker``: runs what the schedule lists. Several may run: a job is done by one at a time."""

import asyncio
import time
from typing import Any

import structlog

from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import connect
from jiayi.infra.db.locks import try_job
from jiayi.infra.outlets.mail import Mailer
from jiayi.infra.sealing.source import open_vault
from jiayi.schedule import JOBS, Job, Tools
from jiayi.settings import Settings

log: Any = structlog.get_logger("jiayi.worker")
AT_ONCE = 4
"""Jobs at a time. Each holds one connection for its turn and works on another; if all took their turn first, none could work."""


async def work(settings: Settings, dsn: str) -> None:
    role = "jiayi_worker" if settings.database_url and not settings.worker_database_url else None
    db = await connect(dsn, role=role, size=2 * AT_ONCE)
    mailer = Mailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
    tools = Tools(db, open_vault(settings), mailer, settings.base_url, settings.heads_file)
    free = asyncio.Semaphore(AT_ONCE)
    try:
        async with asyncio.TaskGroup() as group:
            for job in JOBS:
                group.create_task(_repeat(job, tools, free))
    finally:
        await db.close()


async def _repeat(job: Job, tools: Tools, free: asyncio.Semaphore) -> None:
    while True:
        started = time.monotonic()
        async with free:
            await run_once(job, tools)
        await asyncio.sleep(max(1.0, job.every.total_seconds() - (time.monotonic() - started)))


async def run_once(job: Job, tools: Tools) -> int | None:
    """How many the job did; None when another worker is at it, or it failed (logged, tried again next time)."""
    try:
        async with tools.db.transaction(SYSTEM) as turn:
            if not await try_job(turn, job.name):
                return None
            done = await job.run(tools)
    except Exception:
        log.exception("job failed", job=job.name)
        return None
    log.info("job", job=job.name, done=done)
    return done
