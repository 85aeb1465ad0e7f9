"""N-1.1, N-1.2, MY-3: who answers for a building is public, without sign-in and without a script."""

import html
from datetime import date
from uuid import UUID

import httpx
import pytest
from asyncpg import Range

from jiayi.infra.ids import new_id
from tests.factories import COUNTY, Factory, Place


async def second_team(make: Factory, place: Place, name: str) -> UUID:
    doctor = await make.doctor(place.institution_id, name="赵明", capacity=7)
    return await make.team(place.institution_id, [doctor], name=name)


async def test_area_page_tells_all_that_must_be_public(client: httpx.AsyncClient, make: Factory) -> None:
    """N-1.1: institution, contacts, hours, ways to sign; N-1.2: introduction, specialty."""
    place = await make.place(capacity=1234)
    text = (await client.get(f"/areas/{COUNTY}/{place.area_id}")).text
    for word in ("李慧", "看高血压二十年", "高血压", "普通话、四川话", "tel:028-00000003", "周一至周五", "1234",
                 "网上签约", "公里", f"area={place.area_id}&amp;team="):  # fmt: skip
        assert word in text, word
    assert 'class="me"' in text


async def test_building_with_its_own_team(client: httpx.AsyncClient, make: Factory) -> None:
    """N-1.1 names the building (楼宇): its own team comes before that of the compound."""
    place = await make.place()
    team = await second_team(make, place, "一栋专管团队")
    await make.insert(
        "area_assignments", county=COUNTY, id=new_id(), area_id=place.area_id, building_id=place.building_id,
        team_id=team, valid=Range(date(2025, 6, 1), None),
    )  # fmt: skip
    path = f"/areas/{COUNTY}/{place.area_id}"
    both = (await client.get(path)).text
    one = (await client.get(f"{path}?building={place.building_id}")).text
    assert "一栋专管团队" in both and "李慧" in both
    assert "一栋专管团队" in one and "李慧" not in one


async def test_full_team_says_so(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place(capacity=0)
    assert "名额已满" in (await client.get(f"/areas/{COUNTY}/{place.area_id}")).text


async def test_area_without_team_says_so(client: httpx.AsyncClient, make: Factory) -> None:
    await make.place()
    area, _ = await make.area(None)
    assert "还没有团队负责" in (await client.get(f"/areas/{COUNTY}/{area}")).text


@pytest.mark.parametrize("part", ["", "/poster"])
async def test_posters_and_team_pages(client: httpx.AsyncClient, make: Factory, part: str) -> None:
    place = await make.place()
    for path in (f"/areas/{COUNTY}/{place.area_id}", f"/teams/{COUNTY}/{place.team_id}"):
        answer = await client.get(path + part)
        assert answer.status_code == 200 and "李慧" in answer.text and " style=" not in answer.text
        assert ('class="qr"' in answer.text) is bool(part)


async def test_poster_code_leads_to_the_area(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    poster = (await client.get(f"/areas/{COUNTY}/{place.area_id}/poster")).text
    address = html.unescape(poster).split("http://testserver")[1].split("<")[0]
    answer = await client.get(address)
    assert answer.headers["location"] == f"/areas/{COUNTY}/{place.area_id}"


@pytest.mark.parametrize(
    "path",
    [f"/areas/{COUNTY}/%s", f"/teams/{COUNTY}/%s", f"/doctors/{COUNTY}/%s", "/institutions/%s", "/a/1-%s"],
)
async def test_unknown_ids(client: httpx.AsyncClient, make: Factory, path: str) -> None:
    await make.place()
    assert (await client.get(path % new_id())).status_code == 404


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_every_public_page_renders(client: httpx.AsyncClient, make: Factory, language: str) -> None:
    place = await make.place()
    client.headers["accept-language"] = language
    for path in (
        "/", "/find", "/find?q=洗面桥", "/find/here", "/find/here?lon=104.055&lat=30.645", "/find/here?lon=1&lat=1",
        "/areas", f"/areas?county={COUNTY}&township=510107001", "/map", "/map?township=510107001",
        f"/areas?county={COUNTY}&township=510107001&committee=510107001001", f"/areas/{COUNTY}/{place.area_id}",
        f"/doctors/{COUNTY}/{place.doctor_id}", f"/institutions/{place.institution_id}",
    ):  # fmt: skip
        answer = await client.get(path)
        assert answer.status_code == 200, (path, answer.text[:500])
        assert answer.text.count("<h1") == 1 and "undefined" not in answer.text, path


async def test_home_of_an_empty_deployment(client: httpx.AsyncClient) -> None:
    for path in ("/", "/map", "/areas", "/find?q=玉林"):
        assert (await client.get(path)).status_code == 200


async def test_area_page_names_who_may_be_signed_with(client: httpx.AsyncClient, make: Factory) -> None:
    """N-1.1, N-1.2: each doctor with the own places; a lead who signs nobody stands there as what they are."""
    place = await make.place(capacity=9)
    lead = await make.doctor(place.institution_id, name="彭涛", kind="specialist", signs=False)
    other = await make.doctor(place.institution_id, name="赵明", capacity=7)
    team = await make.team(place.institution_id, [lead, other, place.doctor_id], name="三人团队")
    area, _ = await make.area(team)
    page = (await client.get(f"/areas/{COUNTY}/{area}")).text
    heading, rest = page.split("可以签约的医生", 1)
    signing, others = rest.split("队里一起服务的", 1)
    assert "彭涛" not in heading and "彭涛" not in signing and "彭涛" in others and "不单独签约" in others
    assert "全队还有 16 个名额" in heading and "还有 7 个名额" in signing and "还有 9 个名额" in signing


@pytest.mark.parametrize(("capacity", "said"), [(1, "1 place left"), (2, "2 places left")])
async def test_one_is_not_many_in_english(
    client: httpx.AsyncClient, make: Factory, capacity: int, said: str
) -> None:
    place = await make.place(capacity=capacity)
    page = (await client.get(f"/doctors/{COUNTY}/{place.doctor_id}", headers={"accept-language": "en"})).text
    assert said in page


@pytest.mark.parametrize("part", ["areas", "teams", "doctors"])
async def test_pages_below_the_home_page_light_its_tab(
    client: httpx.AsyncClient, make: Factory, part: str
) -> None:
    place = await make.place()
    one = {"areas": place.area_id, "teams": place.team_id, "doctors": place.doctor_id}[part]
    page = html.unescape((await client.get(f"/{part}/{COUNTY}/{one}")).text)
    assert '<a href="/" aria-current="page">' in page
