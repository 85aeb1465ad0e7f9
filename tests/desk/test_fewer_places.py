"""MY-11: a manager who writes a number below those signed is told what it means, and asked."""

import httpx
import pytest

from jiayi.agreements import actions
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.agreements.helpers import order, signer
from tests.factories import Factory


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ({"capacity": "0"}, 422, "比现在签约的 1 人少"),
        ({"capacity": "0", "fewer": "1"}, 303, ""),
        ({"capacity": "1"}, 303, ""),
        ({"capacity": "99999999999"}, 422, "人数太多了"),
        ({"capacity": "²"}, 303, ""),
        ({"capacity": "多"}, 422, "请写数字"),
    ],
)
async def test_fewer_than_are_signed_is_asked_about(
    client: httpx.AsyncClient, db: Database, make: Factory, more: dict[str, str], status: int, words: str
) -> None:
    place = await make.place()
    resident = await signer(make, place)
    await actions.request_agreement(db, resident, order(place, resident.resident_id or new_id()))
    client.cookies.update(await make.session(await make.actor(Role.MANAGER, place)))
    form = {f"{name}-{place.doctor_id}": value for name, value in more.items()}
    answer = await client.post(f"/work/doctors/{place.doctor_id}/capacity", data=form)
    assert answer.status_code == status and words in answer.text
    if status == 303:
        assert "已保存" in (await client.get("/work/doctors")).text
