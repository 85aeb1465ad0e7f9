"""What the place says of a change, and what the institution's manager allows where it refuses only in principle."""

from uuid import UUID

from jiayi.agreements import guards, store
from jiayi.agreements.model import IN_FORCE, Agreement
from jiayi.agreements.policy import policy_for
from jiayi.agreements.problems import PolicyRefused
from jiayi.agreements.rules import change_facts, state_of
from jiayi.agreements.seasons import asked_year, rule_of
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.problems import Conflict, Forbidden
from jiayi.policies import rules
from jiayi.policies.answers import Allowed, Reason, Refused, gap_reason, say
from jiayi.policies.cited import NoRule
from jiayi.policies.facts import ChangeFacts
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import ChangeKind

SPECIAL = "签约机构特别同意，可以办。原因：{why}"
OTHER_DAYS = "签约机构定在 {first} 到 {last} 确认，请在这几天里办。"
OPEN_TO_MANAGERS: tuple[ChangeKind, ...] = ("switch_institution", "change_doctor")


async def answer(tx: Tx, policy: Policy, a: Agreement, facts: ChangeFacts) -> Allowed | Refused | NoRule:
    found = rules.change(policy, facts)
    if facts.kind == "confirm" and isinstance(found, Allowed) and (later := await _other_days(tx, policy, a)):
        return Refused(reasons=(later,))
    if isinstance(found, Refused) and found.in_principle:
        for one in await store.specials(tx, a.county, a.id):
            if one.kind == facts.kind:
                return Allowed(reasons=(say(SPECIAL, True, found.reasons[0].citation, why=one.reason),))
    return found


async def _other_days(tx: Tx, policy: Policy, a: Agreement) -> Reason | None:
    """N-10.1: an institution that has set its days is asked in these alone."""
    rule = rule_of(policy)
    days = await store.confirmation_days(tx, a.county, a.institution_id, asked_year(policy, tx.today))
    if rule is None or days is None or days.first <= tx.today <= days.last:
        return None
    return say(OTHER_DAYS, False, rule.citation, first=str(days.first), last=str(days.last))


async def reason(tx: Tx, a: Agreement, facts: ChangeFacts) -> Reason:
    """In one sentence, as of today."""
    found = await answer(tx, policy_for(a.policy_division, tx.today), a, facts)
    return gap_reason(found) if isinstance(found, NoRule) else found.reasons[0]


async def require(tx: Tx, policy: Policy, a: Agreement, facts: ChangeFacts) -> None:
    """Raises PolicyRefused with the place's sentence and citation."""
    found = await answer(tx, policy, a, facts)
    if isinstance(found, NoRule):
        raise PolicyRefused([gap_reason(found)])
    if not found.allowed:
        raise PolicyRefused(found.reasons)


def refused_in_principle(tx: Tx, a: Agreement) -> dict[ChangeKind, Reason]:
    """What a manager could allow for this agreement today, with the rule that stands against it."""
    found: dict[ChangeKind, Reason] = {}
    for kind in OPEN_TO_MANAGERS:
        inside = kind == "change_doctor"
        facts = change_facts(a, kind, tx.today, same_institution=inside, same_team=False)
        said = rules.change(policy_for(a.policy_division, tx.today), facts)
        if isinstance(said, Refused) and said.in_principle:
            found[kind] = said.reasons[0]
    return found


async def allow_exception(
    db: Database, actor: Actor, county: int, agreement_id: UUID, kind: ChangeKind, why: str
) -> None:
    """The manager's word on one agreement, with a reason that the resident reads."""
    if actor.role is not Role.MANAGER:
        raise Forbidden()
    async with db.transaction(actor) as tx:
        a = await guards.agreement_for(tx, county, await store.agreement(tx, county, agreement_id))
        if not why.strip():
            raise Conflict("请写明为什么特别同意，居民会看到。")
        if state_of(a, tx.today) not in IN_FORCE or kind not in refused_in_principle(tx, a):
            raise Conflict("这份协议现在不需要特别同意，请刷新页面看看。")
        added = await tx.run(
            store.Q.add_exception, county, agreement_id, kind, why.strip(), tx.now, actor.account_id
        )
        if added:
            await record(tx, county, "agreements.exception_allowed", agreement_id, change=kind)
