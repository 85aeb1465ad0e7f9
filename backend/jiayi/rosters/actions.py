"""Bring a file, check it, apply it. Checking writes nothing but its own findings; applying writes all or nothing."""

import asyncio
import base64
import logging
from hashlib import sha256
from uuid import UUID

import asyncpg

from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.infra.db.idempotency import claim
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, NotFound
from jiayi.rosters import sentences as S
from jiayi.rosters import store
from jiayi.rosters.importing import Tell, read_and_write
from jiayi.rosters.model import Counts, Fault, Import, Kind, Outcome

log = logging.getLogger("jiayi.rosters")


class _Refused(Exception):
    """Rolls back what was written before the first fault was found."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


async def bring(
    db: Database, vault: Vault, actor: Actor, county: int, kind: Kind, file_name: str, content: bytes,
    *, key: UUID | None = None, keep: bool = True,
) -> UUID:  # fmt: skip
    """The import's id; with the same ``key`` again, the first one's. ``keep``: seal the file until it is applied."""
    import_id = new_id()
    async with db.transaction(actor) as tx:
        if key and (first := await claim(tx, key, str(import_id))):
            return UUID(first)
        digest = sha256(content).hexdigest()
        brought = Import(
            county, import_id, kind.value, file_name[:200], digest, len(content), tx.now, actor.name
        )
        await store.add_import(tx, brought)
        await store.put_progress(tx, county, import_id, 0, 0, 0)
        if keep:
            packed = base64.b64encode(content).decode()
            sealed = await asyncio.to_thread(vault.seal, packed, str(import_id))
            await store.keep_file(tx, county, import_id, sealed)
    return import_id


async def begin(db: Database, actor: Actor, county: int, import_id: UUID, state: str) -> bool:
    """False: somebody, or the first of two clicks, began it already."""
    async with db.transaction(actor) as tx:
        return await store.add_state(tx, county, import_id, state)


async def may_apply(db: Database, actor: Actor, county: int, import_id: UUID) -> None:
    """Raises NotFound; Conflict unless the check found nothing to mend and the file is still kept."""
    async with db.transaction(actor) as tx:
        if await store.find_import(tx, county, import_id) is None:
            raise NotFound
        states = {state.state: state for state in await store.states_of(tx, county, import_id)}
        checked = states.get("checked")
        if checked is None or checked.data["fault_count"]:
            raise Conflict
        if "applying" not in states and await store.find_file(tx, county, import_id) is None:
            raise Conflict("这份文件已经过期，请重新上传。")


async def kept_content(db: Database, vault: Vault, actor: Actor, county: int, import_id: UUID) -> bytes:
    async with db.transaction(actor) as tx:
        sealed = await store.find_file(tx, county, import_id)
    if sealed is None:
        raise NotFound
    return base64.b64decode(await asyncio.to_thread(vault.open, sealed, str(import_id)))


async def tell_waiting(db: Database, actor: Actor, county: int, import_id: UUID) -> None:
    """Nothing is read yet, and nobody has forgotten it."""
    await _teller(db, actor, county, import_id)(0, 0, 0)


async def check(
    db: Database, vault: Vault, actor: Actor, county: int, kind: Kind, import_id: UUID, content: bytes
) -> Outcome:
    """What applying would do, and everything that stands against it."""
    tell = _teller(db, actor, county, import_id)
    try:
        async with db.transaction(actor) as tx:
            outcome = await read_and_write(tx, vault, county, kind, content, tell, write=False)
            await store.add_faults(tx, county, import_id, outcome.faults)
            await store.add_state(tx, county, import_id, "checked", **_told(outcome))
            await history.record(
                tx, county, "rosters.checked", import_id, roster=kind.value, **_told(outcome)
            )
    except Exception as error:
        return await _fail(db, actor, county, import_id, error)
    return outcome


async def apply(
    db: Database, vault: Vault, actor: Actor, county: int, kind: Kind, import_id: UUID, content: bytes
) -> Outcome:
    tell = _teller(db, actor, county, import_id)
    try:
        async with db.transaction(actor) as tx:
            outcome = await read_and_write(tx, vault, county, kind, content, tell, write=True)
            if outcome.fault_count:
                raise _Refused(outcome)
            await store.add_state(tx, county, import_id, "applied", **_told(outcome))
            await store.forget_file(tx, county, import_id)
            await history.record(
                tx, county, "rosters.imported", import_id, roster=kind.value, **_told(outcome)
            )
    except _Refused as refused:
        await _refuse(db, actor, county, import_id, refused.outcome, "refused")
        return refused.outcome
    except Exception as error:
        return await _fail(db, actor, county, import_id, error)
    return outcome


async def _fail(db: Database, actor: Actor, county: int, import_id: UUID, error: Exception) -> Outcome:
    if isinstance(error, asyncpg.LockNotAvailableError):
        text = S.BUSY
    elif isinstance(error, asyncpg.IntegrityConstraintViolationError):
        text = S.CLASHES
    else:
        # The class alone: the message of a driver's error may hold what stands in a cell.
        log.error("import failed: %s", type(error).__name__, extra={"import_id": str(import_id)})
        text = S.BROKEN
    outcome = Outcome(counts=Counts(), faults=[Fault("", 0, "", "", text)], fault_count=1)
    await _refuse(db, actor, county, import_id, outcome, "failed")
    return outcome


async def _refuse(
    db: Database, actor: Actor, county: int, import_id: UUID, outcome: Outcome, state: str
) -> None:
    async with db.transaction(actor) as tx:
        await store.add_faults(tx, county, import_id, outcome.faults)
        await store.add_state(tx, county, import_id, state, **_told(outcome))
        await store.forget_file(tx, county, import_id)


def _teller(db: Database, actor: Actor, county: int, import_id: UUID) -> Tell:
    async def tell(total: int, read: int, written: int) -> None:
        async with db.transaction(actor) as tx:
            await store.put_progress(tx, county, import_id, total, read, written)

    return tell


def _told(outcome: Outcome) -> dict[str, object]:
    counts = outcome.counts
    return {
        "new": counts.new, "changed": counts.changed, "unchanged": counts.unchanged, "refused": counts.refused,
        "fault_count": outcome.fault_count, "ignored": outcome.ignored[:20],
    }  # fmt: skip
