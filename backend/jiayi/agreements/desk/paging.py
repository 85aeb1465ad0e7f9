"""Lists of the desk, a screen at a time."""

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from jiayi.infra.web.forms import whole
from jiayi.infra.web.page import Page

T = TypeVar("T")
SIZE = 20
LAST = 10_000


def asked(page: Page) -> tuple[dict[str, str], int]:
    """What the address asks for, and the number of the screen."""
    found = dict(page.request.query_params)
    number = found.pop("page", "1")
    return found, whole(number, LAST - 1) or 1


def first(nth: int) -> int:
    return (nth - 1) * SIZE


def shown(path: str, wanted: dict[str, str], nth: int, *found: Sequence[Any]) -> dict[str, Any]:
    """For ``desk/pager.html``; each list was read with one row more than fits."""
    return {
        "path": path,
        "kept": urlencode({name: value for name, value in wanted.items() if value}),
        "nth": nth,
        "more": any(len(rows) > SIZE for rows in found),
    }


def screen(rows: Sequence[T]) -> Sequence[T]:
    return rows[:SIZE]
