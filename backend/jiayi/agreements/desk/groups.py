"""Priority groups and conditions in the words of the place (N-7.1)."""

from datetime import date

from jiayi.agreements.rules import MONTHS_A_YEAR, months_later
from jiayi.infra.web.i18n import ENGLISH
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Word


def names(policy: Policy, language: str, kind: str) -> dict[str, str]:
    """Code and name, as the place's documents list them."""
    words = (stated.value for stated in policy.all(Word, kind=kind))
    return {word.code: word.name_en if language == ENGLISH else word.name for word in words}


def born(policy: Policy, group: str, today: date) -> tuple[date, date] | None:
    """Who belongs to the group by age was born after the first day and on the second at the latest."""
    for stated in policy.all(Word, kind="group", code=group):
        word = stated.value
        if word.least_age is None and word.most_age is None:
            continue
        oldest = date.min if word.most_age is None else _ago(today, word.most_age + 1)
        return oldest, _ago(today, word.least_age or 0)
    return None


def _ago(today: date, years: int) -> date:
    return months_later(today, -years * MONTHS_A_YEAR)
