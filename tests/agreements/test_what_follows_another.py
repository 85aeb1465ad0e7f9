"""An agreement and the one behind it: what is carried over, what changes with it, what is said when it came to nothing."""

import re
from datetime import timedelta

import httpx
import pytest

from jiayi.agreements import actions
from jiayi.agreements.pricing import actions as pricing
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from tests.accounts.world import agreement
from tests.agreements.helpers import CHENGDU, MIANYANG, look, order, signer
from tests.factories import Factory


def ticked(page: str, field: str) -> set[str]:
    tags = [
        tag for tag in re.findall(r"<input\b[^>]*>", page) if f'name="{field}-' in tag and " checked" in tag
    ]
    return {found[1] for tag in tags if (found := re.search(r'value="([^"]*)"', tag))}


async def test_a_switch_begins_with_what_one_had(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    """N-1.3, N-8: ticked where it is offered there, too; what is not is named before anybody signs."""
    here, there = await make.place(), await make.place()
    manager = await make.actor(Role.MANAGER, here)
    await pricing.set_price(db, manager, "drug_delivery", 2500)
    me = await signer(make, here, conditions=["hypertension"])
    codes = ("cn_base", "cd_outpatient_pooling", "cd_two_disease")
    old = await actions.request_agreement(
        db, me, order(here, me.resident_id, package_codes=codes, item_codes=("drug_delivery",))
    )
    client.cookies.update(await make.session(me))
    path = f"/sign/packages?team={there.team_id}&who={me.resident_id}&change=switch&previous={old}"
    page = (await client.get(path)).text
    assert ticked(page, "p") == set(codes) and "已经帮您勾好" in page
    assert ticked(page, "i") == set() and "这里现在不能签的：药品配送到家" in page
    chosen = (await client.get(f"{path}&p-{me.resident_id}=cn_base")).text
    assert ticked(chosen, "p") == {"cn_base"}


async def test_nobody_reads_another_persons_packages_by_a_switch(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    place = await make.place()
    other, me = await signer(make, place, conditions=["hypertension"]), await signer(make, place)
    old = await actions.request_agreement(
        db,
        other,
        order(place, other.resident_id, package_codes=("cn_base", "cd_outpatient_pooling", "cd_two_disease")),
    )
    client.cookies.update(await make.session(me))
    path = f"/sign/packages?team={place.team_id}&who={me.resident_id}&change=switch&previous={old}"
    page = (await client.get(path)).text
    assert "原来协议里" not in page


async def test_a_withdrawn_renewal_leads_back_to_renewing(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    """N-10.1: the old one can still be renewed; what never held names no sum and no end of its documents."""
    place = await make.place(MIANYANG)
    me = await signer(make, place)
    old = await actions.request_agreement(db, me, order(place, me.resident_id))
    clock.set_now("2027-02-10")
    new = await actions.renew_agreement(db, me, order(place, me.resident_id, previous_id=old))
    client.cookies.update(await make.session(me))
    assert "您不用付钱。" in (await client.get(f"/agreements/{new}")).text
    await actions.withdraw_agreement(db, me, MIANYANG, new)
    page = (await client.get(f"/agreements/{new}")).text
    assert ">续约</a>" in page and f"previous={old}" in page and "重新签约" not in page
    assert "您不用付钱。" not in page


async def test_a_change_of_doctor_says_who_and_that_the_renewal_follows(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    """MY-3: both change; the story has both names."""
    place = await make.place(MIANYANG)
    doctor = await make.doctor(place.institution_id, county=MIANYANG, name="赵明")
    await make.insert(
        "team_members",
        county=MIANYANG,
        team_id=place.team_id,
        doctor_id=doctor,
        duty="gp",
        since=clock.today(),
    )
    me = await signer(make, place)
    old = await actions.request_agreement(db, me, order(place, me.resident_id))
    clock.set_now("2027-02-10")
    client.cookies.update(await make.session(me))
    assert "续约的那一份也一起换成这位医生" not in (await client.get(f"/agreements/{old}")).text
    new = await actions.renew_agreement(db, me, order(place, me.resident_id, previous_id=old))
    assert "续约的那一份也一起换成这位医生" in (await client.get(f"/agreements/{old}")).text
    await actions.change_doctor(db, me, MIANYANG, old, doctor)
    for one in (old, new):
        assert (await look(system, MIANYANG, one)).doctor_id == doctor
        assert "换了医生：由 李慧 医生换成 赵明 医生" in (await client.get(f"/agreements/{one}")).text


async def test_a_day_that_has_passed_is_not_asked_for(
    client: httpx.AsyncClient, system: Database, make: Factory
) -> None:
    """Between the last day and the nightly job: what is true now."""
    place = await make.place(CHENGDU)
    me = await signer(make, place)
    assert me.resident_id
    waiting = await agreement(make, place, me.resident_id)
    asked = clock.now()
    client.cookies.update(await make.session(me))
    page = (await client.get(f"/agreements/{waiting}")).text
    found = re.search(r"请在 (\d{4}-\d\d-\d\d) 前确认", page)
    assert found
    clock.set_now(found[1])
    assert clock.now() > asked + timedelta(days=1)
    client.cookies.update(await make.session(me))
    for path in (f"/agreements/{waiting}", "/agreements", "/home/mine"):
        page = (await client.get(path)).text
        assert "请在" not in page.split("<main", 1)[-1] and "现在确认还来得及" in page, path
    assert "从确认并接受的那天起算" in page


@pytest.mark.parametrize("part", ["", ".pdf"])
async def test_a_bare_agreement_has_a_page_and_a_paper(
    client: httpx.AsyncClient, system: Database, make: Factory, part: str
) -> None:
    """Taken over from another register: no signature, no packages, a short proof."""
    place = await make.place()
    me = await signer(make, place)
    assert me.resident_id
    bare = await agreement(make, place, me.resident_id)
    client.cookies.update(await make.session(me))
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from agreement_signatures where agreement_id = $1", bare) == 0
    assert (await client.get(f"/agreements/{bare}/document{part}")).status_code == 200
