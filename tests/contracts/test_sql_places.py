"""SQL is written in queries.sql; Python only names it. Locks are written in infra/db/locks.py."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiayi.settings import ROOT

BACKEND = ROOT / "backend/jiayi"
READERS = {"fetch", "fetchrow", "fetchval", "fetchmany", "execute", "executemany", "prepare", "cursor",
           "one", "many", "value", "run", "run_many"}  # fmt: skip
"""Methods of a connection and of Tx whose argument is a statement."""
TEXT_AT = {"one": 1, "many": 1}
STATEMENT = re.compile(
    r"^\s*(?:--.*\n\s*)*(?:"
    r"select\s+(?:.|\n)*\bfrom\b|select\s+[\w.]+\s*\(|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|merge\s+into\s"
    r"|with\s+\w+\s+as\s*\(|(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:temp\s+)?"
    r"(?:table|index|view|function|role|schema|database|policy)\s"
    r"|truncate\s+\w+|copy\s+\w+|lock\s+table|grant\s+\w+\s+on\s|set\s+(?:local\s+)?\w+\s*(?:=|to\s)"
    r"|values\s*\()",
    re.IGNORECASE,
)
LOCKS = re.compile(
    r"\bfor\s+(?:no\s+key\s+)?update\b|\bfor\s+(?:key\s+)?share\b|pg_(?:try_)?advisory|\block\s+table\b", re.I
)
PASSED_OVER = re.compile(r"\bfor\s+update\s+skip\s+locked\b", re.IGNORECASE)
LOAD_TOOLS = {"rosters/bench.py"}
LOCKING = {"infra/db/locks.py", "infra/db/migrate.py"}
"""Migrating locks before there is any table, and with a connection of its own."""


def name_of(path: Path) -> str:
    return str(path.relative_to(BACKEND))


def text_of(node: ast.AST) -> str | None:
    """What a string expression says, however it is put together; holes of an f-string are a word."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "x" for part in node.values)
    if isinstance(node, ast.BinOp):
        left, right = text_of(node.left), text_of(node.right)
        return None if left is None and right is None else (left or "x") + (right or "x")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return text_of(node.func.value)  # "…".format(…), "…".strip()
    return None


def sql_in(source: str) -> list[tuple[int, str]]:
    """(line, statement) of each string that is SQL, and of each literal handed to a method that takes SQL."""
    tree = ast.parse(source)
    prose = {id(node) for node in _docstrings(tree)}
    found = {
        (node.lineno, text)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) and id(node) not in prose
        and (text := text_of(node)) and STATEMENT.match(text)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
            at = TEXT_AT.get(node.func.attr, 0)
            given = [
                *node.args[at : at + 1],
                *(word.value for word in node.keywords if word.arg in ("sql", "query")),
            ]
            found |= {(node.lineno, text) for one in given if (text := text_of(one)) and " " in text.strip()}
    return sorted(found)


def _docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


@pytest.mark.parametrize(
    "source",
    [
        'Q = "select id from residents"',
        "Q = 'SELECT id\\n  FROM residents'",
        'Q = """\\n  -- who\\n  select 1 from x"""',
        'Q = f"update {table} set a = 1"',
        'Q = "insert into " + table + " values (1)"',
        'Q = "with x as (select 1) delete from y"',
        'Q = "delete  from x where a = {}".format(1)',
        "Q = ('truncate '\n 'residents')",
        'await tx.run("analyze verbose residents")',
        'await tx.one(Row, "table residents limit 1")',
        'await tx.connection.fetch(query="table  residents")',
        'await connection.execute(f"vacuum {name}")',
        'Q = "select set_config($1, $2, true)"',
    ],
)
def test_every_spelling_is_found(source: str) -> None:
    assert sql_in(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Select one from many: a docstring."""',
        'text = "Update your address"',
        'await tx.one(Row, Q.find_row, "a name")',
        'subprocess.run("ls")',
        'title = "With a family doctor"',
    ],
)
def test_plain_words_are_left_alone(source: str) -> None:
    assert not sql_in(source)


@pytest.mark.parametrize("path", sorted(BACKEND.rglob("*.py")), ids=name_of)
def test_sql_lives_in_queries_and_locks_in_locks(path: Path) -> None:
    """Outside infra/db no Python file writes SQL."""
    where = str(path.relative_to(BACKEND))
    allowed = where.startswith("infra/db/") or where in LOAD_TOOLS
    assert allowed or sql_in(path.read_text()) == []
    if where not in LOCKING:
        texts = (text for node in ast.walk(ast.parse(path.read_text())) if (text := text_of(node)))
        assert not [
            text for text in texts if LOCKS.search(PASSED_OVER.sub("", text)) and STATEMENT.match(text)
        ]


@pytest.mark.parametrize("path", sorted(BACKEND.rglob("queries.sql")), ids=name_of)
def test_no_named_query_locks(path: Path) -> None:
    """A queue that skips what another works on (skip locked) waits for nobody."""
    words = "\n".join(line.split("--")[0] for line in path.read_text().splitlines())
    assert not LOCKS.search(PASSED_OVER.sub("", words))
