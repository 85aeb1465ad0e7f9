"""Answers in one shape for every topic, for the command line and for people who check the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from . import rules
from .answers import Reason
from .cited import NoRule
from .facts import BenefitFacts, ChangeFacts, EligibilityFacts, FactsError, FeeFacts, read_facts
from .resolve import Policy
from .schema import Package, Word

Answer = dict[str, Any]
WORDS = (
    (("conditions", "treated_conditions", "special_chronic"), "condition"),
    (("groups",), "group"),
)


@dataclass(frozen=True)
class Question:
    facts: type[Struct]
    ask: Callable[[Policy, Any], Answer]


def answer(topic: str, policy: Policy, raw_facts: bytes) -> Answer:
    question = QUESTIONS[topic]
    facts = read_facts(raw_facts, question.facts)
    if isinstance(facts, EligibilityFacts):
        _check_words(policy, facts)
    if isinstance(facts, FeeFacts):
        _check_packages(policy, facts)
    found = question.ask(policy, facts)
    return {"topic": topic, "division": policy.division, "on": policy.on, **found, "lapsed": policy.lapsed}


def _check_words(policy: Policy, facts: EligibilityFacts) -> None:
    """A misspelt condition would quietly answer no: refuse it. Words hold whatever the day."""
    for names, kind in WORDS:
        known = {e.rule.code for e in policy.known if isinstance(e.rule, Word) and e.rule.kind == kind}
        for name in names:
            for code in getattr(facts, name):
                if code not in known:
                    raise FactsError(
                        f"事实读不懂：{name} 里的 {code} 没有登记。可以写：{'、'.join(sorted(known))}。"
                    )


def _check_packages(policy: Policy, facts: FeeFacts) -> None:
    """A code that was never in force here is a slip; one that has lapsed is answered."""
    known = {e.rule.code for e in policy.known if isinstance(e.rule, Package)}
    for code in facts.packages:
        if code not in known:
            now = sorted({stated.value.code for stated in policy.all(Package)})
            offered = f"在用的有：{'、'.join(now)}" if now else "这里这一天没有在用的服务包"
            raise FactsError(f"事实读不懂：packages 里的 {code} 没有登记。{offered}。")


def _eligibility(policy: Policy, facts: EligibilityFacts) -> Answer:
    offers = rules.eligibility(policy, facts)
    return {
        "answer": [offer.package for offer in offers if offer.offered],
        "reasons": [_reason(reason, offer.package) for offer in offers for reason in offer.reasons],
        "packages": offers,
    }


def _fee(policy: Policy, facts: FeeFacts) -> Answer:
    split = rules.fee(policy, facts.packages, facts, facts.institution_prices_fen)
    return {
        "answer": {"allowed": split.allowed, "total_fen": split.total_fen, "lines": split.lines},
        "reasons": [_reason(reason) for reason in (*split.refusals, *split.questions, *split.notes)],
        "gaps": split.gaps,
        "readings": split.readings,
    }


def _change(policy: Policy, facts: ChangeFacts) -> Answer:
    decision = rules.change(policy, facts)
    if isinstance(decision, NoRule):
        return {
            "answer": "no_rule",
            "reasons": [{"text": decision.text, "met": False, "citation": decision.last}],
        }
    word = "allowed" if decision.allowed else "refused"
    return {"answer": word, "reasons": [_reason(reason) for reason in decision.reasons]}


def _benefits(policy: Policy, facts: BenefitFacts) -> Answer:
    offers = rules.benefits(policy, facts)
    return {
        "answer": [offer.code for offer in offers if offer.applies],
        "reasons": [{"text": o.text, "met": o.applies, "citation": o.citation} for o in offers],
    }


def _capitation(policy: Policy, facts: FeeFacts) -> Answer:
    owed = rules.capitation(policy, facts.packages, facts)
    return {"answer": owed.total_fen, "reasons": [], "lines": owed.lines, "gaps": owed.gaps}


def _reason(reason: Reason, package: str | None = None) -> Answer:
    said = {"text": reason.text, "met": reason.met, "citation": reason.citation}
    return {"package": package, **said} if package else said


QUESTIONS: dict[str, Question] = {
    "eligibility": Question(EligibilityFacts, _eligibility),
    "fee": Question(FeeFacts, _fee),
    "change": Question(ChangeFacts, _change),
    "benefits": Question(BenefitFacts, _benefits),
    "capitation": Question(FeeFacts, _capitation),
}
