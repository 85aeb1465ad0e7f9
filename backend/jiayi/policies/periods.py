"""From which day on something is kept: the months are policy data, counted here."""

from datetime import date, timedelta

from jiayi.policies.cited import NoRule
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import Retention

_MONTHS_A_YEAR = 12


def begins(county: int, today: date, code: str) -> date | None:
    """What was over before this day need not be kept. None: no rule is in force, and then nothing is removed."""
    found = policy_for(county, today).one(Retention, code=code)
    return None if isinstance(found, NoRule) else months_before(today, found.value.months)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last."""
    count = day.year * _MONTHS_A_YEAR + day.month - 1 - months
    first = date(count // _MONTHS_A_YEAR, count % _MONTHS_A_YEAR + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
