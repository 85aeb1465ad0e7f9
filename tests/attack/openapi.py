"""An OpenAPI document of every route, made from the application and the forms it showed.

The pages are forms, not a machine interface, so the application publishes none; this one is for those who attack it.
"""

from typing import Any

from jiayi.settings import ROOT
from tests.attack.crawl import Found
from tests.infra.test_nasty_input import asked_of, fields_of

LEAVES = ("/session", "/demo", "/me/devices", "/static", "/metrics")
"""Not attacked by those who must stay signed in; a static file has nothing to say."""
TYPES = {"int": "integer", "uuid": "string", "str": "string"}


def document(app: Any, found: Found) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in app.routes:
        if not hasattr(route, "route_handlers") or route.path.startswith(LEAVES):
            continue
        for handler in route.route_handlers:
            for method in {"GET", "POST"} & set(handler.http_methods):
                there = paths.setdefault(_template(route), {})
                there[method.lower()] = _operation(route, handler, method, found)
    return {"openapi": "3.1.0", "info": {"title": ROOT.name, "version": "1"}, "paths": paths}


def _template(route: Any) -> str:
    parts = [part if isinstance(part, str) else f"{{{part.name}}}" for part in route.path_components]
    return "/" + "/".join(parts)


def _operation(route: Any, handler: Any, method: str, found: Found) -> dict[str, Any]:
    seen = sorted(found.paths.get(route.path, ()))
    parameters = [
        {"name": part.name, "in": "path", "required": True, "schema": _schema(part), **_examples(route, n, seen)}
        for n, part in enumerate(route.path_components) if not isinstance(part, str)
    ]  # fmt: skip
    asked = found.asked.get(route.path, {})
    named = {part["name"] for part in parameters}
    if method == "GET":
        parameters += [
            {"name": name, "in": "query", "schema": {"type": "string"}, **({"example": asked[name]} if name in asked else {})}
            for name in sorted({*asked_of(handler), *asked} - named)
        ]  # fmt: skip
    operation: dict[str, Any] = {
        "parameters": parameters,
        "responses": {"default": {"description": "a page"}},
    }
    if method == "POST":
        operation["requestBody"] = _body(route, handler, found)
    return operation


def _schema(part: Any) -> dict[str, Any]:
    kind = TYPES.get(part.type.__name__, "string")
    return {"type": kind} | ({"format": "uuid"} if part.type.__name__ == "UUID" else {})


def _examples(route: Any, n: int, seen: list[str]) -> dict[str, Any]:
    values = [path.strip("/").split("/")[n] for path in seen[:3]]
    return {"examples": {str(at): {"value": value} for at, value in enumerate(values)}} if values else {}


def _body(route: Any, handler: Any, found: Found) -> dict[str, Any]:
    form = found.forms.get(route.path)
    names = sorted({*fields_of(handler), *(form.fields if form else ())})
    content: dict[str, Any] = {
        "schema": {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    }
    if form:
        content["example"] = form.fields
    return {"content": {"application/x-www-form-urlencoded": content}}
