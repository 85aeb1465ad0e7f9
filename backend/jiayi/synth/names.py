"""Names that fit sex, birth year and province."""

from functools import cache
from itertools import accumulate
from pathlib import Path

import msgspec
from pypinyin import lazy_pinyin

from jiayi.infra.identity_number import Sex
from jiayi.synth.draw import Draw


class Generation(msgspec.Struct, frozen=True):
    until: int
    male: list[str]
    female: list[str]


class LongNames(msgspec.Struct, frozen=True):
    province: int
    share: float
    language: str
    male: list[str]
    female: list[str]


class Compounds(msgspec.Struct, frozen=True):
    first: list[str]
    last: list[str]


class Lists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    surnames: str
    compound_surnames: list[str]
    readings: dict[str, str]
    generations: list[Generation]
    long_names: list[LongNames]
    dialects: dict[int, str]
    compounds: Compounds


class Name(msgspec.Struct, frozen=True):
    text: str
    pinyin: str
    initials: str
    surname: str | None
    """None where people have none."""


@cache
def lists() -> Lists:
    return msgspec.toml.decode((Path(__file__).parent / "names.toml").read_bytes(), type=Lists, strict=False)


@cache
def _surnames() -> tuple[list[str], list[float]]:
    surnames = [*lists().surnames, *lists().compound_surnames]
    return surnames, list(accumulate(1 / (place + 8) for place in range(len(surnames))))


class Namer:
    def __init__(self, draw: Draw, province: int) -> None:
        self.draw = draw
        self.long = next((names for names in lists().long_names if names.province == province), None)
        self.languages = ["普通话", *filter(None, [lists().dialects.get(province)])]

    def name(self, sex: Sex, born: int, surname: str | None = None, long: bool | None = None) -> Name:
        if self.long and (self.draw.chance(self.long.share) if long is None else long):
            own, fathers = self.draw.choice(getattr(self.long, sex)), self.draw.choice(self.long.male)
            return Name(f"{own}·{fathers}", *_read(own, "", fathers), None)
        surname = surname or self.surname()
        generation = next(each for each in lists().generations if born <= each.until)
        given: str = self.draw.choice(getattr(generation, sex))
        return Name(surname + given, *_read("", surname, given), surname)

    def surname(self) -> str:
        surnames, cumulative = _surnames()
        return self.draw.choices(surnames, cum_weights=cumulative)[0]


def _read(own: str, surname: str, rest: str) -> tuple[str, str]:
    syllables = [*syllables_of(own), *_surname_syllables(surname), *syllables_of(rest)]
    return " ".join(syllables), "".join(syllable[0] for syllable in syllables)


@cache
def syllables_of(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(text))


def _surname_syllables(surname: str) -> tuple[str, ...]:
    special = lists().readings.get(surname)
    return (special,) if special else syllables_of(surname)
