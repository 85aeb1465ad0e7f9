"""Acting for somebody on a phone: the banner on every page, in light, dark and large letters; nothing too small or wide."""

import os
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page

from jiayi.infra import clock
from jiayi.infra.ids import new_id
from tests.browser.conftest import COUNTY, Site, new_phone, small_targets, violations

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("JIAYI_SHOTS")


async def _two(site: Site) -> tuple[UUID, UUID]:
    """Accounts of an elder and a helper; the elder has given everything but messages."""
    rows = await site.value(
        """select array_agg(array[a.id, a.resident_id] order by a.id) from (
             select a.id, a.resident_id from accounts a join residents r on r.county = a.county and r.id = a.resident_id
             where a.county = $1 and r.birth_date < '2000-01-01' order by a.id limit 2) a""",
        COUNTY,
    )
    (elder, elder_id), (helper, helper_id) = rows
    await site.run(
        """insert into proxies (county, id, grantor_id, helper_name, helper_county, helper_account_id, helper_resident_id,
             areas, starts_on, ends_on, asked_by, asked_at, grantor_agreed_at, grantor_channel, helper_agreed_at)
           select $1, $2, $3, name, $1, $4, $5, '{agreement,bookings,record}', $6, $7, 'grantor', $8, $8, 'own_account', $8
           from residents where county = $1 and id = $5""",
        COUNTY, new_id(), elder_id, helper, helper_id, date(2026, 1, 1), date(2027, 1, 1), clock.now(),
    )  # fmt: skip
    return elder, helper


@pytest.mark.parametrize(("colours", "elder_mode"), [("light", False), ("dark", False), ("light", True)])
async def test_every_page_says_for_whom(
    site: Site, chromium: Browser, colours: str, elder_mode: bool
) -> None:
    elder, helper = await _two(site)
    context = await new_phone(chromium, site, dark=colours == "dark", elder=elder_mode)
    await context.add_cookies([await site.cookie(elder)])
    page = await context.new_page()
    for path in ("/me/helpers", "/me/helpers/new"):
        await _look(page, path, f"{colours}-{elder_mode}")
    await context.add_cookies([await site.cookie(helper)])
    await _look(page, "/me/helping", f"{colours}-{elder_mode}")
    await page.locator("form[action$='/start'] button").first.click()
    for path in ("/agreements", "/me", "/me/looks", "/find", "/me/ways", "/me/helping"):
        await _look(page, path, f"{colours}-{elder_mode}")
        assert await page.locator("aside.acting").is_visible(), path
    await page.locator("aside.acting button").click()
    assert await page.locator("aside.acting").count() == 0
    await context.close()


async def _look(page: Page, path: str, name: str) -> None:
    await page.goto(path)
    assert await small_targets(page, 44) == [], path
    assert await violations(page) == [], path
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}{path.replace('/', '_')}.png")
