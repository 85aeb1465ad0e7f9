"""A post that leads to another page says there what happened: “已保存”, a sentence of its own, or the page itself shows it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from jiayi.settings import ROOT

SAYS = ("?done=", "written", "?new=1", "&missing=1", "?again=1", "?asked=1", "/sign-in", "/me/identity")
"""The page that follows has a sentence for it, or asks for the next step."""
SHOWS = {
    "rosters/pages.py": "the import's own page says how far it is",
    "accounts/sign_in/pages.py": "one is in, or out",
    "accounts/sign_in/demo.py": "one is in",
    "accounts/open_id/pages.py": "one is in",
    "accounts/passkeys/pages.py:sign_in": "one is in",
    "accounts/factors/confirm_pages.py": "the interrupted act goes on",
    "accounts/proxies/helping_pages.py:start": "the banner says for whom one acts from now on",
    "accounts/proxies/helping_pages.py:stop": "the banner is gone",
    "accounts/emergencies/pages.py:begin": "the page itself says until when it is open",
    "app.py": "the page looks as wished",
    "directory/find_pages.py": "what was searched is shown",
    "agreements/desk/find_pages.py": "the visit opens",
    "accounts/devices/pages.py": "this device itself is signed out",
    "accounts/me/identity.py": "one was known already",
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
    silent = [name for name in silent_posts() if name not in SHOWS and name.split(":")[0] not in SHOWS]
    assert silent == []


def test_exceptions_name_files_that_exist() -> None:
    assert [name for name in SHOWS if not Path(SLICES / name.split(":")[0]).is_file()] == []
