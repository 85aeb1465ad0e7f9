"""What a browser is told on every kind of answer, and what a cookie may do (OWASP ASVS 5.0, V3)."""

import re

import httpx
import msgspec
import pytest
from litestar.status_codes import HTTP_405_METHOD_NOT_ALLOWED

from jiayi.app import create_app
from jiayi.infra.db.database import connect
from jiayi.infra.web.cookies import plain, prefixed
from jiayi.settings import ROOT, Settings
from tests.conftest import Server

HEADERS = {
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
}
ANSWERS = ("/", "/offline", "/nothing-here", "/static/nothing", "/robots.txt", "/sw.js", "/manifest.webmanifest",
           "/me", "/work", "/health/live", "/api/nothing")  # fmt: skip


@pytest.fixture
async def secure(server: Server, database: str, settings: Settings):  # type: ignore[no-untyped-def]
    """The application as it stands behind https."""
    https = msgspec.structs.replace(settings, base_url="https://testserver")
    app = create_app(https, server.dsn(database, "jiayi_web"))
    app.state.db = await connect(server.dsn(database, "jiayi_web"), role=None, size=2)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://testserver", headers={"accept": "text/html"}
    ) as web:
        yield web
    await app.state.db.close()


async def test_every_answer_has_every_header(secure: httpx.AsyncClient) -> None:
    for path in ANSWERS:
        told = (await secure.get(path)).headers
        for name, value in HEADERS.items():
            assert value in told.get(name, ""), (path, name)
        policy = told["content-security-policy"]
        assert all(f"{word} 'none'" in policy for word in ("object-src", "base-uri", "frame-ancestors"))
        assert "unsafe" not in policy and "access-control-allow-origin" not in told


async def test_text_says_its_coding(secure: httpx.AsyncClient) -> None:
    for path in ANSWERS:
        kind = (await secure.get(path)).headers.get("content-type", "")
        assert not kind.startswith("text/") or "charset=utf-8" in kind.lower(), path


async def test_display_cookies_are_of_this_host_and_read_again(secure: httpx.AsyncClient) -> None:
    done = await secure.post("/display", data={"elder": "1", "lang": "en", "back": "/offline"})
    written = done.headers.get_list("set-cookie")
    assert len(written) == 2
    for cookie in written:
        assert cookie.startswith("__Host-") and all(
            word in cookie for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/")
        )
    assert "data-elder>" in (await secure.get("/offline")).text


async def test_a_cookie_that_another_host_could_have_set_is_not_read(secure: httpx.AsyncClient) -> None:
    assert "data-elder>" not in (await secure.get("/offline", headers={"cookie": "elder=1"})).text


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (b"a=1; Path=/", b"__Host-a=1; Path=/; Secure"),
        (b"a=1; Path=/sign-in; Secure", b"__Secure-a=1; Path=/sign-in; Secure"),
        (b"__Host-jiayi=t; Path=/; Secure", b"__Host-jiayi=t; Path=/; Secure"),
    ],
)
def test_prefix(written: bytes, sent: bytes) -> None:
    assert prefixed(written) == sent


def test_prefix_is_taken_off() -> None:
    assert plain(b"__Host-jiayi=t; __Host-a=1=2; __Secure-b=; c=3; ") == b"__Host-jiayi=t; a=1=2; b="


def test_every_cookie_is_for_the_whole_host() -> None:
    """ASVS 5.0 3.3.3: only then may its name begin with ``__Host-``."""
    code = "".join(path.read_text() for path in (ROOT / "backend/jiayi").rglob("*.py"))
    calls = re.findall(r"(?:set|delete)_cookie\((?:[^()]|\([^()]*\))*\)", code)
    assert calls and [call for call in calls if re.search(r"path=(?!\"/\")", call)] == []
    assert "domain=" not in "".join(calls)


async def test_trace_is_not_answered(secure: httpx.AsyncClient) -> None:
    assert (await secure.request("TRACE", "/")).status_code == HTTP_405_METHOD_NOT_ALLOWED
