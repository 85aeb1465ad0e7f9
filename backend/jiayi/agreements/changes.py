"""Changes of a running agreement. Each takes the agreement's row lock first and looks again behind it."""

from datetime import date
from uuid import UUID

from jiayi.agreements import guards, store
from jiayi.agreements.model import IN_FORCE, Agreement, AgreementState, SignOrder
from jiayi.agreements.policy import policy_for
from jiayi.agreements.preparing import prepare
from jiayi.agreements.problems import PolicyRefused, plain_words
from jiayi.agreements.rules import SWITCHED, change_facts, may_sign_with, state_of
from jiayi.agreements.writing import Lock, check_place, write
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.idempotency import claim
from jiayi.infra.db.locks import lock_agreement, lock_doctor_panels
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, NotFound
from jiayi.policies import rules
from jiayi.policies.answers import gap_reason
from jiayi.policies.cited import NoRule, Stated
from jiayi.policies.facts import ChangeFacts
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Termination

Q = store.Q
RENEWABLE = IN_FORCE | {AgreementState.EXPIRED}
ENDABLE = IN_FORCE | {AgreementState.UPCOMING, AgreementState.WAITING_PAYMENT}


async def renew_agreement(
    db: Database, actor: Actor, order: SignOrder, *, lock: Lock = lock_doctor_panels
) -> UUID:
    """A new agreement behind ``order.previous_id``, as wanted now: nothing is carried on silently."""
    async with plain_words(), db.transaction(actor) as tx:
        agreement_id = new_id()
        if first := await claim(tx, order.key, str(agreement_id)):
            return UUID(first)
        old = await _previous(tx, order)
        if old.next_id is not None:
            raise Conflict("这份协议已经续约了。")
        require(policy_for(old.policy_division, tx.today), change_facts(old, "renew", tx.today))
        p = await prepare(tx, order, starts_on=max(tx.today, old.term_to or tx.today))
        if p.party.institution_id != old.institution_id:
            raise Conflict("续约要在原来的机构；想换机构，请选“改签”。")
        await lock(tx, actor.county, [p.party.doctor_id])
        keeps = p.party.doctor_id == old.doctor_id and old.term_to is not None and old.term_to > tx.today
        await check_place(tx, p.policy, p.party.doctor_id, p.person.id, keeps_place=keeps)
        await write(tx, agreement_id, p)
        await record(tx, actor.county, "agreements.renewed", old.id, next=str(agreement_id))
        return agreement_id


async def switch_agreement(
    db: Database, actor: Actor, order: SignOrder, *, lock: Lock = lock_doctor_panels
) -> UUID:
    """To another institution: the old agreement ends today, the new one starts today."""
    async with plain_words(), db.transaction(actor) as tx:
        agreement_id = new_id()
        if first := await claim(tx, order.key, str(agreement_id)):
            return UUID(first)
        old = await _previous(tx, order)
        party = await store.party(tx, actor.county, order.team_id, order.doctor_id)
        if party is None or party.institution_id == old.institution_id:
            raise Conflict("这还是原来的机构；在机构里换人，请选“换医生”。")
        facts = change_facts(old, "switch_institution", tx.today, same_institution=False, same_team=False)
        require(policy_for(old.policy_division, tx.today), facts)
        await _end(tx, old, SWITCHED, "")
        p = await prepare(tx, order)
        await lock(tx, actor.county, [p.party.doctor_id])
        await check_place(tx, p.policy, p.party.doctor_id, p.person.id)
        await write(tx, agreement_id, p)
        await record(tx, actor.county, "agreements.switched", old.id, next=str(agreement_id))
        return agreement_id


async def change_doctor(
    db: Database, actor: Actor, county: int, agreement_id: UUID, to_doctor_id: UUID, reason: str = "",
    *, lock: Lock = lock_doctor_panels,
) -> None:  # fmt: skip
    """Another doctor of the same institution, on the terms of the place (UR-3.2, MY-3)."""
    async with plain_words(), db.transaction(actor) as tx:
        a = await locked(tx, county, agreement_id)
        if state_of(a, tx.today) not in ENDABLE:
            raise Conflict("这份协议现在不能换医生，请刷新页面看看。")
        in_team = await store.party(tx, county, a.team_id, to_doctor_id) if a.team_id else None
        party = in_team or await store.party(tx, county, None, to_doctor_id)
        if party is None or to_doctor_id == a.doctor_id:
            raise NotFound()
        policy = policy_for(a.policy_division, tx.today)
        same = party.institution_id == a.institution_id
        require(policy, change_facts(
            a, "change_doctor", tx.today, same_institution=same, same_team=in_team is not None))  # fmt: skip
        if not may_sign_with(policy, party):
            raise Conflict("按本地规定，不能和这位医生签约，请另选一位。")
        await lock(tx, county, [to_doctor_id])
        await check_place(tx, policy, to_doctor_id, a.resident_id)
        await tx.run(Q.change_doctor, county, agreement_id, to_doctor_id, party.team_id)
        await tx.run(
            Q.add_doctor_change, county, new_id(), agreement_id, a.doctor_id, to_doctor_id, reason, tx.now,
            actor.account_id,
        )  # fmt: skip
        await record(tx, county, "agreements.doctor_changed", agreement_id, to=str(to_doctor_id))


async def terminate_agreement(
    db: Database, actor: Actor, county: int, agreement_id: UUID, reason_code: str, remark: str = ""
) -> None:
    """Ends today, with a coded reason of the place (R14). A renewal that waits behind it ends too."""
    async with plain_words(), db.transaction(actor) as tx:
        a = await locked(tx, county, agreement_id)
        if state_of(a, tx.today) not in ENDABLE:
            raise Conflict("这份协议已经不在用了，不用再解约。")
        policy = policy_for(a.policy_division, tx.today)
        if reason_code not in {stated.value.code for stated in reasons_for(policy, actor)}:
            raise Conflict("请选一个解约原因。")
        require(policy, change_facts(a, "terminate", tx.today, reason=reason_code))
        await _end(tx, a, reason_code, remark)
        await record(tx, county, "agreements.ended", agreement_id, reason=reason_code)


async def confirm_year(db: Database, actor: Actor, county: int, agreement_id: UUID) -> None:
    """N-10.1: the yearly yes; in December it is next year's."""
    async with plain_words(), db.transaction(actor) as tx:
        a = await locked(tx, county, agreement_id)
        if actor.is_staff:
            raise Conflict("请由居民本人确认。")
        if state_of(a, tx.today) not in IN_FORCE:
            raise Conflict("这份协议现在没有生效，不用确认。")
        require(policy_for(a.policy_division, tx.today), change_facts(a, "confirm", tx.today))
        await tx.run(
            Q.add_yearly_confirmation,
            county,
            agreement_id,
            confirmed_year(tx.today),
            tx.now,
            actor.account_id,
        )
        await record(tx, county, "agreements.year_confirmed", agreement_id, year=confirmed_year(tx.today))


def confirmed_year(today: date) -> int:
    """A confirmation at the year's end speaks of the year to come."""
    first_half = 6
    return today.year if today.month <= first_half else today.year + 1


def reasons_for(policy: Policy, actor: Actor) -> list[Stated[Termination]]:
    """The place's coded reasons that this side may give; staff at the desk also write down the resident's."""
    sides = {"resident", "institution", "either"} if actor.is_staff else {"resident", "either"}
    return [
        stated
        for stated in policy.all(Termination)
        if stated.value.by in sides and stated.value.code != SWITCHED
    ]


async def locked(tx: Tx, county: int, agreement_id: UUID) -> Agreement:
    await lock_agreement(tx, county, agreement_id)
    return await guards.agreement_for(tx, county, await store.agreement(tx, county, agreement_id))


def require(policy: Policy, facts: ChangeFacts) -> None:
    """Raises PolicyRefused with the place's sentence and citation."""
    answer = rules.change(policy, facts)
    if isinstance(answer, NoRule):
        raise PolicyRefused([gap_reason(answer)])
    if not answer.allowed:
        raise PolicyRefused(answer.reasons)


async def _previous(tx: Tx, order: SignOrder) -> Agreement:
    if order.previous_id is None:
        raise NotFound()
    old = await locked(tx, tx.actor.county, order.previous_id)
    if old.resident_id != order.resident_id:
        raise NotFound()
    if state_of(old, tx.today) not in RENEWABLE:
        raise Conflict("原来的协议已经结束，请直接重新签约。")
    return old


async def _end(tx: Tx, a: Agreement, reason: str, remark: str) -> None:
    """From today on. A term that is over already needs no ending."""
    if a.term_to is None or a.term_to > tx.today:
        planned = a.term_to
        await tx.run(
            Q.add_ending, a.county, a.id, reason, remark, tx.today, tx.now, tx.actor.account_id, planned
        )
        await tx.run(Q.cut_term, a.county, a.id, tx.today)
    if a.next_id and (following := await store.agreement(tx, a.county, a.next_id)):
        await _end(tx, following, reason, remark)
