"""What may change in an agreement, and when (HN-7, UR-3.2, MY-3, N-1.5, N-10.1)."""

from __future__ import annotations

from .answers import Allowed, Refused, say
from .cited import NoRule
from .expressions import truth
from .facts import ChangeFacts
from .resolve import Policy
from .schema import Change, Confirmation, RenewalWindow, Termination
from .scopes import CHANGE, change_facts


def change(policy: Policy, facts: ChangeFacts) -> Allowed | Refused | NoRule:
    rule = policy.one(Change, kind=facts.kind)
    if isinstance(rule, NoRule):
        return rule
    met = truth(rule.value.when, CHANGE, _facts(policy, facts))
    reason = say(rule.value.allowed if met else rule.value.refused, met, rule.citation)
    return (
        Allowed(reasons=(reason,))
        if met
        else Refused(reasons=(reason,), in_principle=rule.value.in_principle)
    )


def _facts(policy: Policy, facts: ChangeFacts) -> dict[str, object]:
    """Where no window is stated, no day lies in it."""
    window = policy.one(RenewalWindow)
    confirmation = policy.one(Confirmation)
    return change_facts(
        facts,
        days_before=0 if isinstance(window, NoRule) else window.value.days_before,
        days_after=0 if isinstance(window, NoRule) else window.value.days_after,
        months=() if isinstance(confirmation, NoRule) else confirmation.value.months,
        reasons=frozenset(reason.value.code for reason in policy.all(Termination)),
    )
