"""A browser without JavaScript: reads the forms of a page and posts them back with what a person adds."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from html import unescape
from typing import Any

import httpx

_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def fields(page: str) -> list[tuple[str, str]]:
    """Hidden fields and what is ticked beforehand, of the page's last form that has any."""
    main = page.split('<main id="main"', 1)[1]
    found = []
    for tag in _INPUT.findall(main):
        a = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        kept = a.get("type") == "hidden" or (a.get("type") in ("radio", "checkbox") and "checked" in a)
        if kept and a.get("name"):
            found.append((a["name"], a.get("value", "")))
    return found


def form(pairs: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return data | more


async def sign_through_pages(
    web: httpx.AsyncClient, start: str, name: str = "王芳", packages: tuple[str, ...] = (), **more: Any
) -> httpx.Response:
    """From /sign to the answer of the last post; ``packages`` replace what is ticked beforehand."""
    first = await web.get(start)
    assert first.status_code == 200, first.text
    second = await web.get("/sign/packages", params=form(fields(first.text)))
    assert second.status_code == 200, second.text
    wish = form(fields(second.text), **more)
    for key in [key for key in wish if key.startswith("p-")] or [f"p-{who}" for who in wish["who"]]:
        wish[key] = list(packages) or wish[key]
    third = await web.get("/sign/review", params=wish)
    assert third.status_code == 200, third.text
    signed = form(fields(third.text), typed_name=name)
    signed |= {f"c-{who}": "1" for who in signed["who"]}
    return await web.post("/agreements", data=signed)


@asynccontextmanager
async def statements(web: httpx.AsyncClient, connections: int = 8) -> AsyncIterator[list[str]]:
    """The application's own statements while this runs, without begin and commit."""
    asked: list[str] = []

    def note(record: Any) -> None:
        query = record.query.strip()
        if "pg_catalog" not in query and not query.startswith(("begin", "commit", "SELECT")):
            asked.append(query)

    pool = web.app.state.db.pool  # type: ignore[attr-defined]

    async def everywhere(listen: str) -> None:
        async with AsyncExitStack() as stack:
            for _ in range(connections):
                connection = await stack.enter_async_context(pool.acquire())
                getattr(connection, listen)(note)

    await everywhere("add_query_logger")
    try:
        yield asked
    finally:
        await everywhere("remove_query_logger")
