"""One file, one transaction: read in batches, compare, write; all or nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Tx
from jiayi.infra.db.locks import lock_roster
from jiayi.rosters import sentences as S
from jiayi.rosters.area_writer import AreaWriter
from jiayi.rosters.directory_writers import InstitutionWriter, StaffWriter, TeamWriter
from jiayi.rosters.insurance_writer import InsuranceWriter
from jiayi.rosters.model import MOST_FAULTS, Counts, Fault, Kind, Outcome, Unreadable
from jiayi.rosters.reading import Source, open_source
from jiayi.rosters.resident_writer import ResidentWriter
from jiayi.rosters.writers import Writer

Tell = Callable[[int, int, int], Awaitable[None]]
"""Rows in the file, rows read, rows written."""

_CODED = {
    Kind.INSTITUTIONS: InstitutionWriter,
    Kind.TEAMS: TeamWriter,
    Kind.AREAS: AreaWriter,
}


async def read_and_write(
    tx: Tx, vault: Vault, county: int, kind: Kind, content: bytes, tell: Tell, *, write: bool
) -> Outcome:
    """With ``write`` the caller must roll back when the outcome has faults."""
    try:
        source = await asyncio.to_thread(open_source, content, kind, county)
        return await _run(tx, vault, county, kind, source, tell, write=write)
    except Unreadable as problem:
        fault = Fault("", 0, "", "", problem.text, problem.values)
        return Outcome(counts=Counts(), faults=[fault], fault_count=1)


async def _run(
    tx: Tx, vault: Vault, county: int, kind: Kind, source: Source, tell: Tell, *, write: bool
) -> Outcome:
    if write:
        await lock_roster(tx, county, kind.value)
    writer = _writer(tx, vault, county, kind, source)
    await writer.prepare()
    outcome = Outcome(counts=Counts(), faults=[], fault_count=0, ignored=source.ignored)
    _collect(outcome, source.header_faults)
    read = 0
    await tell(source.total, read, 0)
    while batch := await asyncio.to_thread(source.next_batch):
        read += len(batch.records) + batch.refused
        outcome.counts.refused += batch.refused
        writer.unread += batch.refused
        _collect(outcome, batch.faults)
        clean = write and not outcome.fault_count
        outcome.counts.add(await writer.take(batch.records, write=clean))
        _collect(outcome, writer.faults)
        writer.faults = []
        await tell(source.total, read, read if clean else 0)
    outcome.counts.add(await writer.finish(write=write and not outcome.fault_count))
    _collect(outcome, writer.faults)
    if not (read or outcome.fault_count):  # blank lines under the header
        raise Unreadable(S.NO_ROWS)
    outcome.faults.sort(key=lambda fault: fault.row)
    return outcome


def _writer(tx: Tx, vault: Vault, county: int, kind: Kind, source: Source) -> Writer:
    if kind is Kind.RESIDENTS:
        return ResidentWriter(tx, county, source.fault, vault)
    if kind is Kind.INSURANCE:
        return InsuranceWriter(tx, county, source.fault, vault)
    if kind is Kind.STAFF:
        return StaffWriter(tx, county, source.fault, vault)
    made: Any = _CODED[kind]
    return made(tx, county, source.fault)  # type: ignore[no-any-return]


def _collect(outcome: Outcome, faults: list[Fault]) -> None:
    outcome.fault_count += len(faults)
    outcome.faults += faults[: max(0, MOST_FAULTS - len(outcome.faults))]
