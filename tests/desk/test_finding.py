"""Finding a person of the own institution by home and name (F7); lists a screen at a time; places kept for the line."""

from datetime import date

import httpx
import pytest

from jiayi.agreements import actions
from jiayi.agreements.changes import reasons_for
from jiayi.agreements.desk import groups, waiting
from jiayi.agreements.policy import policy_for
from jiayi.infra import clock
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate
from tests.agreements.helpers import CHANGSHA, CHENGDU, MIANYANG, order, signer
from tests.desk.helpers import desk, enter, one_value, sign_on_site
from tests.factories import Factory

NUMBER = generate(date(1951, 3, 4), Sex.FEMALE, 7)


@pytest.mark.parametrize(
    ("query", "found"),
    [({"name": "周"}, True), ({"name": "zhou"}, True), ({"name": "李"}, False), ({"area": "own"}, True),
     ({"area": "own", "building": "1栋"}, True), ({"area": "own", "building": "9栋"}, False), ({}, False)],
)  # fmt: skip
async def test_own_residents_are_found_by_home_and_name(
    query: dict[str, str], found: bool, client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    """Each name shown is written down; of other institutions nobody is shown."""
    d = await desk(make, CHENGDU)
    mine = await make.resident(d.place, name="周奶奶", pinyin="zhounainai")
    theirs = await make.resident(await make.place(CHENGDU), name="周强", pinyin="zhouqiang")
    wanted = query | ({"area": str(d.place.area_id)} if "area" in query else {})
    await enter(client, make, d.doctor)
    asked = await client.post("/work/sign", data=wanted)
    assert asked.headers["location"] == "/work/sign?asked=1", "no name in an address"
    page = (await client.get("/work/sign?asked=1")).text
    assert (str(mine) in page) is found and str(theirs) not in page
    looks = "select count(*) from access_log where resident_id = $1"
    assert await one_value(system, looks, mine) == found
    assert await one_value(system, looks, theirs) == 0


async def test_long_lists_are_paged(client: httpx.AsyncClient, make: Factory, system: Database) -> None:
    d = await desk(make, CHENGDU)
    for _ in range(21):
        await make.resident(d.place, name="周奶奶")
    await enter(client, make, d.doctor)
    await client.post("/work/sign", data={"name": "周"})
    pages = [(await client.get(f"/work/sign?asked=1&page={n}")).text for n in (1, 2)]
    assert [page.count('name="resident"') for page in pages] == [20, 1]
    assert "?asked=1&amp;page=2" in pages[0] and "?asked=1&amp;page=1" in pages[1]
    await enter(client, make, d.manager)
    assert "周奶奶" not in (await client.get("/work/sign?asked=1")).text, "another's search"


async def test_requests_and_witnessing_are_paged(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    await enter(client, make, d.doctor)
    for _ in range(21):
        resident = await make.resident(d.place, name="周奶奶")
        await client.post("/work/sign/visits", data={"resident": str(resident)})
        await sign_on_site(client, f"/work/sign/{resident}", "周奶奶", "cn_base")
    await enter(client, make, d.manager)
    for path, mark in (
        ("/work/witness?", "我在场，见证本人签名"),
        ("/work/requests?of=confirmation&", "去见证"),
    ):
        pages = [(await client.get(f"{path}page={n}")).text for n in (1, 2)]
        assert [page.count(mark) for page in pages] == [20, 1], path


@pytest.mark.parametrize(
    ("county", "group", "born"),
    [(CHENGDU, "age65", (date.min, date(1961, 3, 2))), (CHANGSHA, "child0_6", (date(2019, 3, 2), date(2026, 3, 2))),
     (CHENGDU, "pregnant", None), (CHENGDU, "nothing", None)],
)  # fmt: skip
def test_ages_of_groups_come_from_the_place(county: int, group: str, born: tuple[date, date] | None) -> None:
    """N-7.1, HN-A1.2: a child of six is in the group until the seventh birthday."""
    assert groups.born(policy_for(county, clock.today()), group, clock.today()) == born


def test_groups_are_those_of_the_place() -> None:
    """N-7.1"""
    named = groups.names(policy_for(MIANYANG, clock.today()), "zh-CN", "group")
    assert named["age65"] == "65岁以上老年人" and "registered_poor" in named


async def _full(client: httpx.AsyncClient, db: Database, make: Factory) -> tuple[str, str]:
    """The page of a visitor at the desk of a doctor whose only place is taken, and that doctor."""
    d = await desk(make, CHENGDU, capacity=1)
    first = await signer(make, d.place)
    await actions.request_agreement(db, first, order(d.place, first.resident_id))
    await make.resident(d.place, name="周奶奶", identity=NUMBER)
    await enter(client, make, d.doctor)
    start = (await client.post("/work/sign/visits", data={"number": NUMBER})).headers["location"]
    return start, str(d.place.doctor_id)


async def test_who_finds_the_doctor_full_is_put_in_line_with_the_reason(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    """R6"""
    start, doctor = await _full(client, db, make)
    assert f'name="doctor" value="{doctor}"' in (await client.get(start)).text
    for step in ("packages", "agreement"):  # said before anything is read, with who has a place
        full = await client.get(f"{start}/{step}", params={"with": f":{doctor}"})
        assert "登记候补" in full.text and "剩余 2000 个名额" in full.text, step
    bare = await client.post(f"{start}/waiting", data={"doctor": doctor})
    assert bare.status_code == 422 and "请写明原因" in bare.text
    for _ in range(2):
        said = await client.post(f"{start}/waiting", data={"doctor": doctor, "reason": "没有手机"})
        assert said.headers["location"] == "/work/waiting"
    assert await one_value(system, "select count(*) from waiting_entries") == 1
    assert "没有手机" in (await client.get("/work/waiting")).text


async def test_nobody_is_put_in_line_without_a_visit_or_need(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    start, doctor = await _full(client, db, make)
    other = await make.resident(name="吴明", institution_id=None)
    said = {"doctor": doctor, "reason": "没有手机"}
    assert (await client.post(f"/work/sign/{other}/waiting", data=said)).status_code == 404
    free = await one_value(system, "select max(doctor_id::text) from doctor_panels where capacity > 1")
    answer = await client.post(f"{start}/waiting", data=said | {"doctor": str(free)})
    assert answer.headers["location"] == start
    assert await one_value(system, "select count(*) from waiting_entries") == 0


async def test_work_page_shows_signed_limit_and_what_the_line_holds(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """R5, R6: a place that is kept for the line is not called free."""
    d = await desk(make, CHENGDU, capacity=1)
    first, second = await signer(make, d.place), await signer(make, d.place)
    a = await actions.request_agreement(db, first, order(d.place, first.resident_id))
    await waiting.join(db, second, CHENGDU, d.place.doctor_id)
    await enter(client, make, d.manager)
    page = (await client.get("/work")).text
    assert "已签 1 人，上限 1 人" in page and "候补保留" not in page and "名额已满" in page
    reason = reasons_for(policy_for(CHENGDU, clock.today()), first)[0].value.code
    await actions.terminate_agreement(db, first, CHENGDU, a, reason)
    page = (await client.get("/work")).text
    assert "已签 0 人，上限 1 人" in page and "候补保留 1 个" in page and "名额已满" in page
