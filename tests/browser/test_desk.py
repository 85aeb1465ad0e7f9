"""The desk in a browser: each step of signing with someone present, accessible, and drawn with a finger."""

import asyncio
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import COUNTY, Site, new_phone, small_targets, violations

pytestmark = pytest.mark.browser

LOOKS = {"light": {}, "dark": {"dark": True}, "elder": {"elder": True}}
HOME = "(select institution_id from role_grants where county = $1 and role = 'manager' order by id limit 1)"
UNSIGNED = f"""select r.id from residents r where r.county = $1 and r.institution_id = {HOME}
  and r.birth_date < '1990-01-01' and not exists (select 1 from agreements a where a.county = r.county
  and a.resident_id = r.id and not isempty(a.term)) order by r.id offset $2 limit 1"""
SIGNED = f"""select a.id from agreements a where a.county = $1 and a.institution_id = {HOME}
  and a.term @> date '2026-03-02' order by a.id limit 1"""
WAITS = f"""insert into waiting_entries (county, id, doctor_id, resident_id, joined_at, added_reason)
  select $1, gen_random_uuid(), d.id, $2, now(), '没有手机' from doctors d where d.county = $1 and d.signs
  and d.institution_id = {HOME} order by d.id limit 1 on conflict do nothing"""
NAME = "select name from residents where county = $1 and id = $2"
STROKE = [(0.1 + 0.06 * i, 0.3 + i % 3 * 0.2) for i in range(13)]


async def _fine(page: Page) -> None:
    assert await violations(page) == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert await small_targets(page, 44) == []


async def _visit(page: Page, site: Site, nth: int) -> tuple[UUID, str]:
    """Through the search by name to the page of the visit."""
    resident = await site.value(UNSIGNED, COUNTY, nth)
    name = await site.value(NAME, COUNTY, resident)
    await page.goto(f"/work/sign?name={name}")
    await page.locator(f"form:has(input[value='{resident}']) button").click()
    await page.wait_for_url(f"**/work/sign/{resident}")
    return resident, name


async def _to_signature(page: Page) -> None:
    await page.get_by_role("button", name="下一步：选服务包").click()
    await page.wait_for_url("**/packages?*")
    await page.get_by_role("button", name="下一步：请居民看协议").click()
    await page.wait_for_url("**/agreement?*")


async def _points(page: Page) -> list[tuple[float, float]]:
    canvas = page.locator("canvas.sign").first
    await canvas.scroll_into_view_if_needed()
    box = await canvas.bounding_box()
    assert box
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in STROKE]


async def _with_a_finger(page: Page) -> None:
    """Real touch events: a page that scrolls away under the finger draws nothing."""
    points = await _points(page)
    protocol = await page.context.new_cdp_session(page)
    steps = [("touchStart", points[0]), *(("touchMove", one) for one in points[1:])]
    for kind, (x, y) in steps:
        await protocol.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        await asyncio.sleep(0.05)
    await protocol.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def _with_a_mouse(page: Page) -> None:
    points = await _points(page)
    await page.mouse.move(*points[0])
    await page.mouse.down()
    for x, y in points[1:]:
        await page.mouse.move(x, y)
    await page.mouse.up()


@pytest.mark.parametrize("look", LOOKS)
async def test_each_step_at_the_desk_is_accessible_and_fits(chromium: Browser, site: Site, look: str) -> None:
    context = await new_phone(chromium, site, bypass_csp=True, **LOOKS[look])
    await site.signed_in(context, "manager")
    page = await context.new_page()
    resident, name = await _visit(page, site, 0)
    await _fine(page)
    await page.get_by_role("button", name="下一步：选服务包").click()
    await page.wait_for_url("**/packages?*")
    await _fine(page)
    await page.get_by_role("button", name="下一步：请居民看协议").click()
    await page.wait_for_url("**/agreement?*")
    await _fine(page)
    await page.get_by_role("button", name="本人签名完成").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await _fine(page)
    await page.locator(f"#f-c-{resident}").check()
    await page.locator(f"#f-typed_name-{resident}").fill(name)
    await page.get_by_role("button", name="本人签名完成").click()
    await page.wait_for_url("**/work/residents/*")
    await site.run(WAITS, COUNTY, resident)
    for path, sentence in (("/work/witness", name), ("/work/waiting", "没有手机")):
        await page.goto(path)
        await expect(page.get_by_text(sentence).first).to_be_visible()
        await _fine(page)
    await context.close()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "path", ["requests?of=confirmation", "sign?name=王", "panel?group=age65", "one", "year"]
)
async def test_other_pages_of_the_desk_are_accessible_and_fit(
    chromium: Browser, site: Site, path: str, look: str
) -> None:
    context = await new_phone(chromium, site, bypass_csp=True, **LOOKS[look])
    await site.signed_in(context, "manager")
    page = await context.new_page()
    signed = await site.value(SIGNED, COUNTY)
    resident = await site.value(
        "select resident_id from agreements where county = $1 and id = $2", COUNTY, signed
    )
    known = {"one": f"residents/{resident}", "year": f"agreements/{signed}/year"}
    answer = await page.goto(f"/work/{known.get(path, path)}")
    assert answer and answer.status == 200
    await _fine(page)
    await context.close()


async def test_finger_signature_is_stored_and_stands_in_the_document(chromium: Browser, site: Site) -> None:
    """F7: drawn on staff's screen; cleared and drawn again, the last one counts."""
    context = await new_phone(chromium, site)
    await site.signed_in(context, "manager")
    page = await context.new_page()
    resident, _ = await _visit(page, site, 1)
    await _to_signature(page)
    await page.locator(f"#f-c-{resident}").check()
    field = page.locator("[data-drawing]")
    await _with_a_mouse(page)
    await page.get_by_role("button", name="擦掉重写").click()
    assert await field.input_value() == ""
    await _with_a_finger(page)
    drawn = await field.input_value()
    assert drawn.startswith("M") and drawn.count("L") == len(STROKE) - 1
    await page.get_by_role("button", name="本人签名完成").click()
    await page.wait_for_url("**/work/residents/*")
    kept = """select s.agreement_id from agreement_signatures s join agreements a on a.county = s.county
      and a.id = s.agreement_id where a.county = $1 and a.resident_id = $2 and s.signer = 'resident' and s.drawing = $3"""
    agreement = await site.value(kept, COUNTY, resident, drawn)
    assert agreement
    await page.goto(f"/agreements/{agreement}/document")
    assert await page.locator(f'svg path[d="{drawn}"]').count() == 1
    await context.close()


async def test_mouse_signature_online_is_stored(chromium: Browser, site: Site) -> None:
    """The same pad on the resident's own phone."""
    resident = await site.value(UNSIGNED, COUNTY, 2)
    account = await site.value(
        "select id from accounts where county = $1 and resident_id = $2", COUNTY, resident
    )
    if account is None:
        account = await site.value(
            """insert into accounts (county, id, display_name, created_at, resident_id)
               values ($1, gen_random_uuid(), 'x', now(), $2) returning id""", COUNTY, resident
        )  # fmt: skip
    context = await new_phone(chromium, site)
    await context.add_cookies([await site.cookie(account)])
    page = await context.new_page()
    await page.goto("/sign")
    await page.get_by_role("button", name="下一步：选服务包").click()
    await page.get_by_role("button", name="下一步：看协议").click()
    await page.locator("input[name^='c-']").check()
    await _with_a_mouse(page)
    drawn = await page.locator("[data-drawing]").input_value()
    await page.get_by_role("button", name="确认签约").click()
    await page.wait_for_url("**/agreements/*")
    kept = """select count(*) from agreement_signatures s join agreements a on a.county = s.county
      and a.id = s.agreement_id where a.county = $1 and a.resident_id = $2 and s.drawing = $3 and s.signer = 'resident'"""
    assert drawn and await site.value(kept, COUNTY, resident, drawn) == 1
    await context.close()
