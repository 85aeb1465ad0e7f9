"""Pictures of doctors (N-1.2): the manager's pages, and the public address of each."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.directory import photo_actions, photos, store
from jiayi.directory.guards import require_manager
from jiayi.directory.places import known_county
from jiayi.infra.db.database import Database
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound

_MEGABYTE = 1024 * 1024
_FORM_AROUND = _MEGABYTE
_TOO_BIG = "照片太大，请不要超过 8 MB"
# The address changes with the picture, so a cache may keep it; a month, since a picture may have to go.
_KEPT = "public, max-age=2592000, immutable"


@get("/doctors/{county:int}/{doctor_id:uuid}/photo/{digest:str}")
async def photo(
    page: NamedDependency[Page],
    db: NamedDependency[Database],
    county: FromPath[int],
    doctor_id: FromPath[UUID],
    digest: FromPath[str],
) -> Response[bytes]:
    async with db.transaction(page.actor) as tx:
        found = await store.photo_of(tx, known_county(county), doctor_id)
    if found is None or found.digest != digest.removesuffix(".jpg"):
        raise NotFound
    return Response(found.content, media_type="image/jpeg", headers={"cache-control": _KEPT})


@get("/work/photos")
async def list_photos(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[str]:
    home = require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        doctors = await store.pictures(tx, page.actor.county, home)
    return page.html("directory/work_photos.html", doctors=doctors)


@get("/work/photos/{doctor_id:uuid}")
async def edit_photo(
    page: NamedDependency[Page], db: NamedDependency[Database], doctor_id: FromPath[UUID]
) -> Response[str]:
    require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("directory/work_photo.html", doctor=await photo_actions.own_doctor(tx, doctor_id))


@post("/work/photos/{doctor_id:uuid}", request_max_body_size=photos.MOST_BYTES + 2 * _FORM_AROUND)
async def put_photo(
    page: NamedDependency[Page], db: NamedDependency[Database], doctor_id: FromPath[UUID]
) -> Response[Any]:
    require_manager(page.actor)
    form = Form({})
    try:
        form, file = await _upload(page)
        if not form.checked("agreed"):
            form.errors["agreed"] = "请先问过医生本人，再勾选"
        form.check()
        made = await _made(file)
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            doctor = await photo_actions.own_doctor(tx, doctor_id)
        return page.again("directory/work_photo.html", form, error, doctor=doctor)
    await photo_actions.put_photo(db, page.actor, doctor_id, made)
    return page.saved(f"/work/photos/{doctor_id}")


@post("/work/photos/{doctor_id:uuid}/ending")
async def drop_photo(
    page: NamedDependency[Page], db: NamedDependency[Database], doctor_id: FromPath[UUID]
) -> Response[Any]:
    require_manager(page.actor)
    await photo_actions.drop_photo(db, page.actor, doctor_id)
    return page.saved(f"/work/photos/{doctor_id}")


async def _upload(page: Page) -> tuple[Form, bytes]:
    """Raises FormInvalid; a file that is too big is refused before it is read."""
    if int(page.request.headers.get("content-length") or 0) > photos.MOST_BYTES + _FORM_AROUND:
        raise FormInvalid({"file": _TOO_BIG})
    data = await page.request.form()
    form = Form({name: [value] for name, value in data.items() if isinstance(value, str)})
    file = data.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        form.errors["file"] = "请选一张照片"
        return form, b""
    content = await file.read()
    if len(content) > photos.MOST_BYTES:
        form.errors["file"] = _TOO_BIG
    return form, content


async def _made(file: bytes) -> Any:
    try:
        return await asyncio.to_thread(photos.make_photo, file)
    except photos.BadPhoto as error:
        raise FormInvalid({"file": str(error)}) from error


routes: list[Any] = [photo, list_photos, edit_photo, put_photo, drop_photo]
