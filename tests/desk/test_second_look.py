"""A witness sees what was signed and may send it back; a renewal keeps what the person has; K1, N-10.1."""

import httpx

from jiayi.agreements import actions
from jiayi.agreements.model import AgreementState
from jiayi.infra import clock
from jiayi.infra.db.database import Database
from tests.agreements.browsing import fields, form
from tests.agreements.helpers import CHENGDU, MIANYANG, order, signer, state
from tests.desk.helpers import desk, enter, one_value, packages_page, sign_on_site
from tests.factories import Factory

LAST = "select id from agreements order by requested_at desc limit 1"


async def test_the_witness_sees_it_and_may_send_it_back_with_a_reason(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    resident = await make.resident(d.place, name="周奶奶")
    for refused in (True, False):
        await enter(client, make, d.doctor)
        await client.post("/work/sign/visits", data={"resident": str(resident)})
        answer = await sign_on_site(client, f"/work/sign/{resident}", "周奶奶", "cn_base")
        assert answer.status_code == 303, answer.text
        signed = await one_value(system, LAST)
        await enter(client, make, d.colleague)
        page = (await client.get("/work/witness")).text
        assert "<dt>服务包</dt>" in page and "<dt>多少钱</dt>" in page and "周奶奶" in page
        if refused:
            assert (await client.post(f"/work/witness/{signed}/refusal", data={})).status_code == 422
            back = await client.post(f"/work/witness/{signed}/refusal", data={"why": "没有看到本人"})
            assert "已经退回" in (await client.get(back.headers["location"])).text
            assert await state(system, CHENGDU, signed) is AgreementState.WITHDRAWN
            assert "没有看到本人" in (await client.get(f"/work/residents/{resident}")).text
        else:
            done = await client.post("/work/witness/together", data={"agreement": str(signed)})
            assert "见证好了" in (await client.get(done.headers["location"])).text
            for path in (f"/work/residents/{resident}", f"/agreements/{signed}/document"):
                assert "赵敏" in (await client.get(path)).text, path
            assert f'href="/work/residents/{resident}"' in (await client.get(path)).text


async def test_a_renewal_begins_with_what_the_person_has(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await desk(make, MIANYANG)
    me = await signer(make, d.place)
    await actions.request_agreement(db, me, order(d.place, me.resident_id))
    clock.set_now("2027-02-20")
    await enter(client, make, d.doctor)
    start = (await client.post("/work/sign/visits", data={"resident": str(me.resident_id)})).headers[
        "location"
    ]
    second = await packages_page(client, start)
    wish = form(fields(second.text))
    assert wish[f"p-{me.resident_id}"] in ("my_base", ["my_base"]) and "已经先勾上了" in second.text
    without = await client.get(f"{start}/packages", params=wish | {f"p-{me.resident_id}": "nothing"})
    assert "续约以后没有了" in without.text and "这次没有选" in without.text
    assert (await sign_on_site(client, start, "王芳", "my_base")).status_code == 303
    renewal = await one_value(system, LAST)
    assert "已提交，等本人确认" in (await client.get("/work/panel?ending=1")).text
    bare = await client.post(f"/work/agreements/{renewal}/withdrawal", data={})
    assert bare.status_code == 422 and "请写明为什么撤回" in bare.text
    taken = await client.post(f"/work/agreements/{renewal}/withdrawal", data={"taken_back": "点错了"})
    assert taken.status_code == 303
    assert await state(system, MIANYANG, renewal) is AgreementState.WITHDRAWN


async def test_residents_are_asked_on_the_days_of_their_institution(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """N-10.1: within the policy's December and January."""
    d = await desk(make, CHENGDU)
    me = await signer(make, d.place)
    signed = await actions.request_agreement(db, me, order(d.place, me.resident_id))
    await enter(client, make, d.manager)
    days = {"opens_on": "2026-12-10", "last_day": "2026-12-20"}
    assert (await client.post("/work/confirmation", data=days)).status_code == 303
    await enter(client, make, me)
    for day, status in (("2026-12-05", 409), ("2026-12-15", 303)):
        clock.set_now(f"{day}T09:00:00")
        page = (await client.get(f"/agreements/{signed}")).text
        assert ("2026-12-10 到 2026-12-20" in page) is (status == 409), day
        assert (await client.post(f"/agreements/{signed}/yearly-confirmation")).status_code == status
