"""F7: an elder without a smartphone gives a proxy on staff's screen; it counts after a colleague has witnessed it."""

from datetime import date
from uuid import UUID

import httpx
import pytest

from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.ids import new_id
from tests.factories import Factory, Place
from tests.families.helpers import NAME_OF_ELDER, NAME_OF_HELPER, code_on, sign_in

WISH = {"area": ["agreement"], "starts": "2026-03-02", "last": "2026-12-31", "helper": NAME_OF_HELPER}
SIGNED = {"typed_name": NAME_OF_ELDER, "sure": "1", "origin": "home_visit"}


async def _people(make: Factory) -> tuple[Place, UUID, Actor, Actor, Actor]:
    place = await make.place()
    elder = await make.resident(place, birth_date=date(1945, 5, 1))
    child = await make.resident(place, name=NAME_OF_HELPER, birth_date=date(1980, 1, 1))
    helper = await make.actor(Role.RESIDENT, place, resident_id=child, name=NAME_OF_HELPER)
    first = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    return place, elder, helper, first, await make.actor(Role.MANAGER, place)


async def test_signed_witnessed_taken_up_and_ended(client: httpx.AsyncClient, make: Factory) -> None:
    _, elder, helper, first, second = await _people(make)
    await sign_in(client, make, first)
    address = f"/work/residents/{elder}/proxies"
    answer = await client.post(address, data={**WISH, **SIGNED, "key": str(new_id())})
    code = code_on(answer.text)
    await sign_in(client, make, helper)
    assert (await client.post("/me/helping/code", data={"code": code})).status_code == 303
    assert "对方同意后才能代办" in (await client.get("/me/helping")).text
    await sign_in(client, make, first)
    waiting = (await client.get("/work/proxies")).text
    assert NAME_OF_ELDER in waiting and "/witness" not in waiting  # the own work is not witnessed by oneself
    await sign_in(client, make, second)
    path = (await client.get("/work/proxies")).text.split('action="/work/proxies/', 1)[1].split('"')[0]
    await client.post(f"/work/proxies/{path}")
    await sign_in(client, make, helper)
    assert f"为{NAME_OF_ELDER}办事" in (await client.get("/me/helping")).text
    await sign_in(client, make, first)
    await client.post(f"{address}/{path.split('/')[0]}/ending")
    await sign_in(client, make, helper)
    assert "已经结束" in (await client.get("/me/helping")).text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sure": ""}, "请本人看过以后"),
        ({"typed_name": "别人"}, "请输入您登记的姓名"),
        ({"area": []}, "请至少选一件"),
    ],
)
async def test_without_the_persons_own_hand_nothing(
    client: httpx.AsyncClient, make: Factory, change: dict[str, object], said: str
) -> None:
    _, elder, _, first, _ = await _people(make)
    await sign_in(client, make, first)
    data = {**WISH, **SIGNED, "key": str(new_id())} | change
    answer = await client.post(f"/work/residents/{elder}/proxies", data=data)
    assert answer.status_code == 422 and said in answer.text and NAME_OF_HELPER in answer.text


async def test_next_door_has_no_say(client: httpx.AsyncClient, make: Factory) -> None:
    _, elder, *_ = await _people(make)
    other = await make.place()
    await sign_in(client, make, await make.actor(Role.MANAGER, other))
    assert (await client.get(f"/work/residents/{elder}/proxies")).status_code == 404
