"""A file in batches of records and faults, whatever its kind. Pure but slow: call ``next_batch`` in a thread."""

from collections.abc import Callable, Iterator
from itertools import islice

import msgspec

from jiayi.rosters import sentences as S
from jiayi.rosters.areas import fault, read_areas
from jiayi.rosters.model import Fault, Kind, Record, Unreadable
from jiayi.rosters.rules import open_table, read_rows
from jiayi.rosters.sheets import open_sheet

BATCH = 2_000


class Batch(msgspec.Struct):
    records: list[Record]
    faults: list[Fault]
    refused: int
    """Rows with a fault."""


class Source(msgspec.Struct):
    lines: Iterator[Record | list[Fault]]
    total: int
    fault: Callable[..., Fault]
    ignored: list[str] = []
    header_faults: list[Fault] = []

    def next_batch(self) -> Batch | None:
        """None at the end. Raises Unreadable."""
        lines = list(islice(self.lines, BATCH))
        if not lines:
            return None
        records = [line for line in lines if isinstance(line, Record)]
        faults = [one for line in lines if isinstance(line, list) for one in line]
        return Batch(records, faults, len(lines) - len(records))


def open_source(content: bytes, kind: Kind, county: int) -> Source:
    """Raises Unreadable."""
    if kind is Kind.AREAS:
        lines = read_areas(content, county)
        return Source(iter(lines), len(lines), fault)
    table = open_table(open_sheet(content), kind)
    total = max(0, table.sheet.total - table.header_row)
    if total == 0 and not table.faults:
        raise Unreadable(S.NO_ROWS)
    return Source(read_rows(table), total, table.fault, table.ignored, table.faults)
