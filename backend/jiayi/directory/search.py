"""From what a person types to the area they mean: pure text, no database."""

import re
import unicodedata

import msgspec
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from jiayi.directory.model import AreaHit

LONGEST = 60
GOOD_ENOUGH = 55.0
SHOWN = 20
_NOISE = re.compile(r"[\s'’·,，。、;；:：()（）\-—]+")
# Province, city, county and township in front of an address say nothing inside one county. 小区 and 社区 are no county.
_DIVISIONS = re.compile(
    r"^(?:\w{2,8}?(?:省|自治区))?(?:\w{2,6}?市)?(?:\w{1,5}?(?:(?<![小社园])区|县|旗))?(?:\w{2,5}?(?:街道|镇|乡))?(?=\w{2,})"
)


class Terms(msgspec.Struct, frozen=True):
    typed: str
    pinyin: str
    """Equal to ``typed`` where that is in Latin letters; finds homophones (洗棉桥 for 洗面桥)."""

    @property
    def pattern(self) -> str:
        escaped = re.sub(r"([\\%_])", r"\\\1", self.typed)
        return f"%{escaped}%"


def read(text: str) -> Terms | None:
    """None if nothing searchable is left."""
    typed = _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())[:LONGEST]
    typed = _DIVISIONS.sub("", typed)
    return Terms(typed, "".join(lazy_pinyin(typed))) if typed else None


def rank(hits: list[AreaHit], terms: Terms) -> list[AreaHit]:
    """Best first; what is not like it at all is left out."""
    scored = [(score(hit, terms), hit) for hit in hits]
    kept = [pair for pair in scored if pair[0] >= GOOD_ENOUGH]
    return [hit for _, hit in sorted(kept, key=lambda pair: (-pair[0], pair[1].name, pair[1].id))][:SHOWN]


def score(hit: AreaHit, terms: Terms) -> float:
    """0 to 100."""
    typed, name = terms.typed, hit.name.lower()
    pinyin = hit.pinyin.replace(" ", "")
    for value, matches in (
        (100.0, typed in (name, pinyin, hit.initials)),
        (95.0, name.startswith(typed)),
        (90.0, typed in name),
        (88.0, pinyin.startswith(typed) or hit.initials.startswith(typed)),
        (80.0, typed in hit.address or typed in hit.committee_name),
    ):
        if matches:
            return value
    return max(
        fuzz.ratio(typed, name),
        fuzz.partial_ratio(name, typed) * 0.9 if len(typed) > len(name) else 0.0,
        fuzz.ratio(terms.pinyin, pinyin) * 0.9,
        fuzz.partial_ratio(terms.pinyin, pinyin) * 0.75,
        fuzz.ratio(typed, hit.initials) * 0.8,
    )
