"""What people type: read leniently, refuse with a sentence beside the field, lose nothing of it."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qs
from uuid import UUID

from jiayi.infra.web.problems import FormInvalid

_SPACE = re.compile(r"\s+")


class Form:
    """A posted form. Read every field, then ``check()`` once: all faults are told together."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self.fields = {name: list(values) for name, values in fields.items()}
        self.errors: dict[str, str] = {}

    @classmethod
    def parse(cls, body: bytes) -> "Form":
        return cls(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=500))

    @property
    def values(self) -> dict[str, str]:
        """What was typed, for showing the form again."""
        return {name: values[-1] for name, values in self.fields.items() if values}

    def text(self, name: str, *, required: str | None = None, longest: int = 200) -> str:
        raw = (self.fields.get(name) or [""])[-1]
        value = _SPACE.sub(" ", unicodedata.normalize("NFKC", raw)).strip()
        if not value and required:
            self.errors[name] = required
        if len(value) > longest:
            self.errors[name] = f"请控制在 {longest} 个字以内"
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
            self.errors[name] = required or "这一项不对,请重新选择"
            return None

    def day(self, name: str, *, required: str | None = None) -> date | None:
        value = self.text(name, required=required)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.errors[name] = "日期请写成 2026-01-31 这样"
            return None

    def checked(self, name: str) -> bool:
        return bool(self.text(name))

    def check(self) -> None:
        """Raises FormInvalid if any field was refused."""
        if self.errors:
            raise FormInvalid(self.errors)
