"""Runs worked examples: facts in, result and citations out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from jiayi.policies import rules
from jiayi.policies.cited import Citation, NoRule
from jiayi.policies.facts import BenefitFacts, ChangeFacts, EligibilityFacts
from jiayi.policies.resolve import Policy, PolicyBook
from jiayi.policies.topics import BY_TABLE

CASES = Path(__file__).parent / "cases"
Found = dict[str, Any]


@dataclass(frozen=True)
class Case:
    path: Path
    data: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}: {' '.join(self.data['duty'])} {self.data['name']}"


def cases() -> list[Case]:
    return [Case(path, row) for path in sorted(CASES.glob("*/*.toml")) for row in _rows(path)]


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return rows


def failures(book: PolicyBook, case: Case) -> list[str]:
    """What differs from what the case expects; empty when it holds."""
    policy = book.resolve(case.data["division"], case.data["on"])
    found = ASK[case.data["ask"]](policy, case.data)
    wrong = [
        f"{key}: wanted {want!r}, got {found.get(key)!r}"
        for key, want in case.data["expect"].items()
        if not _holds(key, want, found.get(key))
    ]
    missing = set(case.data["duty"]) - {duty for cited in found["cites"] for duty in cited.duty}
    clauses = set(case.data.get("clauses", [])) - {cited.clause for cited in found["cites"]}
    return wrong + [f"not cited: {missing | clauses}"] * bool(missing | clauses)


def _holds(key: str, want: Any, got: Any) -> bool:
    if key == "says":
        return all(any(part in text for text in got) for part in want)
    if key == "unsaid":
        return not any(part in text for text in got for part in want)
    if key in ("includes", "applies"):
        return set(want) <= set(got)
    if key in ("excludes", "not_applies"):
        return not set(want) & set(got)
    return bool(got == want)


def person(policy: Policy, given: dict[str, Any], kind: type[EligibilityFacts] = EligibilityFacts) -> Any:
    """A grown resident, insured and signing here, unless the case says otherwise."""
    usual = {"age_years": 40, "insurance_scheme": "resident", "premium_paid": True}
    counties = {"county_of_insurance": policy.division, "county_of_signing": policy.division}
    return msgspec.convert({**usual, **counties, **given}, kind)


def _eligibility(policy: Policy, case: dict[str, Any]) -> Found:
    offers = rules.eligibility(policy, person(policy, case.get("facts", {})))
    offered = [offer.package for offer in offers if offer.offered]
    return {
        "offered": offered,
        "includes": offered,
        "excludes": offered,
        "unknown": [offer.package for offer in offers if offer.unknown],
        "together": {o.package: list(o.together) for o in offers if o.offered and o.together},
        "says": [r.text for o in offers for r in o.reasons if not r.met],
        "unsaid": [r.text for o in offers for r in o.reasons],
        "cites": [*(o.citation for o in offers), *_of(r.citation for o in offers for r in o.reasons)],
    }


def _fee(policy: Policy, case: dict[str, Any]) -> Found:
    split = rules.fee(policy, case["packages"], person(policy, case.get("facts", {})), case.get("prices"))
    reasons = (*split.refusals, *split.questions, *split.notes)
    cited = [reason.citation for reason in reasons]
    return {
        "allowed": split.allowed,
        "total_fen": split.total_fen,
        "parts": {
            line.payer or "nobody": line.amount_fen for line in split.lines if line.amount_fen is not None
        },
        "assumed": any(line.by and line.by.assumption for line in split.lines),
        "assumed_payers": [line.payer for line in split.lines if line.by and line.by.assumption],
        "says": [
            *(r.text for r in reasons),
            *(text for line in split.lines for text in (line.note or "", *(one.text for one in line.more))),
            *split.readings,
        ],
        "cites": _of([*(line.citation for line in split.lines), *(line.by for line in split.lines), *cited]),
    }


def _capitation(policy: Policy, case: dict[str, Any]) -> Found:
    owed = rules.capitation(policy, case["packages"], person(policy, case.get("facts", {})))
    return {
        "total_fen": owed.total_fen,
        "lines": [line.amount_fen for line in owed.lines],
        "assumed": any(line.citation.assumption for line in owed.lines),
        "says": [gap.text for gap in owed.gaps],
        "cites": _of(line.citation for line in owed.lines) + _of(gap.last for gap in owed.gaps),
    }


def _change(policy: Policy, case: dict[str, Any]) -> Found:
    decision = rules.change(policy, msgspec.convert({"today": case["on"], **case["facts"]}, ChangeFacts))
    if isinstance(decision, NoRule):
        return {"answer": "no_rule", "says": [decision.text], "cites": _of([decision.last])}
    return {
        "answer": "allowed" if decision.allowed else "refused",
        "in_principle": getattr(decision, "in_principle", False),
        "says": [reason.text for reason in decision.reasons],
        "assumed": any(reason.citation.assumption for reason in decision.reasons if reason.citation),
        "cites": _of(reason.citation for reason in decision.reasons),
    }


def _benefits(policy: Policy, case: dict[str, Any]) -> Found:
    offers = rules.benefits(policy, person(policy, case.get("facts", {}), BenefitFacts))
    yes = [offer.code for offer in offers if offer.applies]
    return {
        "applies": yes,
        "not_applies": yes,
        "unknown": [offer.code for offer in offers if offer.unknown],
        "figures": {offer.code: offer.figure for offer in offers if offer.figure},
        "says": [offer.text for offer in offers],
        "cites": [offer.citation for offer in offers],
    }


def _items(policy: Policy, case: dict[str, Any]) -> Found:
    """What a package holds for this person."""
    facts = person(policy, case.get("facts", {}))
    rows = rules.items(policy, case["package"], facts)
    return {"codes": [row.value.code for row in rows], "cites": [row.citation for row in rows]}


def _rule(policy: Policy, case: dict[str, Any]) -> Found:
    """One value, or why there is none."""
    kind = BY_TABLE[case["table"]].rule
    found = policy.one(kind, **case.get("match", {}))
    if isinstance(found, NoRule):
        number = found.last.number if found.last else None
        return {"no_rule": True, "last": number, "says": [found.text], "cites": _of([found.last])}
    value = msgspec.json.decode(msgspec.json.encode(found.value))
    wanted = {key: value.get(key) for key in case["expect"].get("value", {})}
    paragraphs = [line["text"] for line in value.get("paragraph", [])]
    return {"value": wanted, "says": [str(value), *paragraphs], "cites": [found.citation]}


def _all(policy: Policy, case: dict[str, Any]) -> Found:
    """The codes of a topic, in order."""
    rows = policy.all(BY_TABLE[case["table"]].rule, **case.get("match", {}))
    codes = [getattr(row.value, case.get("by", "code")) for row in rows]
    lapsed = [gap.text for gap in policy.lapsed]
    return {
        "codes": codes,
        "includes": codes,
        "excludes": codes,
        "says": lapsed,
        "cites": _cited(policy, rows),
    }


def _cited(policy: Policy, rows: Any) -> list[Citation]:
    return [row.citation for row in rows] + _of(gap.last for gap in policy.lapsed)


def _of(citations: Any) -> list[Citation]:
    return [citation for citation in citations if citation is not None]


ASK = {
    "eligibility": _eligibility,
    "fee": _fee,
    "capitation": _capitation,
    "change": _change,
    "benefits": _benefits,
    "items": _items,
    "rule": _rule,
    "all": _all,
}


def by_file() -> Iterator[tuple[str, str]]:
    for case in cases():
        yield case.path.parent.name, case.path.stem
