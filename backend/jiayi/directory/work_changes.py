"""What a manager puts right on an area: its name, its end, a plan that has not begun."""

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.directory import actions
from jiayi.directory.guards import require_manager
from jiayi.directory.work_pages import area_again
from jiayi.infra.db.database import Database
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid


@post("/work/areas/{area_id:uuid}/name")
async def rename(
    page: NamedDependency[Page], db: NamedDependency[Database], area_id: FromPath[UUID]
) -> Response[Any]:
    home = require_manager(page.actor)
    form = await page.form()
    try:
        name = form.text("name", required="请写名称", longest=40)
        address, sure = form.text("address", longest=80), form.checked("sure_name")
        form.check()
        await actions.rename_area(db, page.actor, area_id, name, address, sure=sure)
    except FormInvalid as error:
        return await area_again(page, db, form, error, home, area_id)
    return page.saved(f"/work/areas/{area_id}")


@post("/work/areas/{area_id:uuid}/closing")
async def close(
    page: NamedDependency[Page], db: NamedDependency[Database], area_id: FromPath[UUID]
) -> Response[Any]:
    home = require_manager(page.actor)
    form = await page.form()
    try:
        on = form.day("closed_on", required="请写从哪一天起关闭")
        if not form.checked("sure_closing"):
            form.errors["sure_closing"] = "请先看清关闭以后会怎样，再勾选确认"
        form.check()
        await actions.close_area(db, page.actor, area_id, on)
    except FormInvalid as error:
        return await area_again(page, db, form, error, home, area_id)
    return page.saved(f"/work/areas/{area_id}")


@post("/work/areas/{area_id:uuid}/reopening")
async def reopen(
    page: NamedDependency[Page], db: NamedDependency[Database], area_id: FromPath[UUID]
) -> Response[Any]:
    require_manager(page.actor)
    await actions.close_area(db, page.actor, area_id, None)
    return page.saved(f"/work/areas/{area_id}")


@post("/work/areas/{area_id:uuid}/assignments/{assignment_id:uuid}/cancelling")
async def cancel(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    area_id: FromPath[UUID],
    assignment_id: FromPath[UUID],
) -> Response[Any]:
    require_manager(page.actor)
    await actions.cancel_assignment(db, page.actor, area_id, assignment_id)
    return page.saved(f"/work/areas/{area_id}")


routes: list[Any] = [rename, close, reopen, cancel]
