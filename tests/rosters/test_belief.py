"""A roster with a slip of the pen is refused with a sentence, not taken at its word (issue 2 §2)."""
# ruff: noqa: F811

from datetime import date

import pytest

from jiayi.infra.identity_number import Sex, generate
from jiayi.rosters import sentences as S
from jiayi.rosters.model import Kind
from tests.factories import Factory
from tests.rosters.conftest import book
from tests.rosters.test_import import INSURED, Importer, importer, texts  # noqa: F401

BORN = generate(date(1955, 1, 1), Sex.MALE, 1)
EARLY = generate(date(1801, 1, 1), Sex.MALE, 1)
PLACE = ("机构编码", "机构名称", "机构类型", "地址", "电话", "服务时间", "经度", "纬度")
STAFF = ("人员编码", "姓名", "机构编码", "性别", "人员类别", "职称", "接受签约", "签约人数上限")


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "＝"])
async def test_a_name_is_no_formula(importer: Importer, mark: str) -> None:
    people = f"姓名,身份证号\n{mark}cmd|calc!A1,{BORN}\n"
    assert texts(await importer(Kind.RESIDENTS, people.encode())) == [(2, "A", S.STARTS_LIKE_FORMULA)]


async def test_a_birth_before_1900_is_a_slip(importer: Importer) -> None:
    found = await importer(Kind.RESIDENTS, book(("姓名", "身份证号"), ("王强", EARLY)))
    assert texts(found) == [(2, "B", S.BORN_LONG_AGO)]


@pytest.mark.parametrize(("day", "text"), [("2099-01-01", S.DAY_AHEAD), ("1899-12-31", S.DAY_BEYOND)])
async def test_insurance_is_of_a_day_that_was(
    importer: Importer,
    make: Factory,
    day: str,
    text: str,
) -> None:
    await make.resident(await make.place(), identity=BORN)
    row = (BORN, "居民医保", "是", 510107, "", "", "", day)
    assert texts(await importer(Kind.INSURANCE, book(INSURED, row))) == [(2, "H", text)]


@pytest.mark.parametrize(
    ("lon", "lat", "faults"),
    [("104.05", "30.64", []), ("104.30", "30.50", []), ("116.4", "39.9", [(2, "G", S.FAR_FROM_COUNTY)])],
)
async def test_an_institution_stands_near_its_county(
    importer: Importer,
    lon: str,
    lat: str,
    faults: list[object],
) -> None:
    row = ("C9", "玉林社区卫生服务中心", "社区卫生服务中心", "玉林街1号", "028-85550000", "周一", lon, lat)
    assert texts(await importer(Kind.INSTITUTIONS, book(PLACE, row))) == faults


@pytest.mark.parametrize(
    ("kind", "signs", "faults"),
    [("护士", "是", [(2, "G", S.NEVER_SIGNS)]), ("护士", "", []), ("全科医生", "是", [])],
)
async def test_only_kinds_that_the_place_names_sign(
    importer: Importer,
    kind: str,
    signs: str,
    faults: list[object],
) -> None:
    """N-0: who may be the signing doctor stands in the policies."""
    row = ("N1", "张丽", "HOME", "女", kind, "主管护师", signs, "100")
    assert texts(await importer(Kind.STAFF, book(STAFF, row))) == faults


@pytest.mark.parametrize("content", ["姓名,身份证号\n", "姓名,身份证号\n,\n\n"])
async def test_a_header_alone_is_no_roster(importer: Importer, content: str) -> None:
    found = await importer(Kind.RESIDENTS, content.encode())
    assert texts(found) == [(0, "", S.NO_ROWS)]
