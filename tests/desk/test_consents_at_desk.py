"""“请本人看，本人选” at the desk: whose word it is, what is kept, and who may open the page (PIPL 14, 29, 31)."""

from datetime import date
from typing import Any

import httpx
import pytest

from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database
from tests.agreements.helpers import CHENGDU
from tests.desk.helpers import Desk, desk, enter, one_value
from tests.factories import Factory

YES = {"version": "1", "decision": "given"}
KEPT = "select string_agg(decision || ' ' || how || ' ' || typed_name, ', ' order by id) from consents"


@pytest.fixture
async def d(make: Factory) -> Desk:
    return await desk(make, CHENGDU)


async def at(client: httpx.AsyncClient, make: Factory, d: Desk, **person: Any) -> str:
    """The page of somebody of the own institution, with its doctor signed in."""
    resident = await make.resident(d.place, consents=False, **person)
    await enter(client, make, d.doctor)
    return f"/work/residents/{resident}/consents"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("买买提·艾力", True), ("买买提．艾力", True), ("买买提 · 艾力", True), ("艾力", False), ("", False)],
)
async def test_a_yes_bears_the_registered_name(
    client: httpx.AsyncClient, make: Factory, system: Database, d: Desk, typed: str, kept: bool
) -> None:
    path = await at(client, make, d, name="买买提·艾力")
    answer = await client.post(path, data=YES | {"typed_name": typed, "origin": "home_visit"})
    assert answer.status_code == (303 if kept else 422)
    assert await one_value(system, KEPT) == ("given home_visit 买买提·艾力" if kept else None)
    if not kept:
        assert f'value="{typed}"' in answer.text and "一个字都不要差" in answer.text
        assert 'value="home_visit" checked' in answer.text, "what was chosen is there"


async def test_a_no_needs_no_name_and_can_follow_a_yes(
    client: httpx.AsyncClient, make: Factory, system: Database, d: Desk
) -> None:
    path = await at(client, make, d)
    assert (await client.post(path, data={"version": "1", "decision": "refused"})).status_code == 303
    assert "没有同意" in (await client.get(path)).text
    await client.post(path, data=YES | {"typed_name": "王芳"})
    page = (await client.get(path)).text
    assert "已经同意" in page and "改成不同意" in page
    await client.post(path, data={"version": "1", "decision": "refused"})
    assert await one_value(system, KEPT) == "refused desk , given desk 王芳, withdrawn desk "


async def test_for_a_child_the_guardian_writes_their_own_name(
    client: httpx.AsyncClient, make: Factory, system: Database, d: Desk
) -> None:
    """PIPL 31: below fourteen."""
    path = await at(client, make, d, name="小宝", birth_date=date(2019, 3, 1))
    page = (await client.get(path)).text
    assert "请监护人看，监护人选" in page and "同意的话，请监护人输入自己的姓名" in page
    assert "请监护人输入自己的姓名" in (await client.post(path, data=YES)).text
    assert (await client.post(path, data=YES | {"typed_name": "王芳"})).status_code == 303
    assert await one_value(system, KEPT) == "given desk 王芳"


async def test_words_that_changed_meanwhile_are_not_agreed_to(
    client: httpx.AsyncClient, make: Factory, system: Database, d: Desk
) -> None:
    path = await at(client, make, d)
    answer = await client.post(path, data=YES | {"version": "0", "typed_name": "王芳"})
    assert answer.status_code == 409 and await one_value(system, KEPT) is None


async def test_who_may_open_it_and_that_it_was_opened_is_written(
    client: httpx.AsyncClient, make: Factory, system: Database, d: Desk
) -> None:
    path = await at(client, make, d)
    looks = "select count(*) from access_log where part = 'desk'"
    assert (await client.get(path)).status_code == 200
    assert await one_value(system, looks) == 1
    bureau = await make.actor(Role.BUREAU, d.place)
    for who, status in ((d.stranger, 404), (bureau, 403), (d.manager, 200)):
        await enter(client, make, who)
        answers = [await client.get(path), await client.post(path, data=YES | {"typed_name": "王"})]
        assert [one.status_code for one in answers] == [status, 422 if status == 200 else status], who.name
