"""Mozilla Observatory's own checks (mdn/mdn-http-observatory, its scoring table) on answers of every kind.

A+ is 100 points and more. Its bonus for hashes of scripts (SRI) is for scripts of other sites; ours have none.
"""

import html
import re
from urllib.parse import urlsplit

import httpx
import pytest

from tests.infra.test_web_security import secure

__all__ = ["secure"]

A_PLUS = 100
HALF_A_YEAR = 15_552_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def policy_of(answer: httpx.Response) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers.get("content-security-policy", "").split(";")]
    return {part[0]: part[1:] for part in parts if part}


def csp(answer: httpx.Response) -> int:
    policy = policy_of(answer)
    if not policy:
        return -25
    sources = [
        word
        for name in ("default-src", "script-src", "style-src", "object-src")
        for word in policy.get(name, ["*"])
    ]
    if any(word in ("*", "data:", "http:", "https:") or "unsafe" in word for word in sources):
        return -20
    if any(word.startswith("http:") for words in policy.values() for word in words):
        return -20
    return 10 if policy["default-src"] == ["'none'"] else 5


def cookies(answer: httpx.Response) -> int:
    written = answer.headers.get_list("set-cookie")
    if not written:
        return 0
    words = [{word.strip().lower().split("=")[0] for word in one.split(";")[1:]} for one in written]
    if not all("secure" in one and "httponly" in one for one in words):
        return -20
    return 5 if all("samesite" in one for one in words) else 0


def cross_origin(answer: httpx.Response) -> int:
    return -50 if "access-control-allow-origin" in answer.headers else 0


def transport(answer: httpx.Response) -> int:
    said = answer.headers.get("strict-transport-security", "")
    age = re.search(r"max-age=(\d+)", said)
    if not age or int(age[1]) < HALF_A_YEAR:
        return -20
    return 5 if "includeSubDomains" in said and "preload" in said else 0


def scripts(answer: httpx.Response) -> int:
    loaded = (
        re.findall(r"<script[^>]+src=\"([^\"]+)", answer.text)
        if "html" in answer.headers.get("content-type", "")
        else []
    )
    return -5 if any(urlsplit(one).netloc for one in loaded) else 0


def sniffing(answer: httpx.Response) -> int:
    return 0 if answer.headers.get("x-content-type-options") == "nosniff" else -5


def framing(answer: httpx.Response) -> int:
    return 5 if policy_of(answer).get("frame-ancestors") == ["'none'"] else -20


def referrer(answer: httpx.Response) -> int:
    said = answer.headers.get("referrer-policy", "")
    return 5 if said in PRIVATE else -5 if said else 0


def resources(answer: httpx.Response) -> int:
    return 10 if answer.headers.get("cross-origin-resource-policy") in ("same-origin", "same-site") else 0


CHECKS = (csp, cookies, cross_origin, transport, scripts, sniffing, framing, referrer, resources)


def points(answer: httpx.Response) -> int:
    """As there: what is given beyond counts only from 90 points on."""
    told = [check(answer) for check in CHECKS]
    plain = 100 + sum(one for one in told if one < 0)
    return plain + sum(one for one in told if one > 0) if plain >= A_PLUS - 10 else plain


PATHS = ("/", "/offline", "/find?q=x", "/sign-in", "/map", "/demo", "/nothing-here", "/static/nothing", "/me", "/work",
         "/robots.txt", "/sw.js", "/manifest.webmanifest", "/health/live", "/api/nothing")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
async def test_each_answer_has_a_plus(secure: httpx.AsyncClient, path: str) -> None:
    answer = await secure.get(path)
    assert [check.__name__ for check in CHECKS if check(answer) < 0] == []
    assert points(answer) >= A_PLUS


async def test_static_files_too(secure: httpx.AsyncClient) -> None:
    files = re.findall(r"(?:src|href)=\"(/static/[^\"]+)", html.unescape((await secure.get("/offline")).text))
    assert files
    for file in files:
        answer = await secure.get(file)
        assert answer.status_code == httpx.codes.OK and points(answer) >= A_PLUS, file


async def test_refusals_and_faults_too(secure: httpx.AsyncClient) -> None:
    from_elsewhere = await secure.post("/display", headers={"sec-fetch-site": "cross-site"})
    refused = await secure.post("/sign-in", data={"email": "x"})
    done = await secure.post("/display", data={"elder": "1", "back": "/offline"})
    transport_ = secure._transport
    transport_.app.state.renderer = None  # type: ignore[attr-defined]
    broken = await secure.get("/offline", headers={"accept": "application/json"})
    assert [one.status_code for one in (from_elsewhere, refused, done, broken)] == [403, 422, 303, 500]
    assert all(points(one) >= A_PLUS for one in (from_elsewhere, refused, done, broken))
    assert cookies(done) > 0


def test_what_is_missing_costs() -> None:
    bare = httpx.Response(200, headers={"set-cookie": "a=1", "access-control-allow-origin": "*"}, text="x")
    assert points(bare) < 0
    loose = {"content-security-policy": "default-src 'self'; style-src 'unsafe-inline'"}
    assert csp(httpx.Response(200, headers=loose)) < 0
