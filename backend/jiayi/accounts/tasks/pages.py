"""/work/tasks: for a helper the own errands, for doctors and managers those of the institution and who is sent to whom."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.guards import require_staff
from jiayi.accounts.sign_in.browser import vault_of
from jiayi.accounts.store import find_resident
from jiayi.accounts.tasks import actions, store
from jiayi.accounts.tasks.model import OUTCOMES, PURPOSES, Given, Wish
from jiayi.history import store as history
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.ids import new_id
from jiayi.infra.web.forms import Form, whole
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound

AnyRequest = Request[Any, Any, Any]
TASK, PERSON = "tasks/task.html", "tasks/person.html"
LONGEST, LONGEST_NAME, MOST_PAGES = 200, 40, 10**4
INCOMPLETE = "这张表单不完整，请刷新页面再试"


@get("/work/tasks")
async def tasks(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_staff(page.actor, Role.HELPER, Role.DOCTOR, Role.MANAGER)
    if page.actor.role is Role.HELPER:
        return page.html("tasks/mine.html", tasks=await actions.at_hand(db, page.actor))
    asked = page.request.query_params
    nth, done = whole(asked.get("page", "1"), MOST_PAGES) or 1, asked.get("done") == "1"
    async with db.transaction(page.actor) as tx:
        rows = await _seen(tx, await store.given(tx, None, only_open=not done, first=(nth - 1) * store.SIZE))
    later = nth + 1 if len(rows) > store.SIZE else None
    return page.html("tasks/list.html", rows=rows[: store.SIZE], done=done, later=later)


@get("/work/tasks/{task_id:uuid}")
async def task(
    page: NamedDependency[Page], db: NamedDependency[Database], task_id: FromPath[UUID]
) -> Response[Any]:
    return page.html(TASK, task=await actions.look(db, page.actor, task_id), key=new_id())


@post("/work/tasks/{task_id:uuid}/phone", status_code=200)
async def phone(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest, task_id: FromPath[UUID]
) -> Response[Any]:
    number = await actions.show_phone(db, vault_of(request), page.actor, task_id)
    found = await actions.look(db, page.actor, task_id)
    return page.html(TASK, task=found, number=number, key=new_id())


@post("/work/tasks/{task_id:uuid}/result")
async def result(
    page: NamedDependency[Page], db: NamedDependency[Database], task_id: FromPath[UUID]
) -> Response[Any]:
    require_staff(page.actor, Role.HELPER)
    form = await page.form()
    key = form.uuid("key", required=INCOMPLETE)
    outcome = form.text("outcome")
    if outcome not in OUTCOMES:
        form.errors["outcome"] = "请选办得怎么样"
    agreed = form.text("agreed_name", longest=LONGEST_NAME)
    words = form.text("note", longest=LONGEST)
    try:
        form.check()
        assert key
        await actions.note(db, page.actor, key, task_id, outcome, agreed, words)
    except FormInvalid as error:
        found = await actions.look(db, page.actor, task_id)
        return page.again(TASK, form, error, task=found, key=key or new_id())
    return page.saved("/work/tasks")


@get("/work/residents/{resident_id:uuid}/tasks")
async def of_person(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    require_staff(page.actor, Role.DOCTOR, Role.MANAGER)
    async with db.transaction(page.actor) as tx:
        return page.html(PERSON, **await _person(tx, page, resident_id), key=new_id())


@post("/work/residents/{resident_id:uuid}/tasks")
async def give(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    require_staff(page.actor, Role.DOCTOR, Role.MANAGER)
    form = await page.form()
    key, wish = form.uuid("key", required=INCOMPLETE), _read(form)
    try:
        form.check()
        assert key and wish
        await actions.give(db, page.actor, key, resident_id, wish)
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again(
                PERSON, form, error, **await _person(tx, page, resident_id), key=key or new_id()
            )
    return page.saved(f"/work/residents/{resident_id}/tasks")


@post("/work/tasks/{task_id:uuid}/withdrawal")
async def withdraw(
    page: NamedDependency[Page], db: NamedDependency[Database], task_id: FromPath[UUID]
) -> Response[Any]:
    resident_id = await actions.withdraw(db, page.actor, task_id)
    return page.saved(f"/work/residents/{resident_id}/tasks")


def _read(form: Form) -> Wish | None:
    """None only when the form has errors."""
    helper_id = form.uuid("helper", required=actions.NO_HELPER)
    purpose = form.text("purpose")
    if purpose not in PURPOSES:
        form.errors["purpose"] = "请选去办什么事"
    last_day = form.day("last_day", required="请写最晚哪天办完")
    words = form.text("words", longest=LONGEST)
    if form.errors or helper_id is None or last_day is None:
        return None
    return Wish(helper_id, purpose, last_day, words)


async def _person(tx: Tx, page: Page, resident_id: UUID) -> dict[str, Any]:
    """Raises NotFound of whom the own institution does not serve."""
    person = await find_resident(tx, page.actor.county, resident_id)
    if person is None or not await store.is_served(tx, resident_id):
        raise NotFound
    await history.looked_at(tx, page.actor.county, resident_id, actions.PART)
    rule = actions.rule_of(tx)
    return {
        "person": person,
        "rows": (await store.given(tx, resident_id, only_open=False, first=0))[: store.SIZE],
        "helpers": await store.helpers(tx),
        "purposes": PURPOSES,
        "rule": page.translate(rule.value.text) if rule else "",
    }


async def _seen(tx: Tx, rows: list[Given]) -> list[Given]:
    for one in rows[: store.SIZE]:
        await history.looked_at(tx, tx.actor.county, one.resident_id, actions.PART)
    return rows


routes: list[Any] = [tasks, task, phone, result, of_person, give, withdraw]
