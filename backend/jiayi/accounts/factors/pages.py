"""/me/ways: how I sign in. Setting up an authenticator app and recovery codes."""

from collections.abc import Mapping
from typing import Any

import segno
from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from jiayi.accounts.devices.store import SignedIn
from jiayi.accounts.factors import actions, store, totp
from jiayi.accounts.factors.guard import require_recent_factor
from jiayi.accounts.guards import require_account
from jiayi.accounts.passkeys.store import list_own
from jiayi.accounts.sign_in.browser import keep_token, token_of, vault_of
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page
from jiayi.infra.web.places import own_path
from jiayi.infra.web.problems import FormInvalid

AnyRequest = Request[Any, Any, Any]


@get("/me/ways")
async def ways(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_account(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("accounts/ways.html", ways=await store.ways_of(tx), passkeys=await list_own(tx))


@get("/me/totp")
async def show_totp(page: NamedDependency[Page], request: AnyRequest) -> Response[Any]:
    await may_change(page)
    secret = totp.new_secret()
    sealed = actions.seal_secret(vault_of(request), page.actor, secret)
    return page.html("accounts/totp.html", **_shown(page.actor, secret, sealed), **goal(request.query_params))


@post("/me/totp")
async def set_up_totp(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    await may_change(page)
    form, vault = await page.form(), vault_of(request)
    sealed, aim = form.text("sealed", longest=600), goal(form.values)
    code = form.text("code", required="请填验证器上的 6 位数字").replace(" ", "")
    try:
        form.check()
        session = await actions.set_up_totp(db, vault, page.actor, token_of(request), sealed, code)
    except FormInvalid as error:
        secret = actions.open_secret(vault, page.actor, sealed)
        again = (
            _shown(page.actor, secret, sealed) if secret else {"secret": "", "picture": "", "sealed": sealed}
        )
        return page.again("accounts/totp.html", form, error, **again, **aim)
    return await set_up_done(page, db, request, session, aim)


@post("/me/totp/removal")
async def remove_totp(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    await may_change(page)
    await actions.remove_totp(db, vault_of(request), page.actor)
    return page.saved("/me/ways")


@post("/me/recovery-codes")
async def make_recovery_codes(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    await may_change(page)
    form = await page.form()
    form.check()
    codes = await actions.make_recovery_codes(db, vault_of(request), page.actor)
    return page.html("accounts/recovery.html", codes=codes, **goal(form.values))


async def may_change(page: Page) -> None:
    """Ways in are changed by who has just proven themselves; of staff, by their second factor once they have one.

    Raises Detour.
    """
    require_account(page.actor)
    async with page.request.app.state.db.transaction(page.actor) as tx:
        found = await store.ways_of(tx)
    await require_recent_factor(page, second=found.works and not found.unprotected)


async def set_up_done(
    page: Page, db: Database, request: AnyRequest, session: SignedIn, aim: dict[str, Any]
) -> Response[Any]:
    """Staff without recovery codes get theirs now; others go back to the list."""
    async with db.transaction(page.actor) as tx:
        found = await store.ways_of(tx)
    if found.works and found.has_second and not found.recovery_left:
        codes = await actions.make_recovery_codes(db, vault_of(request), page.actor)
        answer: Response[Any] = page.html("accounts/recovery.html", codes=codes, **aim)
    else:
        answer = page.saved("/me/ways")
    keep_token(request, answer, session)
    return answer


def goal(values: Mapping[str, Any]) -> dict[str, Any]:
    """The role somebody was about to take when a second factor had to be set up first."""
    return {"grant": str(values.get("grant", ""))[:36], "next": own_path(str(values.get("next", "")), "/me")}


def _shown(actor: Actor, secret: str, sealed: str) -> dict[str, Any]:
    code = segno.make(totp.address(secret, actor.name or str(actor.account_id)), error="m", micro=False)
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    picture = code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    return {"secret": groups, "picture": picture, "sealed": sealed}


routes = [ways, show_totp, set_up_totp, remove_totp, make_recovery_codes]
