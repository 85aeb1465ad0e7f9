"""Files as people have them: rows of cells from Excel (any version) and CSV (UTF-8, UTF-16, GB18030)."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator

import msgspec
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from jiayi.rosters import sentences as S
from jiayi.rosters.cells import Cell
from jiayi.rosters.model import MOST_BYTES, MOST_ROWS, Unreadable

HELP_SHEET = "填写说明"
_MOST_UNPACKED = 800 * 1024 * 1024
_MOST_FILES = 2000
"""In a workbook: a sheet is one, the rest are a few dozen."""
_MEGABYTE = 1024 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Sheet(msgspec.Struct):
    name: str
    rows: Iterator[tuple[int, list[Cell]]]
    """Row number as the spreadsheet shows it, and the cells from ``first_column`` on. Raises Unreadable."""
    total: int
    first_column: int = 0


def open_sheet(content: bytes) -> Sheet:
    """Raises Unreadable. What the file is, its bytes say; names lie."""
    if len(content) > MOST_BYTES:
        raise Unreadable(S.TOO_BIG, size=str(len(content) // _MEGABYTE), most=str(MOST_BYTES // _MEGABYTE))
    if not content.strip():
        raise Unreadable(S.EMPTY)
    sheet = _workbook(content) if content.startswith((_ZIP, _OLE)) else _text(content)
    if sheet.total > MOST_ROWS:
        raise Unreadable(S.TOO_MANY_ROWS, rows=str(sheet.total), most=str(MOST_ROWS))
    return sheet


def _workbook(content: bytes) -> Sheet:
    _check_unpacked(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [name for name in book.sheet_names if name.strip() != HELP_SHEET]
        sheets = (book.get_sheet_by_name(name) for name in names)
        sheet = next((found for found in sheets if found.end is not None), None)
    except PasswordError as error:
        raise Unreadable(S.LOCKED) from error
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable(S.NOT_READABLE) from error
    if sheet is None or sheet.start is None or sheet.end is None:
        raise Unreadable(S.EMPTY)
    return Sheet(sheet.name, _numbered(_lists(sheet)), sheet.end[0] + 1, sheet.start[1])


def _lists(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    try:
        for row in sheet.iter_rows():
            yield list(row)
    except CalamineError as error:
        raise Unreadable(S.NOT_READABLE) from error


def _check_unpacked(content: bytes) -> None:
    """A small archive may unpack to more than the machine has."""
    if not content.startswith(_ZIP):
        return
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Unreadable(S.NOT_READABLE) from error
    if len(entries) > _MOST_FILES:
        raise Unreadable(S.NOT_READABLE)
    size = sum(entry.file_size for entry in entries)
    if size > _MOST_UNPACKED:
        raise Unreadable(S.TOO_BIG, size=str(size // _MEGABYTE), most=str(_MOST_UNPACKED // _MEGABYTE))


def _text(content: bytes) -> Sheet:
    decoded = _decode(content)
    first = decoded.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    rows = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter)
    return Sheet("CSV", _numbered(_careful(rows)), decoded.count("\n") + 1)


def _careful(rows: Iterable[list[str]]) -> Iterator[list[Cell]]:
    try:
        for row in rows:
            yield list(row)
    except csv.Error as error:
        raise Unreadable(S.NOT_READABLE) from error


def _decode(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    codings = ("utf-16",) if marked else ("utf-8-sig", "gb18030")
    for coding in codings:
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(S.NO_CODING)


def _numbered(rows: Iterator[list[Cell]]) -> Iterator[tuple[int, list[Cell]]]:
    yield from enumerate(rows, 1)
