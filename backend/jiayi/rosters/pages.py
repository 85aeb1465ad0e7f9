"""/work/import: bring a roster, see what it would do and what is to be mended, then apply it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.guards import require_staff
from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound
from jiayi.rosters import actions, runner, store
from jiayi.rosters.model import MOST_BYTES, MOST_ROWS, TITLES, Import, Kind
from jiayi.rosters.template import example_area, template
from jiayi.rosters.view import faults_csv, view

_MEGABYTE = 1024 * 1024
_FORM_AROUND = _MEGABYTE  # the other fields of the form, generously
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TOO_BIG = "文件太大了，请不要超过 30 MB；可以分成几个文件，分别上传。"


@get("/work/import")
async def brought_files(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[str]:
    return await _upload_page(page, db)


@post("/work/import", request_max_body_size=MOST_BYTES + 2 * _FORM_AROUND)
async def bring_file(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    """Saved sealed, then checked while the next page shows how far it is."""
    actor = _may_import(page.actor)
    form = Form({})
    try:
        form, name, content = await _upload(page)
        kind = _kind(form.text("kind"), actor)
        key = form.uuid("key", required="请刷新页面后再试。")
        form.check()
    except FormInvalid as error:
        return await _upload_page(page, db, form, error)
    vault: Vault = page.request.app.state.vault
    import_id = await actions.bring(db, vault, actor, actor.county, kind, name, content, key=key)
    await runner.start_check(db, vault, actor, actor.county, kind, import_id)
    return page.go(f"/work/imports/{import_id}")


@get("/work/imports/{import_id:uuid}")
async def one_import(
    page: NamedDependency[Page], db: NamedDependency[Database], import_id: FromPath[UUID]
) -> Response[str]:
    actor = _may_import(page.actor)
    async with db.transaction(actor) as tx:
        brought = await _find(tx, actor, import_id)
        states = await store.states_of(tx, actor.county, import_id)
        progress = await store.progress_of(tx, actor.county, import_id)
        faults = await store.faults_of(tx, actor.county, import_id)
    shown = view(brought, states, progress, faults, clock.now())
    return page.html("rosters/import.html", brought=brought, shown=shown)


@post("/work/imports/{import_id:uuid}/application")
async def apply_import(
    page: NamedDependency[Page], db: NamedDependency[Database], import_id: FromPath[UUID]
) -> Response[Any]:
    actor = _may_import(page.actor)
    async with db.transaction(actor) as tx:
        brought = await _find(tx, actor, import_id)
    vault: Vault = page.request.app.state.vault
    kind = _kind(brought.kind, actor)
    await runner.start_apply(db, vault, actor, actor.county, kind, import_id)
    return page.go(f"/work/imports/{import_id}")


@get("/work/imports/{import_id:uuid}/faults.csv")
async def faults_file(
    page: NamedDependency[Page], db: NamedDependency[Database], import_id: FromPath[UUID]
) -> Response[bytes]:
    actor = _may_import(page.actor)
    async with db.transaction(actor) as tx:
        await _find(tx, actor, import_id)
        faults = await store.faults_of(tx, actor.county, import_id)
    headers = [page.translate(word) for word in ("表", "行", "列", "列名", "怎么改")]
    sentences = [page.translate(fault.text, **fault.values) for fault in faults]
    return _download(faults_csv(faults, headers, sentences), "text/csv; charset=utf-8", "faults.csv")


@get("/work/import/{kind:str}/template.xlsx", sync_to_thread=True)
def template_file(page: NamedDependency[Page], kind: FromPath[str]) -> Response[bytes]:
    _may_import(page.actor)
    if kind not in set(Kind) - {Kind.AREAS}:
        raise NotFound
    return _download(template(Kind(kind)), _XLSX, f"{kind}.xlsx")


@get("/work/import/areas/template.geojson", sync_to_thread=False)
def area_template(page: NamedDependency[Page]) -> Response[bytes]:
    actor = _may_import(page.actor)
    return _download(example_area(actor.county), "application/geo+json", "areas.geojson")


def _may_import(actor: Actor) -> Actor:
    require_staff(actor, Role.MANAGER, Role.ADMIN)
    return actor


def _kinds(actor: Actor) -> list[Kind]:
    """Institutions belong to the county; a manager's own rows are checked one by one when they are read."""
    return [kind for kind in Kind if actor.role is Role.ADMIN or kind is not Kind.INSTITUTIONS]


def _kind(text: str, actor: Actor) -> Kind:
    if text not in _kinds(actor):
        raise FormInvalid({"kind": "请选择名册的种类。"})
    return Kind(text)


async def _find(tx: Any, actor: Actor, import_id: UUID) -> Import:
    brought = await store.find_import(tx, actor.county, import_id)
    if brought is None:
        raise NotFound
    return brought


async def _upload(page: Page) -> tuple[Form, str, bytes]:
    """Raises FormInvalid; a file that is too big is refused before it is read."""
    if int(page.request.headers.get("content-length") or 0) > MOST_BYTES + _FORM_AROUND:
        raise FormInvalid({"file": _TOO_BIG})
    data = await page.request.form()
    form = Form({name: [value] for name, value in data.items() if isinstance(value, str)})
    file = data.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        form.errors["file"] = "请选择一个文件。"
        return form, "", b""
    content = await file.read()
    if len(content) > MOST_BYTES:
        form.errors["file"] = _TOO_BIG
    return form, file.filename, content


async def _upload_page(
    page: Page, db: Database, form: Form | None = None, error: FormInvalid | None = None
) -> Response[str]:
    actor = _may_import(page.actor)
    async with db.transaction(actor) as tx:
        latest = await store.latest_imports(tx, actor.county)
    context: dict[str, Any] = {
        "kinds": [(kind.value, page.translate(TITLES[kind])) for kind in _kinds(actor)],
        "titles": {kind.value: page.translate(title) for kind, title in TITLES.items()},
        "latest": latest, "most_rows": MOST_ROWS, "most_megabytes": MOST_BYTES // _MEGABYTE,
    }  # fmt: skip
    if form is not None and error is not None:
        error.errors = {**form.errors, **error.errors}
        return page.again("rosters/upload.html", form, error, **context)
    return page.html("rosters/upload.html", **context)


def _download(body: bytes, kind: str, name: str) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(body, media_type=kind, headers=headers)


routes = [brought_files, bring_file, one_import, apply_import, faults_file, template_file, area_template]
