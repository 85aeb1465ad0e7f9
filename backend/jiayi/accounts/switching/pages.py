"""/me/people: who is signed in on this phone; one tap changes the person."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from jiayi.accounts.devices import store as devices
from jiayi.accounts.devices.store import SignedIn
from jiayi.accounts.sign_in.actions import sign_out
from jiayi.accounts.sign_in.browser import drop_token, keep_token, token_of
from jiayi.accounts.sign_in.limits import MOST_BESIDE, RESIDENT_SESSION
from jiayi.accounts.store import grants_of
from jiayi.accounts.switching.beside import TURN_KEY, Beside, keep_beside, living
from jiayi.history import store as history
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page
from jiayi.infra.web.places import own_path
from jiayi.infra.web.problems import Forbidden, NotFound, Problem

AnyRequest = Request[Any, Any, Any]
TURN_TO = "turn.to"
NO_STAFF = "有工作身份的账号不能留在别人也用的手机上。请先退出登录，再让家人登录。"


class TooManyHere(Problem):
    status = 409
    title = "这台手机上登录的人太多了"
    advice = "请先让不常用的人在这台手机上退出登录。"


@get("/me/people")
async def switch(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    """Also for nobody: who signed out of one finds the others here."""
    own = _own(request)
    others = [one for one in await living(db, request) if one.account_id != own.account_id]
    if own.account_id is None and not others:
        return page.go("/sign-in")
    stays = own.account_id is not None and await _may_stay(db, own)
    more = stays and len(others) < MOST_BESIDE
    return page.html("accounts/switch.html", others=others, own=own, stays=stays, more=more)


@post("/me/people")
async def change(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    form = await page.form()
    form.check()
    return await _change(page.go("/"), db, request, form.text("key"))


@post("/me/people/turn")
async def turn(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    """Back to who opened a form; the browser sends the same fields there once more."""
    form = await page.form()
    form.check()
    to = own_path(form.text(TURN_TO, longest=2000), "/")
    return await _change(Redirect(to, status_code=307), db, request, form.text(TURN_KEY))


@post("/me/people/another")
async def another(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    """Room for somebody else to sign in; whoever is signed in stays beside."""
    own, others = _own(request), await living(db, request)
    answer = page.go("/sign-in")
    if own.account_id is None:
        return answer
    if not await _may_stay(db, own):
        raise Forbidden(NO_STAFF)
    others = [one for one in others if one.account_id != own.account_id]
    if len(others) >= MOST_BESIDE:
        raise TooManyHere
    keep_beside(request, answer, [*(one.token for one in others), token_of(request)])
    drop_token(request, answer)
    return answer


@post("/me/people/ending")
async def end(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    """Of one that lies beside."""
    form = await page.form()
    form.check()
    others = await living(db, request)
    gone = _named(others, form.text("key"))
    await sign_out(db, gone.actor, gone.token)
    answer = page.saved("/me/people")
    keep_beside(request, answer, [one.token for one in others if one.token != gone.token])
    return answer


async def _change(
    answer: Response[Any], db: Database, request: AnyRequest, key: str
) -> Response[Any]:  # the page of whoever is chosen
    own, others, here = _own(request), await living(db, request), token_of(request)
    chosen = _named(others, key)
    left = [one.token for one in others if one.account_id not in (chosen.account_id, own.account_id)]
    if own.account_id and own.account_id != chosen.account_id:
        if await _may_stay(db, own):
            left.append(here)
        else:
            await sign_out(db, own, here)
    async with db.transaction(chosen.actor) as tx:
        if await devices.find_session(tx, chosen.token) is None:
            raise NotFound
        assert chosen.account_id
        await history.record(tx, chosen.actor.county, "accounts.session.switched", chosen.account_id)
    keep_token(request, answer, SignedIn(chosen.token, RESIDENT_SESSION.life))
    keep_beside(request, answer, left)
    answer.headers["clear-site-data"] = '"cache"'  # what Back could show of the other person's forms
    return answer


async def _may_stay(db: Database, own: Actor) -> bool:
    """A resident and nothing else: who may take a work role is never a tap away on somebody else's phone."""
    if own.role is not Role.RESIDENT or own.account_id is None:
        return False
    async with db.transaction(own) as tx:
        return not await grants_of(tx, own.county, own.account_id)


def _named(others: list[Beside], key: str) -> Beside:
    found = next((one for one in others if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _own(request: AnyRequest) -> Actor:
    own: Actor = request.scope["own_actor"]  # type: ignore[typeddict-item]
    return own


routes: list[Any] = [switch, change, turn, another, end]
