"""“这份协议的经过”: the person and the institution read it, nobody else; staff of other institutions see no event."""

import httpx
import pytest

from jiayi.agreements import actions
from jiayi.agreements.model import Origin
from jiayi.history.store import events_of
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from tests.agreements.helpers import CHENGDU, order, signer
from tests.factories import Factory


async def test_the_story_of_an_agreement_is_told_to_both_sides(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    place = await make.place(CHENGDU)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update institutions set accepts_each_request = true")
    person = await signer(make, place)
    manager = await make.actor(Role.MANAGER, place, name="钱主任")
    signed = await actions.request_agreement(db, person, order(place, person.resident_id))
    await actions.decide_agreement(db, manager, CHENGDU, signed, True)
    seen = {
        f"/agreements/{signed}": (person, "<strong>您</strong> 提出签约", "<strong>机构管理员</strong> 接受了签约"),
        f"/work/residents/{person.resident_id}": (manager, "<strong>居民</strong> 提出签约", "<strong>您</strong> 接受了签约"),
    }  # fmt: skip
    for path, (actor, *told) in seen.items():
        client.cookies.clear()
        client.cookies.update(await make.session(actor))
        page = (await client.get(path)).text
        assert "这份协议的经过" in page and [text for text in told if text not in page] == []
        assert page.index(told[0]) < page.index(told[1])
        english = (await client.get(path, headers={"accept-language": "en"})).text
        assert "What happened to this agreement" in english and "accepted the request" in english


@pytest.mark.parametrize(
    ("role", "own", "knows"),
    [
        (Role.MANAGER, True, True),
        (Role.DOCTOR, True, True),
        (Role.MANAGER, False, False),
        (Role.DOCTOR, False, False),
        (Role.BUREAU, False, True),
    ],
)
async def test_events_of_an_agreement_stay_in_its_institution(
    db: Database, make: Factory, role: Role, own: bool, knows: bool
) -> None:
    place, next_door = await make.place(CHENGDU), await make.place(CHENGDU)
    person = await signer(make, place)
    signed = await actions.request_agreement(
        db, person, order(place, person.resident_id, origin=Origin.ONLINE)
    )
    async with db.transaction(await make.actor(role, place if own else next_door)) as tx:
        assert [event.kind for event in await events_of(tx, CHENGDU, signed)] == [
            "agreements.requested"
        ] * knows
