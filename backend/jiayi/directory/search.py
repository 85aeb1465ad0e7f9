"""From what a person types to the area they mean: pure text, no database."""

import re

import msgspec
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from jiayi.directory.model import AreaHit, Named
from jiayi.infra.address import bare, without_door

LONGEST = 60
EXACT, NAMED, LITERAL, GOOD_ENOUGH = 99.0, 89.0, 69.0, 66.0
"""Scores from which on: it is called so; its name holds the words; its text holds them; it is like them."""
NEAR = 10.0
"""So much less like it than the best guess may another guess be."""
SHOWN = 20
SHORTEST_NAME = 2


class Terms(msgspec.Struct, frozen=True):
    typed: str
    place: str
    """``typed`` without building, unit and room."""
    pinyin: str
    """Of the place; equal to it where that is in Latin letters; finds homophones (洗棉桥 for 洗面桥)."""

    @property
    def patterns(self) -> list[str]:
        """What the text of an area may contain; the first that is found is meant."""
        words = dict.fromkeys((self.typed, self.place))
        return ["%" + re.sub(r"([\\%_])", r"\\\1", word) + "%" for word in words]


def read(text: str) -> Terms | None:
    """None if nothing searchable is left."""
    typed = bare(text[:LONGEST])
    place = without_door(typed)
    return Terms(typed, place, "".join(lazy_pinyin(place))) if typed else None


def named(places: list[Named], terms: Terms) -> list[Named]:
    """Townships that were meant: 桂溪, 桂溪街道."""
    return [one for one in places if len(terms.place) >= SHORTEST_NAME and one.name.startswith(terms.place)]


def rank(hits: list[AreaHit], terms: Terms) -> list[AreaHit]:
    """Best first. What was written out shuts out what is only like it, and a name that is met shuts out its neighbours."""
    scored = [(score(hit, terms), hit) for hit in hits]
    floor = _floor(max((value for value, _ in scored), default=0.0))
    kept = [pair for pair in scored if pair[0] >= floor]
    return [hit for _, hit in sorted(kept, key=lambda pair: (-pair[0], pair[1].name, pair[1].id))][:SHOWN]


def _floor(best: float) -> float:
    if best >= EXACT:
        return NAMED
    return LITERAL if best >= LITERAL else max(GOOD_ENOUGH, best - NEAR)


def score(hit: AreaHit, terms: Terms) -> float:
    """0 to 100: as typed, or nearly that without the door. A street and a number (浆洗街12号) are no way of asking for
    the whole township that is called like the street."""
    exact = _score(hit, terms.typed, terms.pinyin, of_division=True)
    if terms.place == terms.typed:
        return exact
    return max(exact, _score(hit, terms.place, terms.pinyin, of_division=False) - 1)


def _score(hit: AreaHit, typed: str, typed_pinyin: str, *, of_division: bool) -> float:
    name = hit.name.lower()
    pinyin = hit.pinyin.replace(" ", "")
    for value, matches in (
        (100.0, typed in (name, pinyin)),
        (97.0, typed == hit.initials),
        (95.0, name.startswith(typed)),
        (90.0, typed in name),
        (88.0, pinyin.startswith(typed) or hit.initials.startswith(typed)),
        (80.0, typed in hit.address or (of_division and typed in hit.committee_name)),
        (70.0, of_division and typed in hit.township_name),
    ):
        if matches:
            return value
    return max(
        fuzz.ratio(typed, name),
        fuzz.partial_ratio(name, typed) * 0.9 if len(typed) > len(name) else 0.0,
        fuzz.ratio(typed_pinyin, pinyin) * 0.9,
        fuzz.partial_ratio(typed_pinyin, pinyin) * 0.75,
        fuzz.ratio(typed, hit.initials) * 0.8,
    )
