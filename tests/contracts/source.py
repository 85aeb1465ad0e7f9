"""The source as a tree, for tests over it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jiayi.settings import ROOT

BACKEND = ROOT / "backend/jiayi"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in sorted(BACKEND.rglob("*.py"))}


@cache
def functions() -> dict[str, list[Function]]:
    """By name, wherever they stand."""
    found: dict[str, list[Function]] = {}
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.setdefault(node.name, []).append(node)
    return found


@cache
def homes() -> dict[Function, Path]:
    """Where each function stands."""
    return {
        node: path
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def meant(node: ast.Call, within: ast.AST) -> list[Function]:
    """The functions that a call may mean: of the module it names or was imported from, of its own file, else of any."""
    named, here = functions().get(called(node), []), homes().get(within)  # type: ignore[call-overload]
    by_module = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    module = node.func.value.id if by_module else imported(called(node), here)
    own = [] if module else [f for f in named if homes()[f] == here]
    return [f for f in named if homes()[f].stem == module] or own or named


def imported(name: str, path: Path | None) -> str:
    """The last word of the module that a file has this name from."""
    for node in ast.walk(trees()[path]) if path else ():
        if isinstance(node, ast.ImportFrom) and any((a.asname or a.name) == name for a in node.names):
            return (node.module or "").rpartition(".")[2]
    return ""


def called(node: ast.Call) -> str:
    """The last word of what is called: ``again`` of ``page.again(…)``."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """In the order of the text."""
    found = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
    return iter(sorted(found, key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0)))
