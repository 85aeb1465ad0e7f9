"""One page being answered: who asks, in which language and size, and how it is rendered."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import minijinja
import msgspec
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.response import Redirect

from jiayi.infra import clock, money, names
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.sentence import spoken
from jiayi.infra.web import display, i18n
from jiayi.infra.web.assets import Assets
from jiayi.infra.web.forms import ONESELF, OPENED_BY, OPENED_FOR, Form, opened_by
from jiayi.infra.web.problems import FormInvalid

SAVED = "saved"
"""Cookie that a saved form leaves for the page after it."""
_FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')
TYPED = "typed"
"""Where the request keeps the posted fields, so that a page of refusal can offer them again."""


class Renderer:
    """Templates of ``frontend/``; ``frontend/components/*.html`` hold macros imported by pages."""

    def __init__(self, frontend: Path, assets: Assets, **site: Any) -> None:
        self.assets = assets
        self.site = site
        self.catalogs = {
            i18n.CHINESE: i18n.load_catalog(frontend / "locale" / "zh_CN"),
            i18n.ENGLISH: i18n.load_catalog(frontend / "locale" / "en"),
        }
        self.frontend = frontend
        self.environment = minijinja.Environment(loader=self._load)
        self.environment.reload_before_render = False
        self.environment.add_global("asset", assets.url)
        self.environment.add_global("sri", assets.integrity)
        self.environment.add_global("new_key", lambda: str(uuid4()))
        self.environment.add_filter("family", names.family)
        self.environment.add_filter("yuan", money.yuan)
        self.environment.add_filter("day", _day)
        self.environment.add_filter("day_before", _day_before)
        self.environment.add_filter("moment", _moment)

    def _load(self, name: str) -> str | None:
        for folder in ("templates", ""):
            path = self.frontend / folder / name
            if path.is_file():
                return path.read_text()
        return None

    def render(self, template: str, language: str, **context: Any) -> str:
        words = i18n.translator(self.catalogs[language])
        return self.environment.render_template(
            template, _=words, language=language, languages=i18n.LANGUAGES, **self.site, **context
        )


class Page:
    def __init__(self, request: Request[Any, Any, Any], renderer: Renderer, actor: Actor) -> None:
        self.request = request
        self.renderer = renderer
        self.actor = actor
        cookies = request.cookies
        self.language = i18n.best_language(cookies.get("lang"), request.headers.get("accept-language", ""))
        self.elder = cookies.get("elder") == "1"
        self.translate = i18n.translator(renderer.catalogs[self.language])
        self.switched: dict[str, str] = {}
        self.acting: Any = request.scope.get("acting")
        """For whom this session acts; the session's middleware knows."""

    @property
    def wants_fragment(self) -> bool:
        """htmx 4 sends HX-Request-Type: partial when it swaps a part, full when it navigates."""
        return self.request.headers.get("hx-request-type") == "partial"

    async def form(self) -> Form:
        form = Form.parse(await self.request.body())
        if wish := display.taken_out(form):
            self._switch(wish)
        self.request.scope.setdefault("state", {})[TYPED] = form.fields
        return form

    def html(
        self, template: str, *, status: int = 200, public: bool = False, **context: Any
    ) -> Response[str]:
        """``public``: nothing personal on it, a shared cache may keep it for a minute."""
        saved = self.request.cookies.get(SAVED) == "1"
        body = self.renderer.render(
            template,
            self.language,
            actor=msgspec.structs.asdict(self.actor),
            acting=msgspec.structs.asdict(self.acting) if self.acting else None,
            beside=bool(self.request.scope.get("beside")),
            elder=self.elder,
            path=self.request.url.path,
            back=display.way_back(self.request),
            kept=self._kept(context),
            saved=saved and status == 200,
            today=clock.today(),
            request_id=self.request.scope.get("state", {}).get("request_id", ""),
            layout="fragment.html" if self.wants_fragment else "layout.html",
            **{"values": {}, "errors": {}, **context},
        )
        headers = {**self._keeping(public), "content-language": self.language}
        answer = Response(self._marked(body), media_type=MediaType.HTML, status_code=status, headers=headers)
        display.keep(answer, self.switched)
        if saved:
            answer.delete_cookie(SAVED)
        return answer

    def _keeping(self, public: bool) -> dict[str, str]:
        if self.request.method == "POST":
            # A browser's Back shows an answer to a post only from its own memory; it never serves another request.
            return {"cache-control": "private, no-cache"}
        cached = public and self.actor.account_id is None
        control = "public, max-age=60" if cached else "no-store"
        return {"cache-control": control, "vary": "cookie, accept-language, hx-request-type"}

    def _marked(self, body: str) -> str:
        """Every form says for whom and by whom it was opened: two tabs with two people are never mixed up."""
        if self.actor.account_id is None or self.actor.role is not Role.RESIDENT:
            return body
        whom = str(self.actor.resident_id) if self.actor.proxy_id else ONESELF
        marks = f'<input type="hidden" name="{OPENED_FOR}" value="{whom}">'
        marks += f'<input type="hidden" name="{OPENED_BY}" value="{opened_by(self.actor.account_id)}">'
        return _FORM.sub(lambda form: form[0] + marks, body)

    def _switch(self, wish: dict[str, str]) -> None:
        self.switched = wish
        self.language = wish.get("lang", self.language)
        self.elder = wish["elder"] == "1" if "elder" in wish else self.elder
        self.translate = i18n.translator(self.renderer.catalogs[self.language])

    def _kept(self, context: dict[str, Any]) -> list[tuple[str, str]]:
        """What a refused form held, for the switches to take along."""
        fields = self.request.scope.get("state", {}).get(TYPED, {}) if context.get("values") else {}
        return [(name, value) for name, values in fields.items() for value in values]

    def again(self, template: str, form: Form, error: FormInvalid, **context: Any) -> Response[str]:
        """The same form once more, with what was typed and a sentence beside each refused field."""
        told = {name: text for name, text in error.errors.items() if name != display.ONLY_LOOKING}
        errors = {name: spoken(text, self.translate) for name, text in told.items()}
        return self.html(template, status=422, values=form.values, errors=errors, **context)

    def go(self, path: str) -> Response[Any]:
        """After a post: see other (303)."""
        return Redirect(path, status_code=303)

    def saved(self, path: str) -> Response[Any]:
        """As ``go``; the page that follows says once that it was saved."""
        answer = self.go(path)
        answer.set_cookie(SAVED, "1", max_age=60, samesite="lax", httponly=True)
        return answer


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _day_before(value: date) -> str:
    """The last day of what ends before ``value``."""
    return (value - timedelta(days=1)).isoformat()


def _moment(value: datetime) -> str:
    return clock.office_time(value).strftime("%Y-%m-%d %H:%M")
