"""Writes a prepared agreement: every row of it, in the caller's transaction, after the panel is locked."""

import base64
from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from jiayi.agreements import guards, store
from jiayi.agreements.document.proof import ProofFacts, proof_of
from jiayi.agreements.document.store import add_original
from jiayi.agreements.model import Origin
from jiayi.agreements.policy import basis
from jiayi.agreements.preparing import Prepared
from jiayi.agreements.problems import PanelFull
from jiayi.agreements.rules import capacity_of
from jiayi.history.store import record
from jiayi.infra.db.database import Tx
from jiayi.infra.ids import new_id
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Waiver

Q = store.Q
Lock = Callable[[Tx, int, Iterable[UUID]], Awaitable[None]]


async def check_place(
    tx: Tx, policy: Policy, doctor_id: UUID, resident_id: UUID, keeps_place: bool = False
) -> None:
    """Call with the panel locked. ``keeps_place``: a renewal takes over the place it renews."""
    if keeps_place:
        return
    if not await places_left(tx, policy, doctor_id, resident_id):
        raise PanelFull(doctor=str(doctor_id))


async def places_left(tx: Tx, policy: Policy, doctor_id: UUID, resident_id: UUID) -> int:
    """For this resident: those kept for others who wait are not free (R6)."""
    found = await store.places(tx, tx.actor.county, doctor_id, resident_id)
    return max(0, capacity_of(policy, found.capacity) - found.taken - found.held)


async def write(tx: Tx, agreement_id: UUID, p: Prepared, kind: str = "family_doctor") -> None:
    county, order = tx.actor.county, p.order
    await tx.run(Q.add_text, p.text.version, p.text.sha256, p.text.body, tx.now)
    signatures = _signatures(tx, p)
    facts = _facts(tx, agreement_id, p, signatures)
    proof = proof_of(facts)
    await tx.run(
        Q.add_agreement, county, agreement_id, facts.number, p.person.id,
        p.party.institution_id, p.party.team_id, p.party.doctor_id, p.term_from, p.term_to, p.term_to is None,
        p.policy.division, p.policy.on, p.text.version, order.previous_id, order.origin.value, tx.now,
        tx.actor.account_id, proof, kind,
    )  # fmt: skip
    await tx.run(Q.add_proof, proof, county, agreement_id)
    await add_original(tx, facts)
    await _write_content(tx, agreement_id, p)
    await tx.run_many(Q.add_signature, [(county, new_id(), agreement_id, *one) for one in signatures])
    if p.guardian:
        await tx.run(Q.add_guardian, county, agreement_id, p.guardian.name, p.guardian.relation)
    if channel := _channel(tx, p):
        await tx.run(Q.add_confirmation, county, agreement_id, tx.now, tx.actor.account_id, channel, None, "")
    if not p.party.accepts_each_request:
        await tx.run(Q.add_decision, county, agreement_id, "accepted", "", tx.now, None)
    await tx.run(Q.leave_waiting_list, county, p.party.doctor_id, p.person.id, tx.now)
    await record(
        tx, county, "agreements.requested", agreement_id, resident=str(p.person.id), doctor=str(p.party.doctor_id),
        origin=order.origin.value, packages=[package.code for package in p.packages],
    )  # fmt: skip


def number_of(county: int, on: date, agreement_id: UUID) -> str:
    """County, day, and eight letters and digits of the id's random part."""
    tail = base64.b32encode(agreement_id.bytes[-5:]).decode()
    return f"{county}-{on:%Y%m%d}-{tail}"


def _facts(tx: Tx, agreement_id: UUID, p: Prepared, signatures: list[tuple[Any, ...]]) -> ProofFacts:
    """The very rows that are written below: the database makes the same hash of them."""
    county = tx.actor.county
    return ProofFacts(
        county=county,
        id=agreement_id,
        number=number_of(county, tx.today, agreement_id),
        resident_id=p.person.id,
        institution_id=p.party.institution_id,
        team_id=p.party.team_id,
        doctor_id=p.party.doctor_id,
        starts_on=p.term_from,
        ends_on=p.term_to,
        policy_division=p.policy.division,
        policy_on=p.policy.on,
        text_version=p.text.version,
        text_sha256=p.text.sha256,
        previous_id=p.order.previous_id,
        origin=p.order.origin.value,
        requested_at=tx.now,
        requested_by=tx.actor.account_id or UUID(int=0),
        packages=tuple((c.code, c.name, c.basis) for c in p.packages),
        items=tuple((item.code, package, item.name, 1) for item, package in p.items),
        fee_lines=tuple(msgspec.structs.astuple(line) for line in p.costs),
        hospitals=tuple((hospital.id, hospital.level) for hospital in p.hospitals),
        reduction_fen=p.reduction_fen,
        signatures=tuple(signatures),
        guardian_relation=p.guardian.relation if p.guardian else None,
    )


async def _write_content(tx: Tx, agreement_id: UUID, p: Prepared) -> None:
    mine = (tx.actor.county, agreement_id)
    await tx.run_many(Q.add_packages, [(*mine, c.code, c.name, c.basis) for c in p.packages])
    await tx.run_many(Q.add_items, [(*mine, item.code, package, item.name, 1) for item, package in p.items])
    await tx.run_many(Q.add_fee_lines, [(*mine, *msgspec.structs.astuple(line)) for line in p.costs])
    await tx.run_many(Q.add_hospitals, [(*mine, hospital.id, hospital.level) for hospital in p.hospitals])
    if p.reduction_fen:
        cited = next(iter(p.policy.all(Waiver)), None)
        await tx.run(Q.add_reduction, *mine, p.reduction_fen, basis(cited.citation) if cited else "")


def _signatures(tx: Tx, p: Prepared) -> list[tuple[Any, ...]]:
    """signer, account_id, typed_name, drawing, signed_at."""
    actor, signature, name = tx.actor, p.order.signature, p.order.signature.typed_name
    own = actor.resident_id == p.person.id or actor.is_staff
    signer = "guardian" if p.guardian else "resident" if own else "household_head"
    if (
        actor.proxy_id
    ):  # Civil Code 161, 162: under the helper's own name, for the person whose agreement it is
        signer, name = "proxy", actor.name
    if p.guardian:  # the guardian's name stands under the agreement also where it was drawn
        name = p.guardian.name
    found: list[tuple[Any, ...]] = [(signer, actor.account_id, name, signature.drawing, tx.now)]
    if p.guardian and p.guardian.child_name:
        found.append(("resident", actor.account_id, p.guardian.child_name, "", tx.now))
    if actor.is_staff:
        found.append(("staff", actor.account_id, actor.name, "", tx.now))
    return found


def own_channel(tx: Tx) -> str:
    """By the person, or by who holds their proxy for it."""
    return "proxy" if tx.actor.proxy_id else "own_account"


def _channel(tx: Tx, p: Prepared) -> str | None:
    """K1: None counts only after a second step: what staff signed with somebody, by the person or a colleague; what the
    head prepared for a grown-up, by that person; what the guardian signed for a child old enough to be asked, by the
    child."""
    if p.order.origin is not Origin.ONLINE:
        return None
    if tx.actor.resident_id == p.person.id:
        return own_channel(tx)
    return "guardian" if p.guardian and not guards.signs_beside(tx.actor, p.person) else None
