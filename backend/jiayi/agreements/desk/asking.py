"""What was searched for at the desk names people and illnesses: it goes by post and waits in a sealed cookie of this
browser, so that no address, history or log holds it (ASVS 5.0 14.2.1)."""

import base64
import binascii
from typing import Any

import msgspec
from litestar import Response

from jiayi.accounts.sign_in.browser import vault_of
from jiayi.agreements.desk import paging
from jiayi.infra.crypto import SealBroken
from jiayi.infra.web.page import Page

ASKED = "asked"
"""In the address: the search that waits is meant."""
_COOKIE, _SECONDS, _LONGEST = "desk_search", 3600, 60


async def keep(page: Page, path: str, names: tuple[str, ...]) -> Response[Any]:
    """Leads to the list that was asked for."""
    form = await page.form()
    wanted = {name: form.text(name, longest=_LONGEST) for name in names}
    form.check()
    answer = page.go(f"{path}?{ASKED}=1")
    sealed = vault_of(page.request).seal(msgspec.json.encode(wanted).decode(), _belongs_to(page, path))
    value = base64.urlsafe_b64encode(sealed).decode()
    answer.set_cookie(_COOKIE, value, max_age=_SECONDS, httponly=True, samesite="lax")
    return answer


def asked(page: Page, path: str) -> tuple[dict[str, str], int]:
    """As ``paging.asked``, with what waits."""
    said, nth = paging.asked(page)
    return ({**said, **_waiting(page, path)} if ASKED in said else said), nth


def shown(path: str, said: dict[str, str], nth: int, rows: Any) -> dict[str, Any]:
    """As ``paging.shown``; further screens are those of the search that waits."""
    return paging.shown(path, {ASKED: "1"} if ASKED in said else said, nth, rows)


def _waiting(page: Page, path: str) -> dict[str, str]:
    try:
        sealed = base64.urlsafe_b64decode(page.request.cookies.get(_COOKIE, ""))
        text = vault_of(page.request).open(sealed, _belongs_to(page, path))
        return msgspec.json.decode(text, type=dict[str, str])
    except (SealBroken, binascii.Error, ValueError, msgspec.DecodeError):
        return {}


def _belongs_to(page: Page, path: str) -> str:
    """Nobody who comes after on the same computer meets it."""
    return f"desk search {path} {page.actor.account_id}"
