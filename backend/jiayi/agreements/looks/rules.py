"""When a look at a resident's data is unusual. Unusual is not wrong: somebody who answers for it asks why."""

import re
from datetime import datetime, time
from enum import StrEnum

import msgspec

from jiayi.policies.schema import LookWatch


class Reason(StrEnum):
    NOT_SERVED = "not_served"
    MANY = "many"
    AFTER_HOURS = "after_hours"
    SELF = "self"
    COLLEAGUE = "colleague"
    SAME_NAME = "same_name"
    ASKED = "asked"
    """The resident asks why."""


class LookFacts(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    """Time of the office."""
    staff_name: str
    resident_name: str
    served: bool
    """Of the own panel or, for managers, of the own institution; signing, waiting, or standing at the desk just then."""
    is_self: bool
    is_colleague: bool
    people_in_hour: int
    """At how many people this account looked in the hour that ends with this look."""
    told_in_hour: bool
    """That hour was flagged already."""


COMPOUND = re.findall(
    "..",
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙"
    "宇文司徒鲜于司空令狐",
)
"""Family names of two characters."""
_DOTS = "·•・"
_LONGEST_HAN_NAME = len("欧阳娜娜")


def family_name(name: str) -> str:
    """What a name tells of the family; empty where it tells nothing.

    A name with a dot ends in the father's name (Uyghur, Kazakh); a longer name without one has no family name.
    """
    name = name.strip()
    for dot in _DOTS:
        if dot in name:
            return name.rsplit(dot, 1)[1].strip()
    if len(name) > _LONGEST_HAN_NAME:
        return ""
    compound = next((one for one in COMPOUND if name.startswith(one)), "")
    return compound or name[:1]


def reasons(look: LookFacts, watch: LookWatch) -> tuple[Reason, ...]:
    found = {
        Reason.SELF: look.is_self,
        Reason.COLLEAGUE: look.is_colleague and not look.is_self,
        Reason.NOT_SERVED: not look.served and not look.is_self,
        Reason.MANY: look.people_in_hour > watch.most_people_an_hour and not look.told_in_hour,
        Reason.AFTER_HOURS: not _open(watch) <= look.at.time() < _closed(watch),
        Reason.SAME_NAME: not look.is_self and _same_family(look),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _same_family(look: LookFacts) -> bool:
    mine = family_name(look.staff_name)
    return mine != "" and mine == family_name(look.resident_name)


def _open(watch: LookWatch) -> time:
    return time.fromisoformat(watch.opens)


def _closed(watch: LookWatch) -> time:
    return time.fromisoformat(watch.closes)
