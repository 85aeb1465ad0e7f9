"""Rows → records and faults. Pure: no database, no clock; every fault names its place and what to do."""

from collections.abc import Callable, Hashable, Iterator
from itertools import islice
from typing import Any

import msgspec

from jiayi.rosters import sentences as S
from jiayi.rosters.cells import Cell, Refused, as_text
from jiayi.rosters.columns import COLUMNS, Column
from jiayi.rosters.model import Fault, Kind, Record, Unreadable
from jiayi.rosters.sheets import Sheet

_HEADER_WITHIN = 10
_LETTERS = 26


class Table(msgspec.Struct):
    """A sheet whose header was understood."""

    sheet: Sheet
    columns: tuple[Column, ...]
    places: dict[str, int]
    """Key of a column → position among the cells of a row."""
    header_row: int
    ignored: list[str]
    faults: list[Fault]
    """Of the header; with any of them no row is read."""

    def fault(self, row: int, key: str, text: str, /, **values: object) -> Fault:
        column = next((c for c in self.columns if c.key == key), None)
        place = self.places.get(key)
        letter = "" if place is None else column_letter(self.sheet.first_column + place)
        header = column.header if column else ""
        return Fault(self.sheet.name, row, letter, header, text, {k: str(v) for k, v in values.items()})


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def open_table(sheet: Sheet, kind: Kind) -> Table:
    """Finds the header in the first rows: the row that names most of our columns. Raises Unreadable."""
    columns = COLUMNS[kind]
    known = {_plain(name): c.key for c in columns for name in (c.header, *c.aliases)}
    best: tuple[int, int, list[str]] = (0, 0, [])
    for row, cells in islice(sheet.rows, _HEADER_WITHIN):
        names = [_header_text(cell) for cell in cells]
        hits = len({known[name] for name in names if name in known})
        if hits > best[0]:
            best = (hits, row, names)
        if hits >= sum(column.required for column in columns):
            break
    if best[0] < min(2, len(columns)):
        raise Unreadable(S.NO_HEADER, header=columns[0].header)
    return _table(sheet, columns, known, best[1], best[2])


def _table(
    sheet: Sheet, columns: tuple[Column, ...], known: dict[str, str], row: int, names: list[str]
) -> Table:
    table = Table(sheet, columns, {}, row, [], [])
    for place, name in enumerate(names):
        key = known.get(name)
        if key is None:
            table.ignored += [name[:40]] if name else []
        elif key in table.places:
            table.faults.append(table.fault(row, key, S.TWICE_COLUMN, header=name))
        else:
            table.places[key] = place
    for column in columns:
        if column.required and column.key not in table.places:
            table.faults.append(table.fault(row, column.key, S.MISSING_COLUMN, header=column.header))
    return table


def _header_text(cell: Cell) -> str:
    try:
        return _plain(as_text(cell))
    except Refused:
        return ""


def _plain(name: str) -> str:
    """Marks that templates add to a required column, and blanks, do not count."""
    return (
        name.replace(" ", "").replace("*", "").replace("(", "").replace(")", "").replace(":", "").rstrip("：")
    )


def read_rows(table: Table) -> Iterator[Record | list[Fault]]:
    """Rows with nothing in them are skipped."""
    if table.faults:
        return
    places = [(column, table.places[column.key]) for column in table.columns if column.key in table.places]
    for row, cells in table.sheet.rows:
        if row <= table.header_row or not any(cell not in ("", None) for cell in cells):
            continue
        values, faults = _read_row(table, places, row, cells)
        if not values and all(fault.text == S.REQUIRED for fault in faults):
            continue  # only blanks
        faults += _check_row(table, row, values)
        yield faults or Record(row, values)


def _read_row(
    table: Table, places: list[tuple[Column, int]], row: int, cells: list[Cell]
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column, place in places:
        cell = cells[place] if place < len(cells) else None
        try:
            if _is_blank(cell):
                if column.required:
                    raise Refused(S.REQUIRED, header=column.header)
                continue
            values[column.key] = column.parse(cell)
        except Refused as refusal:
            faults.append(table.fault(row, column.key, refusal.text, **refusal.values))
    return values, faults


def _is_blank(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is None
    return not cell or cell.isspace() or (not cell.isprintable() and not as_text(cell))


def _check_row(table: Table, row: int, values: dict[str, Any]) -> list[Fault]:
    return [
        table.fault(row, key, text) for key, text, wrong in _CHECKS if wrong(values) and key in table.places
    ]


def _differs(key: str, attribute: str) -> Callable[[dict[str, Any]], bool]:
    def differs(values: dict[str, Any]) -> bool:
        number = values.get("identity")
        return number is not None and key in values and values[key] != getattr(number, attribute)

    return differs


_CHECKS: tuple[tuple[str, str, Callable[[dict[str, Any]], bool]], ...] = (
    ("sex", S.SEX_DIFFERS, _differs("sex", "sex")),
    ("birth_date", S.BIRTH_DIFFERS, _differs("birth_date", "birth_date")),
    ("head", S.HEAD_DIFFERS, lambda v: v.get("relation") == "head" and v.get("head") not in (None, v.get("identity"))),
    ("relation", S.HEAD_NEEDED, lambda v: v.get("relation", "head") != "head" and "head" not in v),
    ("building", S.BUILDING_WITHOUT_AREA, lambda v: "building" in v and "area" not in v),
    ("is_lead", S.LEAD_WITHOUT_TEAM, lambda v: bool(v.get("is_lead")) and "teams" not in v),
    ("premium_paid", S.SCHEME_NONE_PAID, lambda v: v.get("scheme") == "none" and bool(v.get("premium_paid"))),
    ("parent", S.PARENT_SELF, lambda v: "parent" in v and v["parent"] == v.get("code")),
)  # fmt: skip


class Once:
    """Tells the second of two equal rows where the first one stands."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, int] = {}

    def first_row(self, key: Hashable, row: int) -> int | None:
        first = self._rows.setdefault(key, row)
        return None if first == row else first
