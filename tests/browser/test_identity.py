"""A number goes back to its owner, in a browser: the desk's pages and what the holder is told."""

from uuid import UUID

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from jiayi.accounts.sealed import identity_of
from jiayi.infra.sealing.source import open_vault
from tests.browser.conftest import COUNTY, Site, new_phone, small_targets, violations

pytestmark = pytest.mark.browser

LOOKS = {"light": {}, "dark": {"dark": True}, "elder": {"elder": True}}
HOLDER = """select a.id from accounts a where a.county = $1 and a.resident_id is not null and exists (select 1 from residents r
  where r.county = a.county and r.id = a.resident_id and r.institution_id = (select institution_id from role_grants
    where county = $1 and role = 'manager' order by id limit 1)) and not exists (
  select 1 from identity_cases c where c.county = a.county and c.holder_id = a.resident_id) order by a.id desc limit 1"""
ONLINE = """insert into history_events (county, id, happened_at, kind, subject_id, actor_account_id, actor_role, data)
  select r.county, gen_random_uuid(), r.registered_at, 'accounts.resident.registered', r.id, null, 'resident', '{}'
  from residents r where r.county = $1 and r.id = $2"""


async def _fine(page: Page) -> None:
    assert await violations(page) == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert await small_targets(page, 44) == []


async def _as(context: BrowserContext, site: Site, account: UUID, role: str | None) -> None:
    await context.add_cookies([await site.cookie(account, role)])


@pytest.mark.parametrize("look", LOOKS)
async def test_a_number_goes_back_to_its_owner(chromium: Browser, site: Site, look: str) -> None:
    holder = await site.value(HOLDER, COUNTY)
    resident = await site.value(
        "select resident_id from accounts where county = $1 and id = $2", COUNTY, holder
    )
    await site.run(ONLINE, COUNTY, resident)
    sealed = await site.value(
        "select identity_sealed from residents where county = $1 and id = $2", COUNTY, resident
    )
    number = open_vault(site.settings).open(sealed, identity_of(COUNTY, resident))
    manager = await site.account("manager")
    home = (
        "(select institution_id from role_grants where county = $1 and account_id = $2 and role = 'manager')"
    )
    doctor = await site.value(
        f"select account_id from role_grants where county = $1 and role = 'doctor' and institution_id = {home} limit 1",
        COUNTY, manager,
    )  # fmt: skip
    context = await new_phone(chromium, site, **LOOKS[look])
    page = await context.new_page()
    await _as(context, site, doctor, "doctor")
    await page.goto("/work/identity/new")
    await page.get_by_role("button", name="记下，请同事见证").click()
    await page.wait_for_selector("#refusals")
    await _fine(page)
    for name, text in {"name": "陈秀英", "identity": number, "phone": "13800007777", "seen": "本人和照片一致",
                       "reason": "登记时提示对不上"}.items():  # fmt: skip
        await page.fill(f"#f-{name}", text)
    await page.check("#f-card")
    await page.check("#f-sure")
    await page.get_by_role("button", name="记下，请同事见证").click()
    await page.wait_for_url("**/work/identity?done=opened")
    await _fine(page)
    await _as(context, site, manager, "manager")
    await page.goto("/work/identity")
    await _fine(page)
    await page.get_by_role("button", name="我也看过，见证").click()
    await page.wait_for_url("**/work/identity?done=settled")
    await _fine(page)
    await page.goto(f"/work/residents/{resident}/identity")
    await _fine(page)
    await _as(context, site, holder, None)
    for path in ("/me", "/"):
        await page.goto(path)
        assert await page.get_by_text("您的身份证号要核对").count() == 1
        await _fine(page)
    await context.close()
