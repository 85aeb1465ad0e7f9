"""Which facts each expression may name, and the facts that the rules derive from those given."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from .cited import Rule
from .expressions import Variables, variables_of
from .facts import BenefitFacts, ChangeFacts, EligibilityFacts
from .places import within
from .schema import Benefit, Capitation, Change, Item, Package

PERSON = variables_of(EligibilityFacts, insured_here="bool", insured_where_signed="bool")
BENEFIT = variables_of(BenefitFacts, insured_here="bool", insured_where_signed="bool")
CHANGE = variables_of(
    ChangeFacts,
    within_term="bool",
    long_term="bool",
    days_to_end="int",
    months_signed="int",
    in_renewal_window="bool",
    in_confirmation_window="bool",
    known_reason="bool",
)
MONTHS_A_YEAR = 12
FROM_INSURANCE = re.compile(
    r"\b(insurance_scheme|insured_here|insured_where_signed|county_of_insurance|premium_paid|special_chronic)\b"
)


def expressions_of(rule: Rule) -> Iterator[tuple[str, Variables, bool]]:
    """Text, the facts it may name, and whether its quoted strings must be words of the policy."""
    if isinstance(rule, Package):
        yield from ((condition.when, PERSON, True) for condition in rule.condition)
        yield from ((companion.when, PERSON, True) for companion in rule.requires)
        if rule.eligibility is not None:
            yield rule.eligibility, conditions_scope(rule), False
    if isinstance(rule, Capitation):
        yield rule.when, PERSON, True
    if isinstance(rule, Item):
        yield rule.when, PERSON, True
    if isinstance(rule, Benefit):
        yield rule.when, BENEFIT, True
    if isinstance(rule, Change):
        yield rule.when, CHANGE, False


def conditions_scope(package: Package) -> Variables:
    return tuple(sorted((condition.name, "bool") for condition in package.condition))


def unknown(expression: str, facts: EligibilityFacts) -> bool:
    """It asks what only the insurance data say, and they do not hold this person yet."""
    return not facts.insurance_known and FROM_INSURANCE.search(expression) is not None


def person_facts(facts: EligibilityFacts, area: int) -> dict[str, Any]:
    """`insured_here`: insured inside the place whose rule is asked."""
    insured = facts.insurance_scheme != "none"
    return {
        **msgspec.structs.asdict(facts),
        "insured_here": insured and within(facts.county_of_insurance, area),
        "insured_where_signed": insured and facts.county_of_insurance == facts.county_of_signing,
    }


def change_facts(
    facts: ChangeFacts, *, days_before: int, days_after: int, months: tuple[int, ...], reasons: frozenset[str]
) -> dict[str, Any]:
    """Civil days; the end of a term is exclusive."""
    end = facts.term_to or date.max
    opens = end - timedelta(days=days_before)
    closes = end + timedelta(days=days_after) if facts.term_to else date.max
    return {
        **msgspec.structs.asdict(facts),
        "within_term": facts.term_from <= facts.today < end,
        "long_term": facts.term_to is None,
        "days_to_end": (end - facts.today).days,
        "months_signed": whole_months(facts.relation_from or facts.term_from, facts.today),
        "in_renewal_window": facts.term_to is not None and opens <= facts.today < closes,
        "in_confirmation_window": facts.today.month in months,
        "known_reason": facts.reason in reasons,
    }


def whole_months(start: date, end: date) -> int:
    """A month that lacks the day counts as full on its last day: 31 January to 28 February is one."""
    months = (end.year - start.year) * MONTHS_A_YEAR + end.month - start.month
    last = calendar.monthrange(end.year, end.month)[1]
    return months - (end.day < min(start.day, last))
