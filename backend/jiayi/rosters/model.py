"""Words of the rosters slice."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

MOST_BYTES = 30 * 1024 * 1024
MOST_ROWS = 200_000
MOST_FAULTS = 500
"""Faults kept and shown; the rest are counted."""


class Kind(StrEnum):
    INSTITUTIONS = "institutions"
    TEAMS = "teams"
    STAFF = "staff"
    RESIDENTS = "residents"
    INSURANCE = "insurance"
    AREAS = "areas"


TITLES = {
    Kind.INSTITUTIONS: "机构名册",
    Kind.TEAMS: "团队名册",
    Kind.STAFF: "医务人员名册",
    Kind.RESIDENTS: "居民名册",
    Kind.INSURANCE: "医保信息",
    Kind.AREAS: "责任片区",
}


class Fault(msgspec.Struct, frozen=True, gc=False):
    """One thing to mend: where it stands in the file, and a sentence that says what to do."""

    sheet: str
    row: int
    """As the spreadsheet shows it, from 1; of GeoJSON the number of the shape; 0: the whole file."""
    column: str
    """Letter; empty when the row as a whole is meant."""
    header: str
    text: str
    """A msgid with ``values``."""
    values: dict[str, str] = {}

    @property
    def sentence(self) -> str:
        return self.text % self.values if self.values else self.text


class Record(msgspec.Struct, frozen=True):
    """A row that could be read; a blank cell has no key."""

    row: int
    values: dict[str, Any]


class Counts(msgspec.Struct):
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    """Rows with a fault."""

    def add(self, other: "Counts") -> None:
        self.new += other.new
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.refused += other.refused


class Outcome(msgspec.Struct, kw_only=True):
    """What a check found, or what an import did."""

    counts: Counts
    faults: list[Fault]
    fault_count: int
    ignored: list[str] = []
    """Headers that no column of ours has; their cells were not read."""


class Unreadable(Exception):
    """The file as a whole cannot be used; the message is a msgid."""

    def __init__(self, text: str, **values: str) -> None:
        self.text = text
        self.values = values
        super().__init__(text % values if values else text)


class Import(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    kind: str
    file_name: str
    sha256: str
    size: int
    requested_at: datetime
    requested_name: str


class State(msgspec.Struct, frozen=True):
    state: str
    at: datetime
    data: dict[str, Any]


class Progress(msgspec.Struct, frozen=True):
    rows_total: int
    rows_read: int
    rows_written: int
    told_at: datetime


class ListedImport(msgspec.Struct, frozen=True):
    id: UUID
    kind: str
    file_name: str
    requested_at: datetime
    state: str
