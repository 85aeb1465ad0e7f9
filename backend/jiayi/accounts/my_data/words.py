"""The file for eyes: what columns and codes are called; a column without a name is for the other file."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from jiayi.infra import money

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):")
_LONGEST = 300


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))


def labelled(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as pairs of words; what is empty is left out."""
    return [
        {
            "name": part["name"],
            "rows": [_pairs(row) for rows in part["tables"].values() for row in rows],
        }
        for part in parts
    ]


def _pairs(row: dict[str, Any]) -> list[tuple[str, str]]:
    names = _words()["columns"]
    return [
        (names[column], said(column, value))
        for column, value in row.items()
        if column in names and value not in (None, "", [], {})
    ]


def said(column: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(said(column, one) for one in value if one is not None)
    if column.endswith("_fen") and isinstance(value, int):
        return money.yuan(value)
    text = str(value)
    if moment := _MOMENT.match(text):
        return f"{moment[1]} {moment[2]}"
    return _words()["values"].get(text, text[:_LONGEST])
