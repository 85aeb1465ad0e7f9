"""Staff find the way back to their desk, and are not offered what only a resident signs."""

import httpx

from jiayi.infra.ids import new_id
from tests.agreements.helpers import CHENGDU
from tests.desk.helpers import desk, enter
from tests.factories import Factory


async def test_what_is_not_there_leads_back_to_the_desk(client: httpx.AsyncClient, make: Factory) -> None:
    d = await desk(make, CHENGDU)
    nowhere = f"/work/residents/{new_id()}"
    await enter(client, make, d.doctor)
    missing = await client.get(nowhere)
    assert missing.status_code == 404 and "回到工作台" in missing.text and "回到首页" not in missing.text
    client.cookies.clear()
    assert "回到首页" in (await client.get("/nowhere")).text


async def test_staff_are_not_asked_to_sign_with_a_doctor(client: httpx.AsyncClient, make: Factory) -> None:
    d = await desk(make, CHENGDU)
    pages = (f"/doctors/{CHENGDU}/{d.place.doctor_id}", f"/teams/{CHENGDU}/{d.place.team_id}")
    for page in pages:
        assert 'href="/sign?' in (await client.get(page)).text
    await enter(client, make, d.doctor)
    for page in pages:
        assert 'href="/sign?' not in (await client.get(page)).text
