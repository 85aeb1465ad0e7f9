"""Days of the calendar."""

import calendar
from datetime import date

_MONTHS = 12


def months_later(start: date, months: int) -> date:
    """The last day of a shorter month: a year from 29 February is 28 February. ``months`` may be below zero."""
    year, month = divmod(start.year * _MONTHS + start.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def years_later(start: date, years: int) -> date:
    return months_later(start, years * _MONTHS)


def age_on(birth: date, today: date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
