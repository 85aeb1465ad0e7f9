"""A served site with a small synthetic county, and a phone-sized Chromium to look at it."""

import asyncio
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from jiayi.accounts.session import token_hash
from jiayi.demo import load_county
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, connect
from jiayi.infra.sealing.source import open_vault
from jiayi.settings import Settings, from_environment
from tests.conftest import TODAY, Server

COUNTY = 510107
HERE = Path(__file__).parent
SHELL = "/usr/bin/chromium-headless-shell"
QUIET = ["--disable-background-networking", "--no-first-run", "--disable-quic", "--disable-component-update"]


class Site(msgspec.Struct):
    url: str
    db: Database
    settings: Settings

    async def value(self, sql: str, *args: Any) -> Any:
        async with self.db.transaction(SYSTEM) as tx:
            return await tx.value(sql, *args)

    async def run(self, sql: str, *args: Any) -> None:
        async with self.db.transaction(SYSTEM) as tx:
            await tx.run(sql, *args)

    async def cookie(self, account_id: UUID, role: str | None = None) -> dict[str, str]:
        token = secrets.token_urlsafe(16)
        # The site's clock began with the run, a test's begins anew each time: by the site's it may be much later.
        at = clock.now() + timedelta(hours=1)
        grant = await self.value(
            "select id from role_grants where county = $1 and account_id = $2 and role = $3",
            COUNTY,
            account_id,
            role,
        )
        await self.run(
            "insert into sessions (token_hash, county, account_id, role_grant_id, created_at, expires_at, factor, factor_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
            token_hash(token), COUNTY, account_id, grant, at, at + timedelta(days=1),
            "passkey" if grant else "none", at if grant else None,
        )  # fmt: skip
        return {"name": "jiayi", "value": token, "url": self.url}

    async def names(self) -> list[str]:
        """Names of people and places, the longest first: they are the same in every language."""
        found: list[str] = await self.value(
            """select array_agg(distinct name order by name) from (
                 select name from residents union all select name from doctors union all select name from teams
                 union all select name from institutions union all select name from divisions
                 union all select name from service_areas union all select display_name from accounts) n"""
        )
        return sorted(found, key=len, reverse=True)

    async def account(self, role: str) -> UUID:
        """A demo person of the county who holds this role ('resident' included)."""
        if role == "resident":
            sql = "select id from accounts where county = $1 and resident_id is not null order by id limit 1"
            return await self.value(sql, COUNTY)
        sql = "select account_id from role_grants where county = $1 and role = $2 order by id limit 1"
        return await self.value(sql, COUNTY, role)

    async def signed_in(self, context: BrowserContext, role: str) -> None:
        grant = None if role == "resident" else role
        await context.add_cookies([await self.cookie(await self.account(role), grant)])


@pytest.fixture(scope="session")
async def site(
    server: Server, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    clock.set_now(TODAY)
    settings = from_environment({"JIAYI_DATA_DIR": str(tmp_path_factory.mktemp("site"))})
    await server.command(f"create database {database_of(settings)} template {template}")
    open_vault(settings)
    await load_county(
        settings, server.dsn(database_of(settings), "jiayi_worker"), COUNTY, 400, seed=7, demo=True
    )
    db = await connect(server.dsn(database_of(settings), "jiayi_worker"), role=None, size=2)
    try:
        async with serving(server, settings) as url:
            yield Site(url, db, settings)
    finally:
        await db.close()


def database_of(settings: Settings) -> str:
    """Each site has its own: tests/journeys makes a second one in the same run."""
    return "site_" + sha256(str(settings.data_dir).encode()).hexdigest()[:10]


@asynccontextmanager
async def serving(
    server: Server, settings: Settings, name: str = "127.0.0.1", **extra: str
) -> AsyncIterator[str]:
    """The address of a web server over the demo county, with ``extra`` environment."""
    port = _free_port()
    extra = {"JIAYI_BASE_URL": f"http://{name}:{port}"} | extra
    process = await _serve(server.dsn(database_of(settings), "jiayi_web"), settings, port, extra)
    try:
        await _wait_ready(f"http://127.0.0.1:{port}", process)
        yield f"http://{name}:{port}"
    finally:
        process.terminate()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(process.wait(), 10)


async def _serve(
    dsn: str, settings: Settings, port: int, extra: dict[str, str]
) -> asyncio.subprocess.Process:
    environment = os.environ | {
        "JIAYI_WEB_DSN": dsn, "JIAYI_DATA_DIR": str(settings.data_dir), "JIAYI_DEMO": "1", "JIAYI_NOW": TODAY,
    } | extra  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--factory",
        "--port",
        str(port),
        "--no-ws",
    ]
    log = (settings.data_dir / "web.log").open("wb")
    return await asyncio.create_subprocess_exec(
        *command, "jiayi.asgi:create", env=environment, stdout=log, stderr=log
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _wait_ready(url: str, process: asyncio.subprocess.Process) -> None:
    async with httpx.AsyncClient() as web:
        for _ in range(200):
            assert process.returncode is None, "the web server ended at once"
            with suppress(httpx.TransportError):
                if (await web.get(f"{url}/health/ready")).status_code == 200:
                    return
            await asyncio.sleep(0.1)
    raise TimeoutError(url)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    # Debian's fontconfig gives DejaVu for system-ui; a phone has one Chinese face for all.
    os.environ["FONTCONFIG_FILE"] = str(HERE / "fonts.conf")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=SHELL, args=QUIET)
        yield browser
        await browser.close()


@pytest.fixture
async def phone(chromium: Browser, site: Site) -> AsyncIterator[BrowserContext]:
    context = await new_phone(chromium, site)
    yield context
    await context.close()


async def new_phone(chromium: Browser, site: Site, **options: Any) -> BrowserContext:
    """390×844, Chinese, no service worker; ``elder``, ``lang``, ``dark`` as keywords, the rest for Playwright."""
    elder, lang, dark = options.pop("elder", False), options.pop("lang", None), options.pop("dark", False)
    context = await chromium.new_context(
        **{
            "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "locale": "zh-CN",
            "base_url": site.url, "service_workers": "block", "color_scheme": "dark" if dark else "light",
        } | options
    )  # fmt: skip
    chosen = {"elder": "1" if elder else None, "lang": lang}
    await context.add_cookies([{"name": k, "value": v, "url": site.url} for k, v in chosen.items() if v])
    return context


AXE = next((HERE / "vendor").rglob("axe.min.js"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text())
    result = await page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    return [
        f"{v['id']}: {n['html'][:140]} {n['failureSummary'][:200]}"
        for v in result["violations"]
        for n in v["nodes"]
    ]


SMALL_TARGETS = """least => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
  .filter(e => !e.closest('svg, p, li, dd, td, .leaflet-control-attribution') && !e.classList.contains('skip'))
  .map(e => [e, e.closest('label') ?? e]).map(([e, box]) => [e, box.getBoundingClientRect()])
  .filter(([e, r]) => r.width && (r.width < least || r.height < least))
  .map(([e, r]) => `${e.outerHTML.slice(0, 90)} ${Math.round(r.width)}x${Math.round(r.height)}`)"""


async def small_targets(page: Page, least: int) -> list[str]:
    found: list[str] = await page.evaluate(SMALL_TARGETS, least)
    return found
