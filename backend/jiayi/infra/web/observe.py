"""One log line and three metrics per request. A line holds the route's pattern, never an address, id or name."""

import time
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("jiayi_http_requests", "Answers by route and status.", ["method", "route", "status"])
SECONDS = Histogram(
    "jiayi_http_seconds",
    "Seconds until the answer's head.",
    ["route"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10),
)
IN_FLIGHT = Gauge("jiayi_http_in_flight", "Requests being answered.", multiprocess_mode="livesum")

log = structlog.get_logger("jiayi.web")


def observe(app: ASGIApp) -> ASGIApp:
    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"].startswith("/static/"):
            await app(scope, receive, send)
            return
        started = time.perf_counter()
        seen: dict[str, Any] = {"status": 500}

        async def send_seen(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                seen["seconds"] = time.perf_counter() - started
            await send(message)

        with IN_FLIGHT.track_inprogress():
            await app(scope, receive, send_seen)
        _tell(scope, seen)

    return handle


def _tell(scope: Any, seen: dict[str, Any]) -> None:
    route = scope.get("path_template") or "unmatched"
    seconds = seen.get("seconds", 0.0)
    REQUESTS.labels(scope["method"], route, str(seen["status"])).inc()
    SECONDS.labels(route).observe(seconds)
    log.info(
        "request",
        method=scope["method"],
        route=route,
        status=seen["status"],
        ms=round(seconds * 1000, 1),
        role=scope["actor"].role.value if "actor" in scope else "anonymous",
        request_id=scope.get("state", {}).get("request_id", ""),
    )
