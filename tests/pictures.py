"""``make pictures``: the README's pictures, from the demo as it is served, on a phone of 390×844."""

import asyncio
import re
import tempfile
from pathlib import Path

import msgspec
from playwright.async_api import Browser, Page, async_playwright

from jiayi.settings import ROOT
from tests.attack.target import served
from tests.browser.conftest import QUIET, SHELL

OUT = ROOT / "deploy" / "pictures"
RESIDENTS = 1500


class Picture(msgspec.Struct, frozen=True):
    name: str
    path: str = "/"
    person: str = ""
    """The first of the demo's people whose label has this word; nobody: not signed in."""
    follow: tuple[str, ...] = ()
    """Then, one after the other, the first link whose address matches."""
    press: str = ""
    """Then the button of this name."""
    elder: bool = False
    dark: bool = False
    lang: str = ""


PICTURES = (
    Picture("home", person="快到期"),
    Picture("map", "/map?county=510107"),
    Picture(
        "elder", "/areas?county=510107", follow=("township=", "committee=", r"^/areas/\d+/[^/]+$"), elder=True
    ),
    Picture("packages", "/sign", person="还没有签约", press="下一步"),
    Picture("agreement", "/agreements", person="快到期", follow=(r"^/agreements/[0-9a-f]{8}-[^/]*$",)),
    Picture("work", "/work", person="团队负责人"),
    Picture("panel", "/work/panel", person="团队负责人", dark=True),
)


async def take(browser: Browser, url: str, wanted: Picture) -> None:
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, locale="zh-CN", base_url=url,
        service_workers="block", color_scheme="dark" if wanted.dark else "light",
    )  # fmt: skip
    cookies = {"elder": "1" if wanted.elder else "", "lang": wanted.lang}
    await context.add_cookies([{"name": k, "value": v, "url": url} for k, v in cookies.items() if v])
    page = await context.new_page()
    if wanted.person:
        await page.goto("/demo")
        await page.get_by_role("button", name=wanted.person).first.click()
        await page.wait_for_load_state("networkidle")
    await page.goto(wanted.path)
    for pattern in wanted.follow:
        await page.goto(await _first_link(page, pattern))
    if wanted.press:
        await page.get_by_role("button", name=wanted.press).first.click()
    await page.wait_for_load_state("networkidle")
    if await page.locator("h1").count() != 1 or "没有找到" in await page.inner_text("h1"):
        raise RuntimeError(f"{wanted.name}: {page.url} is not the page that was meant")
    await page.screenshot(path=OUT / f"{wanted.name}.png")
    await context.close()


async def _first_link(page: Page, pattern: str) -> str:
    links: list[str] = await page.eval_on_selector_all(
        "main a[href]", "all => all.map(one => one.getAttribute('href'))"
    )
    return next((link for link in links if re.search(pattern, link)), f"/no-link-like/{pattern}")


async def take_all(url: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=SHELL, args=QUIET)
        for wanted in PICTURES:
            await take(browser, url, wanted)
        await browser.close()


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="jyp-", ignore_cleanup_errors=True) as folder,
        served(Path(folder), RESIDENTS) as target,
    ):
        asyncio.run(take_all(target.url))


if __name__ == "__main__":
    main()
