"""N-1.1, R1, R4: an area is found however it is typed, by list and by position."""

import httpx
import pytest

from jiayi.directory import search
from jiayi.directory.model import AreaHit
from jiayi.infra.ids import new_id
from tests.factories import COUNTY, Factory

NAMES = [
    ("洗面桥小区", "xi mian qiao xiao qu", "xmqxq", "洗面桥街1号"),
    ("玉林北苑", "yu lin bei yuan", "ylby", "玉林北路22号"),
    ("科华苑", "ke hua yuan", "khy", "科华中路8号"),
    ("锦绣花园", "jin xiu hua yuan", "jxhy", "高升桥路3号"),
]


async def four_areas(make: Factory) -> None:
    place = await make.place()
    for name, pinyin, initials, address in NAMES[1:]:
        text = f"{name} {pinyin.replace(' ', '')} {initials} {address}"
        await make.area(
            place.team_id, name=name, pinyin=pinyin, initials=initials, address=address, search_text=text
        )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("洗面桥小区", "洗面桥小区", id="as it is"),
        pytest.param("洗面桥", "洗面桥小区", id="the beginning"),
        pytest.param("面桥", "洗面桥小区", id="two characters inside"),
        pytest.param("玉林", "玉林北苑", id="two characters"),
        pytest.param("洗棉桥小区", "洗面桥小区", id="homophone"),
        pytest.param("洗面乔小曲", "洗面桥小区", id="two typos"),
        pytest.param("ximianqiao", "洗面桥小区", id="full pinyin"),
        pytest.param("xi mian qiao", "洗面桥小区", id="pinyin with spaces"),
        pytest.param("ximianqaio", "洗面桥小区", id="pinyin with a typo"),
        pytest.param("XMQXQ", "洗面桥小区", id="initials"),
        pytest.param("ylby", "玉林北苑", id="initials of another"),
        pytest.param("高升桥路3号", "锦绣花园", id="address"),
        pytest.param("成都市武侯区科华苑", "科华苑", id="city and county in front"),
        pytest.param("四川省成都市武侯区浆洗街街道洗面桥小区", "洗面桥小区", id="whole address"),
        pytest.param("锦绣花园3栋2单元1201", "锦绣花园", id="building, unit, room"),
        pytest.param("浆洗街街道锦绣花园3栋2单元1201室", "锦绣花园", id="with township and door"),
        pytest.param("科华苑3-2-1201", "科华苑", id="door in figures"),
        pytest.param("洗棉桥小区十二栋三单元501号", "洗面桥小区", id="homophone and door"),
        pytest.param("浆洗街", "洗面桥小区", id="township"),
        pytest.param("  锦绣 花园 ", "锦绣花园", id="spaces"),
        pytest.param("ＸＭＱＸＱ", "洗面桥小区", id="full-width letters"),
    ],
)
async def test_first_answer(client: httpx.AsyncClient, make: Factory, typed: str, expected: str) -> None:
    await four_areas(make)
    answer = await client.get("/api/areas/search", params={"q": typed, "county": COUNTY})
    assert [area["name"] for area in answer.json()["areas"]][:1] == [expected]


@pytest.mark.parametrize("typed", ["zzzzqqq", "%", "_", "\\", "'; drop table x", "🙂", "北京天安门广场"])
async def test_nothing_found_says_what_next(client: httpx.AsyncClient, make: Factory, typed: str) -> None:
    await four_areas(make)
    answer = await client.get("/find", params={"q": typed})
    assert answer.status_code == 200
    if "没有找到" in answer.text:
        assert "/areas?county=" in answer.text and "tel:028-00000001" in answer.text


async def test_a_township_leads_to_its_list(client: httpx.AsyncClient, make: Factory) -> None:
    await four_areas(make)
    page = (await client.get("/find", params={"q": "浆洗街街道", "county": COUNTY})).text
    assert "浆洗街街道的全部小区和村组" in page and "township=510107001" in page


async def test_a_hit_says_city_and_county_and_the_committee_once(
    client: httpx.AsyncClient, make: Factory
) -> None:
    words = {"pinyin": "", "initials": ""}
    await make.insert("divisions", code=510100, name="成都市", level="city", **words)
    await make.insert("divisions", code=COUNTY, name="武侯区", level="county", parent=510100, **words)
    place = await make.place()
    there = {"committee_name": "永丰社区", "address": "永丰社区", "search_text": "翠湖雅居"}
    await make.area(place.team_id, name="翠湖雅居", **there)
    page = (await client.get("/find", params={"q": "翠湖雅居", "county": COUNTY})).text
    assert page.count("永丰社区") == 1 and "成都市武侯区" in page


async def test_what_is_typed_is_not_markup(client: httpx.AsyncClient, make: Factory) -> None:
    await make.place()
    assert "<script>alert" not in (await client.get("/find", params={"q": "<script>alert(1)</script>"})).text


async def test_other_counties_are_not_mixed_in(client: httpx.AsyncClient, make: Factory) -> None:
    await make.place()
    await make.place(510703)
    for county in (COUNTY, 510703):
        areas = (await client.get(f"/api/areas/search?q=洗面桥&county={county}")).json()["areas"]
        assert {area["county"] for area in areas} == {county}


async def test_chosen_county_is_remembered(client: httpx.AsyncClient, make: Factory) -> None:
    await make.place()
    await make.place(510703)
    await client.get("/find?q=洗面桥&county=510703")
    assert '<option value="510703" selected>' in (await client.get("/")).text


async def test_list_leads_down_to_the_compound(client: httpx.AsyncClient, make: Factory) -> None:
    """R4: the same answer without typing and without a position."""
    place = await make.place()
    path = f"/areas?county={COUNTY}"
    for step in ("&township=510107001", "&committee=510107001001"):
        link = (path + step).replace("&", "&amp;")
        assert (
            link.replace("/", "&#x2f;") in (await client.get(path)).text
            or link in (await client.get(path)).text
        )
        path += step
    assert str(place.area_id) in (await client.get(path)).text


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        ("104.055", "30.645", "您现在在这里"),
        ("104.2", "30.9", "还没有划分责任片区"),
        ("abc", "1", "没有得到您的位置"),
        ("nan", "nan", "没有得到您的位置"),
        ("999", "1", "没有得到您的位置"),
    ],
)
async def test_position(client: httpx.AsyncClient, make: Factory, lon: str, lat: str, words: str) -> None:
    await make.place()
    answer = await client.get("/find/here", params={"lon": lon, "lat": lat})
    assert words in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("高升桥路", ["锦绣花园"], id="a street: who stands in it alone"),
        pytest.param("科华中路8号", ["科华苑"], id="a street and its number"),
        pytest.param("科华中路9号", ["科华苑"], id="another number of the street"),
        pytest.param(
            "浆洗街9号", [], id="a street that the township is called after is not the whole township"
        ),
        pytest.param("人民南路四段", [], id="a street nobody knows"),
        pytest.param("科华苑", ["科华苑"], id="a name shuts out what is only like it"),
        pytest.param("锦绣花院", ["锦绣花园"], id="a typo still finds"),
        pytest.param("玉林", ["玉林北苑"], id="two characters"),
    ],
)
async def test_unrelated_places_do_not_appear(
    client: httpx.AsyncClient, make: Factory, typed: str, found: list[str]
) -> None:
    await four_areas(make)
    place = await make.place()
    for name, pinyin in (("科苑新村", "ke yuan xin cun"), ("锦官花园城", "jin guan hua yuan cheng")):
        text = f"{name} {pinyin.replace(' ', '')} {name}"
        await make.area(place.team_id, name=name, pinyin=pinyin, initials="x", address=name, search_text=text)
    answer = await client.get("/api/areas/search", params={"q": typed, "county": COUNTY})
    assert [area["name"] for area in answer.json()["areas"]] == found
    page = (await client.get("/find", params={"q": typed, "county": COUNTY})).text
    assert all(name in page for name in found)
    if typed == "浆洗街9号":
        assert "浆洗街街道的全部小区和村组" in page, "the township stays a way on"


def hit(name: str, pinyin: str, initials: str, address: str) -> AreaHit:
    return AreaHit(COUNTY, new_id(), "compound", name, pinyin, initials, "", "", address, "")


@pytest.mark.parametrize("position", range(len(NAMES)))
def test_exact_name_ranks_first(position: int) -> None:
    terms = search.read(NAMES[position][0])
    assert terms
    assert search.rank([hit(*name) for name in NAMES], terms)[0].name == NAMES[position][0]
