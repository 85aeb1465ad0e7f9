"""What is written with an agreement: packages, items, who pays what, each with its document."""

from datetime import date
from typing import Any

import pytest

from jiayi.agreements import actions, store
from jiayi.agreements.model import AgreementState as S
from jiayi.agreements.pricing import actions as pricing
from jiayi.agreements.problems import PanelFull, PolicyRefused
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict
from tests.agreements.helpers import CHANGSHA, CHENGDU, MIANYANG, URUMQI, order, signer, state
from tests.factories import Factory

BOTH = ["diabetes", "hypertension"]
EYE = {"hn_hypertension": ("hn_p_eye",)}
POOLING, TWO, SPECIAL = "cd_outpatient_pooling", "cd_two_disease", "cd_special_chronic"


@pytest.mark.parametrize(
    ("county", "facts", "packages", "paid"),
    [
        (CHENGDU, {}, (POOLING,), {"fund": 5000, "resident": None}),  # CD-3.1, CD-3.3
        (CHENGDU, {"conditions": ["hypertension"]}, (POOLING, TWO), {"fund": 10000, "resident": None}),
        (CHENGDU, {"conditions": BOTH}, (POOLING, TWO), {"fund": 19000, "resident": None}),
        (CHENGDU, {"insurance": {"special_chronic": ["diabetes"]}}, (POOLING, SPECIAL), {"fund": 195000, "resident": None}),
        (
            CHENGDU, {"insurance": {"scheme": "employee", "special_chronic": BOTH}}, (SPECIAL,),
            {"fund": 570000, "resident": None},
        ),
        (CHENGDU, {}, ("cn_base",), {"public_health": None}),  # CD-3.2
        (MIANYANG, {}, ("my_base",), {"public_health": 700, "outpatient_pooling_fund": 300}),  # MY-9
        (MIANYANG, {"insurance": {"scheme": "employee"}}, ("my_base",), {"public_health": 700, "personal_account": 300}),
        (MIANYANG, {"insurance": {"scheme": "none"}}, ("my_base",), {"public_health": 700, "unnamed": 300}),
        (CHANGSHA, {}, ("hn_base", "hn_value_added"), {"public_health": 6000, "outpatient_pooling_fund": 8500}),  # HN-1
        (
            CHANGSHA, {"conditions": ["hypertension"]}, ("hn_base", "hn_value_added", "hn_hypertension"),
            {"public_health": 6000, "outpatient_pooling_fund": 8500, "resident": None},  # HN-2
        ),
    ],
)  # fmt: skip
async def test_who_pays_what(
    county: int, facts: dict[str, Any], packages: tuple[str, ...], paid: dict[str, int | None],
    db: Database, system: Database, make: Factory,
) -> None:  # fmt: skip
    """CD-3.1, CD-3.2, CD-3.3, MY-9, HN-1, HN-2: kept with the agreement, each line with its document."""
    place = await make.place(county)
    me = await signer(make, place, **facts)
    wish = order(place, me.resident_id, package_codes=packages, item_codes=EYE.get(packages[-1], ()))
    signed = await actions.request_agreement(db, me, wish)
    async with system.transaction(SYSTEM) as tx:
        lines = await store.fee_lines(tx, county, signed)
        agreed = await store.packages(tx, county, signed)
    sums: dict[str, int | None] = {}
    for line in lines:
        sums[line.payer] = None if line.amount_fen is None else (sums.get(line.payer) or 0) + line.amount_fen
    assert sums == paid
    assert all("《" in line.citation for line in lines)
    assert {p.package_code for p in agreed} == set(packages) and all("《" in p.citation for p in agreed)


@pytest.mark.parametrize(
    ("facts", "packages"),
    [
        ({"insurance": {"scheme": "employee"}}, (POOLING,)),
        ({}, (POOLING, TWO)),
        ({"conditions": ["diabetes"], "insurance": {"special_chronic": ["diabetes"]}}, (POOLING, TWO)),
        ({"conditions": ["diabetes"]}, (POOLING, SPECIAL)),
        ({"insurance": {"county_of_insurance": 110101}}, (POOLING,)),
    ],
)
async def test_chengdu_refuses_what_is_not_for_this_person(
    facts: dict[str, Any], packages: tuple[str, ...], db: Database, make: Factory
) -> None:
    """CD-2.3"""
    place = await make.place()
    me = await signer(make, place, **facts)
    with pytest.raises(PolicyRefused) as error:
        await actions.request_agreement(db, me, order(place, me.resident_id, package_codes=packages))
    assert error.value.reasons[0].citation and "成医保发" in error.value.reasons[0].citation.number


@pytest.mark.parametrize(("county", "alone"), [(CHANGSHA, "hn_base"), (CHENGDU, TWO)])
async def test_packages_that_go_together(county: int, alone: str, db: Database, make: Factory) -> None:
    """HN-1, CD-2.3"""
    place = await make.place(county)
    me = await signer(make, place, conditions=["diabetes"])
    with pytest.raises(Conflict, match="一起签"):
        await actions.request_agreement(db, me, order(place, me.resident_id, package_codes=(alone,)))


@pytest.mark.parametrize(("balance", "fine"), [(900, True), (899, False), (None, False)])
async def test_paid_package_asks_the_balance(
    balance: int | None, fine: bool, db: Database, system: Database, make: Factory
) -> None:
    """UR-1, UR-3.1: 15 yuan in 2019, 9 by the fund (60 %, an assumption), 6 the resident's, due when signing."""
    clock.set_now("2019-12-02")
    place = await make.place(URUMQI)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update team_members set since = '2019-01-01'")
    me = await signer(make, place, insurance={"outpatient_balance_fen": balance})
    wish = order(place, me.resident_id, package_codes=("ur_free", "ur_paid"))
    if not fine:
        with pytest.raises(PolicyRefused, match="余额"):
            await actions.request_agreement(db, me, wish)
        return
    signed = await actions.request_agreement(db, me, wish)
    assert await state(system, URUMQI, signed) is S.WAITING_PAYMENT
    desk = await make.actor(Role.MANAGER, place)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update role_grants set starts_on = '2019-01-01'")
    with pytest.raises(Conflict, match="金额"):
        await actions.record_payment(db, desk, URUMQI, signed, 601, "desk", "收据1", new_id())
    await actions.record_payment(db, desk, URUMQI, signed, 600, "desk", "收据1", new_id())
    assert await state(system, URUMQI, signed) is S.ACTIVE


async def test_paid_package_without_a_price_is_not_signed(db: Database, make: Factory) -> None:
    """UR-1: the text prices 2019 only; in 2026 the system says so."""
    place = await make.place(URUMQI)
    me = await signer(make, place)
    with pytest.raises(PolicyRefused, match="没有在用的规定"):
        await actions.request_agreement(
            db, me, order(place, me.resident_id, package_codes=("ur_free", "ur_paid"))
        )


@pytest.mark.parametrize(("county", "kept"), [(CHENGDU, 500), (URUMQI, 0)])
async def test_lowered_own_share(
    county: int, kept: int, db: Database, system: Database, make: Factory
) -> None:
    """CD-3.5: a stated amount is kept with the agreement; UR-4.1: never in Ürümqi."""
    place = await make.place(county)
    await make.insert(
        "institution_reductions", county=county, institution_id=place.institution_id, amount_fen=500,
        since=clock.today(),
    )  # fmt: skip
    me = await signer(make, place)
    signed = await actions.request_agreement(db, me, order(place, me.resident_id))
    async with system.transaction(SYSTEM) as tx:
        assert await store.agreed_reduction(tx, county, signed) == kept


async def test_own_price_of_a_personalised_package(db: Database, system: Database, make: Factory) -> None:
    """N-8, MY-9, HN-2: the institution's price, paid by the resident."""
    place = await make.place(CHANGSHA)
    await pricing.set_price(db, await make.actor(Role.MANAGER, place), "hn_hypertension", 12000)
    me = await signer(make, place, conditions=["hypertension"])
    codes = ("hn_base", "hn_value_added", "hn_hypertension")
    wish = order(place, me.resident_id, package_codes=codes, item_codes=("hn_p_eye",))
    signed = await actions.request_agreement(db, me, wish)
    async with system.transaction(SYSTEM) as tx:
        lines = await store.fee_lines(tx, CHANGSHA, signed)
    assert [line.amount_fen for line in lines if line.payer == "resident"] == [12000]


async def test_single_items_are_ordered(db: Database, system: Database, make: Factory) -> None:
    """N-8, R9: of a personalised package those that were ticked, at least one, and priced single items."""
    place = await make.place(MIANYANG)
    await pricing.set_price(db, await make.actor(Role.MANAGER, place), "pharmacist_home", 3000)
    me = await signer(make, place)
    wish = order(
        place, me.resident_id, package_codes=("my_base", "my_personalised"),
        item_codes=("my_home_bed", "pharmacist_home"),
    )  # fmt: skip
    signed = await actions.request_agreement(db, me, wish)
    async with system.transaction(SYSTEM) as tx:
        items = {item.item_code: item.package_code for item in await store.items(tx, MIANYANG, signed)}
    assert items["my_home_bed"] == "my_personalised" and items["pharmacist_home"] is None
    assert "my_hospice" not in items and items["my_guidance"] == "my_base"
    other = await signer(make, place)
    with pytest.raises(Conflict, match="服务项目"):
        await actions.request_agreement(
            db, other, order(place, other.resident_id, item_codes=("my_hospice",))
        )
    for codes in ((), ("pharmacist_home",)):
        nothing = order(place, other.resident_id, package_codes=wish.package_codes, item_codes=codes)
        with pytest.raises(Conflict, match="至少选一个项目"):
            await actions.request_agreement(db, other, nothing)


@pytest.mark.parametrize(
    ("since", "until", "community", "fine"),
    [
        (None, None, None, True),
        (date(2026, 1, 1), None, None, True),
        (date(2026, 4, 1), None, None, False),
        (date(2025, 1, 1), date(2026, 3, 2), None, False),
        (date(2026, 4, 1), None, date(2025, 9, 1), True),
    ],
)
async def test_which_institutions_take_part(
    since: date | None, until: date | None, community: date | None, fine: bool,
    db: Database, system: Database, make: Factory,
) -> None:  # fmt: skip
    """CD-2.1: from when to when, or as one with the medical community; the base package is for all."""
    place = await make.place()
    lead = await make.institution(kind="hospital", level=2, contracted_since=community)
    async with system.transaction(SYSTEM) as tx:
        await tx.run(
            "update institutions set contracted_since = $2, contracted_until = $3, medical_community_id = $4 where id = $1",
            place.institution_id, since, until, lead,
        )  # fmt: skip
    me = await signer(make, place)
    wish = order(place, me.resident_id, package_codes=(POOLING,))
    if fine:
        await actions.request_agreement(db, me, wish)
    else:
        with pytest.raises(PolicyRefused, match="还没有参加"):
            await actions.request_agreement(db, me, wish)
        await actions.request_agreement(db, me, order(place, me.resident_id))


@pytest.mark.parametrize(
    ("kind", "ownership", "doctor", "in_team", "county", "fine"),
    [
        ("community_center", "public", "gp", True, CHENGDU, True),
        ("community_center", "public", "specialist", False, CHENGDU, True),
        ("private_clinic", "private", "gp", False, CHENGDU, True),
        ("community_center", "public", "hospital_doctor", False, CHENGDU, True),
        ("hospital", "public", "specialist", False, CHENGDU, False),
        (
            "private_clinic",
            "private",
            "gp",
            False,
            CHANGSHA,
            False,
        ),  # HN-7: a township hospital or community centre
        ("village_post", "public", "village_doctor", False, URUMQI, True),  # UR-2
    ],
)
async def test_with_whom_one_may_sign(
    kind: str,
    ownership: str,
    doctor: str,
    in_team: bool,
    county: int,
    fine: bool,
    db: Database,
    make: Factory,
) -> None:
    """N-0, HN-7, UR-2, MY-3: GP or specialist, team or one doctor, public or private; as the place says."""
    place = await make.place(county)
    institution = await make.institution(county, kind=kind, ownership=ownership)
    doctor_id = await make.doctor(institution, county, kind=doctor)
    team = await make.team(institution, [doctor_id], county) if in_team else None
    me = await signer(make, place)
    wish = order(place, me.resident_id, team_id=team, doctor_id=doctor_id)
    if fine:
        await actions.request_agreement(db, me, wish)
    else:
        with pytest.raises(Conflict, match="请另选一位"):
            await actions.request_agreement(db, me, wish)


async def test_the_places_limit_or_the_doctors_own(db: Database, system: Database, make: Factory) -> None:
    """MY-11: the lower of both; a doctor's own 1 is full after one."""
    place = await make.place(MIANYANG, capacity=1)
    first, second = await signer(make, place), await signer(make, place)
    await actions.request_agreement(db, first, order(place, first.resident_id))
    with pytest.raises(PanelFull):
        await actions.request_agreement(db, second, order(place, second.resident_id))
