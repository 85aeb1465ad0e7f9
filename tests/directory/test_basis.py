"""What the public pages cite is what holds in that place on that day (N-1.1, N-1.2, MY-3)."""

from datetime import date

import httpx
import pytest

from jiayi.directory.basis import basis
from jiayi.infra import clock
from tests.factories import COUNTY, Factory

CITY_WITH_ITS_OWN = 510703
NATION = "国卫办基层发〔2025〕21号"


@pytest.mark.parametrize(
    ("county", "on", "cited"),
    [
        (COUNTY, date(2026, 3, 2), ["一（一）", "一（一）"]),
        (CITY_WITH_ITS_OWN, date(2026, 3, 2), ["一（一）", "一（一）", "二（四）", "二（四）"]),
        (CITY_WITH_ITS_OWN, date(2019, 12, 2), ["二（四）", "二（四）"]),
        (COUNTY, date(2019, 12, 2), []),
        (None, date(2026, 3, 2), []),
    ],
)
def test_place_and_day_decide(county: int | None, on: date, cited: list[str]) -> None:
    assert [
        line.citation.clause for line in basis(county, on, "area", "map", "division", "free_choice")
    ] == cited


async def test_pages_say_what_must_be_and_what_is_encouraged(
    client: httpx.AsyncClient, make: Factory
) -> None:
    """N-1.1 asks for institution, area, contacts, hours and ways; introductions on a map are only encouraged."""
    place = await make.place()
    for path in ("/", f"/areas/{COUNTY}/{place.area_id}", f"/areas/{COUNTY}/{place.area_id}/poster"):
        text = (await client.get(path)).text
        assert NATION in text and "联系方式、工作时间、签约途径" in text and "鼓励" not in text, path
    for path in ("/map", f"/teams/{COUNTY}/{place.team_id}"):
        text = (await client.get(path)).text
        assert "公布签约机构" in text and "鼓励用电子家庭医生地图" in text, path


async def test_a_document_that_ran_out_is_not_cited(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    clock.set_now("2028-01-01T09:00:00")
    assert NATION not in (await client.get(f"/areas/{COUNTY}/{place.area_id}")).text


async def test_english_pages_say_it_in_english(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    client.headers["accept-language"] = "en"
    text = (await client.get(f"/areas/{COUNTY}/{place.area_id}")).text
    assert (
        "must be published" in text
        and f'<span lang="zh-CN">《提升家庭医生签约服务感受度若干措施》{NATION}' in text
    )
