"""Checks and imports that go on after the page was answered. A restart ends them with nothing written."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.rosters import actions
from jiayi.rosters.model import Kind

log = logging.getLogger("jiayi.rosters")
_running: set[asyncio.Task[None]] = set()


async def start_check(
    db: Database, vault: Vault, actor: Actor, county: int, kind: Kind, import_id: UUID, content: bytes
) -> None:
    if await actions.begin(db, actor, county, import_id, "checking"):
        _go(_quiet(actions.check(db, vault, actor, county, kind, import_id, content)))


async def start_apply(
    db: Database, vault: Vault, actor: Actor, county: int, kind: Kind, import_id: UUID
) -> None:
    await actions.may_apply(db, actor, county, import_id)
    if await actions.begin(db, actor, county, import_id, "applying"):
        content = await actions.kept_content(db, vault, actor, county, import_id)
        _go(_quiet(actions.apply(db, vault, actor, county, kind, import_id, content)))


async def all_done() -> None:
    """For tests, and for a server that stops in good order."""
    while _running:
        await asyncio.gather(*_running)


def _go(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _quiet(work: Coroutine[Any, Any, Any]) -> None:
    """Findings and failures are rows already; what is left is the database itself being away."""
    try:
        await work
    except Exception as error:
        log.error("import could not be recorded: %s", type(error).__name__)
