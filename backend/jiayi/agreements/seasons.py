"""When the year's yes is asked (N-10.1): the policy's months around the turn of the year."""

from collections.abc import Iterable
from datetime import date, timedelta

from jiayi.agreements.rules import months_later
from jiayi.policies.cited import Stated
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Confirmation

FIRST_HALF = 6


def rule_of(policy: Policy) -> Stated[Confirmation] | None:
    return next(iter(policy.all(Confirmation)), None)


def season(months: Iterable[int], year: int) -> tuple[date, date]:
    """First and last day for ``year``: months of the year's second half lie before it."""
    days = sorted(date(year - (month > FIRST_HALF), month, 1) for month in months)
    return days[0], months_later(days[-1], 1) - timedelta(days=1)


def asked_year(policy: Policy, today: date) -> int:
    """The year whose season has begun last: until the next one begins, who has not said yes is counted for this one."""
    rule = rule_of(policy)
    next_begins = rule and season(rule.value.months, today.year + 1)[0]
    return today.year + 1 if next_begins and today >= next_begins else today.year


def planned_year(policy: Policy, today: date) -> int:
    """The year whose season is not over yet."""
    rule = rule_of(policy)
    over = rule and today > season(rule.value.months, today.year)[1]
    return today.year + 1 if over else today.year
