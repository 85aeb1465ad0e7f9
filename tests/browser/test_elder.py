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


SWAPPED = """() => {
  const part = document.createElement("p");
  part.append("签约从 2025-12-02 到 2026-12-01，2026-03-02 09:00 记下");
  part.style.inlineSize = "9.5em";
  document.querySelector("main").append(part);
  part.dispatchEvent(new CustomEvent("htmx:after:settle", { bubbles: true }));
}"""
DAYS = "[...document.querySelectorAll('main time')].map(t => [t.textContent, t.getClientRects().length])"


async def test_a_day_is_not_broken_at_the_end_of_a_line(chromium: Browser, site: Site) -> None:
    """Also in a part that was swapped in."""
    context = await new_phone(chromium, site, elder=True)
    await site.signed_in(context, "resident")
    page = await context.new_page()
    await page.goto("/me")
    await page.evaluate(SWAPPED)
    days = await page.evaluate(DAYS)
    assert [text for text, _ in days[-3:]] == ["2025-12-02", "2026-12-01", "2026-03-02 09:00"]
    assert {lines for _, lines in days} == {1}
    await context.close()
