"""Middleware of every answer: request id, cross-origin refusal, security headers."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from jiayi.infra.web.errors import handle as answer_error
from jiayi.infra.web.problems import NotFound, Unreadable
from jiayi.infra.web.watch import log

_LARGEST_INT4 = 2**31 - 1
_SAFE = {"GET", "HEAD", "OPTIONS"}


def content_security_policy(image_hosts: tuple[str, ...] = ()) -> str:
    images = " ".join(("'self'", "data:", *image_hosts))
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; object-src 'none'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def security_headers(csp: str, https: bool) -> list[tuple[bytes, bytes]]:
    pairs = {
        "content-security-policy": csp,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), payment=(), geolocation=(self)",
    }
    if https:
        pairs["strict-transport-security"] = "max-age=63072000; includeSubDomains; preload"
    return [(name.encode(), value.encode()) for name, value in pairs.items()]


def comes_from_elsewhere(scope: HTTPScope) -> bool:
    """A cross-site post. Browsers say so in Sec-Fetch-Site, older ones in Origin; a client that says neither is
    no browser and carries no person's cookie by accident."""
    if scope["method"] in _SAFE:
        return False
    headers = {name.lower(): value for name, value in scope["headers"]}
    if site := headers.get(b"sec-fetch-site"):
        return site not in (b"same-origin", b"none")
    if origin := headers.get(b"origin"):
        return urlsplit(origin.decode("latin-1")).netloc != headers.get(b"host", b"").decode("latin-1")
    return False


def from_here(request: Request[Any, Any, Any]) -> bool:
    """The link was tapped on one of our pages. Older browsers say so by Referer, which Referrer-Policy lets them."""
    if site := request.headers.get("sec-fetch-site"):
        return site == "same-origin"
    return urlsplit(request.headers.get("referer", "")).netloc == request.headers.get("host", "")


def guard(headers: list[tuple[bytes, bytes]]) -> Any:
    def middleware(app: ASGIApp) -> ASGIApp:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP:
                await app(scope, receive, send)
                return
            request_id = uuid4().hex
            scope.setdefault("state", {})["request_id"] = request_id

            async def send_guarded(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [
                        *message["headers"],
                        *headers,
                        (b"x-request-id", request_id.encode()),
                    ]
                await send(message)

            if comes_from_elsewhere(scope):
                log.warning("form of another site refused", request_id=request_id)
                await _refuse(send_guarded)
                return
            try:
                await app(scope, receive, send_guarded)
            except Exception as error:
                # What a page raises is answered before it comes here; this is who-asks, which needs the database too.
                request: Request[Any, Any, Any] = Request(scope, receive, send_guarded)
                refusal = answer_error(request, error).to_asgi_response(app=None, request=request)
                await refusal(scope, receive, send_guarded)

        return handle

    return middleware


async def refuse_unreadable(request: Request[Any, Any, Any]) -> None:
    """Before any page: no text of PostgreSQL holds NUL, and none of our numbers is beyond its int."""
    if "\0" in request.scope["path"]:
        raise NotFound
    if b"%00" in request.scope["query_string"] or b"\0" in request.scope["query_string"]:
        raise Unreadable
    if any(isinstance(value, int) and value > _LARGEST_INT4 for value in request.path_params.values()):
        raise NotFound


async def _refuse(send: Any) -> None:
    body = '{"type":"about:blank","title":"请从本站的页面提交","status":403}'.encode()
    kind = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": kind})
    await send({"type": "http.response.body", "body": body})
