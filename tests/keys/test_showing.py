"""Masked on screen; shown in full only on a tap, which is written down before the number is shown."""

from uuid import UUID

import httpx
import pytest

from jiayi.accounts.sealed import phone_of
from jiayi.accounts.sign_in import limits
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from tests.accounts.world import World, world
from tests.factories import COUNTY, Factory

PHONE, IDENTITY = "13800000042", "510107196001010042"


async def arranged(db: Database, make: Factory) -> World:
    from jiayi.accounts.sealed import identity_of

    w = await world(db, make)
    for id in (w.head, w.neighbour):
        sealed = (
            make.vault.seal(PHONE, phone_of(COUNTY, id)),
            make.vault.seal(IDENTITY, identity_of(COUNTY, id)),
        )
        async with make.db.transaction(SYSTEM) as tx:
            await tx.run(
                "update residents set phone_sealed = $3, phone_tail = '0042', identity_sealed = $4, identity_tail = '0042' "
                "where county = $1 and id = $2", COUNTY, id, *sealed,
            )  # fmt: skip
    return w


async def looks(make: Factory, id: UUID) -> list[tuple[str, str]]:
    async with make.db.transaction(SYSTEM) as tx:
        sql = "select role, part from access_log where resident_id = $1 and part in ('identity', 'phone')"
        return [tuple(row) for row in await tx.connection.fetch(sql, id)]


@pytest.mark.parametrize(
    ("who", "whom", "status", "look"),
    [
        ("head", "head", 200, []),
        ("doctor", "head", 200, [("doctor", "phone")]),
        ("manager", "head", 200, [("manager", "phone")]),
        ("neighbour", "head", 404, []),
        ("doctor next door", "head", 404, []),
        ("manager elsewhere", "head", 404, []),
        ("bureau", "head", 422, []),
        # seen, and not signed with the place: a reason is asked
        ("manager", "neighbour", 422, []),
    ],
)
async def test_who_may_see_a_phone_in_full(
    client: httpx.AsyncClient,
    db: Database,
    make: Factory,
    who: str,
    whom: str,
    status: int,
    look: list[tuple[str, str]],
) -> None:
    w = await arranged(db, make)
    client.cookies.update(await make.session(w.actors[who]))
    id = getattr(w, whom)
    answer = await client.post(f"/people/{id}/shown", data={"part": "phone", "back": "/me"})
    assert answer.status_code == status
    assert (PHONE in answer.text) is (status == 200)
    assert await looks(make, id) == look


async def test_staff_of_a_place_not_signed_with_give_a_reason(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    w = await arranged(db, make)
    client.cookies.update(await make.session(w.actors["manager"]))
    asked = await client.post(f"/people/{w.neighbour}/shown", data={"part": "identity", "asked": "1"})
    assert asked.status_code == 422 and "请选为什么要看完整号码" in asked.text
    shown = await client.post(f"/people/{w.neighbour}/shown", data={"part": "identity", "reason": "check"})
    assert IDENTITY in shown.text and "居民自己能看到" in shown.text
    assert await looks(make, w.neighbour) == [("manager", "identity")]
    async with make.db.transaction(SYSTEM) as tx:
        data = await tx.value("select data from history_events where kind = 'accounts.number.shown'")
    assert dict(data) == {"part": "identity", "reason": "check"}


async def test_pages_mask_and_the_button_shows(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    w = await arranged(db, make)
    for who, whom, path in (
        ("head", w.head, "/me"),
        ("manager", w.neighbour, f"/work/residents/{w.neighbour}"),
    ):
        client.cookies.clear()
        client.cookies.update(await make.session(w.actors[who]))
        page = (await client.get(path)).text
        assert "**************0042" in page and "*******0042" in page
        assert PHONE not in page and IDENTITY not in page
        assert page.count(f'action="/people/{whom}/shown"') == 2


async def test_a_list_cannot_be_copied_out(
    client: httpx.AsyncClient, db: Database, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = await arranged(db, make)
    monkeypatch.setattr(limits, "SHOWN_IN_FULL", limits.Limit("x", 2, limits.SHOWN_IN_FULL.window))
    client.cookies.update(await make.session(w.actors["doctor"]))
    answers = [await client.post(f"/people/{w.head}/shown", data={"part": "phone"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


@pytest.mark.parametrize(
    "form", [{}, {"part": "name"}, {"part": "phone", "back": "https://elsewhere.example/"}]
)
async def test_odd_requests(
    client: httpx.AsyncClient, db: Database, make: Factory, form: dict[str, str]
) -> None:
    w = await arranged(db, make)
    assert (await client.post(f"/people/{w.head}/shown", data=form)).status_code in (303, 401)
    client.cookies.update(await make.session(w.actors["head"]))
    answer = await client.post(f"/people/{w.head}/shown", data=form)
    assert answer.status_code == (200 if "back" in form else 404)
    assert "elsewhere.example" not in answer.text
