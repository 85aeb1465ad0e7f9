"""Installable, offline page, and nothing personal in any cache."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, async_playwright

from tests.browser.conftest import QUIET, Site

pytestmark = pytest.mark.browser


@pytest.fixture
async def installed(tmp_path: Path, site: Site) -> AsyncIterator[BrowserContext]:
    """Full Chromium with a profile of its own: installability is not decided in a private window."""
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(tmp_path), executable_path="/usr/bin/chromium", args=QUIET, base_url=site.url,
            viewport={"width": 390, "height": 844}, locale="zh-CN",
        )  # fmt: skip
        yield context
        await context.close()


async def test_can_be_installed_and_says_so_when_offline(installed: BrowserContext, site: Site) -> None:
    page = await installed.new_page()
    await page.goto("/")
    await page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    protocol = await installed.new_cdp_session(page)
    assert (await protocol.send("Page.getAppManifest"))["errors"] == []
    assert (await protocol.send("Page.getInstallabilityErrors"))["installabilityErrors"] == []
    await page.reload()
    await installed.set_offline(True)
    await page.goto("/areas")
    assert "现在没有网络" in await page.locator("h1").inner_text()


async def test_no_page_about_a_person_is_cached(installed: BrowserContext, site: Site) -> None:
    await site.signed_in(installed, "resident")
    page = await installed.new_page()
    for path in ("/", "/me", "/agreements"):
        answer = await page.goto(path)
        assert answer and "no-store" in answer.headers["cache-control"]
    await page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    await page.reload()
    kept = await page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async k => (await (await caches.open(k)).keys())
             .map(r => new URL(r.url).pathname)))).flat()"""
    )
    assert kept and all(path.startswith("/static/") or path == "/offline" for path in kept)


def test_worker_is_short() -> None:
    assert len((Path(__file__).parents[2] / "frontend/pwa/sw.js").read_text().splitlines()) < 80
