"""Sign in by a code from the mail; choose a role; sign out."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency

from jiayi.accounts.guards import require_account
from jiayi.accounts.mails.actions import send_mail
from jiayi.accounts.open_id.city import CAME_BY, farewell
from jiayi.accounts.sign_in import actions, limits, tickets
from jiayi.accounts.sign_in.browser import (
    come_in,
    device_of,
    drop_token,
    keep_token,
    mailer_of,
    onward,
    settings_of,
    token_of,
    vault_of,
)
from jiayi.accounts.store import find_account, grants_of
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.places import own_path
from jiayi.infra.web.problems import FormInvalid
from jiayi.infra.web.watch import tell

AnyRequest = Request[Any, Any, Any]
_HOME = "/me"


@get("/sign-in")
async def sign_in(page: NamedDependency[Page], request: AnyRequest) -> Response[Any]:
    next_path = own_path(request.query_params.get("next", ""), _HOME)
    if page.actor.account_id:
        return page.go(_onward(page.actor, next_path))
    return page.html("accounts/sign_in.html", next=next_path, no_mail=_no_mail(request))


@post("/sign-in")
async def ask_code(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    form = await page.form()
    next_path = own_path(form.text("next"), _HOME)
    try:
        email = _email(form)
    except FormInvalid as error:
        return page.again("accounts/sign_in.html", form, error, next=next_path, no_mail=_no_mail(request))
    if _no_mail(request):
        return page.html(
            "accounts/sign_in.html", status=503, next=next_path, no_mail=True, values=form.values
        )
    vault, mailer = vault_of(request), mailer_of(request)
    asked = await actions.ask_code(db, vault, email, device_of(request), letter(page) if mailer else None)
    ticket = tickets.Ticket(asked.code_id, email, next_path, "" if mailer else asked.code)
    answer = page.go("/sign-in/code")
    _keep_ticket(request, answer, tickets.seal(vault, ticket))
    if mailer and asked.mail_id:
        answer.background = BackgroundTask(send_mail, db, vault, mailer, asked.mail_id)
    return answer


@get("/sign-in/code", sync_to_thread=False)
def show_code(page: NamedDependency[Page], request: AnyRequest) -> Response[Any]:
    ticket = _ticket(request)
    return (
        page.html("accounts/code.html", ticket=ticket, minutes=_minutes()) if ticket else page.go("/sign-in")
    )


@post("/sign-in/code")
async def enter_code(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    ticket, form = _ticket(request), await page.form()
    if ticket is None:
        return page.go("/sign-in")
    code = form.text("code", required="请填邮件里的 6 位数字").replace(" ", "").replace("-", "")
    try:
        form.check()
        session = await actions.enter_code(
            db, vault_of(request), ticket.code_id, ticket.email, code, device_of(request)
        )
    except (FormInvalid, actions.CodeRefused) as error:
        refused = error if isinstance(error, FormInvalid) else FormInvalid({"code": error.advice})
        if isinstance(error, actions.CodeRefused):
            tell(request, "sign-in refused", way="code")
        return page.again("accounts/code.html", form, refused, ticket=ticket, minutes=_minutes())
    answer = page.go(onward(session, ticket.next))
    await come_in(request, answer, db, session)
    _keep_ticket(request, answer, "")
    return answer


@get("/me/roles")
async def show_roles(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    account_id = require_account(page.actor)
    async with db.transaction(page.actor) as tx:
        grants = await grants_of(tx, page.actor.county, account_id)
        account = await find_account(tx, page.actor.county, account_id)
    next_path = own_path(request.query_params.get("next", ""), _HOME)
    as_resident = bool(account and account.resident_id)
    return page.html("accounts/roles.html", grants=grants, as_resident=as_resident, next=next_path)


@post("/me/roles")
async def choose_role(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_account(page.actor)
    form = await page.form()
    chosen = form.text("grant")
    grant_id = None if chosen == Role.RESIDENT else form.uuid("grant", required="请选一个身份")
    form.check()
    next_path = own_path(form.text("next"), _HOME)
    try:
        session = await actions.choose_role(db, page.actor, token_of(request), grant_id)
    except actions.FactorNeeded as needed:
        return page.go(f"/me/confirmation?grant={needed.grant_id}&next={quote(next_path)}")
    answer = page.go(session.first_page if next_path == _HOME else next_path)
    keep_token(request, answer, session)
    return answer


@post("/session/ending")
async def sign_out(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    if page.actor.account_id:
        await actions.sign_out(db, page.actor, token_of(request))
    city = await farewell(request)
    away = "/me/people" if request.scope.get("beside") else "/"
    # A link, not a redirect: a form of ours may lead nowhere else (form-action 'self').
    answer: Response[Any] = page.html("accounts/signed_out.html", city=city) if city else page.go(away)
    answer.headers["clear-site-data"] = '"cache"'  # what Back could show of refused forms
    drop_token(request, answer)
    answer.delete_cookie(CAME_BY)
    return answer


def _email(form: Form) -> str:
    typed = form.text("email", required="请填您的电子邮箱", longest=254)
    email = tickets.read_email(typed)
    if typed and email is None:
        form.errors["email"] = "这不像一个邮箱地址，请写成 name@example.com 这样"
    form.check()
    return email or ""


def letter(page: Page) -> Any:
    def write(code: str) -> tuple[str, str]:
        body = page.renderer.render("mail/sign_in_code.txt", page.language, code=code, minutes=_minutes())
        return page.translate("家医登录验证码"), body

    return write


def _no_mail(request: AnyRequest) -> bool:
    settings = settings_of(request)
    return not settings.smtp_url and not settings.demo


def _onward(actor: Actor, next_path: str) -> str:
    """Signed in, but nobody knows yet who it is: that comes first."""
    nameless = actor.role is Role.RESIDENT and actor.resident_id is None
    return f"/me/identity?next={quote(next_path)}" if nameless and next_path != _HOME else next_path


def _minutes() -> int:
    return int(limits.CODE_LIFE.total_seconds()) // 60


def _ticket(request: AnyRequest) -> tickets.Ticket | None:
    return tickets.unseal(vault_of(request), request.cookies.get(tickets.COOKIE, ""))


def _keep_ticket(request: AnyRequest, answer: Response[Any], sealed: str) -> None:
    answer.set_cookie(
        tickets.COOKIE, sealed, max_age=int(limits.CODE_LIFE.total_seconds()) if sealed else 0, path="/",
        httponly=True, samesite="lax", secure=settings_of(request).base_url.startswith("https://"),
    )  # fmt: skip


routes = [sign_in, ask_code, show_code, enter_code, show_roles, choose_role, sign_out]
