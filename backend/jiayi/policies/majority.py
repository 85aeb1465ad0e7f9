"""From which age a person decides alone (Civil Code 17, 18); before it a guardian signs (23)."""

from datetime import date

from jiayi.infra.days import age_on

from .cited import NoRule
from .kept import policy_for
from .schema import ChildConsent, FullCapacity


def is_minor(county: int, birth_date: date, today: date) -> bool:
    """False where no rule is in force: then nobody decides for anybody."""
    full = full_age(county, today)
    return full is not None and age_on(birth_date, today) < full


def is_asked_too(county: int, birth_date: date, today: date) -> bool:
    """A minor whose own yes is needed beside the guardian's (Civil Code 19; PIPL 31)."""
    found = policy_for(county, today).one(ChildConsent)
    if isinstance(found, NoRule) or not is_minor(county, birth_date, today):
        return False
    return age_on(birth_date, today) >= found.value.age_years


def full_age(county: int, today: date) -> int | None:
    """In years; None where no rule is in force."""
    found = policy_for(county, today).one(FullCapacity)
    return None if isinstance(found, NoRule) else found.value.age_years
