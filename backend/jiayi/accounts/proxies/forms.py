"""What is given, as typed: areas, first and last day, who."""

from datetime import date, timedelta

from jiayi.accounts.me.persons import NAME_LENGTH
from jiayi.accounts.proxies.acting import AREAS
from jiayi.accounts.proxies.model import Wish
from jiayi.accounts.proxies.rules import latest_end
from jiayi.infra import names
from jiayi.infra.sentence import filled
from jiayi.infra.web.forms import Form
from jiayi.policies.schema import ProxyLimit


def read_wish(form: Form, today: date, rule: ProxyLimit, helper_name: str = "") -> Wish | None:
    """None when a field was refused. ``helper_name``: the own one; without it, it is asked for."""
    name = helper_name or form.text("helper", required="请填帮您的人的姓名", longest=NAME_LENGTH)
    areas = tuple(one for one in AREAS if one in form.all("area"))
    if not areas:
        form.errors["area"] = "请至少选一件可以代办的事"
    starts = form.day("starts", required="请填从哪天起")
    last = form.day("last", required="请填到哪天为止")
    if starts and starts < today:
        form.errors["starts"] = "请从今天或以后的日子开始"
    if starts and last and last < starts:
        form.errors["last"] = "结束的日子不能早于开始的日子"
    elif starts and last and last + timedelta(days=1) > latest_end(rule, starts):
        form.errors["last"] = filled("一次最长 %(n)s 个月，到期可以再给", n=rule.most_months)
    if form.errors or not starts or not last:
        return None
    return Wish(
        helper_name=names.plain(name), areas=areas, starts_on=starts, ends_on=last + timedelta(days=1)
    )
