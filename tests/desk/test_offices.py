"""Staff who sign nobody have a start page of their own, with links that lead somewhere."""

import re

import httpx
import pytest

from jiayi.agreements import actions
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.agreements.helpers import order, signer
from tests.factories import Factory

LINK = re.compile(r'href="(/[^"]*)"')


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BUREAU, Role.ADMIN])
async def test_an_office_starts_at_work(
    client: httpx.AsyncClient, db: Database, make: Factory, role: Role
) -> None:
    place = await make.place()
    resident = await signer(make, place)
    await actions.request_agreement(db, resident, order(place, resident.resident_id or new_id()))
    await make.area(None, name="没人管小区")
    await make.place(510104)
    client.cookies.update(await make.session(await make.actor(role, place)))
    page = (await client.get("/work")).text
    sees = role is not Role.COORDINATOR
    assert ("生效中 1 份" in page) == sees and ("1 处" in page) == sees
    assert "王芳" not in page
    for link in sorted(set(LINK.findall(page))):
        if not link.startswith(("/static/", "/manifest")):
            answer = await client.get(link.replace("&amp;", "&"))
            assert answer.status_code == 200, link
