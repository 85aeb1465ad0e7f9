"""Behind https every cookie is of this host alone, also those that only keep a language: ``__Host-`` and ``Secure``.

Pages write and read plain names; the prefix is put on and taken off here. What came without it is not read: another
host of the same domain may have set it.
"""

from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_HOST, _SECURE = "__Host-", "__Secure-"
_KEPT_WHOLE = ("__Host-jiayi", "__Host-jiayi-beside")
"""The names of the session in use and of those beside it are their own."""


def prefixed(header: bytes) -> bytes:
    """Of one set-cookie. ``__Host-`` needs the path ``/``; a cookie for one path gets ``__Secure-``."""
    text = header.decode("latin-1")
    words = [word.strip().lower() for word in text.split(";")]
    if not text.startswith((_HOST, _SECURE)):
        text = (_HOST if "path=/" in words else _SECURE) + text
    return (text if "secure" in words else f"{text}; Secure").encode("latin-1")


def plain(header: bytes) -> bytes:
    """Of one cookie header."""
    kept = []
    for part in header.decode("latin-1").split(";"):
        name, equals, value = part.strip().partition("=")
        if name in _KEPT_WHOLE:
            kept.append(part.strip())
        elif name.startswith((_HOST, _SECURE)):
            kept.append(name.removeprefix(_HOST).removeprefix(_SECURE) + equals + value)
    return "; ".join(kept).encode("latin-1")


def own_cookies(https: bool) -> Any:
    def middleware(app: ASGIApp) -> ASGIApp:
        async def handle(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP:
                scope["headers"] = [
                    (n, plain(v) if n.lower() == b"cookie" else v) for n, v in scope["headers"]
                ]

            async def send_own(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [
                        (n, prefixed(v) if n.lower() == b"set-cookie" else v) for n, v in message["headers"]
                    ]
                await send(message)

            await app(scope, receive, send_own)

        return handle if https else app

    return middleware
