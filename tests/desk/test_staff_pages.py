"""Requests, signed residents, payment at the desk, the year's confirmation, places of a doctor."""

import re
from datetime import date, timedelta
from uuid import UUID

import httpx
import pytest

from jiayi.agreements import actions
from jiayi.agreements.model import AgreementState
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.agreements.helpers import CHENGDU, MIANYANG, URUMQI, order, signer, state
from tests.desk.helpers import Desk, desk, enter, one_value
from tests.factories import Factory


async def _agreement(db: Database, make: Factory, d: Desk, **changes: object) -> tuple[UUID, UUID]:
    """Agreement, resident."""
    me = await signer(make, d.place)
    assert me.resident_id
    return await actions.request_agreement(db, me, order(d.place, me.resident_id, **changes)), me.resident_id


async def _accepting(make: Factory) -> Desk:
    d = await desk(make, CHENGDU)
    async with make.db.transaction(SYSTEM) as tx:
        await tx.run(
            "update institutions set accepts_each_request = true where id = $1", d.place.institution_id
        )
    return d


async def test_request_is_accepted(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await _accepting(make)
    asked, _ = await _agreement(db, make, d)
    await enter(client, make, d.doctor)
    assert f"/work/requests/{asked}/decision" in (await client.get("/work/requests")).text
    answer = await client.post(f"/work/requests/{asked}/decision", data={"outcome": "accepted"})
    assert answer.status_code == 303
    assert await state(system, CHENGDU, asked) is AgreementState.ACTIVE


async def test_refusal_needs_a_reason_that_the_resident_reads(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await _accepting(make)
    asked, _ = await _agreement(db, make, d)
    await enter(client, make, d.doctor)
    bare = await client.post(f"/work/requests/{asked}/decision", data={"outcome": "declined"})
    assert bare.status_code == 422 and "请写明不接受的原因" in bare.text
    said = await client.post(
        f"/work/requests/{asked}/decision", data={"outcome": "declined", "reason": "住得太远"}
    )
    assert said.status_code == 303
    assert await one_value(system, "select reason from agreement_decisions") == "住得太远"
    assert await state(system, CHENGDU, asked) is AgreementState.DECLINED


async def test_other_institution_finds_nothing(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """Whatever belongs to another institution is as unknown as what does not exist."""
    d = await _accepting(make)
    asked, resident = await _agreement(db, make, d)
    await enter(client, make, d.stranger)
    assert "没有等答复的申请" in (await client.get("/work/requests")).text
    assert str(resident) not in (await client.get("/work/panel")).text
    answers = [
        await client.post(f"/work/requests/{asked}/decision", data={"outcome": "accepted"}),
        await client.get(f"/work/residents/{resident}"),
        await client.post(f"/work/agreements/{asked}/ending", data={"reason": "own_wish", "sure": "1"}),
        await client.post(f"/work/agreements/{asked}/payments", data={"amount": "1", "reference": "1", "key": str(new_id())}),
        await client.post(f"/work/witness/{asked}"),
        await client.get(f"/work/sign/{resident}"),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [404] * len(answers)


async def asked_panel(client: httpx.AsyncClient, query: str) -> httpx.Response:
    """As the form does: names and illnesses by post."""
    if query.startswith(("name", "condition", "group")):
        done = await client.post("/work/panel", data=dict([query.split("=")]))
        assert done.headers["location"] == "/work/panel?asked=1"
        return await client.get("/work/panel?asked=1")
    return await client.get(f"/work/panel?{query}")


@pytest.mark.parametrize(
    ("query", "found"),
    [("", True), ("condition=hypertension", True), ("condition=diabetes", False), ("group=age65", True),
     ("group=age80", False), ("group=disabled", True), ("ending=1", False),
     ("unconfirmed=1", True), ("group=pregnant", False), ("name=王", True), ("name=李", False), ("page=2", False)],
)  # fmt: skip
async def test_panel_filters(
    query: str, found: bool, client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    me = await signer(make, d.place, conditions=["hypertension"], birth_date=date(1961, 3, 2))
    await make.insert("resident_groups", county=CHENGDU, resident_id=me.resident_id, priority_group="disabled",
                      since=date(2025, 1, 1), source="test")  # fmt: skip
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update resident_conditions set diagnosed_on = '2020-01-01'")
    await actions.request_agreement(db, me, order(d.place, me.resident_id))
    await enter(client, make, d.doctor)
    assert (f"/work/residents/{me.resident_id}" in (await asked_panel(client, query)).text) is found
    looks = "select count(*) from access_log where resident_id = $1 and part = 'panel'"
    assert await one_value(system, looks, me.resident_id) == found


async def test_every_look_at_a_resident_is_written_and_nothing_is_shown_whole(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    _, resident = await _agreement(db, make, d)
    await enter(client, make, d.doctor)
    page = (await client.get(f"/work/residents/{resident}")).text
    assert "**************" in page and "9999991960" not in page
    assert await one_value(system, "select count(*) from access_log where resident_id = $1", resident) == 1


async def test_ending_at_the_desk_needs_a_coded_reason(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    """R14"""
    d = await desk(make, CHENGDU)
    signed, _ = await _agreement(db, make, d)
    await enter(client, make, d.doctor)
    refused = await client.post(f"/work/agreements/{signed}/ending", data={"sure": "1", "remark": "搬走"})
    assert (
        refused.status_code == 422 and "请选一个解约原因" in refused.text and 'value="搬走"' in refused.text
    )
    reason = re.findall(r'name="reason" value="(\w+)"', refused.text)[0]
    ended = await client.post(f"/work/agreements/{signed}/ending", data={"reason": reason, "sure": "1"})
    assert ended.status_code == 303, ended.text
    assert await state(system, CHENGDU, signed) is AgreementState.ENDED


async def test_ending_asks_again_who_is_there_and_loses_nothing(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    """ASVS 5.0 7.5.3: a desk that was left open ends nobody's agreement."""
    d = await desk(make, CHENGDU)
    signed, _ = await _agreement(db, make, d)
    await enter(client, make, d.doctor)
    await make.insert(
        "totp_secrets", county=CHENGDU, account_id=d.doctor.account_id, secret_sealed=b"", created_at=clock.now(),
        last_step=0,
    )  # fmt: skip
    clock.set_now((clock.now() + timedelta(minutes=11)).isoformat())
    form = {"reason": "moved", "sure": "1", "remark": "搬走"}
    asked = await client.post(f"/work/agreements/{signed}/ending", data=form)
    assert asked.status_code == 403 and "请确认是您本人" in asked.text and 'value="搬走"' in asked.text
    assert await state(system, CHENGDU, signed) is AgreementState.ACTIVE


@pytest.mark.parametrize(("part", "status"), [(-1, 422), (1, 422), (0, 303)])
async def test_own_share_is_recorded_whole(
    part: int, status: int, client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    """UR-4.1: neither a fen less nor more; only the whole share makes the agreement count."""
    clock.set_now("2019-12-02")
    d = await desk(make, URUMQI)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update team_members set since = '2019-01-01'")
        await tx.run("update role_grants set starts_on = '2019-01-01'")
    signed, _ = await _agreement(db, make, d, package_codes=("ur_free", "ur_paid"))
    due = await one_value(
        system, "select sum(amount_fen)::int from agreement_fee_lines where payer = 'resident'"
    )
    assert due > 1 and await state(system, URUMQI, signed) is AgreementState.WAITING_PAYMENT
    await enter(client, make, d.doctor)
    amount = f"{(due + part) / 100:.2f}"
    data = {"amount": amount, "reference": "S1", "key": str(new_id())}
    answer = await client.post(f"/work/agreements/{signed}/payments", data=data)
    assert answer.status_code == status, answer.text
    wanted = AgreementState.ACTIVE if status == 303 else AgreementState.WAITING_PAYMENT
    assert await state(system, URUMQI, signed) is wanted
    assert status == 303 or f'value="{amount}"' in answer.text


async def test_yearly_confirmation_is_opened_once_and_its_progress_shown(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """N-10.1"""
    d = await desk(make, CHENGDU)
    await _agreement(db, make, d)
    await enter(client, make, d.manager)
    page = (await client.get("/work/confirmation")).text
    assert 'value="2026-12-01"' in page and 'value="2027-01-31"' in page and "<progress" in page
    assert "1 人里有 0 人确认了" in page and "国卫办基层发〔2025〕21号" in page
    for first, last in (
        ("2026-03-10", "2026-03-31"),
        ("1900-01-01", "2999-01-01"),
        ("2026-12-01", "2027-02-01"),
    ):
        refused = await client.post("/work/confirmation", data={"opens_on": first, "last_day": last})
        assert refused.status_code == 422, (first, last)
    assert "规定只能在 2026-12-01 到 2027-01-31 之间确认（《" in refused.text
    days = {"opens_on": "2026-12-10", "last_day": "2026-12-20"}
    assert (await client.post("/work/confirmation", data=days)).status_code == 303
    assert "已定：2026-12-10 到 2026-12-20" in (await client.get("/work/confirmation")).text
    assert (await client.post("/work/confirmation", data=days)).status_code == 422
    assert (await client.post("/work/confirmation/cancellation")).status_code == 303
    assert (await client.post("/work/confirmation/cancellation")).status_code == 404
    assert (await client.post("/work/confirmation", data=days)).status_code == 303
    moved = days | {"opens_on": "2026-12-12", "move": "1"}
    assert (await client.post("/work/confirmation", data=moved)).status_code == 303
    assert "已定：2026-12-12 到 2026-12-20" in (await client.get("/work/confirmation")).text
    await enter(client, make, d.doctor)
    assert (await client.get("/work/confirmation")).status_code == 403


@pytest.mark.parametrize(("wanted", "status"), [(2000, 303), (2001, 422), (0, 303), ("多", 422), ("", 422)])
async def test_capacity_stays_within_the_limit_of_the_place(
    wanted: object, status: int, client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    """MY-11: at most 2000 in principle, shown with its document."""
    d = await desk(make, MIANYANG, capacity=1500)
    await enter(client, make, d.manager)
    assert "绵卫发〔2017〕21号" in (await client.get("/work/doctors")).text
    doctor = d.place.doctor_id
    answer = await client.post(f"/work/doctors/{doctor}/capacity", data={f"capacity-{doctor}": str(wanted)})
    assert answer.status_code == status
    kept = await one_value(system, "select capacity from doctor_panels where doctor_id = $1", doctor)
    assert kept == (wanted if status == 303 else 1500)


async def test_manager_sets_no_capacity_elsewhere(client: httpx.AsyncClient, make: Factory) -> None:
    d = await desk(make, MIANYANG)
    await enter(client, make, d.manager)
    doctor = d.stranger.doctor_id
    answer = await client.post(f"/work/doctors/{doctor}/capacity", data={f"capacity-{doctor}": "5"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["/work", "/work/requests", "/work/panel", "/work/sign", "/work/witness", "/work/waiting"]
)
async def test_doors(path: str, client: httpx.AsyncClient, make: Factory) -> None:
    d = await desk(make, CHENGDU)
    assert (await client.get(path)).headers["location"].startswith("/sign-in")
    await enter(client, make, await signer(make, d.place))
    assert (await client.get(path)).status_code == 403
    await enter(client, make, d.doctor)
    assert (await client.get(path)).status_code == 200
