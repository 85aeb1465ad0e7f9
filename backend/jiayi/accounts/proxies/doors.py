"""Before any page: is it among what was given, and was the form opened for the person one acts for now?"""

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from litestar import Request

from jiayi.accounts.proxies import store
from jiayi.accounts.proxies.acting import Acting, area_of, is_own, may_open
from jiayi.accounts.switching.beside import TURN_KEY, living
from jiayi.history.store import write_look
from jiayi.infra.db.actor import ANONYMOUS, Actor, Role
from jiayi.infra.web.forms import ONESELF, OPENED_BY, OPENED_FOR, opened_by
from jiayi.infra.web.problems import Detour

AnyRequest = Request[Any, Any, Any]
AT_HOME = "agreement"
"""The first page tells of the agreement."""
TURN_TO, TURN_FOR = "turn.to", "turn.for"
TURNS = (TURN_TO, TURN_FOR, TURN_KEY)


class OnlyInPerson(Detour):
    title = "这件事只能本人办"
    advice = "代办不包括这件事。请先停止代办，或请本人办理。"


class OtherPerson(Detour):
    """Nothing was done; the page offers to go on with what was typed, for the person it was typed for."""

    status = 409
    title = "这张表单是为另一个人打开的"
    advice = "为了不弄错人，这一步没有做。请换回那个人再提交。"


class OtherAccount(OtherPerson):
    """As before, of another account on this phone."""

    title = "这张表单是另一个人登录时打开的"


async def check_person(request: AnyRequest) -> None:
    """Raises OnlyInPerson, OtherPerson, OtherAccount. A look by a proxy is written down here, once a page."""
    actor: Actor = request.scope.get("actor", ANONYMOUS)  # type: ignore[assignment]
    acting: Acting | None = request.scope.get("acting")  # type: ignore[assignment]
    path = request.scope["path"]
    if actor.account_id is None or actor.role is not Role.RESIDENT or is_own(path):
        return
    reads = request.method in ("GET", "HEAD")
    if not reads:
        fields = await _fields(request)
        await _opened_by_them(request, actor.account_id, fields)
        await _opened_for_them(request, actor, fields)
    if acting is None or actor.proxy_id is None:
        return
    if not may_open(acting, path, reads=reads):
        raise OnlyInPerson("accounts/only_in_person.html")
    area = area_of(path) or (AT_HOME if path == "/" and AT_HOME in acting.areas else None)
    if reads and area and actor.resident_id:
        async with request.app.state.db.transaction(actor) as tx:
            await write_look(tx, actor.county, actor.resident_id, area)


async def _opened_by_them(request: AnyRequest, account_id: UUID, fields: dict[str, list[str]]) -> None:
    """Of two people on one phone, the one who is signed in now. With a way back to the other, if they still are."""
    opened = fields.get(OPENED_BY, [opened_by(account_id)])[-1]
    if opened == opened_by(account_id):
        return
    others = await living(request.app.state.db, request)
    whom = next((one for one in others if one.account_id and opened_by(one.account_id) == opened), None)
    raise OtherAccount(
        "accounts/other_account.html", whom=whom, to=request.scope["path"],
        carried=[(name, value) for name, values in fields.items() if name not in TURNS for value in values],
    )  # fmt: skip


async def _opened_for_them(request: AnyRequest, actor: Actor, fields: dict[str, list[str]]) -> None:
    now = str(actor.resident_id) if actor.proxy_id else ONESELF
    opened = fields.get(OPENED_FOR, [ONESELF])[-1]
    if opened == now:
        return
    own: Actor = request.scope["own_actor"]  # type: ignore[typeddict-item]
    async with request.app.state.db.transaction(own) as tx:
        helped = await store.people_helped(tx)
    whom = next((one for one in helped if str(one.grantor_id) == opened and one.holds), None)
    carried = [
        (name, value)
        for name, values in fields.items()
        if name not in (OPENED_FOR, TURN_TO, TURN_FOR)
        for value in values
    ]
    raise OtherPerson(
        "accounts/other_person.html", whom=whom, carried=carried, to=request.scope["path"], opened=opened,
        by_oneself=opened == ONESELF,
    )  # fmt: skip


async def _fields(request: AnyRequest) -> dict[str, list[str]]:
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    try:
        body = (await request.body()).decode("utf-8", "replace")
        return parse_qs(body, keep_blank_values=True, max_num_fields=500)
    except ValueError:  # too many: the page itself says so
        return {}
