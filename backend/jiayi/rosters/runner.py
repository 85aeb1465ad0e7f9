"""Checks and imports that go on after the page was answered, two at a time: each holds two connections of the pool.

A restart lets them end for a while; what it cuts off has written nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from uuid import UUID
from weakref import WeakKeyDictionary

from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.rosters import actions
from jiayi.rosters.model import Kind, Outcome

log = logging.getLogger("jiayi.rosters")
AT_ONCE = 2
TELL_EVERY = 30.0
"""Seconds. Who waits for a turn says so, because silence is taken for an import that was cut off (view.STALLED)."""
_running: set[asyncio.Task[None]] = set()
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

Step = Callable[[Database, Vault, Actor, int, Kind, UUID, bytes], Awaitable[Outcome]]


async def start_check(
    db: Database, vault: Vault, actor: Actor, county: int, kind: Kind, import_id: UUID
) -> None:
    if await actions.begin(db, actor, county, import_id, "checking"):
        _go(actions.check, db, vault, actor, county, kind, import_id)


async def start_apply(
    db: Database, vault: Vault, actor: Actor, county: int, kind: Kind, import_id: UUID
) -> None:
    await actions.may_apply(db, actor, county, import_id)
    if await actions.begin(db, actor, county, import_id, "applying"):
        _go(actions.apply, db, vault, actor, county, kind, import_id)


async def all_done(within: float) -> None:
    """For a server that stops, and for tests: waits so many seconds, then cuts off."""
    if _running:
        _, late = await asyncio.wait(_running, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def _go(
    step: Step, db: Database, vault: Vault, actor: Actor, county: int, kind: Kind, import_id: UUID
) -> None:
    task = asyncio.create_task(_run(step, db, vault, actor, county, kind, import_id))
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _run(
    step: Step, db: Database, vault: Vault, actor: Actor, county: int, kind: Kind, import_id: UUID
) -> None:
    """Findings and failures are rows already; what is left is the database itself being away."""
    try:
        turns = await _turn(db, actor, county, import_id)
        try:
            content = await actions.kept_content(db, vault, actor, county, import_id)
            await step(db, vault, actor, county, kind, import_id, content)
        finally:
            turns.release()
    except Exception as error:
        log.error("import could not be recorded: %s", type(error).__name__)


async def _turn(db: Database, actor: Actor, county: int, import_id: UUID) -> asyncio.Semaphore:
    turns = _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    while True:
        try:
            await asyncio.wait_for(turns.acquire(), TELL_EVERY)
            return turns
        except TimeoutError:
            await actions.tell_waiting(db, actor, county, import_id)
