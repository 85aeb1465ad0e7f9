import pytest

from jiayi.infra import division
from jiayi.infra.division import Level, UnknownDivision
from jiayi.infra.geo import CHINA, bbox


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (430000, ["湖南省"]),
        (510107, ["四川省", "成都市", "武侯区"]),
        (500112 + 39, ["重庆市", "铜梁区"]),
        (659001, ["新疆维吾尔自治区", "石河子市"]),
        (441900003, ["广东省", "东莞市", "东城街道"]),
        (510107001004, ["四川省", "成都市", "武侯区", "浆洗街街道", "洗面桥社区居委会"]),
    ],
)
def test_path_goes_from_province_to_the_division(code: int, names: list[str]) -> None:
    assert [step.name for step in division.path(code)] == names


def test_a_committee_whose_code_is_another_townships_still_has_its_own_township() -> None:
    """Statistics and Civil Affairs number townships differently."""
    assert [step.name for step in division.path(510107062003)][-2:] == ["肖家河街道", "兴蓉社区居委会"]


@pytest.mark.parametrize(
    ("code", "county"),
    [(510107, 510107), (510107001004, 510107), (441900003, 441900), (510000, 510000)],
)
def test_county_of(code: int, county: int) -> None:
    assert division.county_of(code) == county


def test_every_child_knows_its_parent() -> None:
    for code in (510000, 510100, 510107, 510107001, 659001):
        below = division.children(code)
        assert below and {child.parent for child in below} == {code}
    assert division.children(510107001004) == []


def test_the_nation_is_complete_to_the_county() -> None:
    national = [division.get(code) for code, _ in division.reading.county_rows()]
    counts = {level: sum(d.level is level for d in national) for level in list(Level)[:3]}
    assert counts == {Level.PROVINCE: 34, Level.CITY: 333, Level.COUNTY: 2845}


@pytest.mark.parametrize("code", [0, -1, 99, 999999, 510107999, 510107001999, 10**15])
def test_unknown_codes_are_refused_in_a_sentence(code: int) -> None:
    assert division.find(code) is None
    with pytest.raises(UnknownDivision, match="请核对"):
        division.get(code)


@pytest.mark.parametrize(
    ("text", "within", "first"),
    [
        ("武侯区", None, "武侯区"),
        ("武侯", None, "武侯区"),
        ("whq", None, "武侯区"),
        ("wu hou", None, "武侯区"),
        ("yulin", 510107, "玉林街道"),
        ("玉林", 510000, "玉林街道"),
        ("洗面桥", 510107, "洗面桥社区居委会"),
    ],
)
def test_search(text: str, within: int | None, first: str) -> None:
    assert first in [d.name for d in division.search(text, within)][:3]


def test_search_for_nothing_finds_nothing() -> None:
    assert division.search("  ") == [] and division.search("没有这个地方") == []


@pytest.mark.parametrize(
    ("code", "pinyin", "initials"),
    [(511100, "le shan shi", "lss"), (500000, "chong qing shi", "cqs"), (430100, "chang sha shi", "css")],
)
def test_pinyin_reads_as_people_do(code: int, pinyin: str, initials: str) -> None:
    assert (division.get(code).pinyin, division.get(code).initials) == (pinyin, initials)


@pytest.mark.parametrize("code", [510107, 430121, 650102, 441900, 810000])
def test_outlines_are_closed_rings_in_china(code: int) -> None:
    rings = division.outline(code)
    assert rings and all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings)
    box = bbox(point for ring in rings for point in ring)
    assert CHINA.west < box.west < box.east < CHINA.east and CHINA.south < box.south < box.north < CHINA.north


def test_nearly_every_county_has_an_outline() -> None:
    counties = [
        code for code, _ in division.reading.county_rows() if division.get(code).level is Level.COUNTY
    ]
    assert [code for code in counties if not division.outline(code)] == [500157, 653228, 653229]


def test_the_packed_data_stays_small() -> None:
    assert sum(file.stat().st_size for file in division.reading.HERE.rglob("*.xz")) < 6_000_000
