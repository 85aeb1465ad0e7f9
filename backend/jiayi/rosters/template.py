"""Template workbooks: the declared columns with drop-downs, and a sheet that explains each."""

import io
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter

from jiayi.infra import division
from jiayi.infra.geo import CHINA
from jiayi.rosters import words
from jiayi.rosters.columns import COLUMNS, Column
from jiayi.rosters.model import MOST_ROWS, TITLES, Kind
from jiayi.rosters.sheets import HELP_SHEET

_LAST_ROW = 1_048_575
_WIDTHS = (14, 40)
_HOW = (
    "在第一张表里填写，一行一条；标题带 * 的列必填。",
    "身份证号、手机号、编码这几列已设为文本格式，请不要改成数字。",
    "重复导入同一份文件不会重复登记：编码或身份证号相同的会更新。",
    "空着的格子不改动系统里原有的内容。",
    f"一份文件最多 {MOST_ROWS} 行；任何一行有错，整份都不会写入。",
)


def write_template(kind: str, path: Path) -> None:
    path.write_bytes(template(Kind(kind)))


def template(kind: Kind) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    formats = {
        "must": book.add_format({"bold": True, "bg_color": "#e3f2ec", "border": 1}),
        "may": book.add_format({"bold": True, "border": 1}),
        "text": book.add_format({"num_format": "@"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _write_rows(book.add_worksheet(TITLES[kind]), COLUMNS[kind], formats)
    _write_help(book.add_worksheet(HELP_SHEET), COLUMNS[kind], formats)
    book.close()
    return out.getvalue()


def _write_rows(sheet: Any, columns: tuple[Column, ...], formats: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        width = min(max(_WIDTHS[0], 2 * len(column.header) + 4), _WIDTHS[1])
        sheet.set_column(place, place, width, formats["text"])
        sheet.write_string(0, place, column.header + ("*" if column.required else ""),
                           formats["must" if column.required else "may"])  # fmt: skip
        if column.allowed:
            rule = {"validate": "list", "source": list(column.allowed), "error_title": column.header,
                    "error_message": "请从下拉列表里选。"}  # fmt: skip
            sheet.data_validation(1, place, _LAST_ROW, place, rule)


def _write_help(sheet: Any, columns: tuple[Column, ...], formats: dict[str, Any]) -> None:
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 4, 34, formats["wrap"])
    for row, line in enumerate(_HOW):
        sheet.write_string(row, 0, line)
    start = len(_HOW) + 1
    for place, title in enumerate(("列名", "是否必填", "例子", "可选的内容", "说明")):
        sheet.write_string(start, place, title, formats["must"])
    for row, column in enumerate(columns, start + 1):
        words = (column.header, "必填" if column.required else "可不填", column.example,
                 "、".join(column.allowed), column.hint)  # fmt: skip
        for place, word in enumerate(words):
            sheet.write_string(row, place, word)


_SIDE = 0.002  # degrees, a compound of some 200 metres


def example_area(county: int) -> bytes:
    """A file to start from, with the county's own first township and committee, near its middle."""
    town = next(iter(division.children(county)), None)
    part = next(iter(division.children(town.code)), None) if town else None
    west, south = _middle(county)
    east, north = round(west + _SIDE, 6), round(south + _SIDE, 6)
    properties = {
        "code": "A001", "name": "示例小区", "kind": next(iter(words.AREA_KIND)),
        "township": town.code if town else 0, "committee": part.code if part else 0,
        "township_name": town.name if town else "", "committee_name": part.name if part else "",
        "address": "", "buildings": ["1栋", "2栋"], "team": "T01",
    }  # fmt: skip
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {
        "type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip
    return msgspec.json.format(
        msgspec.json.encode({"type": "FeatureCollection", "features": [feature]}), indent=2
    )


def _middle(county: int) -> tuple[float, float]:
    points = [point for ring in division.outline(county) for point in ring] or [(CHINA.west, CHINA.south)]
    lons, lats = [x for x, _ in points], [y for _, y in points]
    return round((min(lons) + max(lons)) / 2, 6), round((min(lats) + max(lats)) / 2, 6)
