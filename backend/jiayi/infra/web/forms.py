"""What people type: read leniently, refuse with a sentence beside the field, lose nothing of it."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal
from urllib.parse import parse_qs
from uuid import UUID

from jiayi.infra.sentence import filled
from jiayi.infra.web.problems import FormInvalid, Problem, Unreadable

_YUAN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_SPACE = re.compile(r"\s+")
_MOST_FIELDS = 500
_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Beyond these a day is a slip of the pen, and a day later may be none at all."""
OPENED_FOR = "acting.for"
"""In every form of a resident: for whom it was opened, an id, or ``ONESELF``."""
ONESELF = "self"
OPENED_BY = "opened.by"
"""And by whose account: several people may be signed in on one phone."""
NUL = "\0"
"""No text of PostgreSQL holds it, and nobody types it."""


def opened_by(account_id: UUID) -> str:
    """Enough to tell one account on a phone from another."""
    return account_id.hex[-12:]


def whole(text: str, most: int) -> int | None:
    """0 … ``most`` in plain digits; None for anything else, however long."""
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return int(text) if plain and int(text) <= most else None


class Form:
    """A posted form. Read every field, then ``check()`` once: all faults are told together."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self.fields = {name: list(values) for name, values in fields.items()}
        if any(NUL in text for name, values in self.fields.items() for text in (name, *values)):
            raise Unreadable
        self.errors: dict[str, str] = {}

    @classmethod
    def parse(cls, body: bytes) -> "Form":
        """Raises Unreadable (NUL), Problem (too many fields)."""
        text = body.decode("utf-8", "replace")
        try:
            return cls(parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        except ValueError:
            raise Problem("一次提交的内容太多，请分几次办理。") from None

    @property
    def values(self) -> dict[str, str]:
        """What was typed, for showing the form again."""
        return {name: values[-1] for name, values in self.fields.items() if values}

    def text(self, name: str, *, required: str | None = None, longest: int = 200) -> str:
        """A name, a number, a code, an address: full-width letters and digits become plain ones."""
        return self._read(name, "NFKC", required, longest)

    def prose(self, name: str, *, required: str | None = None, longest: int = 200) -> str:
        """Sentences: they keep their marks (，。（）) as they were typed."""
        return self._read(name, "NFC", required, longest)

    def _read(self, name: str, form: Literal["NFC", "NFKC"], required: str | None, longest: int) -> str:
        raw = (self.fields.get(name) or [""])[-1]
        value = _SPACE.sub(" ", unicodedata.normalize(form, raw)).strip()
        if not value and required:
            self.errors[name] = required
        if len(value) > longest:
            self.errors[name] = filled("请控制在 %(n)s 个字以内", n=longest)
        return value

    def raw(self, name: str, *, longest: int = 20000) -> str:
        value = (self.fields.get(name) or [""])[-1]
        return value if len(value) <= longest else ""

    def all(self, name: str) -> list[str]:
        return [value for value in self.fields.get(name, []) if value]

    def uuid(self, name: str, *, required: str | None = None) -> UUID | None:
        value = self.text(name, required=required)
        try:
            return UUID(value) if value else None
        except ValueError:
            self.errors[name] = required or "这一项不对，请重新选择"
            return None

    def day(self, name: str, *, required: str | None = None) -> date | None:
        value = self.text(name, required=required)
        try:
            found = date.fromisoformat(value) if value else None
        except ValueError:
            self.errors[name] = "日期请写成 2026-01-31 这样"
            return None
        if found and not _EARLIEST <= found <= _LATEST:
            self.errors[name] = "年份请写在 1900 到 2199 之间"
            return None
        return found

    def fen(self, name: str, *, required: str, most_yuan: int) -> int | None:
        """Yuan with at most two decimals, none below zero, as fen."""
        text = self.text(name, required=required)
        if not text:
            return None
        if not _YUAN.fullmatch(text):
            self.errors[name] = "金额请写成 12 或 12.50 这样"
            return None
        amount = int(Decimal(text) * 100)
        if amount > most_yuan * 100:
            self.errors[name] = "金额太大了，请核对一下"
            return None
        return amount

    def checked(self, name: str) -> bool:
        return bool(self.text(name))

    def check(self) -> None:
        """Raises FormInvalid if any field was refused."""
        if self.errors:
            raise FormInvalid(self.errors)
