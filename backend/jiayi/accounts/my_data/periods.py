"""How long a kind of row is kept after it is over: policy data, never a figure here."""

from datetime import date, datetime, time, timedelta

from jiayi.accounts.my_data.model import Kept
from jiayi.infra import clock
from jiayi.policies.cited import NoRule
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import Retention

_MONTHS_A_YEAR = 12


def kept(county: int, on: date, code: str) -> Kept | None:
    found = policy_for(county, on).one(Retention, code=code)
    if isinstance(found, NoRule):
        return None
    c = found.citation
    basis = f"《{c.title}》{c.clause}"
    return Kept(text=found.value.text, basis=basis, assumed=c.assumption)


def begins(county: int, today: date, code: str) -> date | None:
    """What was over before this day need not be kept. None: no rule is in force, and then nothing is removed."""
    found = policy_for(county, today).one(Retention, code=code)
    return None if isinstance(found, NoRule) else months_before(today, found.value.months)


def moment(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.now().tzinfo)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last."""
    count = day.year * _MONTHS_A_YEAR + day.month - 1 - months
    first = date(count // _MONTHS_A_YEAR, count % _MONTHS_A_YEAR + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
