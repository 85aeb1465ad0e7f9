"""Who is at the desk: the person, those of the household who came along, and what each of them may do here."""

from typing import Literal
from uuid import UUID

import msgspec

from jiayi.agreements import permission, store
from jiayi.agreements.cards import state
from jiayi.agreements.desk import store as desk
from jiayi.agreements.desk.consent import waits_for_its_person
from jiayi.agreements.guards import asked_too, minor
from jiayi.agreements.model import IN_FORCE, WAITING, Agreement, AgreementState, Party, Person
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import change_facts, may_sign_with
from jiayi.infra.db.database import Tx
from jiayi.infra.web.problems import NotFound
from jiayi.policies.answers import Reason

Way = Literal["sign", "renewal", "switch", "none"]


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    person: Person
    here: bool
    """The visit is open; of the others the household page shows the name alone."""
    head: bool
    minor: bool
    """A guardian signs."""
    asked_too: bool
    """A minor old enough to agree beside the guardian."""
    way: Way
    current: Agreement | None
    unsigned: bool
    """What the head of the household prepared waits for this person, here."""
    answer: Reason | None
    """What the place says about leaving the other institution."""


async def visitor(tx: Tx, resident_id: UUID) -> Person | None:
    """None once the visit is over; somebody who was never here is as unknown as anybody."""
    found = await store.person(tx, tx.actor.county, resident_id)
    if await desk.is_at_our_desk(tx, resident_id):
        return found
    if found is None:
        raise NotFound()
    return None


async def guests_of(tx: Tx, person: Person, home: UUID) -> list[Guest]:
    """The person first, then whom the actor may see of the household."""
    head = await desk.head_of(tx, person.household_id) if person.household_id else None
    members = await store.household(tx, tx.actor.county, person.household_id) if person.household_id else []
    others = [one for one in members if one.id != person.id]
    return [await _guest(tx, one, head, home) for one in [person, *others]]


async def parties(tx: Tx, home: UUID) -> list[Party]:
    """The doctors of each team, the actor first; then those in no team."""
    county = tx.actor.county
    policy = policy_for(county, tx.today)
    found = [p for t in await desk.teams(tx, home) for p in await store.parties_of_team(tx, county, t.id)]
    teamed = {p.doctor_id for p in found}
    alone = [p for p in await store.doctors_of_institution(tx, county, home) if p.doctor_id not in teamed]
    mine = tx.actor.doctor_id
    return sorted(
        (p for p in [*found, *alone] if may_sign_with(policy, p)), key=lambda p: p.doctor_id != mine
    )


async def _guest(tx: Tx, person: Person, head: UUID | None, home: UUID) -> Guest:
    here = await desk.is_at_our_desk(tx, person.id)
    current = await _current(tx, person) if here else None
    way, answer = await _way(tx, current, home)
    return Guest(
        person=person, here=here, head=person.id == head, minor=minor(tx.actor, person),
        asked_too=asked_too(tx.actor, person), way=way,
        unsigned=current is not None and current.institution_id == home and waits_for_its_person(current, state(tx, current)),
        current=current,
        answer=answer,
    )  # fmt: skip


async def _current(tx: Tx, person: Person) -> Agreement | None:
    known = {*IN_FORCE, *WAITING, AgreementState.UPCOMING}
    mine = await store.agreements_of(tx, tx.actor.county, [person.id])
    return next((a for a in mine if state(tx, a) in known), None)


async def _way(tx: Tx, current: Agreement | None, home: UUID) -> tuple[Way, Reason | None]:
    if current is None:
        return "sign", None
    now = state(tx, current)
    if current.institution_id == home:
        return ("renewal" if now is AgreementState.IN_RENEWAL_WINDOW else "none"), None
    if current.next_id is not None:
        return "none", None
    facts = change_facts(current, "switch_institution", tx.today, same_institution=False, same_team=False)
    reason = await permission.reason(tx, current, facts)
    return ("switch" if reason.met and now in IN_FORCE else "none"), reason
