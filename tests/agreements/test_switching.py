"""To another institution: the old agreement holds until the new one counts."""

import asyncio
from datetime import date
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pytest

from jiayi.agreements import actions
from jiayi.agreements.document import store as document
from jiayi.agreements.lapsing import lapse_requests
from jiayi.agreements.model import AgreementState as S
from jiayi.infra import clock
from jiayi.infra.db.actor import ANONYMOUS, SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Conflict
from tests.agreements.helpers import CHENGDU, look, order, signer, state
from tests.factories import Factory, Place


class Move(msgspec.Struct):
    here: Place
    there: Place
    me: Actor
    doctor: Actor
    """Of the new institution, which accepts each request."""
    old: UUID
    new: UUID


async def _asked(db: Database, system: Database, make: Factory) -> Move:
    here, there = await make.place(), await make.place()
    async with system.transaction(SYSTEM) as tx:
        await tx.run(
            "update institutions set accepts_each_request = true where id = $1", there.institution_id
        )
    me = await signer(make, here)
    old = await actions.request_agreement(db, me, order(here, me.resident_id))
    clock.set_now("2026-05-04")
    new = await actions.switch_agreement(db, me, order(there, me.resident_id, previous_id=old))
    doctor = await make.actor(Role.DOCTOR, there, doctor_id=there.doctor_id)
    return Move(here, there, me, doctor, old, new)


async def _states(system: Database, m: Move) -> tuple[S, S]:
    return await state(system, CHENGDU, m.old), await state(system, CHENGDU, m.new)


async def _untouched(db: Database, system: Database, agreement_id: UUID) -> bool:
    proof = (await look(system, CHENGDU, agreement_id)).proof_hash
    async with db.transaction(ANONYMOUS) as tx:
        found = await document.verify(tx, proof)
    return found is not None and found.matches


async def test_old_one_holds_until_the_new_one_is_accepted(
    db: Database, system: Database, make: Factory
) -> None:
    """N-0: not a day without a doctor, not a day with two; both papers still prove what was signed."""
    m = await _asked(db, system, make)
    assert await _states(system, m) == (S.ACTIVE, S.WAITING_ACCEPTANCE)
    clock.set_now("2026-05-07")
    await actions.decide_agreement(db, m.doctor, CHENGDU, m.new, True)
    assert await _states(system, m) == (S.ENDED, S.ACTIVE)
    old, new = await look(system, CHENGDU, m.old), await look(system, CHENGDU, m.new)
    assert old.term_to == new.term_from == date(2026, 5, 7) and new.term_to == date(2027, 5, 7)
    assert old.ending_reason == "switched" and old.planned_to == date(2027, 3, 2)
    assert await _untouched(db, system, m.old) and await _untouched(db, system, m.new)
    async with system.transaction(SYSTEM) as tx:
        told = (
            "select data->>'next' from history_events where kind = 'agreements.switched' and subject_id = $1"
        )
        assert await tx.value(told, m.old) == str(m.new)


@pytest.mark.parametrize("how", ["declined", "withdrawn", "lapsed"])
async def test_old_one_stays_when_the_new_one_comes_to_nothing(
    how: str, db: Database, system: Database, make: Factory
) -> None:
    m = await _asked(db, system, make)
    if how == "declined":
        await actions.decide_agreement(db, m.doctor, CHENGDU, m.new, False, "名额紧张")
    elif how == "withdrawn":
        await actions.withdraw_agreement(db, m.me, CHENGDU, m.new)
    else:
        clock.set_now("2026-05-11")
        assert await lapse_requests(system) == 1
    assert await _states(system, m) == (S.ACTIVE, S(how))
    assert (await look(system, CHENGDU, m.old)).term_to == date(2027, 3, 2)
    assert await _untouched(db, system, m.old) and await _untouched(db, system, m.new)
    again = order(m.there, m.me.resident_id, previous_id=m.old)
    await actions.switch_agreement(db, m.me, again)


async def test_a_second_switch_or_a_renewal_waits_for_the_first(
    db: Database, system: Database, make: Factory
) -> None:
    m = await _asked(db, system, make)
    third = await make.place()
    for place, deed in ((third, actions.switch_agreement), (m.here, actions.renew_agreement)):
        with pytest.raises(Conflict, match="已经在续约或改签"):
            await deed(db, m.me, order(place, m.me.resident_id, previous_id=m.old))


async def test_old_one_ended_meanwhile(db: Database, system: Database, make: Factory) -> None:
    """The new one begins on the day it counts, never before."""
    m = await _asked(db, system, make)
    clock.set_now("2026-05-06")
    await actions.terminate_agreement(db, m.me, CHENGDU, m.old, "moved")
    assert await _states(system, m) == (S.ENDED, S.WAITING_ACCEPTANCE)
    clock.set_now("2026-05-08")
    await actions.decide_agreement(db, m.doctor, CHENGDU, m.new, True)
    assert (await look(system, CHENGDU, m.new)).term_from == date(2026, 5, 8)
    assert (await look(system, CHENGDU, m.old)).ending_reason == "moved"
    assert await _untouched(db, system, m.new)


async def test_accepting_and_ending_at_once_do_not_wait_for_each_other(
    db: Database, system: Database, make: Factory
) -> None:
    """Both lock the old agreement first: no deadlock, and exactly one in force afterwards."""
    m = await _asked(db, system, make)
    clock.set_now("2026-05-06")
    results = await asyncio.gather(
        actions.decide_agreement(db, m.doctor, CHENGDU, m.new, True),
        actions.terminate_agreement(db, m.me, CHENGDU, m.old, "moved"), return_exceptions=True,
    )  # fmt: skip
    assert all(one is None or isinstance(one, Conflict) for one in results), results
    assert await _states(system, m) == (S.ENDED, S.ACTIVE)


async def test_new_institution_does_not_see_the_old_agreement(
    db: Database, system: Database, make: Factory
) -> None:
    m = await _asked(db, system, make)
    async with db.transaction(m.doctor) as tx:
        assert await tx.value("select array_agg(id) from agreements") == [m.new]


async def test_pages_say_what_holds_until_then(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    m = await _asked(db, system, make)
    client.cookies.update(await make.session(m.me))
    new = (await client.get(f"/agreements/{m.new}")).text
    assert "原来的协议照常有效" in new and "团队要在 2026-05-11 前答复" in new
    assert f'href="/agreements/{m.new}"' in (await client.get(f"/agreements/{m.old}")).text
    query = {"team": m.there.team_id, "who": m.me.resident_id, "change": "switch", "previous": m.old,
             f"p-{m.me.resident_id}": "cn_base"}  # fmt: skip
    review = await client.get("/sign/review", params={name: str(value) for name, value in query.items()})
    assert "原来的协议照常有效" in review.text


async def test_an_agreement_follows_only_the_same_persons(
    db: Database, system: Database, make: Factory
) -> None:
    """By key, whatever the code believes."""
    place = await make.place()
    me, you = await signer(make, place), await signer(make, place)
    mine, yours = [
        await actions.request_agreement(db, one, order(place, one.resident_id)) for one in (me, you)
    ]
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with system.transaction(SYSTEM) as tx:
            await tx.run("update agreements set previous_id = $2 where id = $1", mine, yours)
