"""Who joins a household, who leaves it, and what the head is told (N-1.4)."""

from datetime import date
from typing import Any

import httpx
import pytest

from jiayi.accounts.me.relations import GB_T_4761, OFFERED
from jiayi.accounts.sealed import phone_of
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate
from jiayi.infra.ids import new_id
from tests.factories import COUNTY, Factory, Place

WIFE = generate(date(1962, 3, 1), Sex.FEMALE, 5)
CHILD = generate(date(2021, 5, 1), Sex.MALE, 1)
SAID = {"name": "阿依古丽·买买提", "identity": WIFE, "phone": "13800005678", "relation": "spouse"}
NOT_YOURS = "也可能登记在别的户里"


async def head(client: httpx.AsyncClient, make: Factory, phone: str = "13800001111") -> tuple[Place, Actor]:
    """Born in 1960, signed in."""
    place, me = await make.place(), new_id()
    sealed = make.vault.seal(phone, phone_of(COUNTY, me)) if phone else None
    await make.resident(place, id=me, phone_sealed=sealed, phone_tail=phone[-4:])
    await make.household(place, me)
    actor = await make.actor(Role.RESIDENT, place, resident_id=me)
    client.cookies.update(await make.session(actor))
    return place, actor


async def add(client: httpx.AsyncClient, **changes: str) -> httpx.Response:
    return await client.post("/me/household/members", data=SAID | changes)


async def known(make: Factory, place: Place, **changes: Any) -> Any:
    given = {"name": SAID["name"], "identity": WIFE, "phone_tail": "5678", "birth_date": date(1962, 3, 1)}
    return await make.resident(place, **(given | changes))


@pytest.mark.parametrize("stands", ["with an account", "with others"])
async def test_who_typed_all_right_hears_why_and_who_guesses_does_not(
    client: httpx.AsyncClient, make: Factory, stands: str
) -> None:
    place, _ = await head(client, make)
    wife = await known(make, place)
    if stands == "with an account":
        await make.account(COUNTY, resident_id=wife)
    else:
        await make.household(place, await make.resident(place), wife)
    answer = await add(client)
    assert answer.status_code == 422 and NOT_YOURS in answer.text and "帮我的人" in answer.text
    assert WIFE in answer.text, "what was typed is there"
    for wrong in ({"name": "阿依古丽"}, {"phone": "13800005679"}):
        assert NOT_YOURS not in (await add(client, **wrong)).text


async def test_a_member_is_not_added_twice(client: httpx.AsyncClient, make: Factory) -> None:
    place, _ = await head(client, make)
    await known(make, place)
    assert (await add(client)).status_code == 303
    assert "已经在您的户里了" in (await add(client)).text


@pytest.mark.parametrize("dot", [".", "．", "•", "・", "·", " · "])
async def test_a_dot_in_a_name_is_one_sign(client: httpx.AsyncClient, make: Factory, dot: str) -> None:
    place, _ = await head(client, make)
    await known(make, place)
    assert (await add(client, name=f"阿依古丽{dot}买买提")).status_code == 303


@pytest.mark.parametrize("relation", OFFERED)
async def test_each_relation_of_the_standard_is_offered_and_named(
    client: httpx.AsyncClient, make: Factory, relation: str
) -> None:
    """GB/T 4761: each class of it has a word."""
    place, _ = await head(client, make)
    older = relation in ("parent", "grandparent")
    born = date(1930 if older else 1962, 3, 1)
    number = generate(born, Sex.FEMALE, 5)
    await known(make, place, identity=number, birth_date=born)
    assert f'<option value="{relation}"' in (await client.get("/me/household")).text
    assert (await add(client, relation=relation, identity=number)).status_code == 303
    page = (await client.get("/me/household")).text.split("添加家人")[0]
    assert SAID["name"] in page and ("其他家人" in page) is (relation == "other")
    assert sorted(GB_T_4761) == sorted((*OFFERED, "head"))


@pytest.mark.parametrize(
    ("typed", "own", "status"),
    [
        ({}, "13800001111", 303),
        ({}, "", 422),
        ({"phone": "13900002222"}, "", 303),
        ({"identity": WIFE}, "13800001111", 422),
    ],
    ids=["the guardian's will do", "the guardian has none either", "one is typed", "a grown-up needs one"],
)
async def test_a_child_needs_no_phone(
    client: httpx.AsyncClient, make: Factory, system: Database, typed: dict[str, str], own: str, status: int
) -> None:
    await head(client, make, own)
    child = {"name": "小宝", "identity": CHILD, "phone": "", "relation": "child"}
    answer = await add(client, **(child | typed))
    assert answer.status_code == status
    if status == 303:
        async with system.transaction(SYSTEM) as tx:
            tail = await tx.value("select phone_tail from residents where name = '小宝'")
        assert tail == (typed.get("phone") or own)[-4:]
    else:
        assert "手机号" in answer.text.split('id="e-phone"')[1].split("</p>")[0]


async def test_whom_the_head_took_in_may_be_taken_out_and_nobody_else(
    client: httpx.AsyncClient, make: Factory
) -> None:
    place, me = await head(client, make)
    wife = await known(make, place)
    await add(client)
    stranger = await make.resident(place)
    await make.household(place, stranger)
    by_roster = await make.resident(place, name="李强")
    async with make.db.transaction(SYSTEM) as tx:
        await tx.run("update residents set household_id = (select household_id from residents where id = $1) "
                     "where id = $2", me.resident_id, by_roster)  # fmt: skip
    page = (await client.get("/me/household")).text
    assert "移出 阿依古丽·买买提" in page and "移出 李强" not in page
    for other in (stranger, by_roster, me.resident_id):
        assert (await client.post(f"/me/household/members/{other}/removal")).status_code == 404
    assert (await client.post(f"/me/household/members/{wife}/removal")).status_code == 303
    assert "阿依古丽" not in (await client.get("/me/household")).text
    client.cookies.clear()
    other_head = await make.actor(Role.RESIDENT, place, resident_id=stranger)
    client.cookies.update(await make.session(other_head))
    assert (await client.post(f"/me/household/members/{wife}/removal")).status_code == 404


async def test_a_grown_up_leaves_alone_and_a_child_or_a_head_does_not(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    place, me = await head(client, make)
    son = await make.resident(place, name="李强", birth_date=date(1990, 1, 1), relation_to_head="child")
    child = await make.resident(place, name="小宝", birth_date=date(2018, 1, 1), relation_to_head="child")
    async with make.db.transaction(SYSTEM) as tx:
        await tx.run(
            "update residents set household_id = (select household_id from residents where id = $1) where id = any($2)",
            me.resident_id, [son, child],
        )  # fmt: skip
    assert (await client.post("/me/household/leaving")).status_code == 409
    for who, status in ((child, 409), (son, 303)):
        client.cookies.clear()
        client.cookies.update(await make.session(await make.actor(Role.RESIDENT, place, resident_id=who)))
        assert ("退出这一户" in (await client.get("/me/household")).text) is (status == 303)
        assert (await client.post("/me/household/leaving")).status_code == status
    async with system.transaction(SYSTEM) as tx:
        apart = await tx.value(
            "select count(distinct household_id) from residents where id = any($1)", [son, child]
        )
        alone = await tx.value("select h.head_id from residents r join households h on h.id = r.household_id "
                               "where r.id = $1", son)  # fmt: skip
    assert (apart, alone) == (2, son)
