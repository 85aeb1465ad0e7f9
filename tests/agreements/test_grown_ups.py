"""Nobody binds a grown-up but they themselves; the term begins when it counts; a mistaken death is taken back."""

from datetime import date

import pytest

from jiayi.agreements import actions, deaths
from jiayi.agreements.desk.consent import sign_consent
from jiayi.agreements.model import AgreementState as S
from jiayi.agreements.model import Origin, Signature
from jiayi.infra import clock
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Conflict
from tests.agreements.helpers import CHENGDU, look, order, signer, state
from tests.desk.helpers import desk
from tests.factories import Factory


async def test_what_the_head_prepares_counts_when_the_grown_up_signs_with_a_witness(
    db: Database, system: Database, make: Factory
) -> None:
    """HN 二（三）, UR 三（一）: voluntarily; N-0: the term begins that day, never before."""
    d = await desk(make, CHENGDU)
    head_id, mother = await make.resident(d.place), await make.resident(d.place, name="周奶奶")
    household = await make.household(d.place, head_id, mother)
    head = await make.actor(Role.RESIDENT, d.place, resident_id=head_id, household_id=household)
    clock.set_now("2026-03-02")
    asked = await actions.request_agreement(db, head, order(d.place, mother))
    assert await state(system, CHENGDU, asked) is S.WAITING_CONFIRMATION
    with pytest.raises(Conflict, match="是成年人，要由本人决定"):
        await actions.confirm_agreement(db, head, CHENGDU, asked)
    with pytest.raises(Conflict, match="先请本人签名"):
        await actions.confirm_agreement(db, d.colleague, CHENGDU, asked)
    clock.set_now("2026-03-09")
    await sign_consent(db, d.doctor, asked, Signature(typed_name="周奶奶"), Origin.DESK)
    with pytest.raises(Conflict, match="另一位同事"):
        await actions.confirm_agreement(db, d.doctor, CHENGDU, asked)
    await actions.confirm_agreement(db, d.colleague, CHENGDU, asked)
    counted = await look(system, CHENGDU, asked)
    assert (counted.term_from, counted.term_to) == (date(2026, 3, 9), date(2027, 3, 9))
    assert await state(system, CHENGDU, asked) is S.ACTIVE


async def test_a_death_recorded_by_mistake_is_taken_back(
    db: Database, system: Database, make: Factory
) -> None:
    """Evidence is needed, nobody signs meanwhile, and the agreement runs on as before."""
    d = await desk(make, CHENGDU)
    me = await signer(make, d.place)
    signed = await actions.request_agreement(db, me, order(d.place, me.resident_id))
    before = await look(system, CHENGDU, signed)
    for actor, told in ((d.doctor, ""), (d.colleague, "女儿3月1日打电话说的")):
        with pytest.raises(Conflict):
            await actions.terminate_agreement(db, actor, CHENGDU, signed, deaths.DIED, told)
    await actions.terminate_agreement(db, d.doctor, CHENGDU, signed, deaths.DIED, "女儿3月1日打电话说的")
    assert await state(system, CHENGDU, signed) is not S.ACTIVE
    with pytest.raises(Conflict, match="去世"):
        await actions.request_agreement(db, me, order(d.place, me.resident_id))
    assert me.resident_id
    await deaths.correct_death(db, d.manager, CHENGDU, me.resident_id, "本人来了窗口")
    after = await look(system, CHENGDU, signed)
    assert (after.term_from, after.term_to, after.ended_on) == (before.term_from, before.term_to, None)
    assert await state(system, CHENGDU, signed) is S.ACTIVE
