"""One person signs: who may, what counts, what is written down."""

import pytest

from jiayi.agreements import actions
from jiayi.agreements.model import AgreementState as S
from jiayi.agreements.model import Origin
from jiayi.agreements.problems import PolicyRefused
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Conflict, Forbidden, NotFound
from tests.agreements.helpers import (
    BASE,
    CHANGSHA,
    CHENGDU,
    CHILD,
    MIANYANG,
    URUMQI,
    look,
    order,
    signer,
    state,
)
from tests.factories import Factory


@pytest.mark.parametrize("county", [CHENGDU, MIANYANG, URUMQI, CHANGSHA])
async def test_online_signing_by_oneself_counts_at_once(
    county: int, db: Database, system: Database, make: Factory
) -> None:
    """N-1.3, N-0, K1: the own account is the confirmation; in all four places."""
    place = await make.place(county)
    me = await signer(make, place)
    agreement_id = await actions.request_agreement(db, me, order(place, me.resident_id))
    assert await state(system, county, agreement_id) is S.ACTIVE


async def test_same_form_twice_is_one_agreement(db: Database, make: Factory) -> None:
    place = await make.place()
    me = await signer(make, place)
    wish = order(place, me.resident_id)
    assert await actions.request_agreement(db, me, wish) == await actions.request_agreement(db, me, wish)


async def test_second_agreement_is_refused_in_a_sentence(db: Database, make: Factory) -> None:
    """MY-3: one team at a time; the database refuses."""
    place = await make.place(MIANYANG)
    me = await signer(make, place)
    await actions.request_agreement(db, me, order(place, me.resident_id))
    with pytest.raises(Conflict, match="已经有一份家庭医生协议"):
        await actions.request_agreement(db, me, order(place, me.resident_id))


async def test_team_accepts_where_its_institution_asks(db: Database, system: Database, make: Factory) -> None:
    place = await make.place()
    async with system.transaction(SYSTEM) as tx:
        await tx.run(
            "update institutions set accepts_each_request = true where id = $1", place.institution_id
        )
    me = await signer(make, place)
    doctor = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    agreement_id = await actions.request_agreement(db, me, order(place, me.resident_id))
    assert await state(system, CHENGDU, agreement_id) is S.WAITING_ACCEPTANCE
    with pytest.raises(Conflict, match="写明原因"):
        await actions.decide_agreement(db, doctor, CHENGDU, agreement_id, False, " ")
    await actions.decide_agreement(db, doctor, CHENGDU, agreement_id, False, "住得太远")
    assert await state(system, CHENGDU, agreement_id) is S.DECLINED
    again = await actions.request_agreement(db, me, order(place, me.resident_id))
    await actions.decide_agreement(db, doctor, CHENGDU, again, True)
    assert await state(system, CHENGDU, again) is S.ACTIVE


async def test_desk_signing_waits_for_person_or_witness(
    db: Database, system: Database, make: Factory
) -> None:
    """K1, F7: one member of staff alone makes nothing count; the person or a second colleague does."""
    place = await make.place()
    desk = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    colleague = await make.actor(Role.MANAGER, place)
    me = await signer(make, place)
    wish = order(place, me.resident_id, origin=Origin.DESK)
    agreement_id = await actions.request_agreement(db, desk, wish)
    assert await state(system, CHENGDU, agreement_id) is S.WAITING_CONFIRMATION
    with pytest.raises(Conflict, match="另一位同事"):
        await actions.confirm_agreement(db, desk, CHENGDU, agreement_id)
    await actions.confirm_agreement(db, me, CHENGDU, agreement_id)
    assert (await look(system, CHENGDU, agreement_id)).channel == "own_account"
    other = await make.resident(place)
    by_two = await actions.request_agreement(db, desk, order(place, other, origin=Origin.HOME_VISIT))
    await actions.confirm_agreement(db, colleague, CHENGDU, by_two)
    assert await state(system, CHENGDU, by_two) is S.ACTIVE
    assert (await look(system, CHENGDU, by_two)).channel == "signature_and_witness"


async def test_nobody_signs_for_a_stranger(db: Database, make: Factory) -> None:
    """K1: other people's ids answer like unknown ones; staff do not sign "online" for residents."""
    place = await make.place()
    me, you = await signer(make, place), await signer(make, place)
    with pytest.raises(NotFound):
        await actions.request_agreement(db, me, order(place, you.resident_id))
    doctor = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    with pytest.raises(Forbidden):
        await actions.request_agreement(db, doctor, order(place, me.resident_id))


async def test_household_signs_all_or_nothing(db: Database, system: Database, make: Factory) -> None:
    """N-1.4, F1: each with own packages; with one who cannot, nobody is signed."""
    place = await make.place()
    head, child = await make.resident(place), await make.resident(place, conditions=["diabetes"], **CHILD)
    other = await make.resident(place)
    household = await make.household(place, head, child, other)
    me = await make.actor(Role.RESIDENT, place, resident_id=head, household_id=household)
    orders = [
        order(place, head, package_codes=("cd_outpatient_pooling",)),
        order(place, child, package_codes=("cd_outpatient_pooling", "cd_two_disease")),
    ]
    bad = order(place, other, package_codes=("cd_two_disease",))
    with pytest.raises(PolicyRefused, match="没有您确诊"):
        await actions.request_agreements(db, me, [*orders, bad])
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from agreements") == 0
    ids = await actions.request_agreements(db, me, orders)
    assert [await state(system, CHENGDU, one) for one in ids] == [S.ACTIVE, S.ACTIVE]


async def test_request_is_withdrawn_and_days_are_free_again(
    db: Database, system: Database, make: Factory
) -> None:
    place = await make.place()
    desk = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    me = await signer(make, place)
    first = await actions.request_agreement(db, desk, order(place, me.resident_id, origin=Origin.DESK))
    await actions.withdraw_agreement(db, me, CHENGDU, first)
    assert await state(system, CHENGDU, first) is S.WITHDRAWN
    await actions.request_agreement(db, me, order(place, me.resident_id))


async def test_old_text_is_refused(db: Database, make: Factory) -> None:
    """R7: what was read is what is signed."""
    place = await make.place()
    me = await signer(make, place)
    with pytest.raises(Conflict, match="重新看一遍"):
        await actions.request_agreement(db, me, order(place, me.resident_id, text_version="nation-2025.1"))


async def test_term_is_a_year_and_never_renews_itself(db: Database, system: Database, make: Factory) -> None:
    """MY-3, R12: a year; the day after it nothing is in force."""
    place = await make.place(MIANYANG)
    me = await signer(make, place)
    agreement_id = await actions.request_agreement(db, me, order(place, me.resident_id))
    found = await look(system, MIANYANG, agreement_id)
    assert (str(found.term_from), str(found.term_to)) == ("2026-03-02", "2027-03-02")
    clock.set_now("2027-03-01")
    assert await state(system, MIANYANG, agreement_id) is S.IN_RENEWAL_WINDOW
    clock.set_now("2027-03-02")
    assert await state(system, MIANYANG, agreement_id) is S.EXPIRED
    assert BASE[MIANYANG] == ("my_base",)
