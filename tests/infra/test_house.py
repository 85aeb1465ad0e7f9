"""The house stands: transactions carry the actor, answers carry the headers, refusals are in plain words."""

import httpx

from jiayi.infra.db.actor import ANONYMOUS, Role
from jiayi.infra.db.database import Database
from tests.factories import Factory


async def test_ready_when_database_answers(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/ready")).text == "ready\n"


async def test_unknown_page_is_told_in_plain_words(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nothing-here")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text


async def test_machines_get_problem_json(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nothing-here", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


async def test_every_answer_has_a_strict_policy(client: httpx.AsyncClient) -> None:
    answer = await client.get("/offline")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-request-id"]


async def test_post_from_another_site_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/display", data={"elder": "1"}, headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403


async def test_elder_mode_is_kept_and_shown(client: httpx.AsyncClient) -> None:
    await client.post("/display", data={"elder": "1", "back": "/offline"})
    assert "data-elder>" in (await client.get("/offline")).text


async def test_display_never_sends_people_elsewhere(client: httpx.AsyncClient) -> None:
    answer = await client.post("/display", data={"back": "//elsewhere.example/x"})
    assert answer.headers["location"] == "/"


async def test_session_becomes_actor_and_rows_follow(db: Database, make: Factory) -> None:
    place = await make.place()
    me, other = await make.resident(place), await make.resident(place)
    actor = await make.actor(Role.RESIDENT, place, resident_id=me)
    async with db.transaction(actor) as tx:
        seen = {row["id"] for row in await tx.connection.fetch("select id from residents")}
    assert seen == {me} and other not in seen


async def test_nobody_sees_no_resident(db: Database, make: Factory) -> None:
    await make.resident(await make.place())
    async with db.transaction(ANONYMOUS) as tx:
        assert await tx.value("select count(*) from residents") == 0
