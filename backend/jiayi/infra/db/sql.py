"""Named SQL files. Each query: ``-- name: verb_noun`` (``-> slice.model.Struct`` if it returns rows), one line of
purpose, then the statement."""

import re
from pathlib import Path

import msgspec

_HEADER = re.compile(
    r"^-- name: (?P<name>\w+)(?: -> (?P<returns>[\w.]+))?\n-- (?P<purpose>.+)\n", re.MULTILINE
)


class Query(msgspec.Struct, frozen=True):
    name: str
    returns: str | None
    purpose: str
    sql: str


class Queries:
    """``Queries(path).some_name`` is the text of that query; an unknown name fails when the module is imported."""

    def __init__(self, path: Path) -> None:
        self.all = {query.name: query for query in _parse(path)}

    def __getattr__(self, name: str) -> str:
        try:
            return self.all[name].sql
        except KeyError:
            raise AttributeError(f"no query named {name}") from None


def beside(module_file: str) -> Queries:
    """The ``queries.sql`` in the folder of ``module_file``."""
    return Queries(Path(module_file).with_name("queries.sql"))


def _parse(path: Path) -> list[Query]:
    text = path.read_text()
    heads = list(_HEADER.finditer(text))
    if text.count("-- name:") != len(heads):
        raise ValueError(f"{path}: each '-- name:' line needs a line of purpose ('-- …') below it")
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        Query(head["name"], head["returns"], head["purpose"], text[head.end() : end].strip().rstrip(";"))
        for head, end in zip(heads, ends, strict=True)
    ]
