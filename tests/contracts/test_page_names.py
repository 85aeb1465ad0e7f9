"""Names that ``Page.html``, the renderer and the layout own: a page that passed one would answer 500, or show another's."""

import ast
import re
from collections.abc import Iterator

import pytest

from jiayi.settings import ROOT
from tests.contracts.source import BACKEND, Function, called, calls, functions, meant, trees

PAGE = trees()[BACKEND / "infra/web/page.py"]
OVERRIDABLE = {"values", "errors"}
ARGUMENTS = {"status", "public"}
"""Of ``Page.html`` itself: to be said in the call, never in what is shown."""
SITE = {"demo", "base_url", "identity_service"}


def owned() -> set[str]:
    """Read from the source: parameters and keywords of rendering, and what the layout sets or imports."""
    html, render = (functions_of_page(name) for name in ("html", "render"))
    words = {word.arg for f in (html, render) for one in calls(f) for word in one.keywords if word.arg}
    words |= {arg.arg for f in (html, render) for arg in (*f.args.args, *f.args.kwonlyargs)}
    layout = "".join(
        (ROOT / "frontend/templates" / name).read_text() for name in ("layout.html", "tabs.html")
    )
    words |= set(re.findall(r"{%-?\s*set\s+(\w+)", layout))
    for imported in re.findall(r"import\s+([\w, ]+?)\s*-?%}", layout):
        words |= {one.strip() for one in imported.split(",")}
    return (words | SITE | {"asset", "sri", "new_key"}) - OVERRIDABLE - ARGUMENTS


def functions_of_page(name: str) -> Function:
    return next(f for f in functions()[name] if f in set(ast.walk(PAGE)))


def shown(node: ast.expr | None, within: ast.AST, depth: int = 5) -> set[str]:
    """Names in what is spread into a call: a literal, a variable that holds one, a function that returns one."""
    if node is None or depth == 0:
        return set()
    if isinstance(node, ast.Await):
        return shown(node.value, within, depth)
    if isinstance(node, ast.Dict):
        keys = {
            key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
        spread = [value for key, value in zip(node.keys, node.values, strict=True) if key is None]
        return keys.union(*(shown(value, within, depth - 1) for value in spread))
    if isinstance(node, ast.BinOp):
        return shown(node.left, within, depth) | shown(node.right, within, depth)
    if isinstance(node, ast.IfExp):
        return shown(node.body, within, depth) | shown(node.orelse, within, depth)
    if isinstance(node, ast.Name):
        return set().union(*(shown(value, within, depth - 1) for value in assigned(node.id, within)))
    if isinstance(node, ast.Call):
        words = {word.arg for word in node.keywords if word.arg} if called(node) == "dict" else set()
        return words.union(*(returned(f, depth - 1) for f in meant(node, within)))
    return set()


def assigned(name: str, within: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(within):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        if value is not None and any(isinstance(t, ast.Name) and t.id == name for t in targets):
            yield value


def returned(function: Function, depth: int) -> set[str]:
    values = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    return set().union(*(shown(value, function, depth) for value in values))


def passed(function: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """Of each page that a function answers with: the line, and every name that the template gets."""
    for one in calls(function):
        if called(one) in ("html", "again") and one.args:
            words = {word.arg for word in one.keywords if word.arg} - ARGUMENTS
            spread = [word.value for word in one.keywords if word.arg is None]
            yield one.lineno, words.union(*(shown(value, function) for value in spread))


def test_what_is_owned_is_known() -> None:
    known = "actor elder path back kept saved today layout language template _ icon"
    assert owned() >= set(known.split())


def test_no_page_passes_what_the_page_itself_owns() -> None:
    reserved = owned() | ARGUMENTS
    clashes = [
        (str(path.relative_to(BACKEND)), line, sorted(names & reserved))
        for path, tree in trees().items() if path.name != "page.py"
        for function in ast.walk(tree) if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for line, names in passed(function) if names & reserved
    ]  # fmt: skip
    assert clashes == []


@pytest.mark.parametrize(
    "body",
    [
        "return page.html('x.html', saved=1)",
        "return page.again('x.html', form, error, back='/')",
        "return page.html('x.html', **{'kept': 1})",
        "one = {'a': 1} | {'own_path': 1, 'path': 2}\n    return page.html('x.html', **one)",
        "return page.html('x.html', **{**dict(layout=1)})",
    ],
)
def test_a_clash_is_found_however_it_is_passed(body: str) -> None:
    function = ast.parse(f"def x(page):\n    {body}").body[0]
    assert next(names & owned() for _, names in passed(function))


def test_a_page_of_this_house_is_seen_through_its_helper() -> None:
    """The spread of a helper's dict is followed: else the test above would see nothing."""
    seen = set().union(*(names for f in functions()["renewals"] for _, names in passed(f)))
    assert {"rows", "stages", "pager"} <= seen
