"""What is said of money before the signature is what the agreement and its paper say after it."""

import re
from collections.abc import Iterable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest

from jiayi.agreements import actions, store
from jiayi.agreements.costs import BESIDE, own, retell
from jiayi.agreements.pricing import actions as pricing
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Conflict, FormInvalid
from tests.agreements.browsing import fields, form
from tests.agreements.helpers import BASE, CHANGSHA, CHENGDU, MIANYANG, URUMQI, order, signer
from tests.document.helpers import text_of
from tests.factories import Factory, Place

NOTHING = "您不用付钱。"
HN = ("hn_base", "hn_value_added")
CASES: list[tuple[int, dict[str, Any], tuple[str, ...], tuple[str, ...], list[str]]] = [
    # county, facts, packages, items, what is said of the own part
    (CHENGDU, {}, ("cn_base",), (), [NOTHING]),
    (CHENGDU, {}, ("cn_base",), ("drug_delivery",), ["服务包您不用付钱。", BESIDE]),  # N-8
    (CHENGDU, {"conditions": ["diabetes", "hypertension"]}, ("cd_outpatient_pooling", "cd_two_disease"), (), ["later"]),
    (CHENGDU, {"insurance": None}, ("cn_base",), (), [NOTHING]),
    (MIANYANG, {}, ("my_base",), (), [NOTHING]),  # MY-9
    (MIANYANG, {"insurance": {"scheme": "employee"}}, ("my_base",), (), ["从您的医保个人账户付：3 元。"]),
    (MIANYANG, {"insurance": {"scheme": "none"}}, ("my_base",), (), ["另有 3 元，文件没有写由谁付，签约前请问一下。"]),
    (MIANYANG, {"insurance": None}, ("my_base",), (), ["另有 3 元，核对医保以后才知道由谁付。"]),
    (MIANYANG, {}, ("my_base", "my_personalised"), ("my_home_bed",), ["later"]),
    (CHANGSHA, {}, HN, (), [NOTHING]),  # HN-1
    (CHANGSHA, {"insurance": {"scheme": "none"}}, HN, (), [NOTHING]),
    (CHANGSHA, {"conditions": ["hypertension"]}, (*HN, "hn_hypertension"), ("hn_p_eye",), ["您自己付：120 元。"]),  # HN-2
    (
        CHANGSHA, {"conditions": ["hypertension"]}, (*HN, "hn_hypertension"), ("hn_p_eye", "drug_delivery"),
        ["您自己付：120 元。", BESIDE],
    ),  # HN-2, N-8
    (CHANGSHA, {"conditions": ["diabetes"]}, (*HN, "hn_diabetes"), ("hn_p_eye",), ["later"]),
    (URUMQI, {}, ("ur_free",), (), [NOTHING]),  # UR-1
]  # fmt: skip
LATER = "有一部分要您自己付，现在还说不出是多少，看下面的说明。"


def strong(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'<p class="strong">([^<]*)</p>', page)]


def lines(page: str) -> list[str]:
    """The list of who pays what, as text."""
    found = re.search(r'<dl class="facts fees">(.*?)</dl>', page, re.DOTALL)
    assert found
    return [unescape(re.sub(r"<[^>]+>|\s+", "", part)) for part in found[1].split("<dt>")[1:]]


async def enter(client: httpx.AsyncClient, make: Factory, place: Place, facts: dict[str, Any]) -> Actor:
    me = await signer(make, place, **facts)
    client.cookies.update(await make.session(me))
    return me


def address(place: Place, me: Actor, packages: Iterable[str], items: Iterable[str], **more: str) -> str:
    who = me.resident_id
    pairs = [f"team={place.team_id}", f"who={who}", *(f"p-{who}={code}" for code in packages)]
    return "&".join([*pairs, *(f"i-{who}={code}" for code in items), *(f"{k}={v}" for k, v in more.items())])


@pytest.mark.parametrize(("county", "facts", "packages", "items", "said"), CASES)
async def test_the_same_is_said_before_and_after(
    county: int, facts: dict[str, Any], packages: tuple[str, ...], items: tuple[str, ...], said: list[str],
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory,
) -> None:  # fmt: skip
    """N-8, CD-3.1, MY-9, HN-1, HN-2, UR-1: one computation; “nothing to pay” only where no line is the person's."""
    place = await make.place(county)
    manager = await make.actor(Role.MANAGER, place)
    if county == CHENGDU:
        await pricing.set_price(db, manager, "drug_delivery", 2500)
    if county == CHANGSHA:
        await pricing.set_price(db, manager, "hn_hypertension", 12000)
        await pricing.set_price(db, manager, "drug_delivery", 2500)
    me = await enter(client, make, place, facts)
    before = (await client.get(f"/sign/review?{address(place, me, packages, items)}")).text
    wanted = [LATER if one == "later" else one for one in said]
    assert [one for one in strong(before) if "付" in one] == wanted
    signed = form(fields(before), typed_name="王芳", **{f"c-{me.resident_id}": "1"})
    went = (await client.post("/agreements", data=signed)).headers["location"].split("?")[0]
    after, paper = (await client.get(went)).text, (await client.get(f"{went}/document")).text
    assert lines(before) == lines(after)
    assert ("25元，每次" in "".join(lines(after))) == ("drug_delivery" in items)
    assert ("25 元，每次" in paper) == ("drug_delivery" in items)
    assert [one for one in wanted if one not in strong(after)] == []
    assert [one for one in wanted if one not in strong(paper)] == []
    async with system.transaction(SYSTEM) as tx:
        kept = await store.fee_lines(tx, county, UUID(went.split("/")[-1]))
    assert own(kept).nothing == (said == [NOTHING])
    assert all(text in unescape(paper) for line in kept for text in retell(line.note, str))


async def test_an_assumed_sum_is_marked_wherever_it_is_shown(
    client: httpx.AsyncClient, make: Factory, tmp_path: Path
) -> None:
    """HN-1: 85 for 2026 is assumed; marked beside the figure on every page, with the reason, and on the paper."""
    place = await make.place(CHANGSHA)
    me = await enter(client, make, place, {})
    choose = (await client.get(f"/sign/packages?{address(place, me, HN, ())}")).text
    before = (await client.get(f"/sign/review?{address(place, me, HN, ())}")).text
    signed = form(fields(before), typed_name="王芳", **{f"c-{me.resident_id}": "1"})
    went = (await client.post("/agreements", data=signed)).headers["location"].split("?")[0]
    for address_ in (went, f"{went}/document"):
        page = (await client.get(address_)).text
        assert re.search(r"85 元，每人每年\s*(</strong>)?\s*(· )?<span class=\"tag warn\">演示假设", page), (
            address_
        )
        assert "演示沿用85元" in page and "不低于" in page
    for page in (choose, before):
        assert "60 元，每人每年" in page and '85 元，每人每年 <span class="tag warn">演示假设' in page
    pdf = re.sub(r"\s+", "", text_of((await client.get(f"{went}/document.pdf")).content, tmp_path))
    assert "85元，每人每年（演示假设）" in pdf and "演示沿用85元" in pdf and "用到2026-06-30为止" in pdf
    assert "您不用付钱。" in pdf


async def test_free_duties_are_never_sold(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    """N-3, N-4.1, N-7.2, N-8: only what the institution has priced, and no duty to every signed resident."""
    duties = (
        "health_record",
        "health_messages",
        "referral_booking",
        "yearly_report",
        "long_prescription",
        "home_follow_up",
    )
    for county in (CHENGDU, MIANYANG, CHANGSHA, URUMQI):
        place = await make.place(county)
        manager = await make.actor(Role.MANAGER, place)
        me = await enter(client, make, place, {})
        page = (await client.get(f"/sign/packages?team={place.team_id}")).text
        assert "drug_delivery" not in page
        for code in duties:
            assert f'value="{code}"' not in page
            with pytest.raises(FormInvalid):
                await pricing.set_price(db, manager, code, 100)
        wish = order(place, me.resident_id, item_codes=("yearly_report",))
        with pytest.raises(Conflict, match="服务项目"):
            await actions.request_agreement(db, me, wish)


async def test_a_menu_needs_a_choice_and_lists_it(
    client: httpx.AsyncClient, system: Database, make: Factory
) -> None:
    """N-8 点单: nothing ticked is nothing chosen; what is ticked stands in review, agreement and paper."""
    place = await make.place(MIANYANG)
    me = await enter(client, make, place, {})
    codes = ("my_base", "my_personalised")
    back = await client.get(f"/sign/review?{address(place, me, codes, ())}")
    assert back.status_code == 303
    assert "请在“个性化签约服务包”里至少选一个项目。" in (await client.get(back.headers["location"])).text
    before = (await client.get(f"/sign/review?{address(place, me, codes, ('my_home_bed',))}")).text
    signed = form(fields(before), typed_name="王芳", **{f"c-{me.resident_id}": "1"})
    went = (await client.post("/agreements", data=signed)).headers["location"].split("?")[0]
    for page in (before, (await client.get(went)).text, (await client.get(f"{went}/document")).text):
        assert "家庭病床" in page and "临终关怀" not in page


@pytest.mark.parametrize(
    ("county", "typed", "fine"),
    [
        *((CHENGDU, typed, False) for typed in ("0", "-3", "abc", "999", "120", "1.5", "", "60", "25")),
        (CHENGDU, "６", True), (CHENGDU, "24", True),
        (MIANYANG, "24", False), (URUMQI, "24", False), (URUMQI, "12", True),  # MY-3, UR-3.2
        (CHANGSHA, "13", False), (CHANGSHA, "6", True),  # HN-10
    ],
)  # fmt: skip
async def test_a_term_that_cannot_be_is_said_beside_the_field(
    county: int, typed: str, fine: bool, client: httpx.AsyncClient, system: Database, make: Factory
) -> None:
    place = await make.place(county)
    me = await enter(client, make, place, {})
    query = address(place, me, BASE[county], (), term="other", months=quote(typed))
    answer = await client.get(f"/sign/review?{query}")
    assert answer.status_code == (200 if fine else 303)
    if not fine:
        page = (await client.get(answer.headers["location"])).text
        assert re.search(r'<p class="refusal" id="[ef]-months">(请写|这里一次签)', page)
        assert county != CHENGDU or f'value="{typed}"' in page


async def test_a_term_that_outlasts_its_document_says_so(
    client: httpx.AsyncClient, system: Database, make: Factory
) -> None:
    """HN-10: before the signature, on the agreement and the paper; after the end, that it has ended."""
    place = await make.place(CHANGSHA)
    me = await enter(client, make, place, {})
    before = (await client.get(f"/sign/review?{address(place, me, HN, ())}")).text
    signed = form(fields(before), typed_name="王芳", **{f"c-{me.resident_id}": "1"})
    went = (await client.post("/agreements", data=signed)).headers["location"].split("?")[0]
    pages = [before, (await client.get(went)).text, (await client.get(f"{went}/document")).text]
    assert all("用到 2026-06-30 为止。那以后" in page for page in pages)
    clock.set_now("2026-12-01")
    client.cookies.update(await make.session(me))
    assert (
        "用到 2026-06-30 为止，没有新文件接续。这里写的钱和待遇是签约时的规定"
        in (await client.get(went)).text
    )
    choose = (await client.get(f"/sign/packages?team={place.team_id}")).text
    assert choose.count('<p class="note">') == 1 and "不能再按它签约" in choose and "（用词）" not in choose


async def test_unknown_insurance_is_no_fact(
    client: httpx.AsyncClient, system: Database, make: Factory
) -> None:
    """CD-2.3: neither "符合" nor "不符合", and what to do."""
    place = await make.place()
    await enter(client, make, place, {"insurance": None})
    page = (await client.get(f"/sign/packages?team={place.team_id}")).text
    assert "医保数据里还没有您" in page and "请带身份证到" in page and "还有 2 个包还不能确定能不能签" in page
    for wrong in ("您不在本市参保", "您参加的不是城乡居民医保", "没有认定高血压"):
        assert wrong not in page


async def test_lists_stand_in_the_documents_order(
    client: httpx.AsyncClient, system: Database, make: Factory
) -> None:
    """HN-A1.3: the page and the paper as annex 1 lists them."""
    place = await make.place(CHANGSHA)
    me = await enter(client, make, place, {})
    before = (await client.get(f"/sign/review?{address(place, me, HN, ())}")).text
    signed = form(fields(before), typed_name="王芳", **{f"c-{me.resident_id}": "1"})
    went = (await client.post("/agreements", data=signed)).headers["location"].split("?")[0]
    for page in ((await client.get(went)).text, (await client.get(f"{went}/document")).text):
        assert (
            page.index("慢病患者面对面随访") < page.index("挂号（含线上预约）") < page.index("ABO红细胞定型")
        )


async def test_a_long_term_asks_for_a_relation_without_a_gap(
    db: Database, system: Database, make: Factory
) -> None:
    """N-1.5: an agreement that ended nine months ago is no stable relation."""
    place = await make.place(MIANYANG)
    me = await signer(make, place)
    first = await actions.request_agreement(db, me, order(place, me.resident_id))
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update agreements set term = '[2024-06-01,2025-06-01)' where id = $1", first)
    async with db.transaction(me) as tx:
        doctor = await tx.value("select doctor_id from agreements where id = $1", first)
        assert await store.first_signed_day(tx, MIANYANG, me.resident_id, doctor) is None
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update agreements set term = '[2025-01-01,2026-03-02)' where id = $1", first)
    async with db.transaction(me) as tx:
        assert await store.first_signed_day(tx, MIANYANG, me.resident_id, doctor) == date(2025, 1, 1)
