"""What a person does, as they would say it."""

from playwright.async_api import Page

from tests.browser.conftest import COUNTY, Site


async def find_home(page: Page, typed: str) -> None:
    await page.goto("/")
    await page.get_by_label("所在区县").select_option(str(COUNTY))
    await page.get_by_label("小区名或地址").fill(typed)
    await page.get_by_role("button", name="查找").click()


async def sign_in_with_code(page: Page, email: str) -> None:
    """The demo has no mail: the code stands on the page."""
    await page.get_by_label("电子邮箱").fill(email)
    await page.get_by_role("button", name="获取验证码").click()
    code = await page.locator(".note strong").inner_text()
    await page.get_by_label("6 位数字验证码").fill(code)
    await page.get_by_role("button", name="登录").click()


async def newcomer(site: Site) -> tuple[str, str, str]:
    """(name, e-mail, name of the compound) of the demo's resident who has not signed yet."""
    async with site.db.transaction(_system()) as tx:
        row = await tx.connection.fetchrow(
            """select r.name, s.name as area from demo_sign_ins d join accounts a on a.county = d.county
               and a.id = d.account_id join residents r on r.county = a.county and r.id = a.resident_id
               join service_areas s on s.county = r.county and s.id = r.area_id
               where d.county = $1 and d.position = 0""",
            COUNTY,
        )
    return row["name"], f"resident1.{COUNTY}@example.org", row["area"]


def _system():  # type: ignore[no-untyped-def]
    from jiayi.infra.db.actor import SYSTEM

    return SYSTEM
