"""Citizen identity numbers of GB 11643-1999: division, birth date, sequence, check character."""

import re
from datetime import date
from enum import StrEnum

import msgspec

from jiayi.infra.sentence import Refusal

SYNTHETIC_PREFIX = 99
"""Every number we make up begins with it, and no real person's does: GB/T 2260 assigns 11 to 82, residence
permits use 81 to 83, and a foreigner's permanent residence card has 9 and then a province (11 to 65)."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FORM = re.compile(r"[0-9]{17}[0-9X]")
_LAST_ORDER = 999


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class BadIdentityNumber(Refusal):
    """The message is a sentence for the person who typed the number."""


class IdentityNumber(msgspec.Struct, frozen=True):
    text: str
    division: int
    birth_date: date
    sex: Sex

    @property
    def is_synthetic(self) -> bool:
        return self.division // 10_000 == SYNTHETIC_PREFIX


def parse(text: str, today: date | None = None) -> IdentityNumber:
    """Blanks and hyphens are overlooked, a small x is made big. Raises BadIdentityNumber.

    The division is not looked up: people keep the number of a county that is long gone.
    """
    number = re.sub(r"[\s\-]", "", text).upper()
    if len(number) != 18:
        raise BadIdentityNumber("身份证号是 18 位，您填了 %(given)s 位，请核对后再填。", given=len(number))
    if not _FORM.fullmatch(number):
        raise BadIdentityNumber("身份证号只有数字，最后一位可以是 X，请核对后再填。")
    if check_character(number[:17]) != number[17]:
        raise BadIdentityNumber("身份证号有一位不对，请对照身份证逐位核对。")
    birth_date = _birth_date(number[6:14])
    if today is not None and birth_date > today:
        raise BadIdentityNumber("身份证号里的出生日期 %(day)s 还没到，请核对后再填。", day=birth_date)
    return IdentityNumber(number, int(number[:6]), birth_date, _sex(int(number[14:17])))


def generate(birth_date: date, sex: Sex, sequence: int, group: int = 0) -> str:
    """A made-up number: the `sequence`-th (0 to 499) of that day and sex within a `group` (0 to 9999)."""
    order = 2 * sequence + (sex is Sex.MALE)
    if not (0 <= order <= _LAST_ORDER and 0 <= group < 10_000):
        raise ValueError(f"no made-up number for sequence {sequence} of group {group}; take another group")
    head = f"{SYNTHETIC_PREFIX}{group:04d}{birth_date:%Y%m%d}{order:03d}"
    return head + check_character(head)


def check_character(first_17: str) -> str:
    """ISO 7064 MOD 11-2."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True))
    return _CHECKS[total % len(_CHECKS)]


def _birth_date(text: str) -> date:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        day = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        raise BadIdentityNumber("身份证号里的出生日期 %(day)s 不存在，请核对后再填。", day=day) from None


def _sex(order: int) -> Sex:
    return Sex.MALE if order % 2 else Sex.FEMALE
