"""Who may act for whom, and how long. Pure."""

from datetime import date

from jiayi.infra.days import months_later, years_later
from jiayi.policies.cited import NoRule
from jiayi.policies.kept import policy_for
from jiayi.policies.majority import full_age
from jiayi.policies.schema import ProxyLimit


def limits(county: int, today: date) -> ProxyLimit | None:
    found = policy_for(county, today).one(ProxyLimit)
    return None if isinstance(found, NoRule) else found.value


def latest_end(rule: ProxyLimit, starts_on: date) -> date:
    return months_later(starts_on, rule.most_months)


def youngest_birth(county: int, today: date) -> date:
    """Who was born on this day or before is of full age (Civil Code 17, 18)."""
    years = full_age(county, today)
    return years_later(today, -years) if years else today
