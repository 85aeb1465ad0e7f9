"""From "where do you live?" to a signed agreement, and a year on: as residents have it (N-1.1 to N-1.4, N-10.1)."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import COUNTY, Site, new_phone
from tests.journeys.steps import find_home, newcomer, sign_in_with_code

pytestmark = pytest.mark.browser


@pytest.fixture(params=["plain", "no script", "elder"])
async def person(
    request: pytest.FixtureRequest, chromium: Browser, site: Site
) -> AsyncIterator[BrowserContext]:
    options = {"plain": {}, "no script": {"java_script_enabled": False}, "elder": {"elder": True}}[
        request.param
    ]
    context = await new_phone(chromium, site, **options)
    yield context
    await context.close()


@pytest.fixture
async def nothing_signed(site: Site) -> None:
    """The newcomer's agreements of an earlier run are emptied, so that each way of using the site begins alike."""
    await site.run(
        """update agreements set term = 'empty' where county = $1 and resident_id in (
             select a.resident_id from demo_sign_ins d join accounts a on a.county = d.county and a.id = d.account_id
             where d.county = $1 and d.position = 0)""",
        COUNTY,
    )


async def to_the_agreement(page: Page) -> None:
    for step in ("选服务包", "看协议，签名"):
        await page.get_by_role("button", name="下一步").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(step)


async def sign_for_oneself(page: Page, name: str) -> None:
    await to_the_agreement(page)
    await page.get_by_role("checkbox", name="我已读协议").first.check()
    await page.get_by_label("姓名").last.fill(name)
    await page.get_by_role("button", name="确认签约").click()


async def test_a_resident_finds_the_doctor_and_signs(
    person: BrowserContext, site: Site, nothing_signed: None
) -> None:
    """given nobody is signed in, when a resident looks up home, signs in by code and signs, then it is in force"""
    name, email, compound = await newcomer(site)
    page = await person.new_page()

    await find_home(page, compound)
    if "/find" in page.url:
        await page.get_by_role("link", name=compound).first.click()
    await page.get_by_role("link", name="签约这个团队").first.click()
    await sign_in_with_code(page, email)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("和谁签约")
    await sign_for_oneself(page, name)

    await page.goto("/agreements")
    await expect(page.locator("main")).to_contain_text("2027-03-01")


async def test_a_refused_signature_keeps_what_was_chosen(
    phone: BrowserContext, site: Site, nothing_signed: None
) -> None:
    _, email, _ = await newcomer(site)
    page = await phone.new_page()
    await page.goto("/sign")
    await sign_in_with_code(page, email)
    await to_the_agreement(page)
    await page.get_by_role("button", name="确认签约").click()
    await expect(page.locator("[role=alert], .refusal").first).to_be_visible()
    await expect(page.get_by_role("button", name="确认签约")).to_be_visible()


async def test_keyboard_alone_reaches_the_answer(phone: BrowserContext, site: Site) -> None:
    """Tab and Enter only, the focus always visible."""
    _, _, compound = await newcomer(site)
    page = await phone.new_page()
    await page.goto(f"/?county={COUNTY}")
    await page.get_by_label("所在区县").select_option(str(COUNTY))
    for _ in range(30):
        await page.keyboard.press("Tab")
        outlined = await page.evaluate(
            "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"
        )
        assert outlined, await page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)")
        if await page.evaluate("() => document.activeElement.name === 'q'"):
            break
    await page.keyboard.type(compound)
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_contain_text(compound)


async def test_english_reader_finds_the_same_doctor(chromium: Browser, site: Site) -> None:
    _, _, compound = await newcomer(site)
    context = await new_phone(chromium, site, lang="en")
    page = await context.new_page()
    await page.goto(f"/find?county={COUNTY}&q={compound}")
    await page.get_by_role("link", name=compound).first.click()
    await expect(page.get_by_role("link", name="Sign with this team").first).to_be_visible()
    await context.close()
