"""Cells are read leniently and refused in a sentence; nothing else ever escapes."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiayi.infra.identity_number import IdentityNumber
from jiayi.rosters import cells
from jiayi.rosters import sentences as S
from jiayi.rosters.cells import Refused
from jiayi.rosters.columns import COLUMNS

READ = [
    (cells.text(), " 王　芳 ", "王 芳"),
    (cells.text(), "'007", "007"),
    (cells.text(), "㐂𠮷", "㐂𠮷"),
    (cells.text(), 13800000000.0, "13800000000"),
    (cells.text(), True, "是"),
    (cells.code(), 51010701.0, "51010701"),
    (cells.mobile, 13800000000.0, "13800000000"),
    (cells.mobile, "138 0000-0000", "13800000000"),
    (cells.yuan, "￥1,234.5元", 123450),
    (cells.yuan, 0.1, 10),
    (cells.yuan, 200.0, 20000),
    (cells.day, date(2026, 1, 31), date(2026, 1, 31)),
    (cells.day, datetime(2026, 1, 31, 8), date(2026, 1, 31)),
    (cells.day, "２０２６年1月31日", date(2026, 1, 31)),
    (cells.day, "2026/1/31", date(2026, 1, 31)),
    (cells.day, 20260131.0, date(2026, 1, 31)),
    (cells.yes_no, "Y", True),
    (cells.yes_no, 0.0, False),
    (cells.some_text(), "高血压，糖尿病、高血压", ["高血压", "糖尿病", "高血压"]),
    (cells.codes, "T01、T02/T01", ["T01", "T02"]),
]
REFUSED = [
    (cells.yuan, "1.234", S.BAD_MONEY),
    (cells.yuan, "-1", S.BAD_MONEY),
    (cells.yuan, "NaN", S.BAD_MONEY),
    (cells.yuan, "١٢", S.BAD_MONEY),
    (cells.day, "2026-02-30", S.BAD_DAY),
    (cells.day, "去年", S.BAD_DAY),
    (cells.text(3), "一二三四", S.TOO_LONG),
    (cells.code(), "甲", S.BAD_CODE),
    (cells.whole(0, 9), 1.5, S.BAD_NUMBER),
    (cells.text(), "#REF!", S.FORMULA_ERROR),
    (cells.text(), float("nan"), S.LOST_DIGITS),
    (cells.identity, 999999196001010010.0, S.LOST_DIGITS),
    (cells.mobile, "12800000000", S.BAD_MOBILE),
]


@pytest.mark.parametrize(("parse", "cell", "value"), READ)
def test_cell_is_read(parse: Any, cell: Any, value: Any) -> None:
    assert parse(cell) == value


@pytest.mark.parametrize(("parse", "cell", "text"), REFUSED)
def test_cell_is_refused(parse: Any, cell: Any, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse(cell)
    assert refusal.value.text == text


anything = st.one_of(
    st.text(st.characters(codec=None)),
    st.text("0123456789.-/年月日Xx、无是否 \x00\n", max_size=20),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.none(),
)
every_parser = [
    pytest.param(c.parse, id=f"{kind}:{c.key}") for kind, columns in COLUMNS.items() for c in columns
]


@pytest.mark.parametrize("parse", every_parser)
@settings(deadline=None, max_examples=60)
@given(cell=anything)
def test_no_other_exception_escapes(parse: Any, cell: Any) -> None:
    """Whatever the cell; and what is read can be stored (no NUL, no lone surrogate)."""
    try:
        value = parse(cell)
    except Refused as refusal:
        assert (refusal.text % refusal.values if refusal.values else refusal.text).endswith("。")
        return
    for part in value if isinstance(value, list) else [value]:
        assert isinstance(part, str | int | float | date | time | timedelta | IdentityNumber)
        if isinstance(part, str):
            assert "\x00" not in part and part.encode() is not None
