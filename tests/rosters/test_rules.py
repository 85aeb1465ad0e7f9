"""Files as they come: every fault names sheet, row, column and header, and says what to do."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest

from jiayi.infra import division
from jiayi.infra.identity_number import Sex, generate
from jiayi.infra.web.i18n import load_catalog
from jiayi.rosters import sentences as S
from jiayi.rosters.cli import line
from jiayi.rosters.columns import COLUMNS
from jiayi.rosters.model import MOST_ROWS, Fault, Kind, Record, Unreadable
from jiayi.rosters.reading import open_source
from jiayi.rosters.rules import column_letter
from jiayi.rosters.template import example_area, template
from jiayi.settings import ROOT
from tests.rosters.conftest import book

COUNTY = 510107
MAN, WOMAN = (generate(date(1960, 1, 1), sex, 1) for sex in (Sex.MALE, Sex.FEMALE))
HEADER = (
    "姓名",
    "身份证号",
    "性别",
    "出生日期",
    "手机号",
    "与户主关系",
    "户主身份证号",
    "片区编码",
    "楼栋",
    "疾病",
)


def lines(content: bytes, kind: Kind = Kind.RESIDENTS) -> list[Record | list[Fault]]:
    return list(open_source(content, kind, COUNTY).lines)


def faults(content: bytes, kind: Kind = Kind.RESIDENTS) -> list[str]:
    source = open_source(content, kind, COUNTY)
    found = [*source.header_faults, *(f for one in source.lines if isinstance(one, list) for f in one)]
    return [line(fault) for fault in found]


BAD_ROWS: list[tuple[tuple[Any, ...], list[str]]] = [
    (("", MAN), ["名册 第 2 行 A 列（姓名）：请填写“姓名”。"]),
    (("王强", ""), ["名册 第 2 行 B 列（身份证号）：请填写“身份证号”。"]),
    (("王强", MAN[:-1]), ["名册 第 2 行 B 列（身份证号）：身份证号是 18 位，您填了 17 位，请核对后再填。"]),
    (("王强", MAN[:16] + "00"), ["名册 第 2 行 B 列（身份证号）：身份证号有一位不对，请对照身份证逐位核对。"]),
    (("王强", float(MAN[:17] + "0")), [f"名册 第 2 行 B 列（身份证号）：{S.LOST_DIGITS}"]),
    (("王强", MAN, "女"), ["名册 第 2 行 C 列（性别）：性别与身份证号不一致，请核对这两项。"]),
    (("王强", MAN, "?"), ["名册 第 2 行 C 列（性别）：没有“?”这一项，请从这些里选：男、女。"]),
    (("王强", MAN, "", "1960-01-02"), ["名册 第 2 行 D 列（出生日期）：出生日期与身份证号不一致，请核对这两项。"]),
    (("王强", MAN, "", "", "123"), ["名册 第 2 行 E 列（手机号）：手机号是 11 位数字，请核对后再填。"]),
    (("王强", MAN, "", "", "", "子女"), ["名册 第 2 行 F 列（与户主关系）：填了与户主的关系，也请填写户主身份证号。"]),
    (("王强", MAN, "", "", "", "户主", WOMAN), [f"名册 第 2 行 G 列（户主身份证号）：{S.HEAD_DIFFERS}"]),
    (("王强", MAN, "", "", "", "", "", "", "1栋"), ["名册 第 2 行 I 列（楼栋）：填了楼栋，也请填写片区编码。"]),
    (("王强", "x" * 18, "", "", "9"),
     ["名册 第 2 行 B 列（身份证号）：身份证号只有数字，最后一位可以是 X，请核对后再填。",
      "名册 第 2 行 E 列（手机号）：手机号是 11 位数字，请核对后再填。"]),
]  # fmt: skip


@pytest.mark.parametrize(("row", "told"), BAD_ROWS)
def test_bad_row_is_told_with_its_place(row: tuple[Any, ...], told: list[str]) -> None:
    assert faults(book(HEADER, row)) == told


BAD_FILES = [
    (b"  ", S.EMPTY),
    (b"PK\x03\x04 no workbook", S.NOT_READABLE),
    (b"\xd0\xcf\x11\xe0 no workbook", S.NOT_READABLE),
    (b"\xff\xfe\x00", S.NO_CODING),
    (b"a,b\n1,2\n", S.NO_HEADER),
    (b"\x80\xff\xff,\xff", S.NO_CODING),
    (book(HEADER), S.NO_ROWS),
    (b"\n" * (MOST_ROWS + 1) + b"x", S.TOO_MANY_ROWS),
]


@pytest.mark.parametrize(("content", "text"), BAD_FILES, ids=range(len(BAD_FILES)))
def test_unusable_file_is_told_as_a_whole(content: bytes, text: str) -> None:
    with pytest.raises(Unreadable) as problem:
        open_source(content, Kind.RESIDENTS, COUNTY)
    assert problem.value.text == text


def test_archive_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in range(9):
            archive.writestr(f"xl/{part}", bytes(100 * 2**20))
    with pytest.raises(Unreadable) as problem:
        open_source(out.getvalue(), Kind.RESIDENTS, COUNTY)
    assert problem.value.text == S.TOO_BIG


def test_archive_of_too_many_files_is_refused() -> None:
    """ASVS 5.0 5.2.3."""
    out = io.BytesIO(book(("姓名",), ("王芳",)))
    with zipfile.ZipFile(out, "a") as archive:
        for part in range(2001):
            archive.writestr(f"xl/{part}", b"")
    with pytest.raises(Unreadable) as problem:
        open_source(out.getvalue(), Kind.RESIDENTS, COUNTY)
    assert problem.value.text == S.NOT_READABLE


def test_missing_and_double_columns_are_told_before_any_row() -> None:
    told = faults(book(("姓名", "姓名", "手机号"), ("王芳", "王芳", "1")))
    assert told == ["名册 第 1 行 A 列（姓名）：“姓名”这一列出现了两次，请删去一列。",
                    "名册 第 1 行（身份证号）：缺少“身份证号”这一列。请加上这一列，或使用模板。"]  # fmt: skip


def test_header_below_a_title_with_other_words_and_order() -> None:
    content = book(("居民身份证号码", "证件号码*", " 居民 姓名"), ("", WOMAN, "王芳"), above=3)
    (record,) = lines(content)
    assert isinstance(record, Record) and record.row == 5
    assert record.values["name"] == "王芳" and record.values["identity"].text == WOMAN


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("comma", [",", "\t", ";"])
def test_csv_in_the_codings_of_counties(coding: str, comma: str) -> None:
    text = f"姓名{comma}身份证号\r\n王芳{comma}{WOMAN}\r\n{comma}\r\n李强{comma}1\r\n"
    record, told = lines(text.encode(coding))
    assert isinstance(record, Record) and record.values["name"] == "王芳"
    assert isinstance(told, list) and (told[0].row, told[0].column) == (4, "B")


@pytest.mark.parametrize("kind", COLUMNS)
def test_template_comes_back(kind: Kind) -> None:
    """What the template says as example is what the reader takes; its header is understood completely."""
    import python_calamine

    content = template(kind)
    blank = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert blank.sheet_names[1] == "填写说明"
    header = [str(cell) for cell in next(iter(blank.get_sheet_by_index(0).iter_rows()))]
    examples = [WOMAN if column.key == "identity" else column.example for column in COLUMNS[kind]]
    source = open_source(book(header, examples), kind, COUNTY)
    (record,) = source.lines
    assert isinstance(record, Record) and source.ignored == []
    assert set(record.values) == {
        column.key for column, example in zip(COLUMNS[kind], examples, strict=True) if example
    }


def test_template_has_drop_downs() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(template(Kind.RESIDENTS))).read("xl/worksheets/sheet1.xml").decode()
    assert 'type="list"' in sheet and "男,女" in sheet and sheet.count("<dataValidation ") == 2


def test_template_offers_what_the_reader_takes() -> None:
    for columns in COLUMNS.values():
        for column in columns:
            for word in column.allowed:
                column.parse(word)


def test_column_letters() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_every_sentence_has_english() -> None:
    english = load_catalog(ROOT / "frontend/locale/en")
    assert [text for text in S.ALL.values() if text not in english] == []


@pytest.mark.parametrize("county", [510107, 650102, 430102])
def test_the_example_area_is_of_the_own_county(county: int) -> None:
    """Its codes come from the division data, and its place from the county's outline: it can be imported as it is."""
    feature = json.loads(example_area(county))["features"][0]
    told, corner = feature["properties"], feature["geometry"]["coordinates"][0][0]
    assert told["township"] // 1000 == county and told["committee"] // 1000 == told["township"]
    assert division.get(told["committee"]).name == told["committee_name"]
    lons = [x for ring in division.outline(county) for x, _ in ring]
    assert min(lons) < corner[0] < max(lons)
