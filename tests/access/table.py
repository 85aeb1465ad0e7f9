"""routes.toml, read: who asks for whose, and what is answered."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar

from tests.access.world import OWNERS, ROLES

PATH = Path(__file__).with_name("routes.toml")


class Route(msgspec.Struct):
    method: str
    path: str
    answers: dict[str, tuple[str, ...]]
    """Role → answer for each of ``OWNERS``."""
    form: dict[str, str] = {}
    query: str = ""
    of: dict[str, str] = {}
    """Which of the owner's things a name in the address means, where it is not that of its own name."""

    @property
    def has_ids(self) -> bool:
        return "_id" in self.path


def read(path: Path = PATH) -> dict[str, Route]:
    return {name: _route(name, row) for name, row in tomllib.loads(path.read_text()).items()}


def _route(name: str, row: dict[str, Any]) -> Route:
    method, path = name.split(" ")
    more = {key: row.pop(key) for key in ("form", "query", "of") if key in row}
    rest = row.pop("else", None)
    answers = {role: _five(row.pop(role, rest)) for role in ROLES}
    assert not row, f"{name}: unknown {row}"
    return Route(method, path, answers, **more)


def _five(words: str | None) -> tuple[str, ...]:
    """One word: alike for whosever it is."""
    assert words, "no answer said"
    found = tuple(words.split())
    return found if len(found) == len(OWNERS) else found * len(OWNERS)


def of_app(app: Litestar) -> set[str]:
    return {
        f"{method} {route.path_format}"
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        for method in getattr(handler, "http_methods", ())
        if method not in ("OPTIONS", "HEAD")
    }
