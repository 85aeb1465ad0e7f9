"""Which looks are unusual (PIPL 51: measures against access by who may not)."""

from datetime import date, datetime

import msgspec
import pytest

from jiayi.agreements.looks.rules import LookFacts, Reason, family_name, reasons
from jiayi.policies.schema import LookWatch

WATCH = LookWatch(
    from_=date(2026, 1, 1), source="x", clause="x", duty=("N-0",), opens="07:00", closes="20:00",
    most_people_an_hour=3, text="",
)  # fmt: skip
PLAIN = LookFacts(
    at=datetime(2026, 3, 2, 9), staff_name="李慧", resident_name="王芳", served=True, is_self=False,
    is_colleague=False, people_in_hour=1, told_in_hour=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"served": False}, (Reason.NOT_SERVED,)),
        ({"people_in_hour": 3}, ()),
        ({"people_in_hour": 4}, (Reason.MANY,)),
        ({"people_in_hour": 9, "told_in_hour": True}, ()),
        ({"at": datetime(2026, 3, 2, 6, 59, 59)}, (Reason.AFTER_HOURS,)),
        ({"at": datetime(2026, 3, 2, 7)}, ()),
        ({"at": datetime(2026, 3, 2, 19, 59)}, ()),
        ({"at": datetime(2026, 3, 2, 20)}, (Reason.AFTER_HOURS,)),
        ({"resident_name": "李强"}, (Reason.SAME_NAME,)),
        ({"is_colleague": True}, (Reason.COLLEAGUE,)),
        ({"is_self": True, "served": False, "resident_name": "李慧"}, (Reason.SELF,)),
        ({"served": False, "resident_name": "李强", "at": datetime(2026, 3, 2, 23)},
         (Reason.NOT_SERVED, Reason.AFTER_HOURS, Reason.SAME_NAME)),
    ],
)  # fmt: skip
def test_reasons(changes: dict[str, object], expected: tuple[Reason, ...]) -> None:
    assert reasons(msgspec.structs.replace(PLAIN, **changes), WATCH) == expected


@pytest.mark.parametrize(
    ("name", "family"),
    [("王芳", "王"), ("欧阳娜娜", "欧阳"), ("欧明", "欧"), ("司马光", "司马"), ("", ""), ("阿依古丽·买买提", "买买提"),
     ("古丽•买买提", "买买提"), ("次仁旺堆多吉", "")],
)  # fmt: skip
def test_family_names(name: str, family: str) -> None:
    assert family_name(name) == family
