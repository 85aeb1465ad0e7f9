"""``await require_recent_factor(page)``: before a sensitive act. ASVS 5.0 7.5.3, 8.2.4."""

from datetime import timedelta
from typing import Any

from jiayi.accounts.devices.store import find_session
from jiayi.accounts.factors import store
from jiayi.accounts.factors.store import Ways
from jiayi.accounts.guards import require_account
from jiayi.accounts.sign_in.browser import settings_of, token_of
from jiayi.accounts.sign_in.limits import STEP_UP_MINUTES
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import Detour

OWN = "confirm."
"""Fields of the confirmation itself; all others belong to the form that was interrupted."""


async def require_recent_factor(
    page: Page, minutes: int = STEP_UP_MINUTES, *, second: bool | None = None
) -> None:
    """Raises Detour: a page to prove oneself; afterwards the same request is made again with what was typed.

    ``second``: an e-mailed code is not enough; without it, that holds for who acts in a work role.
    """
    require_account(page.actor)
    needed = page.actor.is_staff if second is None else second
    if is_recent(page.actor, minutes, second=needed):
        return
    ways, from_demo = await standing(page)
    raise Detour(
        "accounts/confirm.html", **await _interrupted(page, ways, second=needed, from_demo=from_demo)
    )


def is_recent(actor: Actor, minutes: int, *, second: bool) -> bool:
    proven = actor.factor_at if second else actor.confirmed_at
    return proven is not None and clock.now() - proven < timedelta(minutes=minutes)


async def standing(page: Page) -> tuple[Ways, bool]:
    """How the person can prove themselves, and whether they came by the demo's door, which is still open."""
    async with page.request.app.state.db.transaction(page.actor) as tx:
        session = await find_session(tx, token_of(page.request))
        from_demo = settings_of(page.request).demo and session is not None and session.factor == "demo"
        return await store.ways_of(tx), from_demo


async def _interrupted(page: Page, ways: Ways, *, second: bool, from_demo: bool) -> dict[str, Any]:
    """What the confirmation page shows and carries on: the address and every field of the request."""
    post = page.request.method != "GET"
    query = page.request.url.query
    path = page.request.url.path + (f"?{query}" if query and not post else "")
    fields = (await page.form()).fields if post else {}
    method = "post" if post else "get"
    return shown(ways, second=second, to=path, method=method, fields=fields, from_demo=from_demo)


def shown(ways: Ways, *, second: bool, **more: Any) -> dict[str, Any]:
    """Context of accounts/confirm.html: ``to``, ``method``, ``fields``, ``from_demo`` and what else the caller knows."""
    fields = more.pop("fields", {})
    carried = [
        (name, value) for name, values in fields.items() if not name.startswith(OWN) for value in values
    ]
    return {
        "ways": ways, "second": second, "carried": carried, "to": "/me", "method": "get", "grant": "", "code_id": "",
        **more,
    }  # fmt: skip
