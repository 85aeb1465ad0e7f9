"""What a signed-in person reaches by following links: real ids for the routes, real fields and values of the forms."""

from collections import deque
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import msgspec

PAGES = 250
ALIKE = 3  # pages of one form of address are enough: they differ only in whose they are


class Form(msgspec.Struct):
    action: str
    method: str
    fields: dict[str, str]


class Found(msgspec.Struct):
    paths: dict[str, set[str]] = msgspec.field(default_factory=dict)
    """Paths as they were seen, by the route they belong to."""
    asked: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    forms: dict[str, Form] = msgspec.field(default_factory=dict)
    """Of forms that post, by route."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in at:
            self.links.append(at["href"])
        elif tag == "form":
            self.forms.append(Form(at.get("action", ""), at.get("method", "get").lower(), {}))
        elif tag in ("input", "button", "select", "textarea") and at.get("name") and self.forms:
            self.forms[-1].fields.setdefault(at["name"], at.get("value", ""))
        elif tag == "option" and at.get("value") and self.forms and self.forms[-1].fields:
            last = list(self.forms[-1].fields)[-1]
            self.forms[-1].fields[last] = self.forms[-1].fields[last] or at["value"]


def crawl(
    url: str, headers: dict[str, str], routes: "Routes", start: tuple[str, ...] = ("/", "/me", "/work")
) -> Found:
    found, seen, queue = Found(), set(start), deque(start)
    with httpx.Client(base_url=url, headers=headers, follow_redirects=False, timeout=30) as web:
        for _ in range(PAGES):
            if not queue:
                break
            page = queue.popleft()
            answer = web.get(page)
            if answer.has_redirect_location:
                links, forms = [answer.headers["location"]], []
            elif "html" in answer.headers.get("content-type", ""):
                reader = _Reader()
                reader.feed(answer.text)
                links, forms = reader.links, reader.forms
            else:
                continue
            for form in forms:
                _keep_form(found, routes, page, form)
            for link in links:
                there = urlsplit(urljoin(url + page, link))
                path = there.path + (f"?{there.query}" if there.query else "")
                if f"{there.scheme}://{there.netloc}" != url or path in seen:
                    continue
                seen.add(path)
                if _keep_path(found, routes, there.path, there.query):
                    queue.append(path)
    return found


def _keep_path(found: Found, routes: "Routes", path: str, query: str) -> bool:
    route = routes.of(path)
    if route is None:
        return False
    known = found.paths.setdefault(route, set())
    known.add(path)
    found.asked.setdefault(route, {}).update(parse_qsl(query))
    return len(known) <= ALIKE


def _keep_form(found: Found, routes: "Routes", page: str, form: Form) -> None:
    action = urlsplit(urljoin(page, form.action or page)).path
    route = routes.of(action)
    if route is None:
        return
    _keep_path(found, routes, action, "")
    if form.method == "post":
        kept = found.forms.setdefault(route, Form(action, "post", {}))
        kept.fields |= form.fields
    else:
        found.asked.setdefault(route, {}).update(form.fields)


class Routes:
    """The application's own list: ``/work/{county:int}`` and the like."""

    def __init__(self, app: Any) -> None:
        self.all: list[Any] = [route for route in app.routes if hasattr(route, "route_handlers")]

    def of(self, path: str) -> str | None:
        parts = [part for part in path.split("/") if part]
        fits = [route for route in self.all if _fits(route.path_components, parts)]
        fits.sort(key=lambda route: sum(not isinstance(part, str) for part in route.path_components))
        return fits[0].path if fits else None


def _fits(components: list[Any], parts: list[str]) -> bool:
    if len(components) != len(parts):
        return False
    return all(
        (isinstance(want, str) and want == part) or (not isinstance(want, str) and _reads(want, part))
        for want, part in zip(components, parts, strict=True)
    )


def _reads(component: Any, part: str) -> bool:
    try:
        (component.parser or component.type)(part)
    except ValueError:
        return False
    return True
