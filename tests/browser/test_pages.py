"""Every page, as people have it: accessible in light, dark and elder mode, fits the phone, works without JavaScript."""

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import COUNTY, Site, new_phone, small_targets, violations

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/offline",
    "/sign-in",
    "/demo",
    "/nothing-here",
    f"/map?county={COUNTY}",
    f"/areas?county={COUNTY}",
]
RESIDENT = ["/", "/me", "/agreements"]
STAFF = ["/work", "/work/requests", "/work/panel", "/work/sign", "/work/areas", "/work/import", "/me"]
PAGES = (
    [("anonymous", path) for path in PUBLIC]
    + [("resident", path) for path in RESIDENT]
    + [("manager", path) for path in STAFF]
)
LOOKS = {"light": {}, "dark": {"dark": True}, "elder": {"elder": True}}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("role", "path"), PAGES)
async def test_page_is_accessible_and_fits(
    chromium: Browser, site: Site, role: str, path: str, look: str
) -> None:
    """WCAG 2.2 AA by axe; no sideways scrolling; targets of 44 px, in elder mode 60 px (适老化)."""
    context = await new_phone(chromium, site, bypass_csp=True, **LOOKS[look])
    if role != "anonymous":
        await site.signed_in(context, role)
    page = await context.new_page()
    answer = await page.goto(path)
    assert answer and answer.status == (404 if path == "/nothing-here" else 200)
    assert await violations(page) == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert await small_targets(page, 44) == []
    await context.close()


@pytest.mark.parametrize(("role", "path"), PAGES)
async def test_page_is_all_english_for_english_readers(
    chromium: Browser, site: Site, role: str, path: str
) -> None:
    """Names of people and places stay as they are; headings, buttons and labels do not."""
    context = await new_phone(chromium, site, lang="en")
    if role != "anonymous":
        await site.signed_in(context, role)
    page = await context.new_page()
    await page.goto(path)
    chinese = await page.evaluate(
        """() => [...document.querySelectorAll('h1, button, label, legend, nav a, th')]
          .filter(e => !e.closest('[lang=zh-CN]:not(html), [data-name]') && !e.querySelector('[data-name]'))
          .map(e => e.textContent.trim()).filter(t => /[\\u4e00-\\u9fff]/.test(t))"""
    )
    assert chinese == []
    await context.close()


@pytest.mark.parametrize("path", ["/", f"/map?county={COUNTY}", "/sign-in"])
async def test_no_message_of_the_content_policy(chromium: Browser, site: Site, path: str) -> None:
    context = await new_phone(chromium, site)
    page = await context.new_page()
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(path, wait_until="networkidle")
    assert said == []
    await context.close()


BUDGET_KB = {"/": 60, "/sign-in": 60, f"/areas?county={COUNTY}": 60, f"/map?county={COUNTY}": 130}


@pytest.mark.parametrize("path", BUDGET_KB)
async def test_first_visit_is_light(chromium: Browser, site: Site, path: str) -> None:
    """Bytes on the wire with a cold cache, all requests (issue: 60 KB, map 130 KB)."""
    context = await new_phone(chromium, site)
    page = await context.new_page()
    protocol = await context.new_cdp_session(page)
    sizes: list[float] = []
    await protocol.send("Network.enable")
    protocol.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"] / 1024))
    await page.goto(path, wait_until="networkidle")
    assert 0 < sum(sizes) <= BUDGET_KB[path], f"{sum(sizes):.1f} KB"
    await context.close()
