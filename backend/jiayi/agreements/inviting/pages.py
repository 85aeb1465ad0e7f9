"""The list of whom to invite, one person's numbers and tries, and the mails."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts.model import Resident
from jiayi.accounts.sign_in.browser import mailer_of, vault_of
from jiayi.agreements.desk import paging
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.inviting import actions, store
from jiayi.agreements.inviting.model import Channel, Outcome, Stage
from jiayi.agreements.policy import basis, policy_for
from jiayi.history.store import looked_at, looked_at_many
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form, whole
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import Conflict, FormInvalid
from jiayi.policies.schema import RenewalWindow

LIST = "/work/renewals"
MOST = 1_000_000


@get(LIST)
async def renewals(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("inviting/renewals.html", **await _list(tx, page))


@post("/work/renewals/invitations")
async def invite_all(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    stage = _stage(form.text("of"))
    if not form.checked("sure"):
        form.errors["sure"] = "请勾选确认，再发邮件"
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            return page.again("inviting/renewals.html", form, error, **await _list(tx, page, stage))
    _require_mailer(page)
    done = await actions.invite_all(db, page.actor, stage)
    return page.go(f"{LIST}?{urlencode({'of': stage, 'written': done.written})}")


@get("/work/residents/{resident_id:uuid}/contact")
async def contact(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html("inviting/contact.html", **await _person(tx, page, resident_id))


@post("/work/residents/{resident_id:uuid}/phone")
async def phone(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    """The whole number: in place of the masked one (htmx), or on the person's page of tries."""
    require_desk(page.actor)
    form = await page.form()
    form.check()
    number = await actions.reveal_phone(db, vault_of(page.request), page.actor, resident_id)
    if page.wants_fragment:
        return page.html("inviting/phone.html", resident=resident_id, number=number, asked=True)
    async with db.transaction(page.actor) as tx:
        shown = await _person(tx, page, resident_id, _came_from(form))
    return page.html("inviting/contact.html", number=number, asked=True, **shown)


@post("/work/residents/{resident_id:uuid}/contacts")
async def note(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    outcome = next((one for one in Outcome if one == form.text("outcome")), None)
    channel = next((one for one in Channel if one == form.text("channel")), Channel.PHONE)
    if outcome is None:
        form.errors["outcome"] = "请选一项结果"
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    words = form.prose("note", longest=200)
    try:
        form.check()
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            shown = await _person(tx, page, resident_id, _came_from(form))
        return page.again("inviting/contact.html", form, error, **shown)
    assert outcome is not None and key is not None
    await actions.note_contact(db, page.actor, resident_id, channel, outcome, words, key)
    return page.saved(_back(form, resident_id))


@post("/work/residents/{resident_id:uuid}/invitation")
async def invite_one(
    page: NamedDependency[Page], db: NamedDependency[Database], resident_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    form.check()
    _require_mailer(page)
    done = await actions.invite_one(db, page.actor, resident_id)
    asked = {**_came_from(form), "written": str(done.written)}
    return page.go(f"/work/residents/{resident_id}/contact?{urlencode(asked)}")


def _require_mailer(page: Page) -> None:
    """An invitation is written once a season: not where none can leave."""
    if mailer_of(page.request) is None:
        raise Conflict("这里还没有设好发邮件，请打电话或者见面邀请。")


def _stage(text: str) -> str:
    """ "": all; what is none of ours narrows nothing."""
    return next((one.value for one in Stage if one == text), "")


def _came_from(form: Form) -> dict[str, str]:
    """Which part of the list the person was opened from; empty: not from there."""
    nth = whole(form.text("page"), paging.LAST) or 1
    return {"of": _stage(form.text("of")), "page": str(nth)} if form.text("list") else {}


def _back(form: Form, resident_id: UUID) -> str:
    asked = _came_from(form)
    return f"{LIST}?{urlencode(asked)}" if asked else f"/work/residents/{resident_id}/contact"


async def _list(tx: Tx, page: Page, of: str | None = None) -> dict[str, Any]:
    asked, nth = paging.asked(page)
    stage = _stage(asked.get("of", "")) if of is None else of
    many = await store.tallies(tx)
    rows = await store.renewals(tx, stage, paging.first(nth), paging.SIZE + 1)
    await looked_at_many(tx, page.actor.county, [row.resident_id for row in paging.screen(rows)], "panel")
    return {
        "rows": paging.screen(rows),
        "stage": stage,
        "nth": nth,
        "stages": [("", sum(many.values())), *((one.value, many.get(one.value, 0)) for one in Stage)],
        "mail": await store.mailable(tx, stage),
        "can_mail": mailer_of(page.request) is not None,
        "written": whole(asked.get("written", ""), MOST),
        "most": actions.AT_ONCE,
        "window": _window(tx, page),
        "pager": paging.shown(LIST, {"of": stage}, nth, rows),
    }


async def _person(
    tx: Tx, page: Page, resident_id: UUID, came_from: dict[str, str] | None = None
) -> dict[str, Any]:
    person: Resident = await actions.own_patient(tx, resident_id)
    await looked_at(tx, page.actor.county, resident_id, "agreement")
    query = dict(page.request.query_params)
    if came_from is None:
        came_from = _came_from(Form({name: [value] for name, value in query.items()}))
    due = await store.renewal_of(tx, resident_id)
    return {
        "person": person,
        "resident": resident_id,
        "due": due,
        "tries": await store.contacts(tx, due.agreement_id) if due else [],
        "mail": await store.mailable(tx, "", due.agreement_id) if due else None,
        "can_mail": mailer_of(page.request) is not None,
        "written": whole(query.get("written", ""), MOST),
        "came_from": {**came_from, "list": "1"} if came_from else {},
        "list_query": urlencode(came_from),
        "window": _window(tx, page),
    }


def _window(tx: Tx, page: Page) -> dict[str, str] | None:
    """When the place renews, and what says so."""
    found = policy_for(page.actor.county, tx.today).all(RenewalWindow)
    return {"text": page.translate(found[0].value.text), "basis": basis(found[0].citation)} if found else None


routes: list[Any] = [renewals, invite_all, contact, phone, note, invite_one]
