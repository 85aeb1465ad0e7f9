"""/work/emergencies: the doctor opens one and sees the person; the manager looks into each."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.emergencies import actions, store
from jiayi.accounts.emergencies.model import OUTCOMES, REASONS, Emergency
from jiayi.accounts.factors.guard import require_recent_factor
from jiayi.accounts.guards import require_staff
from jiayi.accounts.sign_in.browser import vault_of
from jiayi.history import store as history
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.identity_number import BadIdentityNumber, parse
from jiayi.infra.ids import new_id
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound

AnyRequest = Request[Any, Any, Any]
PAGE = "emergencies/list.html"
LONGEST = 300
SIZE = 20


@get("/work/emergencies")
async def emergencies(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_staff(page.actor, Role.DOCTOR, Role.MANAGER, Role.ADMIN)
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, page), key=new_id())


@post("/work/emergencies")
async def begin(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_staff(page.actor, Role.DOCTOR)
    form = await page.form()
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    number = form.text("number", required="请输入完整的身份证号")
    reason = form.text("reason")
    words = form.prose("words", longest=LONGEST, required="请写一句现在是什么情况")
    if reason not in REASONS:
        form.errors["reason"] = "请选为什么要紧急查看"
    if not form.checked("sure"):
        form.errors["sure"] = "请看清楚以后勾选"
    try:
        number = parse(number).text if number else ""
    except BadIdentityNumber as error:
        form.errors["number"] = error.sentence
    try:
        form.check()
        assert key
        await require_recent_factor(page)
        found = await actions.open_emergency(db, vault_of(request), page.actor, key, number, reason, words)
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again(PAGE, form, error, **await _shown(tx, page), key=key or new_id())
    return page.go(f"/work/emergencies/{found}")


@get("/work/emergencies/{emergency_id:uuid}")
async def person(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    request: AnyRequest,
    emergency_id: FromPath[UUID],
) -> Response[Any]:
    require_staff(page.actor, Role.DOCTOR)
    seen = await actions.look(db, vault_of(request), page.actor, emergency_id)
    return page.html("emergencies/person.html", seen=seen)


@post("/work/emergencies/{emergency_id:uuid}/ending")
async def end(
    page: NamedDependency[Page], db: NamedDependency[Database], emergency_id: FromPath[UUID]
) -> Response[Any]:
    await actions.end(db, page.actor, emergency_id)
    return page.saved("/work/emergencies")


@post("/work/emergencies/{emergency_id:uuid}/notes")
async def add_note(
    page: NamedDependency[Page], db: NamedDependency[Database], emergency_id: FromPath[UUID]
) -> Response[Any]:
    """What the manager found. Append-only: a second note stands beside the first."""
    require_staff(page.actor, Role.MANAGER, Role.ADMIN)
    form = await page.form()
    async with db.transaction(page.actor) as tx:
        one = await store.find(tx, emergency_id)
        if one is None:
            raise NotFound
        body = form.prose(one.field, longest=LONGEST, required="请写一句核查的结果")
        outcome = form.text(f"outcome-{one.id}")
        if outcome not in OUTCOMES:
            form.errors[f"outcome-{one.id}"] = "请选该不该看"
        try:
            form.check()
        except FormInvalid as error:
            return page.again(PAGE, form, error, **await _shown(tx, page, only=one))
        await store.add_note(tx, one, outcome, body)
        await history.record(
            tx, page.actor.county, "accounts.emergency.looked_into", one.resident_id, id=str(one.id), outcome=outcome
        )  # fmt: skip
    return page.saved("/work/emergencies")


async def _shown(tx: Tx, page: Page, only: Emergency | None = None) -> dict[str, Any]:
    rule = actions.rule_of(tx)
    asked = page.request.query_params
    done, nth = asked.get("done") == "1", asked.get("page", "1")
    first = (int(nth) - 1) * SIZE if nth.isascii() and nth.isdigit() and 0 < int(nth[:6]) < 10**5 else 0
    is_doctor = page.actor.role is Role.DOCTOR
    if only:
        rows = [only]
    else:
        rows = await (store.of_mine(tx) if is_doctor else store.of_managed(tx, not done, first, SIZE + 1))
    more = not is_doctor and len(rows) > SIZE
    return {
        "rows": rows if is_doctor else rows[:SIZE],
        "done": done,
        "older": first // SIZE + 2 if more else None,
        "reasons": REASONS,
        "hours": rule.value.hours if rule else 0,
        "rule": page.translate(rule.value.text) if rule else "",
    }


routes: list[Any] = [emergencies, begin, person, end, add_note]
