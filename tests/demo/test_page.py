"""The demo's door: everybody on one short page."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from jiayi.demo.run import load_county
from jiayi.settings import Settings
from tests.conftest import Server

COUNTY = 650102


@pytest.fixture
def settings(settings: Settings) -> Settings:
    import msgspec

    return msgspec.structs.replace(settings, demo=True)


@pytest.fixture
async def loaded(server: Server, database: str, settings: Settings) -> AsyncIterator[None]:
    await load_county(settings, server.dsn(database, "jiayi_worker"), COUNTY, 300, 7, demo=True)
    yield


async def test_two_staff_of_one_institution_are_listed_and_may_sign_in(
    loaded: None, client: httpx.AsyncClient
) -> None:
    page = (await client.get("/demo")).text
    people = re.findall(r'value="(\d+:[0-9a-f-]+:doctor)"', page)
    assert len(people) == 2 and "可以做见证人" in page
    assert page.index("机构管理员") < page.index("<details>") < page.index("系统管理员"), (
        "offices behind a fold"
    )
    for person in people:
        assert (await client.post("/demo/session", data={"person": person})).headers["location"] == "/work"


async def test_residents_are_called_what_they_are_and_one_waits_for_a_full_doctor(
    loaded: None, client: httpx.AsyncClient
) -> None:
    page = (await client.get("/demo")).text
    assert "医生名额满了，正在候补" in page and "还没有签约" in page
    waiting = re.findall(r'value="(\d+:[0-9a-f-]+:resident)"', page)[2]
    await client.post("/demo/session", data={"person": waiting})
    line = (await client.get("/waiting")).text
    assert "候补" in line
