"""A refused form that comes back only to switch the language or the size of letters must do nothing: each handler of a
form checks it (``Form.check`` refuses what carries ``display.ONLY_LOOKING``) before anything is done."""

import ast
from collections.abc import Iterator

import pytest

from tests.contracts.source import BACKEND, Function, called, calls, functions, trees

SWITCHES = {"choose_display"}
"""The switch itself."""


def handlers() -> list[object]:
    return list(_handlers())


def _handlers() -> Iterator[object]:
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.AsyncFunctionDef) or node.name in SWITCHES:
                continue
            if any(_is_post(decorator) for decorator in node.decorator_list):
                yield pytest.param(node, id=f"{path.relative_to(BACKEND)}:{node.name}")


def _is_post(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and called(decorator) in ("post", "put", "patch", "delete")


def reads_form(node: ast.AST) -> bool:
    return any(called(one) == "form" and not one.args for one in calls(node))


def checks(one: ast.Call, depth: int = 3) -> bool:
    """``form.check()``, or a function that is given the form and does so."""
    if called(one) == "check" and not one.args:
        return True
    given = [arg for arg in (*one.args, *(word.value for word in one.keywords)) if isinstance(arg, ast.Name)]
    if depth == 0 or not any(arg.id == "form" for arg in given):
        return False
    return any(checks(inner, depth - 1) for f in functions().get(called(one), []) for inner in calls(f))


def acts(one: ast.Call) -> bool:
    """``actions.do(db, page.actor, …)``, a helper that gets the database and the form, or the word that it was done."""
    if called(one) == "saved":
        return True
    given = [ast.unparse(arg) for arg in one.args]
    helped = {"db", "form"} <= set(given) and not any("error" in arg for arg in given)
    return helped or (given[:1] == ["db"] and any(arg.endswith("actor") for arg in given[1:]))


def acts_unchecked(handler: Function) -> str:
    """What is done before the form was checked; empty: nothing."""
    if not reads_form(handler):
        return ""
    for one in calls(handler):
        if checks(one):
            return ""
        if acts(one):
            return ast.unparse(one)
    return "never checked"


@pytest.mark.parametrize("handler", handlers())
def test_the_form_is_checked_before_anything_is_done(handler: Function) -> None:
    assert acts_unchecked(handler) == ""


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("form = await page.form(); await do(db, page.actor, 1)", "do(db, page.actor, 1)"),
        ("form = await page.form(); form.text('x'); return page.saved('/')", "page.saved('/')"),
        ("form = await page.form(); await keep(form.text('x'))", "never checked"),
        ("form = await page.form(); form.check(); await do(db, page.actor)", ""),
        ("await do(db, page.actor); return page.go('/')", ""),
    ],
)
def test_a_forgotten_check_is_found(body: str, fault: str) -> None:
    node = ast.parse(f"async def x(page, db):\n    {body}").body[0]
    assert isinstance(node, ast.AsyncFunctionDef)
    assert acts_unchecked(node) == fault
