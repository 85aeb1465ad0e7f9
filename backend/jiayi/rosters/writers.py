"""What every kind of roster does with its records: compare with what is known, then write in sets."""

from typing import Any
from uuid import UUID

import msgspec

from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Tx
from jiayi.rosters import sentences as S
from jiayi.rosters.model import Counts, Fault, Record
from jiayi.rosters.rules import Once


class Writer:
    """Life: ``prepare`` once, ``take`` for each batch, ``finish`` once. Nothing is written unless ``write``."""

    def __init__(self, tx: Tx, county: int, fault: Any) -> None:
        self.tx = tx
        self.county = county
        self.fault = fault
        """``fault(row, key, text, **values)`` of a sheet or of a GeoJSON file."""
        self.unread = 0
        """Rows that were refused before they came here: what they hold is not known."""
        self.own_institution: UUID | None = tx.actor.institution_id if tx.actor.role is Role.MANAGER else None
        self.once = Once()
        self.faults: list[Fault] = []

    async def prepare(self) -> None: ...

    async def take(self, records: list[Record], *, write: bool) -> Counts:
        raise NotImplementedError

    async def finish(self, *, write: bool) -> Counts:
        return Counts()

    def refuse(self, row: int, key: str, text: str, /, **values: object) -> None:
        self.faults.append(self.fault(row, key, text, **values))

    def foreign(self, institution_id: UUID | None) -> bool:
        """Not the manager's own institution."""
        return self.own_institution is not None and institution_id != self.own_institution


class CodedWriter(Writer):
    """Small rosters, keyed by a code: collected, compared at the end, written at once."""

    def __init__(self, tx: Tx, county: int, fault: Any) -> None:
        super().__init__(tx, county, fault)
        self.records: dict[str, Record] = {}

    async def take(self, records: list[Record], *, write: bool) -> Counts:
        counts = Counts()
        for record in records:
            code = record.values["code"]
            if first := self.once.first_row(code, record.row):
                self.refuse(record.row, "code", S.DUPLICATE, row=first)
                counts.refused += 1
            else:
                self.records[code] = record
        return counts

    async def finish(self, *, write: bool) -> Counts:
        rows, counts = [], Counts()
        for code, record in self.records.items():
            before = len(self.faults)
            row, known = self.resolve(code, record)
            if len(self.faults) > before:
                counts.refused += 1
            elif known is None:
                counts.new += 1
                rows.append(row)
            elif self.same(row, known):
                counts.unchanged += 1
            else:
                counts.changed += 1
                rows.append(row)
        if write and rows and not self.faults:
            await self.write(rows)
        return counts

    def resolve(self, code: str, record: Record) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """The row as it shall be, and as it is."""
        raise NotImplementedError

    async def write(self, rows: list[dict[str, Any]]) -> None:
        raise NotImplementedError

    def same(self, row: dict[str, Any], known: dict[str, Any]) -> bool:
        return all(row[key] == value for key, value in known.items())


def merged(defaults: dict[str, Any], known: Any, given: dict[str, Any]) -> dict[str, Any]:
    """A blank cell keeps what is known, or takes the default."""
    row = dict(defaults)
    if known is not None:
        row |= msgspec.structs.asdict(known)
    return row | {key: value for key, value in given.items() if key in row}
