"""F2, F4: a grown-up gives another grown-up power over chosen areas. Civil Code 161-174."""

from datetime import date

import httpx
import pytest

from jiayi.agreements import actions as agreements
from jiayi.infra import clock
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate
from jiayi.infra.ids import new_id
from jiayi.infra.web.forms import ONESELF, OPENED_FOR
from jiayi.infra.web.problems import ProxyEnded
from tests.agreements.browsing import fields, form, sign_through_pages
from tests.agreements.helpers import order
from tests.factories import Factory
from tests.families.helpers import (
    NAME_OF_ELDER,
    NAME_OF_HELPER,
    TIANJIN,
    acting,
    code_on,
    given,
    pair,
    sign_in,
    start,
)

WISH = {"area": ["agreement", "record"], "starts": "2026-03-02", "last": "2026-12-31"}
BANNER = f"正在为{NAME_OF_ELDER}办事"


@pytest.mark.parametrize("helper_county", [None, TIANJIN])
async def test_given_taken_up_used_and_ended(
    client: httpx.AsyncClient, make: Factory, helper_county: int | None
) -> None:
    """F2, F3: each on their own account, the helper also from another county; what was done is told to both."""
    two = await pair(make, helper_county=helper_county)
    await sign_in(client, make, two.elder)
    code = code_on(
        (await client.post("/me/helpers", data={**WISH, "helper": NAME_OF_HELPER, "key": str(new_id())})).text
    )
    await sign_in(client, make, two.helper)
    assert (await client.post("/me/helping/code", data={"code": code})).status_code == 303
    listed = (await client.get("/me/helping")).text
    address = listed.split(f'action="/me/helping/{two.place.county}/', 1)[1].split("/start")[0]
    opened = await client.post(f"/me/helping/{two.place.county}/{address}/start")
    page = await client.get(opened.headers["location"])
    assert page.status_code == 200 and BANNER in page.text
    signed = await sign_through_pages(client, "/sign", name=NAME_OF_HELPER)
    assert signed.status_code == 303, signed.text
    number = signed.headers["location"].split("?")[0]
    paper = (await client.get(f"{number}/document")).text
    assert f"由{NAME_OF_HELPER}代{NAME_OF_ELDER}办理" in paper and "代办人确认" in paper
    await client.post("/me/helping/stop")
    assert BANNER not in (await client.get("/me")).text
    log = (await client.get(f"/me/helping/{two.place.county}/{address}")).text
    assert "签了协议" in log and "看了签约信息" in log
    await sign_in(client, make, two.elder)
    log = (await client.get(f"/me/helpers/{address}")).text
    assert "签了协议" in log and "看了签约信息" in log
    assert "代办人" in (await client.get(number)).text
    assert NAME_OF_HELPER in (await client.get("/me/looks")).text
    await client.post(f"/me/helpers/{address}/ending")
    await sign_in(client, make, two.helper)
    assert "已经结束" in (await client.get("/me/helping")).text


async def test_helper_asks_and_the_elder_agrees(client: httpx.AsyncClient, make: Factory) -> None:
    """The other way round; a mismatch has the same answer, and nobody learns who is registered."""
    two = await pair(make)
    number = generate(date(1945, 5, 1), Sex.FEMALE, 1)
    third = await make.resident(two.place, identity=number, birth_date=date(1945, 5, 1), phone_tail="2222")
    other = await make.actor(Role.RESIDENT, two.place, resident_id=third, name=NAME_OF_ELDER)
    await sign_in(client, make, two.helper)
    asked = {**WISH, "name": NAME_OF_ELDER, "identity": number, "phone": "13800002222"}
    right = await client.post("/me/helping/asking", data=asked)
    wrong = await client.post("/me/helping/asking", data=asked | {"phone": "13800003333"})
    assert right.status_code == wrong.status_code == 303, right.text
    assert right.headers["location"] == wrong.headers["location"]
    assert "等对方同意" in (await client.get("/me/helping")).text
    await sign_in(client, make, other)
    page = (await client.get("/me/helpers")).text
    assert page.count("等您同意") == 1
    address = page.split('href="/me/helpers/', 2)[1].split('"')[0]
    await client.post(f"/me/helpers/{address}/agreement")
    await sign_in(client, make, two.helper)
    assert f"为{NAME_OF_ELDER}办事" in (await client.get("/me/helping")).text


async def test_the_code_fits_one_name_once(client: httpx.AsyncClient, make: Factory) -> None:
    two = await pair(make)
    await sign_in(client, make, two.elder)
    data = {**WISH, "helper": "别的人", "key": str(new_id())}
    code = code_on((await client.post("/me/helpers", data=data)).text)
    await sign_in(client, make, two.helper)
    refused = await client.post("/me/helping/code", data={"code": code})
    assert refused.status_code == 422 and "代办码不对" in refused.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"area": []}, "请至少选一件"),
        ({"last": "2026-03-01"}, "不能早于"),
        ({"last": "2029-03-02"}, "一次最长 24 个月"),
        ({"starts": "2026-03-01"}, "从今天或以后"),
        ({"helper": ""}, "请填帮您的人的姓名"),
    ],
)
async def test_nothing_typed_is_lost(
    client: httpx.AsyncClient, make: Factory, change: dict[str, object], said: str
) -> None:
    """Civil Code 165: who, what, until when."""
    two = await pair(make)
    await sign_in(client, make, two.elder)
    data = {**WISH, "helper": NAME_OF_HELPER, "key": str(new_id())} | change
    answer = await client.post("/me/helpers", data=data)
    assert answer.status_code == 422 and said in answer.text
    assert (NAME_OF_HELPER in answer.text) == (change.get("helper") != "")


@pytest.mark.parametrize(
    "path",
    [
        "/me/ways", "/me/devices", "/me/totp", "/me/identity", "/me/household", "/me/helpers", "/me/helpers/new",
        "/me/roles", "/me/passkeys/new",
    ],
)  # fmt: skip
async def test_what_only_the_person_does(client: httpx.AsyncClient, make: Factory, path: str) -> None:
    two = await pair(make)
    proxy = await given(make, two)
    await sign_in(client, make, two.helper)
    await start(client, two, proxy)
    answer = await client.get(path)
    assert answer.status_code == 403 and "只能本人办" in answer.text and BANNER in answer.text


@pytest.mark.parametrize(
    ("areas", "path", "status"),
    [
        (["agreement"], "/agreements", 200),
        (["agreement"], "/me/looks", 403),
        (["agreement"], "/me", 403),
        (["record"], "/me/looks", 200),
        (["record"], "/me", 200),
        (["record"], "/agreements", 403),
        (["messages"], "/agreements", 403),
        (["messages"], "/find", 200),
    ],
)
async def test_only_the_areas_given(
    client: httpx.AsyncClient, make: Factory, areas: list[str], path: str, status: int
) -> None:
    two = await pair(make)
    proxy = await given(make, two, areas)
    await sign_in(client, make, two.helper)
    await start(client, two, proxy)
    assert (await client.get(path)).status_code == status


@pytest.mark.parametrize(
    ("areas", "seen"),
    [
        (["agreement"], {"agreements": 1, "resident_conditions": 1, "access_log": 0}),
        (["record"], {"agreements": 0, "resident_conditions": 1, "access_log": 1}),
        (["messages"], {"agreements": 0, "resident_conditions": 0, "access_log": 0}),
    ],
)
async def test_the_rows_themselves(
    db: Database, make: Factory, areas: list[str], seen: dict[str, int]
) -> None:
    """PostgreSQL decides, whatever the pages do; never proxies, factors or an account of the elder."""
    two = await pair(make)
    await agreements.request_agreement(db, two.elder, order(two.place, two.elder.resident_id))
    await make.insert(
        "resident_conditions",
        county=two.place.county,
        resident_id=two.elder_id,
        condition="diabetes",
        source="x",
    )
    await make.insert(
        "access_log", county=two.place.county, id=new_id(), looked_at=clock.now(), resident_id=two.elder_id,
        role="doctor", actor_name="x", part="panel",
    )  # fmt: skip
    proxy = await given(make, two, areas)
    never = dict.fromkeys(("proxies", "passkeys", "totp_secrets", "recovery_codes"), 0)
    async with db.transaction(acting(two, proxy)) as tx:
        for table, count in (seen | never).items():
            assert await tx.value(f"select count(*) from {table}") == count, table
        assert await tx.value("select leave_household($1)", new_id()) is None


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, True),
        ({"starts_on": date(2026, 3, 3)}, False),
        ({"ends_on": date(2026, 3, 3)}, True),
        ({"ends_on": date(2026, 3, 2)}, False),
        ({"grantor_agreed_at": None, "grantor_channel": None}, False),
        ({"helper_agreed_at": None}, False),
        ({"ended_at": clock.now(), "ended_by": "grantor"}, False),
    ],
)
async def test_asked_anew_in_every_transaction(
    db: Database, make: Factory, change: dict[str, object], holds: bool
) -> None:
    """Civil Code 173: the days, both sides' yes, and no end."""
    two = await pair(make)
    proxy = await given(make, two, **change)
    try:
        async with db.transaction(acting(two, proxy)) as tx:
            assert await tx.value("select actor_resident()") == two.elder_id
        assert holds
    except ProxyEnded:
        assert not holds


async def test_nobody_else_acts_by_it(db: Database, make: Factory) -> None:
    two, others = await pair(make), await pair(make)
    proxy = await given(make, two)
    with pytest.raises(ProxyEnded):
        async with db.transaction(acting(others, proxy)):
            pass


async def test_two_tabs_with_two_people(client: httpx.AsyncClient, make: Factory) -> None:
    """A form opened for one and sent while acting for another: nothing is done, and the fields go on with one press."""
    two = await pair(make)
    proxy = await given(make, two)
    await sign_in(client, make, two.helper)
    page = await client.get("/sign/packages", params={"team": str(two.place.team_id)})
    own = form(fields(page.text))
    review = await client.get("/sign/review", params=own)
    mine = form(fields(review.text), typed_name=NAME_OF_HELPER) | {f"c-{two.helper.resident_id}": "1"}
    assert mine[OPENED_FOR] == [ONESELF]
    await start(client, two, proxy)
    refused = await client.post("/agreements", data=mine)
    assert refused.status_code == 409 and "这张表单是您自己的" in refused.text
    assert str(mine["key"][0]) in refused.text
    turned = await client.post("/me/helping/turn", data=form(fields(refused.text)))
    assert turned.status_code == 307 and turned.headers["location"] == "/agreements"
    done = await client.post("/agreements", data=form(fields(refused.text)))
    assert done.status_code == 303, done.text
    assert BANNER not in (await client.get(done.headers["location"])).text


async def test_a_form_that_says_for_nobody_is_refused_while_acting(
    client: httpx.AsyncClient, make: Factory
) -> None:
    two = await pair(make)
    proxy = await given(make, two)
    await sign_in(client, make, two.helper)
    await start(client, two, proxy)
    assert (await client.post("/agreements", data={"who": "x"})).status_code == 409


async def test_ended_while_the_session_goes_on(
    client: httpx.AsyncClient, make: Factory, db: Database
) -> None:
    """In the next request already, and said."""
    two = await pair(make)
    proxy = await given(make, two)
    await sign_in(client, make, two.helper)
    await start(client, two, proxy)
    async with db.transaction(two.elder) as tx:
        await tx.value("select end_proxy($1, $2, $3)", two.place.county, proxy, tx.now)
    page = (await client.get("/agreements")).text
    assert BANNER not in page and f"为{NAME_OF_ELDER}的代办已经结束" in page
