"""What people do with agreements: sign, confirm, decide, withdraw, pay. Changes of a running one: changes.py."""

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec

from jiayi.agreements import guards, offering, store
from jiayi.agreements.changes import (
    change_doctor,
    confirm_year,
    locked,
    renew_agreement,
    terminate_agreement,
)
from jiayi.agreements.model import OVER, Agreement, AgreementState, Origin, PaymentMethod, SignOrder
from jiayi.agreements.permission import allow_exception
from jiayi.agreements.policy import policy_for
from jiayi.agreements.preparing import prepare
from jiayi.agreements.problems import PolicyRefused, plain_words
from jiayi.agreements.receipts import refuse_used, take_number
from jiayi.agreements.rules import WITHDRAWN, state_of
from jiayi.agreements.switching import begin_if_it_counts, switch_agreement
from jiayi.agreements.writing import Lock, check_place, own_channel, write
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.faults import rerun
from jiayi.infra.db.idempotency import claim
from jiayi.infra.db.locks import lock_doctor_panels
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, Forbidden, NotFound
from jiayi.policies.answers import say

__all__ = [
    "allow_exception",
    "change_doctor",
    "confirm_agreement",
    "confirm_agreements",
    "confirm_year",
    "decide_agreement",
    "record_payment",
    "renew_agreement",
    "request_agreement",
    "request_agreements",
    "reverse_payment",
    "switch_agreement",
    "terminate_agreement",
    "withdraw_agreement",
]
Q = store.Q


async def request_agreement(
    db: Database, actor: Actor, order: SignOrder, *, lock: Lock = lock_doctor_panels
) -> UUID:
    """One person signs. Raises PanelFull, PolicyRefused, Conflict, NotFound, Forbidden."""
    return (await request_agreements(db, actor, [order], lock=lock))[0]


@rerun
async def request_agreements(
    db: Database, actor: Actor, orders: Sequence[SignOrder], *, lock: Lock = lock_doctor_panels
) -> list[UUID]:
    """A household signs: all or nothing (N-1.4). The first order's key stands for the whole form."""
    async with plain_words(), db.transaction(actor) as tx:
        ids = [new_id() for _ in orders]
        if first := await claim(tx, orders[0].key, " ".join(map(str, ids))):
            return [UUID(one) for one in first.split()]
        # Only a renewal or a switch follows another agreement; what a form says of one is not believed here.
        fresh = [msgspec.structs.replace(order, previous_id=None) for order in orders]
        prepared = [await prepare(tx, order) for order in fresh]
        await lock(tx, actor.county, {p.party.doctor_id for p in prepared})
        for agreement_id, p in zip(ids, prepared, strict=True):
            await check_place(tx, p.policy, p.party.doctor_id, p.person.id)
            await write(tx, agreement_id, p)
        return ids


@rerun
async def confirm_agreement(db: Database, actor: Actor, county: int, agreement_id: UUID) -> None:
    """The person on their own channel, or a second member of staff as witness of the signature."""
    async with plain_words(), db.transaction(actor) as tx:
        await _confirm(tx, county, agreement_id)


@rerun
async def confirm_agreements(
    db: Database, actor: Actor, county: int, agreement_ids: Collection[UUID]
) -> None:
    """Those of a household, all or none."""
    async with plain_words(), db.transaction(actor) as tx:
        for agreement_id in sorted(agreement_ids):
            await _confirm(tx, county, agreement_id)


@rerun
async def decide_agreement(
    db: Database, actor: Actor, county: int, agreement_id: UUID, accepted: bool, reason: str = ""
) -> None:
    """The team's answer, where its institution asks for one. A refusal needs a reason and frees the days."""
    guards.staff_only(actor)
    if not accepted and not reason.strip():
        raise Conflict("不接受申请时，请写明原因，居民会看到。")
    async with plain_words(), db.transaction(actor) as tx:
        a = await locked(tx, county, agreement_id)
        _must_be(tx, a, AgreementState.WAITING_ACCEPTANCE, AgreementState.WAITING_CONFIRMATION)
        outcome = "accepted" if accepted else "declined"
        await tx.run(Q.add_decision, county, agreement_id, outcome, reason.strip(), tx.now, actor.account_id)
        if not accepted:
            await tx.run(Q.empty_term, county, agreement_id)
        await record(tx, county, f"agreements.{outcome}", agreement_id)
        await begin_if_it_counts(tx, county, agreement_id)


@rerun
async def withdraw_agreement(db: Database, actor: Actor, county: int, agreement_id: UUID) -> None:
    """Takes back a request that does not count yet."""
    async with plain_words(), db.transaction(actor) as tx:
        a = await locked(tx, county, agreement_id, guards.agreement_to_withdraw)
        if state_of(a, tx.today) is AgreementState.WITHDRAWN:
            return
        _must_be(
            tx, a, AgreementState.WAITING_CONFIRMATION, AgreementState.WAITING_ACCEPTANCE,
            AgreementState.WAITING_PAYMENT, AgreementState.UPCOMING,
        )  # fmt: skip
        await tx.run(
            Q.add_ending, county, agreement_id, WITHDRAWN, "", tx.today, tx.now, actor.account_id, None
        )
        await tx.run(Q.empty_term, county, agreement_id)
        await record(tx, county, "agreements.withdrawn", agreement_id)


@rerun
async def record_payment(
    db: Database, actor: Actor, county: int, agreement_id: UUID, amount_fen: int, method: PaymentMethod,
    reference: str, key: UUID,
) -> UUID:  # fmt: skip
    """The own share: at the desk recorded by staff, online by the person. Never more than what is due, and all of
    it where it may not be waived (UR-4.1)."""
    if method == "desk":
        guards.staff_only(actor)
    elif actor.role is not Role.RESIDENT:
        raise Forbidden()
    async with plain_words(), db.transaction(actor) as tx:
        payment_id = new_id()
        if first := await claim(tx, key, str(payment_id)):
            return UUID(first)
        a = await locked(tx, county, agreement_id, guards.agreement_to_follow)
        if state_of(a, tx.today) in OVER:
            raise Conflict("这份协议已经不在了，不能再记收款。")
        owed = a.due_fen - a.paid_fen
        whole = offering.never_waived(policy_for(a.policy_division, a.policy_on))
        if whole and 0 < amount_fen < owed:
            raise PolicyRefused([say("个人部分要一次付清，不能少收。", False, whole.citation)])
        if not 0 < amount_fen <= owed:
            raise Conflict("金额和应付的个人部分不一致，请核对后再记。")
        if reference in {one.reference for one in await store.payments(tx, county, a.id)}:
            await refuse_used(tx, a, reference)
        await tx.run(
            Q.add_payment,
            county,
            payment_id,
            agreement_id,
            amount_fen,
            method,
            reference,
            tx.now,
            actor.account_id,
        )
        if method == "desk":
            await take_number(tx, a, payment_id, reference)
        await record(tx, county, "agreements.paid", agreement_id, amount_fen=amount_fen, method=method)
        await begin_if_it_counts(tx, county, agreement_id)
        return payment_id


@rerun
async def reverse_payment(
    db: Database, actor: Actor, county: int, agreement_id: UUID, payment_id: UUID, why: str
) -> None:
    """The manager takes back what was written down by mistake: once, with a reason; its receipt number stays used."""
    if actor.role is not Role.MANAGER:
        raise Forbidden()
    async with plain_words(), db.transaction(actor) as tx:
        a = await locked(tx, county, agreement_id, guards.agreement_to_follow)
        paid = next((one for one in await store.payments(tx, county, a.id) if one.id == payment_id), None)
        if paid is None or paid.method != "desk":
            raise NotFound()
        if not await tx.run(
            Q.reverse_payment, county, a.id, payment_id, why, tx.now, actor.account_id, actor.name
        ):
            raise Conflict("这笔收款已经撤销过了。")
        await record(tx, county, "agreements.payment_reversed", a.id, amount_fen=paid.amount_fen)


async def _confirm(tx: Tx, county: int, agreement_id: UUID) -> None:
    a = await locked(tx, county, agreement_id, guards.agreement_to_confirm)
    if a.confirmed_at is not None:
        return
    _must_be(tx, a, AgreementState.WAITING_CONFIRMATION)
    channel, by, witness = await _confirmation(tx, a)
    name = tx.actor.name if witness else ""
    await tx.run(Q.add_confirmation, county, agreement_id, tx.now, by, channel, witness, name)
    await record(tx, county, "agreements.confirmed", agreement_id, channel=channel)
    await begin_if_it_counts(tx, county, agreement_id)


def _must_be(tx: Tx, agreement: Agreement, *states: AgreementState) -> None:
    if state_of(agreement, tx.today) not in states:
        raise Conflict("这份协议的情况已经变了，请刷新页面看看。")


async def _confirmation(tx: Tx, a: Agreement) -> tuple[str, UUID | None, UUID | None]:
    """Channel, who confirms, who witnesses. What was asked for online is signed at the desk first (desk/consent.py)."""
    actor = tx.actor
    if actor.resident_id == a.resident_id:
        return own_channel(tx), actor.account_id, None
    if actor.is_staff:
        signed = await store.consent(tx, a.county, a.id) if a.origin == Origin.ONLINE else None
        first = signed.staff_account_id if signed else a.requested_by
        if first == actor.account_id or (a.origin == Origin.ONLINE and signed is None):
            raise Conflict("请由本人确认；在窗口办的，先请本人签名，再由另一位同事见证。")
        return "signature_and_witness", first, actor.account_id
    return "guardian", actor.account_id, None
