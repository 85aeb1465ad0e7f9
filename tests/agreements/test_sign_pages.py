"""Signing through the pages, as a phone without JavaScript would."""

from html import unescape
from urllib.parse import parse_qsl

import httpx
import pytest

from jiayi.agreements import actions, store
from jiayi.agreements.policy import policy_for, words_for
from jiayi.infra import clock
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.agreements.browsing import fields, form, sign_through_pages, statements
from tests.agreements.helpers import CHANGSHA, CHENGDU, CHILD, MIANYANG, URUMQI, order, signer
from tests.factories import Factory


async def test_stranger_signs_in_and_comes_back(client: httpx.AsyncClient) -> None:
    """N-1.3"""
    answer = await client.get("/sign?team=7&x=1")
    assert answer.headers["location"] == "/sign-in?next=%2Fsign%3Fteam%3D7%26x%3D1"


async def test_without_identity_first_the_identity(client: httpx.AsyncClient, make: Factory) -> None:
    nobody = await make.actor(Role.RESIDENT, await make.place())
    client.cookies.update(await make.session(nobody))
    assert (await client.get("/sign")).headers["location"] == "/me/identity?next=%2Fsign"


@pytest.mark.parametrize(
    ("county", "package", "payer", "said"),
    [
        (CHENGDU, "cn_base", "基本公共卫生服务经费", "基础服务包不由基本医疗保险基金支付"),
        (MIANYANG, "my_base", "医保门诊统筹基金", "3 元"),
        (URUMQI, "ur_free", "基本公共卫生服务经费", "全部由基本公共卫生服务经费承担"),
        (CHANGSHA, "hn_base", "基本公共卫生服务经费", "60 元"),
    ],
)
async def test_signing_from_home_to_the_agreement(
    county: int, package: str, payer: str, said: str, client: httpx.AsyncClient, make: Factory
) -> None:
    """N-1.3, N-8, R8, CD-3.2, MY-9, HN-1, UR-1: packages, who pays what and the document, then signed."""
    place = await make.place(county)
    me = await signer(make, place)
    client.cookies.update(await make.session(me))
    query = {"team": str(place.team_id), "who": str(me.resident_id), f"p-{me.resident_id}": package}
    assert said in (await client.get("/sign/review", params=query)).text
    answer = await sign_through_pages(client, "/sign", packages=(package,))
    assert answer.status_code == 303, answer.text
    page = (await client.get(answer.headers["location"])).text
    assert "生效中" in page and payer in page and "依据" in page


async def test_packages_say_why_and_why_not(client: httpx.AsyncClient, make: Factory) -> None:
    """CD-2.2, CD-2.3, R10: three packages, each reason ticked or crossed, with its document."""
    place = await make.place()
    me = await signer(make, place, conditions=["hypertension"])
    client.cookies.update(await make.session(me))
    page = (await client.get(f"/sign/packages?team={place.team_id}")).text
    assert f'name="p-{me.resident_id}" value="cd_two_disease"' in page
    assert f'name="p-{me.resident_id}" value="cd_special_chronic"' not in page
    assert "您还没有认定高血压或糖尿病门诊慢特病" in page and "成医保发〔2025〕21号" in page


async def test_companion_package_is_added_and_said(client: httpx.AsyncClient, make: Factory) -> None:
    """HN-1, CD-2.3: signed together, shown before the signature."""
    place = await make.place(CHANGSHA)
    me = await signer(make, place)
    client.cookies.update(await make.session(me))
    page = await client.get(
        f"/sign/review?team={place.team_id}&who={me.resident_id}&p-{me.resident_id}=hn_base"
    )
    assert "增值服务包" in page.text and "要一起签，已加上" in page.text


async def test_nothing_typed_is_lost(client: httpx.AsyncClient, make: Factory) -> None:
    """A wrong name and a missing consent are told beside their fields; the choices stay."""
    place = await make.place()
    me = await signer(make, place)
    client.cookies.update(await make.session(me))
    page = await client.get(
        f"/sign/review?team={place.team_id}&who={me.resident_id}&p-{me.resident_id}=cn_base"
    )
    answer = await client.post("/agreements", data=form(fields(page.text), typed_name="王方"))
    assert answer.status_code == 422
    assert "一个字都不要差" in answer.text and "请读完协议" in answer.text and 'value="王方"' in answer.text
    assert f'name="p-{me.resident_id}" value="cn_base"' in answer.text


async def test_finger_signature_is_enough(client: httpx.AsyncClient, make: Factory) -> None:
    """R7"""
    place = await make.place()
    me = await signer(make, place)
    client.cookies.update(await make.session(me))
    page = await client.get(
        f"/sign/review?team={place.team_id}&who={me.resident_id}&p-{me.resident_id}=cn_base"
    )
    signed = form(
        fields(page.text),
        drawing="M9 9" + "".join(f"L{20 * i} {60 + i % 3 * 40}" for i in range(1, 15)),
        **{f"c-{me.resident_id}": "1"},
    )
    assert (await client.post("/agreements", data=signed)).status_code == 303


async def test_household_signs_in_one_go(client: httpx.AsyncClient, make: Factory) -> None:
    """N-1.4, F1: own packages and own consent for each; without one consent nobody is signed."""
    place = await make.place()
    head, child = (
        await make.resident(place),
        await make.resident(place, name="小宝", conditions=["diabetes"], **CHILD),
    )
    household = await make.household(place, head, child)
    me = await make.actor(Role.RESIDENT, place, resident_id=head, household_id=household, name="王芳")
    client.cookies.update(await make.session(me))
    assert "小宝" in (await client.get("/sign")).text
    query = f"team={place.team_id}&who={head}&who={child}&p-{head}=cn_base&p-{child}=cd_two_disease"
    page = (await client.get(f"/sign/review?{query}")).text
    half = form(fields(page), typed_name="王芳", **{f"c-{head}": "1"})
    refused = await client.post("/agreements", data=half)
    assert (
        refused.status_code == 422 and "小宝：请读完协议" in refused.text and "王芳：请" not in refused.text
    )
    assert "您现在没有签约家庭医生" in (await client.get("/agreements")).text
    both = half | {f"c-{child}": "1"}
    assert (await client.post("/agreements", data=both)).headers["location"] == "/agreements?new=1"
    mine = (await client.get("/agreements")).text
    assert mine.count("生效中") == 2 and "小宝" in mine


async def test_full_doctor_offers_waiting_list(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place(capacity=0)
    me = await signer(make, place)
    client.cookies.update(await make.session(me))
    first = (await client.get("/sign")).text
    assert "名额已满" in first and f"/waiting?doctor={place.doctor_id}" in first
    query = f"team={place.team_id}&doctor={place.doctor_id}&who={me.resident_id}&p-{me.resident_id}=cn_base"
    for step in ("packages", "review"):
        page = unescape((await client.get(f"/sign/{step}?{query}")).text)
        assert "名额满了" in page and f"/waiting?doctor={place.doctor_id}" in page
    assert "typed_name" not in page, "nobody reads and signs for nothing"
    words = words_for(policy_for(CHENGDU, clock.today()))
    signed = form([], typed_name="王芳", key=str(new_id()), text=words.version if words else "")
    late = await client.post(
        "/agreements", data=dict(parse_qsl(query)) | signed | {f"c-{me.resident_id}": "1"}
    )
    assert late.status_code == 409 and f"/waiting?doctor={place.doctor_id}" in unescape(late.text)


async def test_other_peoples_agreements_are_unknown(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    client.cookies.update(await make.session(await signer(make, place)))
    address = (await sign_through_pages(client, "/sign", packages=("cn_base",))).headers["location"]
    client.cookies.clear()
    client.cookies.update(await make.session(await signer(make, place)))
    assert (await client.get(address)).status_code == 404


async def test_three_plus_two_plus_x(client: httpx.AsyncClient, make: Factory) -> None:
    """MY-4: one hospital of level 2 and one of level 3; a second of level 3 is refused; elsewhere not asked."""
    place = await make.place(MIANYANG)
    two = await make.institution(MIANYANG, name="市二院", kind="hospital", level=2)
    three, more = [
        await make.institution(MIANYANG, name=name, kind="hospital", level=3)
        for name in ("中心医院", "三医院")
    ]
    client.cookies.update(await make.session(await signer(make, place)))
    both = await sign_through_pages(
        client, "/sign", packages=("my_base",), h=[str(two), str(three), str(more)]
    )
    assert both.status_code == 409 and "一所三级医院" in both.text
    fine = await sign_through_pages(client, "/sign", packages=("my_base",), h=[str(two), str(three)])
    page = (await client.get(fine.headers["location"])).text
    assert "市二院" in page and "中心医院" in page


async def test_english_has_no_chinese_left_in_own_words(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    client.cookies.update(await make.session(await signer(make, place)) | {"lang": "en"})
    page = (await client.get("/sign")).text
    assert "Next: choose packages" in page and "下一步" not in page


@pytest.mark.parametrize("change", ["renewal", "switch"])
async def test_renewal_and_switch_are_one_persons(
    change: str, client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """Each follows one person's agreement: two people in one form are refused in a sentence, not halved."""
    place = await make.place()
    head, child = await make.resident(place), await make.resident(place, name="小宝")
    household = await make.household(place, head, child)
    me = await make.actor(Role.RESIDENT, place, resident_id=head, household_id=household, name="王芳")
    first = await actions.request_agreement(db, me, order(place, head))
    client.cookies.update(await make.session(me))
    wish = {
        "team": str(place.team_id),
        "who": [str(head), str(child)],
        "change": change,
        "previous": str(first),
    }
    wish |= {f"p-{one}": "cn_base" for one in (head, child)}
    read = await client.get("/sign/review", params=wish)
    wish |= {f"c-{one}": "1" for one in (head, child)}
    sent = await client.post("/agreements", data={**wish, "typed_name": "王芳", "key": str(new_id())})
    for answer in (read, sent):
        assert answer.status_code == 409 and "请一次只选一位" in answer.text


async def test_who_switches_does_so_alone_and_the_family_signs_beside(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """N-1.4"""
    place, elsewhere = await make.place(), await make.place()
    head, child = await make.resident(place), await make.resident(place, name="小宝", **CHILD)
    household = await make.household(place, head, child)
    me = await make.actor(Role.RESIDENT, place, resident_id=head, household_id=household, name="王芳")
    await actions.request_agreement(db, me, order(place, head))
    client.cookies.update(await make.session(me))
    start = f"/sign?team={elsewhere.team_id}"
    page = (await client.get(start)).text
    assert 'name="change" value="switch"' in page and str(child) not in page and "family=1" in page
    answer = await sign_through_pages(client, start + "&family=1", packages=("cn_base",))
    assert answer.status_code == 303, answer.text
    mine = (await client.get("/agreements")).text
    assert mine.count("生效中") == 2 and "已结束" not in mine


async def test_signing_asks_the_database_for_nothing_twice(client: httpx.AsyncClient, make: Factory) -> None:
    """The post of a signed form, from session to commit."""
    place = await make.place()
    me = await signer(make, place)
    client.cookies.update(await make.session(me))
    query = f"team={place.team_id}&who={me.resident_id}&p-{me.resident_id}=cn_base"
    page = (await client.get(f"/sign/review?{query}")).text
    signed = form(fields(page), typed_name="王芳", **{f"c-{me.resident_id}": "1"})
    async with statements(client) as ours:
        assert (await client.post("/agreements", data=signed)).status_code == 303
    assert {query for query in ours if ours.count(query) > 1} <= {store.Q.list_people} and len(ours) <= 23
