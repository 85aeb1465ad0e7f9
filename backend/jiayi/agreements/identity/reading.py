"""What staff type about a card they hold in their hands."""

from jiayi.accounts.me.persons import NAME_LENGTH, read_phone
from jiayi.agreements.identity.model import CARDS, Claim
from jiayi.infra import clock, identity_number, names
from jiayi.infra.identity_number import BadIdentityNumber, IdentityNumber
from jiayi.infra.web.forms import Form


def read_claim(form: Form, *, taken: bool) -> Claim | None:
    """``taken``: with phone and reason, for a number that somebody else holds. None: the faults are in the form."""
    name = names.plain(form.text("name", required="请照证件填姓名", longest=NAME_LENGTH))
    number = _number(form)
    phone = read_phone(form) if taken else ""
    card = form.text("card")
    if card not in CARDS:
        form.errors["card"] = "请选看的是哪种证件"
    seen = form.prose("seen", required="请写明您当面看到了什么，例如本人和证件照片一致", longest=200)
    reason = form.prose("reason", required="请写明原因", longest=200) if taken else ""
    if not form.checked("sure"):
        form.errors["sure"] = "请核对本人和证件以后，再勾选"
    if form.errors or number is None:
        return None
    return Claim(name=name, number=number, phone=phone, card=card, seen=seen, reason=reason)


def _number(form: Form) -> IdentityNumber | None:
    typed = form.text("identity", required="请照证件填 18 位身份证号", longest=40)
    if not typed:
        return None
    try:
        return identity_number.parse(typed, clock.today())
    except BadIdentityNumber as error:
        form.errors["identity"] = error.sentence
        return None
