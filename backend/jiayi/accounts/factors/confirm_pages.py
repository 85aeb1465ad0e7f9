"""/me/confirmation: prove oneself once more, then go on with what was interrupted."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.response import Redirect

from jiayi.accounts.devices.store import SignedIn
from jiayi.accounts.factors import actions
from jiayi.accounts.factors.guard import OWN, shown, standing
from jiayi.accounts.guards import require_account
from jiayi.accounts.mails.actions import send_mail
from jiayi.accounts.passkeys import actions as passkeys
from jiayi.accounts.passkeys import ceremony
from jiayi.accounts.passkeys.pages import answered
from jiayi.accounts.sign_in.actions import choose_role
from jiayi.accounts.sign_in.browser import device_of, keep_token, mailer_of, settings_of, token_of, vault_of
from jiayi.accounts.sign_in.pages import letter
from jiayi.infra.db.database import Database
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.places import own_path
from jiayi.infra.web.problems import FormInvalid
from jiayi.infra.web.watch import tell

AnyRequest = Request[Any, Any, Any]
_TEMPLATE = "accounts/confirm.html"


@get("/me/confirmation")
async def confirmation(page: NamedDependency[Page], request: AnyRequest) -> Response[Any]:
    """``?grant=`` a work role that is about to be taken, ``?next=`` where to go on."""
    require_account(page.actor)
    to = own_path(request.query_params.get("next", ""), "/me")
    grant = request.query_params.get("grant", "")[:36]
    ways, from_demo = await standing(page)
    if grant and ways.unprotected and not from_demo:
        return page.html("accounts/enrol.html", grant=grant, next=to)
    return page.html(_TEMPLATE, **shown(ways, second=bool(grant), to=to, grant=grant, from_demo=from_demo))


@post("/me/confirmation")
async def confirm(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_account(page.actor)
    form = await page.form()
    try:
        form.check()
        if form.checked("confirm.send"):
            return await _send(page, db, request, form)
        session = await _prove(page, db, request, form)
        form.check()
    except FormInvalid as error:
        tell(request, "proof refused", way=next(iter(error.errors), "").removeprefix("confirm."))
        return await _again(page, form, error.errors)
    except passkeys.PasskeyRefused as refused:
        tell(request, "proof refused", way="passkey")
        return await _again(page, form, {"confirm.credential": refused.advice})
    to = own_path(form.text("confirm.to", longest=2000), "/me")
    if grant := form.uuid("confirm.grant"):
        session = await choose_role(db, page.actor, session.token, grant)
        to = session.first_page if to == "/me" else to
    again = form.text("confirm.method") == "post"
    # 307 sends the same fields once more, so that nothing typed is lost.
    answer: Response[Any] = Redirect(to, status_code=307) if again else page.go(to)
    keep_token(request, answer, session)
    return answer


async def _prove(page: Page, db: Database, request: AnyRequest, form: Form) -> SignedIn:
    """By whichever field was filled."""
    vault, actor, token = vault_of(request), page.actor, token_of(request)
    if form.raw("confirm.credential"):
        challenge_id, answer = answered(form, OWN)
        site = ceremony.site_of(settings_of(request).base_url)
        return await passkeys.confirm(db, site, actor, token, challenge_id, answer)
    if code := _digits(form, "confirm.code"):
        return await actions.prove_totp(db, vault, actor, token, code)
    if typed := form.text("confirm.recovery", longest=40):
        return await actions.prove_recovery(db, vault, actor, token, typed)
    code_id = form.uuid("confirm.code_id")
    if (code := _digits(form, "confirm.mailed")) and code_id:
        return await actions.prove_mailed(db, vault, actor, token, code_id, code)
    if form.checked("confirm.demo") and settings_of(request).demo:
        return await actions.prove_demo(db, actor, token)
    raise FormInvalid({form.text("confirm.asked") or "confirm.code": "请先填好，再确认"})


async def _send(page: Page, db: Database, request: AnyRequest, form: Form) -> Response[Any]:
    vault, mailer = vault_of(request), mailer_of(request)
    write = letter(page) if mailer else None
    asked = await actions.mail_code(db, vault, page.actor, device_of(request), write)
    shown_code = asked.code if settings_of(request).demo and not mailer else ""
    answer = await _again(page, form, {}, code_id=asked.code_id, shown_code=shown_code)
    if mailer and asked.mail_id:
        answer.background = BackgroundTask(send_mail, db, vault, mailer, asked.mail_id)
    return answer


async def _again(page: Page, form: Form, errors: dict[str, str], **more: Any) -> Response[Any]:
    """The same page with the interrupted form still in it; what was typed to prove oneself is not shown again."""
    ways, from_demo = await standing(page)
    carried: dict[str, Any] = {
        "to": own_path(form.text("confirm.to", longest=2000), "/me"), "method": form.text("confirm.method"),
        "grant": form.text("confirm.grant"), "fields": form.fields, "code_id": _uuid(form, "confirm.code_id"),
        "from_demo": from_demo,
    }  # fmt: skip
    context = shown(ways, second=form.checked("confirm.second"), **(carried | more))
    told = {name: page.translate(text) for name, text in errors.items()}
    return page.html(_TEMPLATE, status=422 if errors else 200, errors=told, **context)


def _digits(form: Form, name: str) -> str:
    return form.text(name, longest=20).replace(" ", "").replace("-", "")


def _uuid(form: Form, name: str) -> UUID | str:
    return Form(form.fields).uuid(name) or ""


routes = [confirmation, confirm]
