"""A postal address as people write it, cut down to the part that names a compound or village: pure text."""

import re
import unicodedata

_NOISE = re.compile(r"[\s'’·,，。、;；:：()（）#＃/\-—]+")
# Province, city, county and township in front of an address say nothing inside one county. 小区 and 社区 are no county.
_DIVISIONS = re.compile(
    r"^(?:\w{2,8}?(?:省|自治区))?(?:\w{2,6}?市)?(?:\w{1,5}?(?:(?<![小社园])区|县|旗))?(?:\w{2,5}?(?:街道|镇|乡))?(?=\w{2,})"
)
_NUMBER = r"(?:[a-z]|[a-z]?\d+|[一二三四五六七八九十百]+)"
_UNITS = r"(?:号楼|号院|单元|栋|幢|座|号|室|房|楼|层|门|户|梯)"
_DOOR = re.compile(rf"(?<=\w\w)(?:(?:{_NUMBER}{_UNITS})+\w?\d*|\d+)$")


def bare(text: str) -> str:
    """One word in lower case, without spaces and marks, and without the divisions in front."""
    return _DIVISIONS.sub("", _NOISE.sub("", unicodedata.normalize("NFKC", text).lower()))


def without_door(text: str) -> str:
    """Of a bare address: without building, unit and room at its end (翠湖雅居3栋2单元1201)."""
    return _DOOR.sub("", text)
