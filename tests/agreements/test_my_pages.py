"""One's own agreements through the pages: what to do next, renew, change, end, pay; by form posts alone."""

import re

import httpx
import msgspec
import pytest

from jiayi.agreements import actions
from jiayi.agreements.model import AgreementState as S
from jiayi.agreements.model import Origin
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from tests.agreements.browsing import fields, form, sign_through_pages, statements
from tests.agreements.helpers import CHANGSHA, CHENGDU, MIANYANG, URUMQI, order, signer, state
from tests.factories import Factory


async def test_renewal_in_its_window_through_the_pages(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    """N-10.1, R11, R12, MY-3: told in time, renewed only by the person's own signature, from the old end on."""
    place = await make.place(MIANYANG)
    me = await signer(make, place)
    first = await actions.request_agreement(db, me, order(place, me.resident_id))
    client.cookies.update(await make.session(me))
    assert ">续约</a>" not in (await client.get(f"/agreements/{first}")).text
    clock.set_now("2027-02-10")
    page = (await client.get(f"/agreements/{first}")).text
    assert "不会自动续" in page
    link = page.split('href="/sign/packages?', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = await client.get(f"/sign/packages?{link}")
    third = await client.get("/sign/review", params=form(fields(second.text)))
    assert "2027-03-02 到 2028-03-01" in third.text
    signed = form(fields(third.text), typed_name="王芳", **{f"c-{me.resident_id}": "1"})
    answer = await client.post("/agreements", data=signed)
    new = answer.headers["location"].split("/")[2].split("?")[0]
    assert await state(system, MIANYANG, msgspec.convert(new, type(first))) is S.UPCOMING
    assert await state(system, MIANYANG, first) is S.ACTIVE


async def test_person_confirms_what_staff_signed(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    """K1, F7: the button is the person's own."""
    place = await make.place()
    desk = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    me = await signer(make, place)
    first = await actions.request_agreement(db, desk, order(place, me.resident_id, origin=Origin.DESK))
    client.cookies.update(await make.session(me))
    assert "确认，我愿意签" in (await client.get(f"/agreements/{first}")).text
    await client.post(f"/agreements/{first}/confirmation")
    assert await state(system, CHENGDU, first) is S.ACTIVE


@pytest.mark.parametrize(
    ("county", "said", "number"),
    [
        (CHANGSHA, "一个签约周期里不能换签约机构", "未注明文号"),
        (URUMQI, "签约一年内原则上不能换机构", "乌医保〔2019〕62号"),
        (MIANYANG, "协议还没到期", "绵卫发〔2017〕21号"),
    ],
)
async def test_page_says_why_not_with_the_document(
    county: int, said: str, number: str, client: httpx.AsyncClient, make: Factory
) -> None:
    """HN-7, UR-3.2, MY-3: refused on the page of the agreement and on the way to another team."""
    place, elsewhere = await make.place(county), await make.place(county)
    client.cookies.update(await make.session(await signer(make, place)))
    address = (await sign_through_pages(client, "/sign")).headers["location"]
    page = (await client.get(address)).text
    assert said in page and number in page
    other = (await client.get(f"/sign?team={elsewhere.team_id}")).text
    assert said in other and number in other and 'action="/sign/packages"' not in other


async def test_switch_where_it_is_allowed(client: httpx.AsyncClient, system: Database, make: Factory) -> None:
    """N-0: Chengdu sets no limit; the old agreement ends the day the new one starts, and the page says so first."""
    place, elsewhere = await make.place(), await make.place()
    client.cookies.update(await make.session(await signer(make, place)))
    await sign_through_pages(client, "/sign", packages=("cn_base",))
    clock.set_now("2026-05-04")
    answer = await sign_through_pages(client, f"/sign?team={elsewhere.team_id}", packages=("cn_base",))
    assert answer.status_code == 303, answer.text
    mine = (await client.get("/agreements")).text
    assert "生效中" in mine and "已结束" in mine


async def test_ending_asks_for_reason_and_certainty(client: httpx.AsyncClient, make: Factory) -> None:
    """R14"""
    place = await make.place()
    client.cookies.update(await make.session(await signer(make, place)))
    address = (
        (await sign_through_pages(client, "/sign", packages=("cn_base",))).headers["location"].split("?")[0]
    )
    clock.set_now("2026-05-04")
    unsure = await client.post(f"{address}/ending", data={"remark": "搬家了"})
    assert unsure.status_code == 422 and "请选一个解约原因" in unsure.text and "搬家了" in unsure.text
    await client.post(f"{address}/ending", data={"reason": "moved", "sure": "1"})
    assert "已结束" in (await client.get(address)).text


async def test_pretended_payment_exists_in_the_demo_only(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    """UR-3.1: the own share comes before the agreement counts; the double is named as such."""
    clock.set_now("2019-12-02")
    place = await make.place(URUMQI)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update team_members set since = '2019-01-01'")
    me = await signer(make, place)
    wish = order(place, me.resident_id, package_codes=("ur_free", "ur_paid"))
    signed = await actions.request_agreement(db, me, wish)
    client.cookies.update(await make.session(me))
    page = (await client.get(f"/agreements/{signed}")).text
    assert "还要付：6 元" in page and "模拟" not in page
    form_ = {"key": "0195e2a4-0000-7000-8000-000000000001"}
    assert (await client.post(f"/agreements/{signed}/payments", data=form_)).status_code == 404
    web_state = client.app.state  # type: ignore[attr-defined]
    web_state.settings = msgspec.structs.replace(web_state.settings, demo=True)
    assert "不会动您的钱" in (await client.get(f"/agreements/{signed}")).text
    await client.post(f"/agreements/{signed}/payments", data=form_)
    assert await state(system, URUMQI, signed) is S.ACTIVE
    for address in (f"/agreements/{signed}", f"/agreements/{signed}/document"):
        assert (
            "已付：个人部分 6 元，2019-12-02，网上付。收据号 演示-20191202-"
            in (await client.get(address)).text
        )


async def test_the_same_form_after_success_leads_to_what_was_made(
    client: httpx.AsyncClient, make: Factory
) -> None:
    """Back, and signed once more on a review page that was kept or asked for anew: another key."""
    place = await make.place()
    me = await signer(make, place)
    client.cookies.update(await make.session(me))
    packages = await client.get("/sign/packages", params=form(fields((await client.get("/sign")).text)))
    wish = form(fields(packages.text)) | {f"p-{me.resident_id}": "cn_base"}
    review = await client.get("/sign/review", params=wish)
    signed = form(fields(review.text), typed_name="王芳", **{f"c-{me.resident_id}": "1"})
    made = (await client.post("/agreements", data=signed)).headers["location"].split("?")[0]
    again = await client.post("/agreements", data=signed | {"key": "0195e2a4-0000-7000-8000-000000000002"})
    assert again.headers["location"] == f"{made}?done=1"
    assert "已经办好了" in (await client.get(again.headers["location"])).text


async def test_yearly_yes_on_one_page(client: httpx.AsyncClient, make: Factory) -> None:
    """N-10.1: home says so in its months; it is told apart from a renewal."""
    place = await make.place()
    client.cookies.update(await make.session(await signer(make, place)))
    await sign_through_pages(client, "/sign", packages=("cn_base",))
    assert "去确认" not in (await client.get("/")).text
    clock.set_now("2026-12-10")
    assert "去确认" in (await client.get("/")).text
    page = (await client.get("/agreements/yearly")).text
    assert "2027 年还愿意" in page and "这不是续约" in page
    assert (await client.post("/agreements/yearly", data={})).status_code == 422
    chosen = re.findall(r'name="yes" value="([^"]+)"', page)
    done = await client.post("/agreements/yearly", data={"yes": chosen})
    assert "已经确认好了" in (await client.get(done.headers["location"])).text
    assert "去确认" not in (await client.get("/")).text


async def test_home_card_shows_doctor_and_next_step(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    client.cookies.update(await make.session(await signer(make, place)))
    assert 'href="/sign"' in (await client.get("/")).text
    await sign_through_pages(client, "/sign", packages=("cn_base",))
    card = (await client.get("/")).text
    assert "李慧 医生" in card and "有事请先找家庭医生" in card and 'href="tel:028-00000002"' in card


async def test_full_package_of_benefits_with_documents(client: httpx.AsyncClient, make: Factory) -> None:
    """HN-2, MY-9: what signing brings, with 依据."""
    place = await make.place(CHANGSHA)
    client.cookies.update(await make.session(await signer(make, place)))
    page = (await client.get((await sign_through_pages(client, "/sign")).headers["location"])).text
    assert "签约后的好处" in page and "70%" in page


async def test_home_reads_a_large_household_as_fast_as_a_small_one(
    client: httpx.AsyncClient, make: Factory
) -> None:
    """Not a statement more for each member, neither on the home page nor where one chooses whom to sign."""
    place = await make.place()
    counts = []
    for size in (1, 5):
        head, *others = [await make.resident(place) for _ in range(size)]
        household = await make.household(place, head, *others)
        me = await make.actor(Role.RESIDENT, place, resident_id=head, household_id=household)
        client.cookies.clear()
        client.cookies.update(await make.session(me))
        async with statements(client) as asked:
            for address in ("/", "/agreements", "/sign"):
                assert (await client.get(address)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
