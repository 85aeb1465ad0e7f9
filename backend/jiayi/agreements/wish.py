"""What a person has chosen so far, carried from page to page in the address: back and reload lose nothing."""

import unicodedata
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from jiayi.agreements.model import Origin, Signature, SignOrder
from jiayi.infra.web.forms import whole

Change = Literal["", "renewal", "switch"]
LONGEST = 999  # months that read as a number; the policy decides what is allowed


class Wish(msgspec.Struct, kw_only=True):
    team: UUID | None = None
    doctor: UUID | None = None
    who: list[UUID] = []
    previous: UUID | None = None
    change: Change = ""
    packages: dict[UUID, tuple[str, ...]] = {}
    items: dict[UUID, tuple[str, ...]] = {}
    hospitals: tuple[UUID, ...] = ()
    months: int | None = None
    other: str | None = None
    """What was typed for another term than those listed; ``months`` is 0 where it is no number."""
    long_term: bool = False

    @classmethod
    def read(cls, fields: Mapping[str, list[str]]) -> "Wish":
        """Unreadable parts are as if they were not there."""
        who = _uuids(fields.get("who", []))
        change = _last(fields, "change")
        term = _last(fields, "term")
        listed = term in ("", "long") or whole(term, LONGEST)
        other = None if listed else _last(fields, "months") if term == "other" else term
        team = None if _last(fields, "alone") else _uuid(_last(fields, "team"))
        return cls(
            team=team,
            doctor=_uuid(_last(fields, "doctor")),
            who=who,
            previous=_uuid(_last(fields, "previous")),
            change="renewal" if change == "renewal" else "switch" if change == "switch" else "",
            packages={one: tuple(fields.get(f"p-{one}", [])) for one in who},
            items={one: tuple(fields.get(f"i-{one}", [])) for one in who},
            hospitals=tuple(_uuids(fields.get("h", []))),
            months=_months(other) if other is not None else None if term == "long" else whole(term, LONGEST),
            other=other,
            long_term=term == "long",
        )

    def pairs(self) -> list[tuple[str, str]]:
        """As hidden fields."""
        found: list[tuple[str, object]] = [
            ("team", self.team or ""), ("doctor", self.doctor or ""), ("previous", self.previous or ""),
            ("change", self.change), ("term", self._term()), ("months", self.other or ""),
        ]  # fmt: skip
        found += [("who", one) for one in self.who]
        found += [(f"p-{one}", code) for one, codes in self.packages.items() for code in codes]
        found += [(f"i-{one}", code) for one, codes in self.items.items() for code in codes]
        found += [("h", one) for one in self.hospitals]
        return [(name, str(value)) for name, value in found if value]

    def _term(self) -> str:
        return "long" if self.long_term else "other" if self.other is not None else str(self.months or "")

    def query(self) -> str:
        return urlencode(self.pairs())

    def order(
        self, who: UUID, codes: tuple[str, ...], key: UUID, signature: Signature, text: str
    ) -> SignOrder:
        return SignOrder(
            resident_id=who,
            team_id=self.team,
            doctor_id=self.doctor,
            package_codes=codes,
            item_codes=self.items.get(who, ()),
            hospital_ids=self.hospitals,
            long_term=self.long_term,
            months=self.months,
            signature=signature,
            origin=Origin.ONLINE,
            text_version=text,
            key=key,
            previous_id=self.previous,
        )


def _last(fields: Mapping[str, list[str]], name: str) -> str:
    return (fields.get(name) or [""])[-1].strip()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _uuids(texts: list[str]) -> list[UUID]:
    return list(dict.fromkeys(found for text in texts if (found := _uuid(text))))


def _months(text: str) -> int:
    """Full-width digits count, too; 0: no number."""
    return whole(unicodedata.normalize("NFKC", text).strip(), LONGEST) or 0
