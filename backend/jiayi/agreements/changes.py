"""Changes of a running agreement. Each takes the agreement's row lock first and looks again behind it."""

from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from jiayi.agreements import guards, store
from jiayi.agreements.deaths import DIED, record_death
from jiayi.agreements.model import IN_FORCE, SWITCH, Agreement, AgreementState, SignOrder
from jiayi.agreements.permission import require
from jiayi.agreements.policy import policy_for
from jiayi.agreements.preparing import not_with, prepare
from jiayi.agreements.problems import plain_words
from jiayi.agreements.rules import SWITCHED, change_facts, may_sign_with, state_of
from jiayi.agreements.seasons import asked_year
from jiayi.agreements.writing import Lock, check_place, own_channel, write
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.faults import rerun
from jiayi.infra.db.idempotency import claim
from jiayi.infra.db.locks import lock_agreement, lock_doctor_panels
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, NotFound
from jiayi.policies.cited import Stated
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Termination

Q = store.Q
Reach = Callable[[Tx, int, Agreement | None], Awaitable[Agreement]]
RENEWABLE = IN_FORCE | {AgreementState.EXPIRED}
ENDABLE = IN_FORCE | {AgreementState.UPCOMING, AgreementState.WAITING_PAYMENT}


@rerun
async def renew_agreement(
    db: Database, actor: Actor, order: SignOrder, *, lock: Lock = lock_doctor_panels
) -> UUID:
    """A new agreement behind ``order.previous_id``, as wanted now: nothing is carried on silently."""
    async with plain_words(), db.transaction(actor) as tx:
        agreement_id = new_id()
        if first := await claim(tx, order.key, str(agreement_id)):
            return UUID(first)
        old = await previous(tx, order, guards.agreement_to_follow)
        if old.next_id is not None:
            raise Conflict("这份协议已经在续约或改签了。请看接着的那一份。")
        await require(
            tx, policy_for(old.policy_division, tx.today), old, change_facts(old, "renew", tx.today)
        )
        p = await prepare(tx, order, starts_on=max(tx.today, old.term_to or tx.today))
        if p.party.institution_id != old.institution_id:
            raise Conflict("续约要在原来的机构；想换机构，请选“改签”。")
        await lock(tx, actor.county, [p.party.doctor_id])
        keeps = p.party.doctor_id == old.doctor_id and old.term_to is not None and old.term_to > tx.today
        await check_place(tx, p.policy, p.party.doctor_id, p.person.id, keeps_place=keeps)
        await write(tx, agreement_id, p)
        await record(tx, actor.county, "agreements.renewed", old.id, next=str(agreement_id))
        return agreement_id


@rerun
async def change_doctor(
    db: Database, actor: Actor, county: int, agreement_id: UUID, to_doctor_id: UUID, reason: str = "",
    *, lock: Lock = lock_doctor_panels,
) -> None:  # fmt: skip
    """Another doctor of the same institution, on the terms of the place (UR-3.2, MY-3). A renewal with the old doctor
    that waits behind changes with it, and a place in the new doctor's line is given up."""
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
        facts = change_facts(
            a, "change_doctor", tx.today, same_institution=same, same_team=in_team is not None
        )
        await require(tx, policy, a, facts)
        if not same:
            raise Conflict("换到别的机构要办改签，不能只换医生。")
        if not may_sign_with(policy, party):
            raise not_with(policy, party)
        await lock(tx, county, [to_doctor_id])
        await check_place(tx, policy, to_doctor_id, a.resident_id)
        for one in (a, *await _renewal_with_the_same(tx, a)):
            await tx.run(Q.change_doctor, county, one.id, to_doctor_id, party.team_id)
            await tx.run(
                Q.add_doctor_change, county, new_id(), one.id, a.doctor_id, to_doctor_id, reason, tx.now,
                actor.account_id,
            )  # fmt: skip
            await record(tx, county, "agreements.doctor_changed", one.id, to=str(to_doctor_id))
        await tx.run(Q.leave_waiting_list, county, to_doctor_id, a.resident_id, tx.now)


@rerun
async def terminate_agreement(
    db: Database, actor: Actor, county: int, agreement_id: UUID, reason_code: str, remark: str = ""
) -> None:
    """Ends today, with a coded reason of the place (R14). A renewal that waits behind it ends too; a switch goes on."""
    async with plain_words(), db.transaction(actor) as tx:
        a = await locked(tx, county, agreement_id)
        if state_of(a, tx.today) not in ENDABLE:
            raise Conflict("这份协议已经不再生效，不用再解约。")
        policy = policy_for(a.policy_division, tx.today)
        if reason_code not in {stated.value.code for stated in reasons_for(policy, actor)}:
            raise Conflict("请选一个解约原因。")
        await require(tx, policy, a, change_facts(a, "terminate", tx.today, reason=reason_code))
        await _end(tx, a, reason_code, remark)
        if reason_code == DIED:
            await record_death(tx, a, remark)
        await record(tx, county, "agreements.ended", agreement_id, reason=reason_code)


@rerun
async def confirm_year(db: Database, actor: Actor, county: int, agreement_id: UUID) -> None:
    """N-10.1: the yearly yes; in December it is next year's."""
    await confirm_years(db, actor, county, [agreement_id])


async def confirm_years(db: Database, actor: Actor, county: int, agreement_ids: Iterable[UUID]) -> None:
    """Of a household: all or none."""
    async with plain_words(), db.transaction(actor) as tx:
        for agreement_id in sorted(agreement_ids):
            await _confirm_year(tx, county, agreement_id)


async def _confirm_year(tx: Tx, county: int, agreement_id: UUID) -> None:
    actor = tx.actor
    a = await locked(tx, county, agreement_id)
    if actor.is_staff:
        raise Conflict("请由居民本人确认。")
    if state_of(a, tx.today) not in IN_FORCE:
        raise Conflict("这份协议现在没有生效，不用确认。")
    policy = policy_for(a.policy_division, tx.today)
    await require(tx, policy, a, change_facts(a, "confirm", tx.today))
    year = asked_year(policy, tx.today)
    channel = own_channel(tx) if actor.resident_id == a.resident_id else "guardian"
    await tx.run(
        Q.add_yearly_confirmation, county, agreement_id, year, tx.now, actor.account_id, channel, None, ""
    )
    await record(tx, county, "agreements.year_confirmed", agreement_id, year=year)


def reasons_for(policy: Policy, actor: Actor) -> list[Stated[Termination]]:
    """The place's coded reasons that this side may give; staff at the desk also write down the resident's."""
    sides = {"resident", "institution", "either"} if actor.is_staff else {"resident", "either"}
    return [
        stated
        for stated in policy.all(Termination)
        if stated.value.by in sides and stated.value.code != SWITCHED
    ]


async def locked(
    tx: Tx, county: int, agreement_id: UUID, reach: Reach = guards.agreement_to_change
) -> Agreement:
    """Looked at behind its lock. Raises NotFound, or Conflict where its person decides alone."""
    await lock_agreement(tx, county, agreement_id)
    return await reach(tx, county, await store.agreement(tx, county, agreement_id))


async def previous(tx: Tx, order: SignOrder, reach: Reach = guards.agreement_to_change) -> Agreement:
    if order.previous_id is None:
        raise NotFound()
    old = await locked(tx, tx.actor.county, order.previous_id, reach)
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
    following = await store.agreement(tx, a.county, a.next_id) if a.next_id else None
    if following and following.kind != SWITCH:
        await _end(tx, following, reason, remark)


async def _renewal_with_the_same(tx: Tx, a: Agreement) -> list[Agreement]:
    """Doctor; a switch to elsewhere has its own."""
    following = await store.agreement(tx, a.county, a.next_id) if a.next_id else None
    return [following] if following and following.doctor_id == a.doctor_id else []
