"""Who sees a place in line, whatever the page asks: row-level security of waiting_entries (R6)."""

from datetime import date
from uuid import UUID

from jiayi.agreements import actions
from jiayi.agreements.changes import reasons_for
from jiayi.agreements.desk import waiting
from jiayi.agreements.policy import policy_for
from jiayi.directory import store as directory
from jiayi.infra import clock
from jiayi.infra.db.actor import ANONYMOUS, SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from tests.agreements.helpers import CHENGDU, order, signer
from tests.desk.helpers import Desk, desk, one_value
from tests.factories import Factory


async def _line(db: Database, make: Factory) -> tuple[Desk, Actor, UUID, Actor]:
    """A full doctor: the desk, who holds the place, its agreement, a child who waits."""
    d = await desk(make, CHENGDU, capacity=1)
    holder = await signer(make, d.place)
    taken = await actions.request_agreement(db, holder, order(d.place, holder.resident_id))
    child = await signer(make, d.place, birth_date=date(2016, 1, 1))
    await waiting.join(db, child, CHENGDU, d.place.doctor_id)
    return d, holder, taken, child


async def test_only_the_person_and_the_doctors_institution_see_the_line(db: Database, make: Factory) -> None:
    d, holder, _, child = await _line(db, make)
    who = {
        "child": child,
        "doctor": d.doctor,
        "manager": d.manager,
        "stranger": d.stranger,
        "holder": holder,
    }
    seen = {}
    for name, actor in who.items():
        async with db.transaction(actor) as tx:
            seen[name] = await tx.value("select count(*) from waiting_entries")
    assert seen == {"child": 1, "doctor": 1, "manager": 1, "stranger": 0, "holder": 0}


async def test_whom_the_head_signs_for_waits_no_longer(db: Database, make: Factory, system: Database) -> None:
    """N-1.4: otherwise the entry stays, and a second place is kept for somebody who has one."""
    d, holder, taken, child = await _line(db, make)
    head = await make.resident(d.place, name="户主")
    household = await make.household(d.place, head, child.resident_id)
    acts = await make.actor(Role.RESIDENT, d.place, resident_id=head, household_id=household)
    async with system.transaction(SYSTEM) as tx:  # K1: the head signs for who has no own account
        await tx.run("update accounts set resident_id = null where resident_id = $1", child.resident_id)
        await tx.run(
            "update residents set birth_date = '2018-05-01', relation_to_head = 'child' where id = $1",
            child.resident_id,
        )
    reason = reasons_for(policy_for(CHENGDU, clock.today()), holder)[0].value.code
    await actions.terminate_agreement(db, holder, CHENGDU, taken, reason)
    await actions.request_agreement(db, acts, order(d.place, child.resident_id))
    assert await one_value(system, "select left_reason from waiting_entries") == "signed"


async def test_a_place_kept_for_the_line_is_not_shown_as_free(db: Database, make: Factory) -> None:
    """R5, R6: who is first in line gets the freed place, so nobody else is told that it is there."""
    d, holder, taken, child = await _line(db, make)
    reason = reasons_for(policy_for(CHENGDU, clock.today()), holder)[0].value.code
    await actions.terminate_agreement(db, holder, CHENGDU, taken, reason, "")
    async with db.transaction(ANONYMOUS) as tx:
        assert await directory.places_left(tx, CHENGDU, d.place.doctor_id) == 0
    async with db.transaction(child) as tx:
        entry = await tx.value("select id from waiting_entries where left_at is null")
    await waiting.leave(db, child, entry)
    clock.set_now("2026-03-03")
    async with db.transaction(ANONYMOUS) as tx:
        assert await directory.places_left(tx, CHENGDU, d.place.doctor_id) == 1


async def test_one_may_leave_the_line_of_a_doctor_who_has_gone(
    db: Database, make: Factory, system: Database
) -> None:
    """R6"""
    d, _, _, child = await _line(db, make)
    async with db.transaction(child) as tx:
        entry = await tx.value("select id from waiting_entries where left_at is null")
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update doctors set left_on = $2 where id = $1", d.place.doctor_id, clock.today())
    await waiting.leave(db, child, entry)
    assert await one_value(system, "select count(*) from waiting_entries where left_at is null") == 0
