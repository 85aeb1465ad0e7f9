"""The manager draws a new area where the county is seen, and mends an old one; an office's start page."""

import os

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import Site, new_phone, small_targets, violations

pytestmark = pytest.mark.browser
LOOKS = {"light": {}, "dark": {"dark": True}, "elder": {"elder": True}}


@pytest.mark.parametrize("look", LOOKS)
async def test_a_new_area_is_drawn_inside_the_county(chromium: Browser, site: Site, look: str) -> None:
    context = await new_phone(chromium, site, **LOOKS[look])
    await site.signed_in(context, "manager")
    page = await context.new_page()
    await page.goto("/work/areas/new")
    await page.locator("#draw-open").click()
    await expect(
        page.locator("#draw-map path.leaflet-interactive, #draw-map svg path").first
    ).to_be_attached()
    await page.locator("#draw-map").click(position={"x": 160, "y": 160})
    await expect(page.locator("#draw-says")).to_contain_text("1")
    await _fine(page, look + "-new")
    await page.goto("/work/areas")
    await page.locator("ul.plain a.card[href^='/work/areas/']").first.click()
    await _fine(page, look + "-area")
    await context.close()


async def _fine(page: object, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=f"{folder}/{name}.png", full_page=True)  # type: ignore[attr-defined]
    assert await violations(page) == []  # type: ignore[arg-type]
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")  # type: ignore[attr-defined]
    small = await small_targets(page, 44)  # type: ignore[arg-type]
    assert [one for one in small if "leaflet-control-zoom" not in one] == []
