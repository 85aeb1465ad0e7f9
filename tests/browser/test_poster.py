"""N-1.1: what hangs at a compound's gate, as it comes out of the printer."""

import re
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import BrowserContext

from tests.browser.conftest import COUNTY, Site

pytestmark = pytest.mark.browser
DOTS = 100  # an inch: what a poor office printer and a phone held at arm's length leave of it


@pytest.mark.parametrize(("table", "path"), [("service_areas", "areas"), ("teams", "teams")])
async def test_one_sheet_whose_code_leads_to_the_page(
    phone: BrowserContext, site: Site, tmp_path: Path, table: str, path: str
) -> None:
    one = await site.value(f"select id from {table} where county = $1 order by id limit 1", COUNTY)
    page = await phone.new_page()
    await page.goto(f"/{path}/{COUNTY}/{one}/poster")
    await page.pdf(path=tmp_path / "poster.pdf", prefer_css_page_size=True)
    subprocess.run(
        ["pdftoppm", "-r", str(DOTS), "-gray", "-png", "poster.pdf", "sheet"], cwd=tmp_path, check=True
    )
    sheets = sorted(tmp_path.glob("sheet*.png"))
    assert len(sheets) == 1, "one A4 sheet"
    with Image.open(sheets[0]) as sheet:
        found = zxingcpp.read_barcode(sheet)
    assert found, "no code was found on the sheet"
    shown = re.search(r"https?://\S+", await page.inner_text(".poster"))
    assert shown and found.text == shown[0]
    await page.goto(found.text)
    assert page.url.endswith(f"/{path}/{COUNTY}/{one}")
