"""A person asks, their institution's manager answers in the days the policy names, nobody else reads it (PIPL 46, 50)."""

from datetime import date, timedelta

import httpx

from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import PersonalRequestLimit
from tests.factories import COUNTY, Factory

ANSWER = {"outcome": "done", "words": "电话已经改好"}


async def test_asked_answered_and_read_by_nobody_else(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    place, next_door = await make.place(), await make.place()
    me, other = await make.resident(place), await make.resident(place)
    cookies = {
        "me": await make.session(await make.actor(Role.RESIDENT, place, resident_id=me)),
        "other": await make.session(await make.actor(Role.RESIDENT, place, resident_id=other)),
        "manager": await make.session(await make.actor(Role.MANAGER, place)),
        "next door": await make.session(await make.actor(Role.MANAGER, next_door)),
        "doctor": await make.session(await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)),
    }

    def become(who: str) -> None:
        client.cookies.clear()
        client.cookies.update(cookies[who])

    become("me")
    asked = {"key": str(new_id()), "item": "phone", "words": "电话换成 13900001111 了"}
    assert (await client.post("/me/data/corrections", data={**asked, "item": ""})).status_code == 422
    kept = await client.post("/me/data/corrections", data={**asked, "item": ""})
    assert "13900001111" in kept.text, "nothing typed is lost"
    for _ in range(2):
        assert (await client.post("/me/data/corrections", data=asked)).status_code == 303
    limit = policy_for(COUNTY, clock.today()).all(PersonalRequestLimit)[0].value.days_to_answer
    due = clock.today() + timedelta(days=limit)
    page = (await client.get("/me/data")).text
    assert page.count("13900001111") == 1 and due.isoformat() in page and "等答复" in page
    async with system.transaction(SYSTEM) as tx:
        row = await tx.connection.fetchrow("select id, words_sealed, answer_by from data_requests")
    assert row["answer_by"] == due == date(2026, 4, 1) and b"139" not in row["words_sealed"]
    address = f"/work/data-requests/{row['id']}/answer"
    for who in ("me", "other", "doctor", "next door"):
        become(who)
        refused = await client.post(address, data=ANSWER)
        assert refused.status_code == (404 if who == "next door" else 403), who
        assert "13900001111" not in (await client.get("/work/data-requests")).text or who == "me"
    become("other")
    assert "13900001111" not in (await client.get("/me/data")).text
    become("manager")
    assert "13900001111" in (await client.get("/work/data-requests")).text
    assert (await client.post(address, data={"outcome": "done", "words": ""})).status_code == 422
    assert (await client.post(address, data=ANSWER)).status_code == 303
    assert (await client.post(address, data=ANSWER)).status_code == 409
    become("me")
    page = (await client.get("/me/data")).text
    assert "电话已经改好" in page and "办好了" in page
    async with system.transaction(SYSTEM) as tx:
        looks = await tx.value(
            "select count(*) from access_log where resident_id = $1 and part = 'request'", me
        )
    assert looks >= 1, "the manager's look is written"


async def test_what_only_the_desk_changes_is_not_offered(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    me = await make.actor(Role.RESIDENT, place, resident_id=await make.resident(place))
    client.cookies.update(await make.session(me))
    page = (await client.get("/me/data")).text
    assert 'name="item" value="phone"' in page
    for item in ("name", "identity"):
        assert f'name="item" value="{item}"' not in page
        data = {"key": str(new_id()), "item": item, "words": "写错了"}
        assert (await client.post("/me/data/corrections", data=data)).status_code == 422
