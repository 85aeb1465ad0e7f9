"""Illness, special groups and insurance, with likelihoods that make a crowd look real."""

from datetime import date, timedelta
from typing import NamedTuple

from jiayi.infra.identity_number import Sex
from jiayi.synth.draw import Draw
from jiayi.synth.model import Condition, Group, Insurance, Scheme

# Share of people who have it, by the lowest age of the band.
PREVALENCE: dict[Condition, dict[int, float]] = {
    "hypertension": {0: 0.0, 18: 0.03, 35: 0.12, 45: 0.25, 55: 0.40, 65: 0.53, 75: 0.58},
    "diabetes": {0: 0.001, 18: 0.015, 35: 0.05, 45: 0.10, 55: 0.16, 65: 0.21},
    "copd": {0: 0.0, 40: 0.03, 60: 0.08, 75: 0.11},
    "tuberculosis": {0: 0.0002, 15: 0.0006, 60: 0.0015},
    "severe_mental_disorder": {0: 0.0, 18: 0.006},
}
CERTIFIED = {
    "hypertension": 0.25,
    "diabetes": 0.45,
    "copd": 0.3,
    "tuberculosis": 0.9,
    "severe_mental_disorder": 0.8,
}
TWO_DISEASES: tuple[Condition, ...] = ("hypertension", "diabetes")
DISABLED = {0: 0.01, 30: 0.025, 60: 0.07, 80: 0.12}
DAYS_OF_PREGNANCY = 280


class Facts(NamedTuple):
    conditions: list[Condition]
    groups: list[Group]
    due_date: date | None


def facts(draw: Draw, sex: Sex, born: date, today: date, poor: bool, bereaved: bool) -> Facts:
    age = age_on(born, today)
    conditions: list[Condition] = [
        name for name, bands in PREVALENCE.items() if draw.chance(_band(bands, age))
    ]
    groups: list[Group] = []
    if draw.chance(_band(DISABLED, age)):
        groups.append("disabled")
    if bereaved:
        groups.append("special_family")
    if poor:
        groups.append("registered_poor")
    due = None
    if sex is Sex.FEMALE and 21 <= age <= 42 and draw.chance(0.035):
        groups.append("pregnant")
        due = today + timedelta(days=draw.randint(1, DAYS_OF_PREGNANCY - 42))
    return Facts(conditions, groups, due)


def insurance(
    draw: Draw, born: date, today: date, county: int, others: list[int], ill: list[Condition]
) -> Insurance:
    age = age_on(born, today)
    scheme: Scheme = draw.weighted(
        {"resident": 66, "employee": 30, "none": 4} if age >= 23 else {"resident": 97, "none": 3}
    )
    insured = scheme != "none"
    certified: list[Condition] = [c for c in ill if insured and draw.chance(CERTIFIED[c])]
    two = [
        c
        for c in ill
        if c in TWO_DISEASES and c not in certified and scheme == "resident" and draw.chance(0.7)
    ]
    return Insurance(
        scheme=scheme,
        premium_paid=scheme == "employee" or (insured and draw.chance(0.96)),
        county=draw.choice(others) if others and draw.chance(0.06) else county,
        outpatient_balance_fen=draw.randint(0, 60_000) if insured else 0,
        two_disease=two,
        special_chronic=certified,
    )


def age_on(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _band(bands: dict[int, float], age: int) -> float:
    return next(share for lowest, share in reversed(bands.items()) if age >= lowest)
