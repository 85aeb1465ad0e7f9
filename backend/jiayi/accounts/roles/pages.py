"""/work/roles: who works here, who gave it and why; giving a role and ending one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.factors.guard import require_recent_factor
from jiayi.accounts.guards import require_staff
from jiayi.accounts.roles import actions, store
from jiayi.accounts.roles.model import OFFER_LIFE, Held, Wish, may_give
from jiayi.accounts.sign_in.browser import vault_of
from jiayi.accounts.sign_in.tickets import read_email
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.ids import new_id
from jiayi.infra.web.forms import Form, whole
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound

AnyRequest = Request[Any, Any, Any]
LIST, NEW = "roles/list.html", "roles/new.html"
LONGEST, LONGEST_NAME = 300, 40
MOST_PAGES = 10**4


@get("/work/roles")
async def roles(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    """The bureau reads along."""
    require_staff(page.actor, Role.MANAGER, Role.ADMIN, Role.BUREAU)
    async with db.transaction(page.actor) as tx:
        return page.html(LIST, **await _shown(tx, page))


@get("/work/roles/new")
async def new(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_staff(page.actor, Role.MANAGER, Role.ADMIN)
    asked = _uuid(page.request.query_params.get("institution", ""))
    async with db.transaction(page.actor) as tx:
        return page.html(NEW, **await _choices(tx, asked), key=new_id())


@post("/work/roles/new")
async def give(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_staff(page.actor, Role.MANAGER, Role.ADMIN)
    form = await page.form()
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    wish = _read(form, page.actor)
    try:
        form.check()
        assert key and wish
        await require_recent_factor(page)
        await actions.offer(db, vault_of(request), page.actor, key, wish)
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            place = _uuid(form.text("institution"))
            return page.again(NEW, form, error, **await _choices(tx, place), key=key or new_id())
    return page.saved("/work/roles")


@post("/work/roles/{grant_id:uuid}/ending")
async def end(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest, grant_id: FromPath[UUID]
) -> Response[Any]:
    require_staff(page.actor, Role.MANAGER, Role.ADMIN)
    form = await page.form()
    async with db.transaction(page.actor) as tx:
        one = await store.find(tx, grant_id)
    if one is None:
        raise NotFound
    why = form.prose(one.field, longest=LONGEST, required="请写一句为什么结束")
    try:
        form.check()
        await require_recent_factor(page)
        ended = await actions.end(db, vault_of(request), page.actor, grant_id, why)
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again(LIST, form, error, **await _shown(tx, page, only=one))
    return page.saved("/" if ended.account_id == page.actor.account_id else "/work/roles")


@post("/work/roles/offers/{offer_id:uuid}/withdrawal")
async def withdraw(
    page: NamedDependency[Page], db: NamedDependency[Database], offer_id: FromPath[UUID]
) -> Response[Any]:
    await actions.withdraw(db, page.actor, offer_id)
    return page.saved("/work/roles")


def _read(form: Form, actor: Actor) -> Wish | None:
    """None only when the form has errors."""
    institution_id = actor.institution_id if actor.role is Role.MANAGER else form.uuid("institution")
    offered = {role.value: role for role in may_give(actor, institution_id is not None)}
    role = offered.get(form.text("role"))
    if role is None:
        form.errors["role"] = actions.NOT_HERE
    is_doctor = role is Role.DOCTOR
    doctor_id = form.uuid("doctor", required=actions.NO_DOCTOR) if is_doctor else None
    name = form.text("name", longest=LONGEST_NAME, required=None if is_doctor else "请写姓名")
    typed = form.text("email", required="请写对方的电子邮箱", longest=254)
    email = read_email(typed)
    if typed and email is None:
        form.errors["email"] = "这不像一个邮箱地址，请写成 name@example.com 这样"
    starts_on, last_day = form.day("starts_on"), form.day("last_day")
    reason = form.prose("reason", longest=LONGEST, required="请写一句为什么给这个身份")
    today = clock.today()
    if starts_on and starts_on < today:
        form.errors["starts_on"] = "不能从过去的日子开始"
    if last_day and last_day < (starts_on or today):
        form.errors["last_day"] = "最后一天不能早于开始的那天"
    if form.errors or role is None or email is None:
        return None
    return Wish(
        role=role, institution_id=institution_id, doctor_id=doctor_id, name=name, email=email,
        starts_on=starts_on or today, ends_on=last_day + timedelta(days=1) if last_day else None, reason=reason,
    )  # fmt: skip


async def _choices(tx: Tx, asked: UUID | None) -> dict[str, Any]:
    """What may be given at a place: the own institution, one that an administrator chose, or (none chosen) the county."""
    place = tx.actor.institution_id if tx.actor.role is Role.MANAGER else asked
    all_places = await store.institutions(tx)
    named = next((one for one in all_places if one.id == place), None)
    if place and named is None:
        raise NotFound
    return {
        "place": named,
        "institutions": all_places if tx.actor.role is Role.ADMIN else [],
        "roles": [role.value for role in may_give(tx.actor, named is not None)],
        "doctors": await store.free_doctors(tx, named.id) if named else [],
        "days": OFFER_LIFE.days,
    }


async def _shown(tx: Tx, page: Page, only: Held | None = None) -> dict[str, Any]:
    asked = page.request.query_params
    over, nth = asked.get("over") == "1", whole(asked.get("page", "1"), MOST_PAGES) or 1
    place = _uuid(asked.get("institution", ""))
    rows = [only] if only else await store.held(tx, place, over=over, first=(nth - 1) * store.SIZE)
    gives = page.actor.role in (Role.MANAGER, Role.ADMIN)
    return {
        "rows": rows[: store.SIZE],
        "over": over,
        "place": place,
        "gives": gives,
        "me": page.actor.account_id,
        "waiting": await store.waiting(tx) if gives and not over and nth == 1 and not only else [],
        "institutions": [] if page.actor.role is Role.MANAGER else await store.institutions(tx),
        "later": nth + 1 if len(rows) > store.SIZE else None,
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


routes: list[Any] = [roles, new, give, end, withdraw]
