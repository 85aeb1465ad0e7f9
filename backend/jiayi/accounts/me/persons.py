"""A person as typed into a form: name, identity number, phone."""

import re
from collections.abc import Callable

import msgspec

from jiayi.infra import clock, identity_number, names
from jiayi.infra.identity_number import BadIdentityNumber, IdentityNumber
from jiayi.infra.web.forms import Form

_PHONE = re.compile(r"1[0-9]{10}|0[0-9]{9,11}|[2-9][0-9]{6,7}")
NAME_LENGTH = 50


class Person(msgspec.Struct, frozen=True):
    name: str
    number: IdentityNumber
    phone: str

    @property
    def phone_tail(self) -> str:
        return self.phone[-4:]


def read_person(form: Form, without_phone: Callable[[IdentityNumber], bool] | None = None) -> Person | None:
    """None when a field was refused: the sentences are in ``form.errors``. ``without_phone``: who may have none."""
    name = names.plain(form.text("name", required="请填姓名，和身份证上一样", longest=NAME_LENGTH))
    typed = form.text("identity", required="请填身份证号", longest=40)
    number = None
    if typed:
        try:
            number = identity_number.parse(typed, clock.today())
        except BadIdentityNumber as error:
            form.errors["identity"] = error.sentence
    needed = not (number and without_phone and without_phone(number))
    phone = read_phone(form, needed=needed)
    return Person(name, number, phone) if number and not form.errors else None


def read_phone(form: Form, *, needed: bool = True) -> str:
    typed = form.text("phone", required="请填手机号" if needed else None, longest=30)
    digits = re.sub(r"[\s\-]|^\+?86(?=1)", "", typed)
    if typed and not _PHONE.fullmatch(digits):
        form.errors["phone"] = "电话号码不对，手机号是 11 位数字"
    return digits
