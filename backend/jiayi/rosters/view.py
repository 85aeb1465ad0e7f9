"""What the page of one import shows, derived from its rows."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import msgspec

from jiayi.rosters.model import TITLES, Fault, Import, Kind, Progress, State

STALLED = timedelta(minutes=2)
"""Silence after which a check or import is taken to have been cut off."""
SHOWN = 100
_ORDER = ("checking", "checked", "applying", "applied", "refused", "failed")
_RUNNING = ("checking", "applying")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ImportView(msgspec.Struct, kw_only=True):
    title: str
    stage: str
    """One of the states, or 'interrupted'."""
    running: bool
    read: int
    total: int
    counts: dict[str, Any]
    faults: list[dict[str, Any]]
    """The first ones."""
    fault_count: int
    kept_count: int
    nothing_to_do: bool


def view(
    brought: Import, states: list[State], progress: Progress | None, faults: list[Fault], now: datetime
) -> ImportView:
    last = max(states, key=lambda state: _ORDER.index(state.state), default=None)
    stage = last.state if last else "checking"
    told_at = progress.told_at if progress else brought.requested_at
    if stage in _RUNNING and now - told_at > STALLED:
        stage = "interrupted"
    counts = last.data if last and last.data else {}
    return ImportView(
        title=TITLES[Kind(brought.kind)],
        stage=stage,
        running=stage in _RUNNING,
        read=progress.rows_read if progress else 0,
        total=progress.rows_total if progress else 0,
        counts=counts,
        faults=[{**msgspec.structs.asdict(fault), "plain": fault.sentence} for fault in faults[:SHOWN]],
        fault_count=counts.get("fault_count", 0),
        kept_count=len(faults),
        nothing_to_do=bool(counts) and not (counts["new"] or counts["changed"] or counts["fault_count"]),
    )


def faults_csv(faults: list[Fault], headers: list[str], sentences: list[str]) -> bytes:
    """For a spreadsheet, which would run a cell that begins like a formula: such cells get an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headers)
    for fault, sentence in zip(faults, sentences, strict=True):
        cells = (fault.sheet, fault.row or "", fault.column, fault.header, sentence)
        writer.writerow([harmless(str(cell)) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def harmless(cell: str) -> str:
    return "'" + cell if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
