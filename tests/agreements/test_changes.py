"""Renew, switch, change the doctor, end: allowed or refused as the place's policy says."""

from uuid import UUID

import httpx
import pytest

from jiayi.agreements import actions
from jiayi.agreements.desk import waiting
from jiayi.agreements.model import AgreementState as S
from jiayi.agreements.problems import PolicyRefused
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Conflict, Forbidden, NotFound
from tests.agreements.helpers import CHANGSHA, CHENGDU, MIANYANG, URUMQI, look, order, signer, state
from tests.factories import Factory, Place


async def _signed(db: Database, make: Factory, county: int) -> tuple[Place, Actor, UUID]:
    place = await make.place(county)
    me = await signer(make, place)
    return place, me, await actions.request_agreement(db, me, order(place, me.resident_id))


@pytest.mark.parametrize(
    ("county", "refused"),
    [
        (CHANGSHA, "一个签约周期里不能换签约机构"),  # HN-7
        (URUMQI, "签约一年内原则上不能换机构"),  # UR-3.2
        (MIANYANG, "协议还没到期"),  # MY-3
        (CHENGDU, None),
    ],
)
async def test_other_institution_within_the_term(
    county: int, refused: str | None, db: Database, system: Database, make: Factory
) -> None:
    """HN-7, UR-3.2, MY-3: refused with the document; Chengdu's text sets no limit."""
    _, me, first = await _signed(db, make, county)
    elsewhere = await make.place(county)
    wish = order(elsewhere, me.resident_id, previous_id=first)
    if refused:
        with pytest.raises(PolicyRefused, match=refused) as error:
            await actions.switch_agreement(db, me, wish)
        assert error.value.reasons[0].citation is not None
        assert await state(system, county, first) is S.ACTIVE
    else:
        new = await actions.switch_agreement(db, me, wish)
        assert (await state(system, county, first), await state(system, county, new)) == (S.ENDED, S.ACTIVE)


@pytest.mark.parametrize("county", [CHANGSHA, URUMQI])
async def test_ending_early_is_no_way_round(county: int, db: Database, make: Factory) -> None:
    """HN-7, UR-3.2: end, then sign elsewhere within the same term: refused; after it: allowed."""
    place, me, first = await _signed(db, make, county)
    clock.set_now("2026-04-01")
    await actions.terminate_agreement(db, me, county, first, "own_wish")
    elsewhere = await make.place(county)
    with pytest.raises(PolicyRefused):
        await actions.request_agreement(db, me, order(elsewhere, me.resident_id))
    await actions.request_agreement(db, me, order(place, me.resident_id))


async def test_after_the_term_another_institution(db: Database, system: Database, make: Factory) -> None:
    """UR-3.2, MY-3: then renew or change institution."""
    _, me, _ = await _signed(db, make, URUMQI)
    elsewhere = await make.place(URUMQI)
    clock.set_now("2027-03-02")
    new = await actions.request_agreement(db, me, order(elsewhere, me.resident_id))
    assert await state(system, URUMQI, new) is S.ACTIVE


@pytest.mark.parametrize("county", [CHENGDU, URUMQI, CHANGSHA])
async def test_doctor_inside_the_institution(
    county: int, db: Database, system: Database, make: Factory
) -> None:
    """UR-3.2, R13: another doctor of the institution on request; of another institution never this way."""
    place, me, first = await _signed(db, make, county)
    colleague = await make.doctor(place.institution_id, county, name="周敏")
    stranger = (await make.place(county)).doctor_id
    with pytest.raises(PolicyRefused, match="机构"):
        await actions.change_doctor(db, me, county, first, stranger)
    await actions.change_doctor(db, me, county, first, colleague, "离家近")
    assert (await look(system, county, first)).doctor_name == "周敏"


async def test_mianyang_keeps_the_team_within_the_term(db: Database, make: Factory) -> None:
    """MY-3: within the term only inside the team."""
    place, me, first = await _signed(db, make, MIANYANG)
    other = await make.doctor(place.institution_id, MIANYANG)
    with pytest.raises(PolicyRefused, match="原来的团队里换医生"):
        await actions.change_doctor(db, me, MIANYANG, first, other)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        ("2027-01-30", False),
        ("2027-01-31", True),
        ("2027-03-01", True),
        ("2027-03-31", True),
        ("2027-04-05", False),
    ],
)
async def test_renewal_window(day: str, allowed: bool, db: Database, system: Database, make: Factory) -> None:
    """N-10.1, R12: 30 days before and after the end (a marked assumption), a new row each time, never by itself."""
    place, me, first = await _signed(db, make, CHENGDU)
    clock.set_now(day)
    wish = order(place, me.resident_id, previous_id=first)
    if not allowed:
        with pytest.raises((PolicyRefused, Conflict)):
            await actions.renew_agreement(db, me, wish)
        return
    found = await look(system, CHENGDU, await actions.renew_agreement(db, me, wish))
    assert str(found.term_from) == max(day, "2027-03-02") and found.previous_id == first


async def test_renewal_keeps_the_place_of_a_full_doctor(db: Database, make: Factory) -> None:
    place = await make.place(MIANYANG, capacity=1)
    me = await signer(make, place)
    first = await actions.request_agreement(db, me, order(place, me.resident_id))
    clock.set_now("2027-02-20")
    await actions.renew_agreement(db, me, order(place, me.resident_id, previous_id=first))


async def test_long_term_only_where_the_relation_is_stable(
    db: Database, system: Database, make: Factory
) -> None:
    """N-1.5: refused to a newcomer, open to who renews with the same doctor after a year."""
    place = await make.place()
    me = await signer(make, place)
    with pytest.raises(PolicyRefused, match="签满一年"):
        await actions.request_agreement(db, me, order(place, me.resident_id, long_term=True))
    first = await actions.request_agreement(db, me, order(place, me.resident_id))
    clock.set_now("2027-03-02")
    new = await actions.renew_agreement(
        db, me, order(place, me.resident_id, previous_id=first, long_term=True)
    )
    found = await look(system, CHENGDU, new)
    assert found.long_term and found.term_to is None


async def test_flexible_term(db: Database, system: Database, make: Factory) -> None:
    """N-0: from a fixed year to a flexible term."""
    place = await make.place()
    me = await signer(make, place)
    found = await look(
        system, CHENGDU, await actions.request_agreement(db, me, order(place, me.resident_id, months=6))
    )
    assert str(found.term_to) == "2026-09-02"


async def test_ending_needs_a_reason_of_the_place(db: Database, system: Database, make: Factory) -> None:
    """R14, HN-8: coded reasons; the institution's reasons are not the resident's to give."""
    _, me, first = await _signed(db, make, CHANGSHA)
    for code in ("", "because", "doctor_left", "switched"):
        with pytest.raises(Conflict):
            await actions.terminate_agreement(db, me, CHANGSHA, first, code)
    clock.set_now("2026-05-01")
    await actions.terminate_agreement(db, me, CHANGSHA, first, "moved", "搬到株洲")
    found = await look(system, CHANGSHA, first)
    assert (str(found.term_to), found.ending_reason) == ("2026-05-01", "moved")


async def test_yearly_confirmation_in_its_months(db: Database, system: Database, make: Factory) -> None:
    """N-10.1: in December for the next year; in March not."""
    _, me, first = await _signed(db, make, CHENGDU)
    with pytest.raises(PolicyRefused, match="12月和次年1月"):
        await actions.confirm_year(db, me, CHENGDU, first)
    clock.set_now("2026-12-10")
    await actions.confirm_year(db, me, CHENGDU, first)
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select year from yearly_confirmations where agreement_id = $1", first) == 2027


async def test_changing_to_a_doctor_one_waits_for_ends_the_waiting(
    db: Database, system: Database, make: Factory
) -> None:
    """R6, R13: otherwise a second place would be kept for somebody who has one."""
    place, me, first = await _signed(db, make, CHENGDU)
    colleague = await make.doctor(place.institution_id, CHENGDU, capacity=1)
    holder = await signer(make, place)
    taken = await actions.request_agreement(
        db, holder, order(place, holder.resident_id, team_id=None, doctor_id=colleague)
    )
    await waiting.join(db, me, CHENGDU, colleague)
    await actions.terminate_agreement(db, holder, CHENGDU, taken, "moved")
    await actions.change_doctor(db, me, CHENGDU, first, colleague)
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select left_reason from waiting_entries") == "signed"


async def test_a_renewal_that_waits_changes_its_doctor_too(
    db: Database, system: Database, make: Factory
) -> None:
    """R13: or the old doctor would come back with the new term."""
    place, me, first = await _signed(db, make, CHENGDU)
    colleague = await make.doctor(place.institution_id, CHENGDU, capacity=1, name="周敏")
    clock.set_now("2027-02-20")
    renewal = await actions.renew_agreement(db, me, order(place, me.resident_id, previous_id=first))
    await actions.change_doctor(db, me, CHENGDU, first, colleague, "离家近")
    for one in (first, renewal):
        assert (await look(system, CHENGDU, one)).doctor_name == "周敏"
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select places_taken($1, $2, $3)", CHENGDU, colleague, clock.today()) == 1


@pytest.mark.parametrize("county", [URUMQI, MIANYANG, CHANGSHA])
async def test_manager_lets_somebody_go_where_the_document_speaks_in_principle(
    county: int, db: Database, system: Database, make: Factory
) -> None:
    """UR-3.2, MY-3: “原则上”, with a reason that is kept; HN-7 leaves no room; nobody but the own manager may."""
    place, me, first = await _signed(db, make, county)
    elsewhere = await make.place(county)
    manager, stranger = await make.actor(Role.MANAGER, place), await make.actor(Role.MANAGER, elsewhere)
    doctor = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    kind, why = "switch_institution", "搬到外区，照顾不到"
    for actor, error in ((doctor, Forbidden), (me, Forbidden), (stranger, NotFound)):
        with pytest.raises(error):
            await actions.allow_exception(db, actor, county, first, kind, why)
    with pytest.raises(Conflict, match="写明"):
        await actions.allow_exception(db, manager, county, first, kind, " ")
    wish = order(elsewhere, me.resident_id, previous_id=first)
    if county == CHANGSHA:
        with pytest.raises(Conflict, match="不需要特别同意"):
            await actions.allow_exception(db, manager, county, first, kind, why)
        return
    with pytest.raises(PolicyRefused):
        await actions.switch_agreement(db, me, wish)
    await actions.allow_exception(db, manager, county, first, kind, why)
    new = await actions.switch_agreement(db, me, wish)
    assert (await state(system, county, first), await state(system, county, new)) == (S.ENDED, S.ACTIVE)
    async with system.transaction(SYSTEM) as tx:
        told = "select actor_account_id from history_events where kind = 'agreements.exception_allowed'"
        assert await tx.value(told) == manager.account_id


async def test_allowed_exception_holds_after_an_early_end_too(db: Database, make: Factory) -> None:
    """UR-3.2: ended first, signed elsewhere afterwards."""
    place, me, first = await _signed(db, make, URUMQI)
    elsewhere = await make.place(URUMQI)
    manager = await make.actor(Role.MANAGER, place)
    await actions.allow_exception(db, manager, URUMQI, first, "switch_institution", "搬家")
    clock.set_now("2026-04-01")
    await actions.terminate_agreement(db, me, URUMQI, first, "own_wish")
    await actions.request_agreement(db, me, order(elsewhere, me.resident_id))


async def test_managers_page_takes_the_reason_and_the_residents_page_shows_it(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """UR-3.2: the rule and its document beside the form; a doctor does not find it."""
    place, me, first = await _signed(db, make, URUMQI)
    doctor = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    address, home = f"/work/agreements/{first}/exceptions", f"/work/residents/{me.resident_id}"
    await _enter(client, make, doctor)
    assert "特别同意" not in (await client.get(home)).text
    wish = {"kind": "switch_institution", "why": "搬到外区"}
    assert (await client.post(address, data=wish)).status_code == 403
    await _enter(client, make, await make.actor(Role.MANAGER, place))
    page = (await client.get(home)).text
    assert f'action="{address}"' in page and "乌医保〔2019〕62号" in page
    bare = await client.post(address, data=wish | {"why": ""})
    assert bare.status_code == 422 and "请写明为什么特别同意" in bare.text
    assert (await client.post(address, data=wish)).status_code == 303
    page = (await client.get(home)).text
    assert "搬到外区" in page and f'action="{address}"' not in page
    await _enter(client, make, me)
    page = (await client.get(f"/agreements/{first}")).text
    assert page.count("搬到外区") == 2 and "找一家新的机构" in page


async def _enter(web: httpx.AsyncClient, make: Factory, actor: Actor) -> None:
    web.cookies.clear()
    web.cookies.update(await make.session(actor))
