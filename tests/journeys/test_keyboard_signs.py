"""The main job by keyboard alone: from the home page to a signed agreement, the focus seen at every stop (WCAG 2.4.7, 2.4.11)."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.conftest import COUNTY, Site
from tests.journeys.steps import newcomer

pytestmark = pytest.mark.browser
FURTHEST = 80
# What has the focus, and what is wrong with how it shows; hidden means that no part of its middle line can be seen.
STOP = """async () => {
  for (let was = -1; was !== scrollY; ) {  // the page moves a frame after the focus does
    was = scrollY;
    await new Promise(done => setTimeout(done, 50));
  }
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const field = one.closest('label') ?? one;
  const seen = [0.1, 0.3, 0.5, 0.7, 0.9].some(part => {
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height * part);
    return hit && (field.contains(hit) || hit.contains(one));
  });
  const said = one.labels?.length ? [...one.labels].map(label => label.textContent).join(' ') : one.textContent;
  return {
    tag: one.tagName, said: said.trim(), html: one.outerHTML.slice(0, 140),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, seen,
  };
}"""


async def tab_to(page: Page, words: str, *tags: str) -> None:
    """Presses Tab until something of ``tags`` that says ``words`` has the focus."""
    passed = []
    await page.wait_for_load_state()
    for _ in range(FURTHEST):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(STOP)
        if stop["tag"] == "BODY":
            continue
        assert stop["outlined"], f"no outline: {stop['html']}"
        assert stop["seen"], f"out of sight: {stop['html']}"
        if stop["tag"] in tags and words in stop["said"]:
            return
        passed.append(stop["said"][:20])
    raise AssertionError(f"Tab does not reach {words!r} on {page.url}, only {passed}")


async def fill(page: Page, label: str, typed: str) -> None:
    await tab_to(page, label, "INPUT")
    await page.keyboard.type(typed)


async def press(page: Page, words: str, heading: str) -> None:
    """Enter on a button or link; the page that follows has this heading."""
    await tab_to(page, words, "BUTTON", "A")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


async def test_from_home_to_a_signed_agreement(phone: BrowserContext, site: Site) -> None:
    name, email, compound = await newcomer(site)
    await site.run(
        "update agreements a set term = 'empty' from residents r "
        "where a.county = $1 and r.county = $1 and r.id = a.resident_id and r.name = $2",
        COUNTY, name,
    )  # fmt: skip
    page = await phone.new_page()
    await page.goto(f"/?county={COUNTY}")

    await fill(page, "小区名或地址", compound)
    await page.keyboard.press("Enter")
    await page.wait_for_url(lambda url: "/find" in url or "/areas/" in url)
    if "/find" in page.url:
        await press(page, compound, compound)
    await tab_to(page, "签约这个团队", "A")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/sign-in**")

    await fill(page, "电子邮箱", email)
    await page.keyboard.press("Enter")
    code = await page.locator(".note strong").inner_text()
    await fill(page, "6 位数字验证码", code)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("和谁签约")

    await press(page, "下一步", "选服务包")
    await press(page, "下一步", "看协议，签名")
    await tab_to(page, "我已读协议", "INPUT")
    await page.keyboard.press("Space")
    await fill(page, "姓名", name)
    await tab_to(page, "确认签约", "BUTTON")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/agreements**")
    await page.goto("/agreements")
    await expect(page.locator("main")).to_contain_text("2027-03-01")
