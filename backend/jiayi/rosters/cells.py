"""What stands in a cell, read leniently: full-width digits, blanks, dates as dates or text. Raises only Refused."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from jiayi.accounts.sign_in.tickets import read_email
from jiayi.infra import names
from jiayi.infra.identity_number import BadIdentityNumber, IdentityNumber
from jiayi.infra.identity_number import parse as parse_identity
from jiayi.infra.money import FEN_PER_YUAN
from jiayi.rosters import sentences as S
from jiayi.rosters.words import YES_NO, offered

Cell = str | float | bool | date | datetime | time | timedelta | None
Parser = Callable[[Cell], Any]

_SPACE = re.compile(r"\s+")
_LIST = re.compile(r"[、，,;；/|\n]+")
_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for a formula when it is opened again: no name begins with it."""
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
"""A day beyond is a slip of the pen."""
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?: 0{1,2}:00(?::00)?)?")
_MONEY = re.compile(r"\d{1,9}(\.\d{1,2})?")
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_IDENTITY_LENGTH = 18
_EXACT = 1e15  # a float keeps 15 decimal digits, and so does Excel


class Refused(Exception):
    """``text`` is a msgid that says what to do."""

    def __init__(self, text: str, **values: object) -> None:
        self.text = text
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(text)


def as_text(cell: Cell) -> str:
    """Integers that arrive as 13800000000.0 become digits again."""
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case float():
            return _digits(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case str():
            return _clean(cell)
        case _:
            return str(cell)


def _digits(number: float) -> str:
    if number != number or abs(number) >= _EXACT:
        raise Refused(S.LOST_DIGITS)
    return str(int(number)) if number.is_integer() else format(number, ".15g")


def _clean(raw: str) -> str:
    text = raw if raw.isascii() else unicodedata.normalize("NFKC", raw)
    if not text.isprintable():
        # Rare characters of names are unprintable to Python too: only controls are dropped.
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
        text = _SPACE.sub(" ", text)
    elif "  " in text:
        text = _SPACE.sub(" ", text)
    text = text.strip().lstrip("'").strip()
    if text.startswith("#") and text in _ERRORS:
        raise Refused(S.FORMULA_ERROR)
    return text


def text(longest: int = 100) -> Parser:
    def parse(cell: Cell) -> str:
        found = as_text(cell)
        if len(found) > longest:
            raise Refused(S.TOO_LONG, most=longest)
        return found

    return parse


def name(longest: int) -> Parser:
    """Of a person, an institution, a team: what begins like a formula is none."""
    plain = text(longest)

    def parse(cell: Cell) -> str:
        found: str = plain(cell)
        if found.startswith(_FORMULA):
            raise Refused(S.STARTS_LIKE_FORMULA, mark=found[0])
        return found

    return parse


def person_name(longest: int) -> Parser:
    """As identity cards print it: one shape of the dot in 阿依古丽·买买提."""
    typed = name(longest)
    return lambda cell: names.dotted(typed(cell))


def code(longest: int = 40) -> Parser:
    form = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_\-]{{0,{longest - 1}}}")

    def parse(cell: Cell) -> str:
        found = as_text(cell)
        if not form.fullmatch(found):
            raise Refused(S.BAD_CODE, most=longest)
        return found

    return parse


def codes(cell: Cell) -> list[str]:
    one = code()
    return list(dict.fromkeys(one(part) for part in _LIST.split(as_text(cell)) if part.strip()))


def whole(least: int, most: int) -> Parser:
    def parse(cell: Cell) -> int:
        found = as_text(cell)
        if not re.fullmatch(r"[0-9]{1,15}", found) or not least <= int(found) <= most:
            raise Refused(S.BAD_NUMBER, least=least, most=most)
        return int(found)

    return parse


def degrees(example: str) -> Parser:
    def parse(cell: Cell) -> float:
        found = as_text(cell)
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,15})?", found):
            raise Refused(S.BAD_DEGREES, example=example)
        return float(found)

    return parse


def yuan(cell: Cell) -> int:
    """Fen."""
    found = as_text(cell).replace(",", "").removeprefix("¥").removesuffix("元").strip()
    if not _MONEY.fullmatch(found) or not found.isascii():
        raise Refused(S.BAD_MONEY)
    return int(Decimal(found) * FEN_PER_YUAN)


def day(cell: Cell) -> date:
    found = _day(cell)
    if not EARLIEST <= found <= LATEST:
        raise Refused(S.DAY_BEYOND, least=EARLIEST, most=LATEST)
    return found


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    parts = _DAY.fullmatch(as_text(cell))
    try:
        if parts:
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        pass
    raise Refused(S.BAD_DAY)


def yes_no(cell: Cell) -> bool:
    found = YES_NO.get(as_text(cell).lower())
    if found is None:
        raise Refused(S.BAD_YES)
    return found


def one_of(words: Mapping[str, str]) -> Parser:
    allowed = "、".join(offered(dict(words)))

    def parse(cell: Cell) -> str:
        given = as_text(cell)
        found = words.get(given) or words.get(given.replace(" ", "").lower())
        if found is None:
            raise Refused(S.BAD_CHOICE, given=given[:20], allowed=allowed)
        return found

    return parse


def many_of(words: Mapping[str, str]) -> Parser:
    """“无” says that there is none, which is more than a blank cell says."""
    one = one_of(words)

    def parse(cell: Cell) -> list[str]:
        parts = [part.strip() for part in _LIST.split(as_text(cell)) if part.strip()]
        return [] if parts == ["无"] else sorted({one(part) for part in parts})

    return parse


def some_text(longest: int = 40) -> Parser:
    one = text(longest)
    return lambda cell: [one(part) for part in _LIST.split(as_text(cell)) if part.strip()]


def identity(cell: Cell) -> IdentityNumber:
    given = re.sub(r"[\s\-]", "", as_text(cell))
    if len(given) != _IDENTITY_LENGTH:
        raise Refused(S.IDENTITY_LENGTH, given=len(given))
    try:
        return parse_identity(given)
    except BadIdentityNumber as problem:
        raise Refused(problem.sentence.msgid, **problem.sentence.values) from None


def phone(cell: Cell) -> str:
    found = as_text(cell)
    if not re.fullmatch(r"[0-9()+\- 转]{3,30}", found) or not found.strip(" -+()转"):
        raise Refused(S.BAD_PHONE)
    return found


def email(cell: Cell) -> str:
    found = read_email(as_text(cell))
    if found is None:
        raise Refused(S.BAD_EMAIL)
    return found


def mobile(cell: Cell) -> str:
    found = re.sub(r"[\s\-]", "", as_text(cell)).removeprefix("+86")
    if not re.fullmatch(r"1[3-9][0-9]{9}", found):
        raise Refused(S.BAD_MOBILE)
    return found
