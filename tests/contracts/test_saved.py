"""A post that leads to another page says there what happened: “已保存”, a sentence of its own, or the page itself shows it."""

import ast
from collections.abc import Iterator

from jiayi.settings import ROOT

SAYS = ("?done=", "written", "?new=1", "&missing=1", "?again=1", "?asked=1", "/sign-in", "/me/identity")
"""The page that follows has a sentence for it, or asks for the next step."""
SHOWS = {
    "rosters/pages.py:bring_file": "the import's own page says how far it is",
    "rosters/pages.py:apply_import": "the import's own page says how far it is",
    "accounts/sign_in/pages.py:enter_code": "one is in",
    "accounts/sign_in/pages.py:choose_role": "one is in",
    "accounts/sign_in/pages.py:sign_out": "one is out",
    "accounts/sign_in/demo.py:demo_session": "one is in",
    "accounts/passkeys/pages.py:sign_in": "one is in",
    "accounts/factors/confirm_pages.py:confirm": "the interrupted act goes on",
    "accounts/proxies/helping_pages.py:start": "the banner says for whom one acts from now on",
    "accounts/proxies/helping_pages.py:stop": "the banner is gone",
    "accounts/emergencies/pages.py:begin": "the page itself says until when it is open",
    "accounts/switching/pages.py:change": "the name on top of each page",
    "app.py:choose_display": "the page looks as wished",
    "agreements/desk/find_pages.py:visit": "the visit opens",
    "accounts/devices/pages.py:end": "this device itself is signed out",
    "accounts/me/identity.py:say": "one was known already",
    "agreements/inviting/pages.py:invite_one": "how many were written",
    "agreements/desk/waiting_pages.py:join": "a place is free: sign",
    "agreements/desk/waiting_pages.py:add": "a place is free: sign, or the visit is over",
    "agreements/desk/onsite_pages.py:sign": "the visit is over, with its sentence",
}
SLICES = ROOT / "backend/jiayi"


def silent_posts() -> Iterator[str]:
    for path in sorted(SLICES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.AsyncFunctionDef) and any(
                "post" in ast.unparse(d)[:5] for d in node.decorator_list
            ):
                goes = [ast.unparse(one) for one in ast.walk(node) if _is_go(one)]
                if any(not any(said in go for said in SAYS) for go in goes):
                    yield f"{path.relative_to(SLICES).as_posix()}:{node.name}"


def _is_go(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "page.go"


def test_every_post_says_what_happened() -> None:
    assert [name for name in silent_posts() if name not in SHOWS] == []


def test_each_exception_names_a_post_that_needs_it() -> None:
    """A post that is added to the same file needs its own."""
    silent = set(silent_posts())
    assert [name for name in SHOWS if name not in silent] == []
