"""Sign in by passkey; add and remove one."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.factors import pages as factors
from jiayi.accounts.guards import require_account
from jiayi.accounts.passkeys import actions, ceremony
from jiayi.accounts.sign_in.browser import (
    come_in,
    device_of,
    onward,
    settings_of,
    token_of,
    vault_of,
)
from jiayi.infra.db.database import Database
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.places import own_path
from jiayi.infra.web.problems import FormInvalid
from jiayi.infra.web.watch import tell

AnyRequest = Request[Any, Any, Any]
_LONGEST_NAME = 30


@post("/sign-in/passkey/challenge")
async def ask_anyone(db: NamedDependency[Database], request: AnyRequest) -> Response[bytes]:
    site = ceremony.site_of(settings_of(request).base_url)
    return _json(*await actions.ask_anyone(db, vault_of(request), site, device_of(request)))


@post("/sign-in/passkey")
async def sign_in(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    form = await page.form()
    form.check()
    next_path = own_path(form.text("next"), "/me")
    site = ceremony.site_of(settings_of(request).base_url)
    try:
        challenge_id, answer = answered(form)
        session = await actions.sign_in(db, vault_of(request), site, device_of(request), challenge_id, answer)
    except actions.PasskeyRefused as refused:
        tell(request, "sign-in refused", way="passkey")
        return page.html("accounts/sign_in.html", status=422, next=next_path, refused=refused.advice)
    to = onward(session, next_path)
    answer_page = page.go(session.first_page if to == "/me" else to)
    await come_in(request, answer_page, db, session)
    return answer_page


@post("/me/passkeys/challenge")
async def ask_owner(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[bytes]:
    """``?purpose=register``, else to confirm."""
    require_account(page.actor)
    site = ceremony.site_of(settings_of(request).base_url)
    chosen = "register" if request.query_params.get("purpose") == "register" else "confirm"
    return _json(*await actions.ask_owner(db, vault_of(request), site, page.actor, chosen))


@get("/me/passkeys/new")
async def new(page: NamedDependency[Page], request: AnyRequest) -> Response[Any]:
    await factors.may_change(page)
    return page.html(
        "accounts/passkey_new.html", **factors.goal(request.query_params), device=device_of(request)
    )


@post("/me/passkeys")
async def add(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    await factors.may_change(page)
    form = await page.form()
    goal = factors.goal(form.values)
    name = form.text("name", required="请给它起个名字，例如“我的华为手机”", longest=_LONGEST_NAME)
    site = ceremony.site_of(settings_of(request).base_url)
    try:
        form.check()
        challenge_id, answer = answered(form)
        session = await actions.register(
            db, vault_of(request), site, page.actor, token_of(request), challenge_id, answer, name
        )
    except (FormInvalid, actions.PasskeyRefused, actions.PasskeyTaken) as error:
        refused = error if isinstance(error, FormInvalid) else FormInvalid({"name": error.advice})
        return page.again("accounts/passkey_new.html", form, refused, **goal, device=device_of(request))
    return await factors.set_up_done(page, db, request, session, goal)


@post("/me/passkeys/{passkey_id:uuid}/removal")
async def remove(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    request: AnyRequest,
    passkey_id: FromPath[UUID],
) -> Response[Any]:
    await factors.may_change(page)
    await actions.remove(db, vault_of(request), page.actor, passkey_id)
    return page.saved("/me/ways")


def answered(form: Form, prefix: str = "") -> tuple[UUID, str]:
    """The two hidden fields that passkey.js fills. Raises PasskeyRefused."""
    challenge_id, answer = form.uuid(f"{prefix}challenge"), form.raw(f"{prefix}credential")
    if challenge_id is None or not answer:
        raise actions.PasskeyRefused
    return challenge_id, answer


def _json(challenge_id: UUID, options: str) -> Response[bytes]:
    body = msgspec.json.encode({"id": challenge_id, "options": msgspec.Raw(options.encode())})
    return Response(
        body, media_type="application/json", headers={"cache-control": "no-store"}, status_code=200
    )


routes = [ask_anyone, sign_in, ask_owner, new, add, remove]
