"""Households whose people, taken together, have the age pyramid of a Chinese county."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from jiayi.infra.identity_number import Sex
from jiayi.synth.draw import Draw
from jiayi.synth.model import Relation
from jiayi.synth.names import Name, Namer

# Kinds of households, in a hundred; tuned so that about 13 % of people are under 15 and 16 % are 65 or older.
KINDS: dict[str, float] = {
    "alone": 12,
    "couple": 12,
    "old_alone": 8,
    "old_couple": 13,
    "small": 41,
    "three": 15,
}
SECOND_CHILD = 0.5
ADULT_CHILD = 0.35
OLD_AGES: dict[int, float] = {60: 4, 63: 5, 66: 6, 70: 5, 74: 4, 78: 3, 82: 2, 86: 1, 90: 0.4, 94: 0.1}


class Person(NamedTuple):
    relation: Relation
    sex: Sex
    born: date
    name: Name


class Families:
    def __init__(self, draw: Draw, province: int, today: date) -> None:
        self.draw, self.today = draw, today
        self.namer = Namer(draw, province)

    def household(self) -> list[Person]:
        kind = self.draw.weighted(KINDS)
        long = None
        if self.namer.long:
            long = self.draw.chance(self.namer.long.share)
        surname = self.namer.surname()
        return [
            Person(relation, sex, born, self._name(relation, sex, born, surname, long))
            for relation, sex, born in self._members(kind)
        ]

    def _name(self, relation: Relation, sex: Sex, born: date, surname: str, long: bool | None) -> Name:
        married_in = relation == "spouse" or (relation == "parent" and sex is Sex.FEMALE)
        return self.namer.name(sex, born.year, None if married_in else surname, long)

    def _members(self, kind: str) -> Iterator[tuple[Relation, Sex, date]]:
        old = kind.startswith("old")
        age = self.draw.weighted(OLD_AGES) + self.draw.randint(0, 3) if old else self._working_age(kind)
        alone = kind.endswith("alone")
        # Old people who live alone are mostly widows.
        sex = Sex.FEMALE if self.draw.chance(0.7 if alone and old else 0.3) else Sex.MALE
        yield "head", sex, self._born(age)
        if alone:
            return
        yield "spouse", _other(sex), self._born(max(22, age + self.draw.randint(-4, 3)))
        if kind in ("small", "three"):
            yield from self._children(age)
        if kind == "three":
            yield from self._parents(age)

    def _working_age(self, kind: str) -> int:
        return self.draw.randint(22, 60) if kind in ("alone", "couple") else self.draw.randint(26, 57)

    def _children(self, age: int) -> Iterator[tuple[Relation, Sex, date]]:
        oldest = age - self.draw.randint(24, 30)
        for gap in (0, self.draw.randint(2, 6)) if self.draw.chance(SECOND_CHILD) else (0,):
            # A grown-up child has mostly moved out.
            if 0 <= oldest - gap < 22 or (oldest - gap >= 22 and self.draw.chance(ADULT_CHILD)):
                yield "child", self._any_sex(), self._born(oldest - gap)

    def _parents(self, age: int) -> Iterator[tuple[Relation, Sex, date]]:
        for sex, alive in ((Sex.MALE, 0.55), (Sex.FEMALE, 0.8)):
            parents_age = age + self.draw.randint(23, 29)
            if parents_age < 97 and self.draw.chance(alive):
                yield "parent", sex, self._born(parents_age)

    def _born(self, age: int) -> date:
        return self.today - timedelta(days=int(max(0, age) * 365.25) + self.draw.randint(0, 364))

    def _any_sex(self) -> Sex:
        return Sex.MALE if self.draw.chance(0.52) else Sex.FEMALE


def _other(sex: Sex) -> Sex:
    return Sex.MALE if sex is Sex.FEMALE else Sex.FEMALE
