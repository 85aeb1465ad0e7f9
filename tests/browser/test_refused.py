"""Pages as they stand after something was refused: as accessible as before, and what to mend stands on them (WCAG 3.3.1)."""

from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import COUNTY, Site, new_phone, small_targets, violations

pytestmark = pytest.mark.browser
LOOKS = {"light": {}, "elder": {"elder": True}}
SIGNED = """select a.resident_id from agreement_standings a where a.county = $1 and a.term @> date '2026-03-02'
  and a.waits_for = '' and a.ended_on is null and a.institution_id =
  (select institution_id from role_grants where county = $1 and role = 'manager' order by id limit 1) order by a.id limit 1"""
FULL = """select t.team_id from team_members t join doctor_panels p on p.county = t.county and p.doctor_id = t.doctor_id
  where t.county = $1 and t.is_lead and p.capacity <= places_taken(p.county, p.doctor_id, date '2026-03-02') limit 1"""
EMPTY = [
    ("anonymous", "/sign-in", "/sign-in"),
    ("resident", "/me/household", "/me/household/members"),
    ("manager", "/work/prices", "/work/prices"),
    ("manager", "/work/areas/new", "/work/areas"),
    ("manager", "/work/import", "/work/import"),
    ("manager", "/work/residents/{resident}", "ending"),
]


async def fine(page: Page) -> None:
    assert await violations(page) == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert await small_targets(page, 44) == []


async def visitor(chromium: Browser, site: Site, role: str, **look: Any) -> BrowserContext:
    context = await new_phone(chromium, site, bypass_csp=True, **look)
    if role != "anonymous":
        await site.signed_in(context, role)
    return context


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("role", "path", "action"), EMPTY)
async def test_an_empty_form_comes_back_with_what_to_mend(
    chromium: Browser, site: Site, role: str, path: str, action: str, look: str
) -> None:
    context = await visitor(chromium, site, role, **LOOKS[look])
    page = await context.new_page()
    await page.goto(path.format(resident=await site.value(SIGNED, COUNTY)))
    await page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    form = page.locator(f"main form[method=post][action$='{action}']").first
    await form.evaluate("form => form.noValidate = true")
    await form.locator("button:not([type=button])").last.click()
    await expect(page.locator("main .refusal, main [role=alert]").first).to_be_visible()
    await fine(page)
    await context.close()


@pytest.mark.parametrize("look", LOOKS)
async def test_signing_with_nothing_chosen_and_nothing_read(chromium: Browser, site: Site, look: str) -> None:
    context = await visitor(chromium, site, "resident", **LOOKS[look])
    page = await context.new_page()
    await page.goto("/sign")
    await page.get_by_role("button", name="下一步").click()
    for box in await page.locator("input[name^='p-']:checked").all():
        await box.uncheck()
    await page.get_by_role("button", name="下一步").click()
    await expect(page.locator("main .refusal").first).to_be_visible()
    await fine(page)
    await page.locator("input[name^='p-']").first.check()
    await page.get_by_role("button", name="下一步").click()
    await page.get_by_role("button", name="确认签约").click()
    await expect(page.locator("main .refusal").first).to_be_visible()
    await fine(page)
    await context.close()


@pytest.mark.parametrize("look", LOOKS)
async def test_a_doctor_without_a_place_left(chromium: Browser, site: Site, look: str) -> None:
    context = await visitor(chromium, site, "resident", **LOOKS[look])
    page = await context.new_page()
    team = await site.value(FULL, COUNTY)
    await page.goto(f"/sign?team={team}")
    await expect(page.locator("main")).to_contain_text("名额已满")
    await fine(page)
    await context.close()
