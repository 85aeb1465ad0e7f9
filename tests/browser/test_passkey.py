"""A passkey in a real Chromium with a virtual authenticator: register, sign out, sign in, remove; a doctor's first day."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import COUNTY, Site, new_phone, serving, small_targets, violations
from tests.conftest import Server
from tests.journeys.steps import sign_in_with_code

pytestmark = pytest.mark.browser
WITH_LOCK = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
async def named(server: Server, site: Site, chromium: Browser) -> AsyncIterator[BrowserContext]:
    """The site under a name: a bare address has no passkeys."""
    async with serving(server, site.settings, "localhost") as url:
        context = await new_phone(chromium, site, base_url=url)
        yield context
        await context.close()


async def authenticator(context: BrowserContext, page: Page) -> Any:
    protocol = await context.new_cdp_session(page)
    await protocol.send("WebAuthn.enable")
    await protocol.send("WebAuthn.addVirtualAuthenticator", {"options": WITH_LOCK})
    return protocol


async def sign_out(page: Page) -> None:
    await page.goto("/me/devices")
    await page.get_by_role("button", name="退出登录").click()


async def test_passkey_from_first_to_last(named: BrowserContext, site: Site) -> None:
    page = await named.new_page()
    await authenticator(named, page)
    await page.goto("/sign-in?next=/me/ways")
    await sign_in_with_code(page, "passkey@example.org")
    await page.goto("/me/ways")
    await page.get_by_role("link", name="添加通行密钥").click()
    await page.get_by_label("起个名字").fill("妈妈的手机")
    await page.get_by_role("button", name="添加").click()
    await expect(page.get_by_text("妈妈的手机")).to_be_visible()

    await sign_out(page)
    await page.goto("/sign-in?next=/me/ways")
    await page.get_by_role("button", name="用指纹、面容或锁屏密码登录").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("登录方式")
    await expect(page.get_by_text("用过")).to_be_visible()

    await page.get_by_role("button", name="移除“妈妈的手机”").click()
    await expect(page.get_by_text("还没有。")).to_be_visible()
    await sign_out(page)
    await page.goto("/sign-in")
    await page.get_by_role("button", name="用指纹、面容或锁屏密码登录").click()
    await expect(page.get_by_role("alert").first).to_contain_text("通行密钥没有通过")


async def test_cancelled_on_the_phone_is_said(named: BrowserContext, site: Site) -> None:
    page = await named.new_page()
    protocol = await named.new_cdp_session(page)
    await protocol.send("WebAuthn.enable")
    refusing = WITH_LOCK | {"isUserVerified": False}
    await protocol.send("WebAuthn.addVirtualAuthenticator", {"options": refusing})
    await page.goto("/sign-in")
    await page.get_by_role("button", name="用指纹、面容或锁屏密码登录").click()
    await expect(page.get_by_text("手机没有确认。请再试一次，或用邮箱登录。")).to_be_visible()


async def test_new_doctor_sets_a_passkey_up_and_goes_to_work(named: BrowserContext, site: Site) -> None:
    """`jiayi account`, then the first morning: e-mail, passkey, recovery codes, desk; the next time one tap."""
    page = await named.new_page()
    await authenticator(named, page)
    position = await site.value(
        "select position from demo_sign_ins where role = 'manager' and county = $1", COUNTY
    )
    await page.goto("/sign-in")
    await sign_in_with_code(page, f"manager{position + 1}.{COUNTY}@example.org")
    await expect(page.get_by_role("heading", level=1)).to_have_text("设置第二道验证")
    await page.get_by_role("link", name="指纹").click()
    await page.get_by_role("button", name="添加").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("请收好这 10 个备用码", timeout=20_000)
    assert await page.locator("code").count() == 10
    await page.get_by_role("button", name="我收好了，继续").click()
    await page.wait_for_url("**/work")
    await sign_out(page)
    await page.goto("/sign-in")
    await page.get_by_role("button", name="用指纹、面容或锁屏密码登录").click()
    await page.wait_for_url("**/work")


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"elder": True}], ids=["light", "dark", "elder"])
@pytest.mark.parametrize(
    "path", ["/me/devices", "/me/ways", "/me/totp", "/me/passkeys/new", "/me/confirmation?grant=x"]
)
async def test_pages_of_signing_in_are_accessible_and_fit(
    chromium: Browser, site: Site, path: str, look: dict[str, bool]
) -> None:
    context = await new_phone(chromium, site, bypass_csp=True, **look)
    await site.signed_in(context, "manager")
    page = await context.new_page()
    answer = await page.goto(path)
    assert answer and answer.status == 200
    assert await violations(page) == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert await small_targets(page, 44) == []
    await context.close()
