"""The year's confirmation at the desk (N-10.1, K1) and its progress."""

from uuid import UUID

import httpx

from jiayi.agreements import actions
from jiayi.infra import clock
from jiayi.infra.db.database import Database
from tests.agreements.helpers import CHENGDU, order, signer
from tests.desk.helpers import Desk, desk, enter, one_value
from tests.factories import Factory

SEASON = "2026-12-10T09:00:00"
DRAWN = "M10 10" + "".join(f"L{20 * i} {60 + i % 3 * 40}" for i in range(1, 15))


async def _signed(db: Database, make: Factory, d: Desk, name: str = "王芳") -> tuple[UUID, UUID]:
    """Agreement, resident."""
    me = await signer(make, d.place, name=name)
    assert me.resident_id
    return await actions.request_agreement(db, me, order(d.place, me.resident_id)), me.resident_id


async def test_year_signed_at_the_desk_counts_after_a_second_member_of_staff(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    clock.set_now(SEASON)
    d = await desk(make, CHENGDU)
    a, resident = await _signed(db, make, d)
    count = "select count(*) from yearly_confirmations"
    await enter(client, make, d.doctor)
    assert f"/work/agreements/{a}/year" in (await client.get(f"/work/residents/{resident}")).text
    said = {"sure": "1", "drawing": DRAWN, "origin": "home_visit"}
    assert (await client.post(f"/work/agreements/{a}/year", data=said)).status_code == 303
    assert await one_value(system, "select drawing || origin from yearly_signatures") == DRAWN + "home_visit"
    assert (await client.post(f"/work/witness/{a}/year")).status_code == 409
    assert await one_value(system, count) == 0
    await enter(client, make, d.stranger)
    assert (await client.post(f"/work/witness/{a}/year")).status_code == 404
    await enter(client, make, d.colleague)
    assert f"/work/witness/{a}/year" in (await client.get("/work/witness")).text
    assert "<strong>1</strong> 现场签约等见证" in (await client.get("/work")).text
    assert (await client.post(f"/work/witness/{a}/year")).status_code == 303
    kept = "select channel || (witness_account_id = $1)::text || year from yearly_confirmations"
    assert await one_value(system, kept, d.colleague.account_id) == "signature_and_witnesstrue2027"
    assert (await client.post(f"/work/witness/{a}/year")).status_code == 404


async def test_a_years_signature_may_be_sent_back_and_its_witness_is_named(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    """N-10.1, K1: as with a signature under an agreement; each post says what happened."""
    clock.set_now(SEASON)
    d = await desk(make, CHENGDU)
    me = await signer(make, d.place)
    a = await actions.request_agreement(db, me, order(d.place, me.resident_id))
    said = {"sure": "1", "typed_name": "王芳"}

    async def after(path: str, **data: str) -> str:
        answer = await client.post(path, data=data)
        assert answer.status_code == 303, answer.text
        return (await client.get(answer.headers["location"])).text

    await enter(client, make, d.doctor)
    assert "本人的签名记下了" in await after(f"/work/agreements/{a}/year", **said)
    await enter(client, make, d.stranger)
    assert (await client.post(f"/work/witness/{a}/year/refusal", data={"why": "x"})).status_code == 404
    await enter(client, make, d.colleague)
    assert "请写明为什么不见证" in (await client.post(f"/work/witness/{a}/year/refusal", data={})).text
    assert "可以重新签名" in await after(f"/work/witness/{a}/year/refusal", why="没有看到本人")
    assert (await client.post(f"/work/witness/{a}/year/refusal", data={"why": "x"})).status_code == 409
    assert (await client.post(f"/work/witness/{a}/year")).status_code == 404
    await enter(client, make, me)
    page = (await client.get(f"/agreements/{a}")).text
    assert "没有看到本人" in page and "没有见证 2027 年的确认，退回了" in page
    await enter(client, make, d.doctor)
    assert "没有看到本人" in (await client.get(f"/work/agreements/{a}/year")).text
    await after(f"/work/agreements/{a}/year", **said)
    await enter(client, make, d.colleague)
    assert "这一年的确认算数了" in await after(f"/work/witness/{a}/year")
    for actor, path in ((d.doctor, f"/work/residents/{me.resident_id}"), (me, f"/agreements/{a}")):
        await enter(client, make, actor)
        page = (await client.get(path)).text
        assert "见证：赵敏" in page and "没有看到本人" not in page
    kept = "select reason || refused_name || typed_name from yearly_refusals"
    assert await one_value(system, kept) == "没有看到本人赵敏王芳"


async def test_year_needs_the_persons_own_signature(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    clock.set_now(SEASON)
    d = await desk(make, CHENGDU)
    a, _ = await _signed(db, make, d)
    await enter(client, make, d.doctor)
    for said in ({"sure": "1"}, {"typed_name": "王芳"}, {"sure": "1", "typed_name": "李慧"}):
        answer = await client.post(f"/work/agreements/{a}/year", data=said)
        assert answer.status_code == 422 and all(value in answer.text for value in said.values())
    assert await one_value(system, "select count(*) from yearly_signatures") == 0
    await enter(client, make, d.stranger)
    assert (await client.get(f"/work/agreements/{a}/year")).status_code == 404
    assert (await client.post(f"/work/agreements/{a}/year", data=said)).status_code == 404


async def test_own_confirmation_says_its_channel(db: Database, make: Factory, system: Database) -> None:
    clock.set_now(SEASON)
    d = await desk(make, CHENGDU)
    me = await signer(make, d.place)
    a = await actions.request_agreement(db, me, order(d.place, me.resident_id))
    await actions.confirm_year(db, me, CHENGDU, a)
    assert await one_value(system, "select channel from yearly_confirmations") == "own_account"


async def test_manager_sees_who_has_not_confirmed_by_team_and_page(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    for n in range(21):
        await _signed(db, make, d, name=f"居民{n:02d}")
    await enter(client, make, d.manager)
    first = await client.get("/work/confirmation")
    second = await client.get("/work/confirmation?page=2")
    assert (first.text.count("/work/residents/"), second.text.count("/work/residents/")) == (20, 1)
    team = await client.get(f"/work/confirmation?team={d.place.team_id}&page=2")
    assert team.text.count("/work/residents/") == 1
    assert (await client.get(f"/work/confirmation?team={d.place.area_id}")).text.count(
        "/work/residents/"
    ) == 0
    assert await one_value(system, "select count(*) from access_log where part = 'panel'") == 22


async def test_out_of_season_nothing_is_asked(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    """N-10.1: at the year's end or start; the page says so with its document."""
    d = await desk(make, CHENGDU)
    a, _ = await _signed(db, make, d)
    await enter(client, make, d.doctor)
    page = (await client.get(f"/work/agreements/{a}/year")).text
    assert "12月" in page and "本人签名完成" not in page
    said = {"sure": "1", "typed_name": "王芳"}
    assert (await client.post(f"/work/agreements/{a}/year", data=said)).status_code == 409
