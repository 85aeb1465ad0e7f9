"""Elder mode makes the words of the tabs larger, and none is cut off."""

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import Site, new_phone

pytestmark = pytest.mark.browser
SIZE = "getComputedStyle(document.querySelector('.tabs a')).fontSize"
CUT = "[...document.querySelectorAll('.tabs span')].filter(s => s.scrollWidth > s.clientWidth).map(s => s.textContent)"


@pytest.mark.parametrize("role", ["resident", "manager"])
async def test_tab_labels_grow(chromium: Browser, site: Site, role: str) -> None:
    sizes = []
    for elder in (False, True):
        context = await new_phone(chromium, site, elder=elder)
        await site.signed_in(context, role)
        page = await context.new_page()
        await page.goto("/me")
        sizes.append(float((await page.evaluate(SIZE)).removesuffix("px")))
        assert await page.evaluate(CUT) == []
        await context.close()
    assert sizes[1] >= 1.25 * sizes[0], "as much as the rest of the page"
