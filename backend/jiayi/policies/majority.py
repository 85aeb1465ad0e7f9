"""From which age a person decides alone (Civil Code 17, 18); before it a guardian signs (23)."""

from datetime import date

from .cited import NoRule
from .kept import policy_for
from .schema import FullCapacity


def is_minor(county: int, birth_date: date, today: date) -> bool:
    """False where no rule is in force: then nobody decides for anybody."""
    found = policy_for(county, today).one(FullCapacity)
    if isinstance(found, NoRule):
        return False
    age = today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
    return age < found.value.age_years
