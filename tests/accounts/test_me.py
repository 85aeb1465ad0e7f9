"""Saying who one is, my page, my household, and who looked."""

import html
from datetime import date

import httpx
import pytest

from jiayi.accounts.me.actions import AlreadyKnown, say_who
from jiayi.accounts.me.actions import Place as AtHome
from jiayi.accounts.me.persons import Person
from jiayi.accounts.me.store import Home
from jiayi.accounts.model import InsuranceRow, PersonRow
from jiayi.accounts.store import add_residents
from jiayi.history.store import looked_at
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate, parse
from tests.accounts.conftest import ask, code_in, enter
from tests.factories import COUNTY, Factory, Place
from tests.fakes.smtp import Mailbox

NUMBER = generate(date(1958, 3, 1), Sex.FEMALE, 1)
CHILD = generate(date(2020, 5, 1), Sex.MALE, 1)
DESK = "请带身份证到您附近的社区卫生服务中心"
ME = {"name": "王芳", "identity": NUMBER, "phone": "13800001234"}


async def on_roster(system: Database, make: Factory, place: Place, **changes: object) -> None:
    insurance = InsuranceRow(scheme="resident", county_of_insurance=COUNTY, premium_paid=True,
                             outpatient_balance_fen=35000, as_of=date(2026, 2, 1))  # fmt: skip
    given = {"identity_number": NUMBER, "name": "王芳", "phone": "13800001234", "area_id": place.area_id,
             "institution_id": place.institution_id, "insurance": insurance}  # fmt: skip
    async with system.transaction(SYSTEM) as tx:
        await add_residents(tx, make.vault, place.county, [PersonRow(**(given | changes))])  # type: ignore[arg-type]


async def come_in(client: httpx.AsyncClient, mailbox: Mailbox, email: str = "wang@example.cn") -> None:
    client.cookies.clear()
    await ask(client, email)
    await enter(client, code_in(mailbox))


async def head_at_home(client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory) -> Place:
    place = await make.place()
    await on_roster(system, make, place)
    await come_in(client, mailbox)
    await client.post("/me/identity", data=ME)
    return place


async def test_newcomer_is_asked_who_they_are(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await come_in(client, mailbox)
    assert (await client.get("/me")).headers["location"] == "/me/identity"
    assert "请告诉我们您是谁" in (await client.get("/me/identity")).text
    assert (await client.get("/sign-in?next=/agreements")).headers[
        "location"
    ] == "/me/identity?next=/agreements"


async def test_the_compound_a_newcomer_came_from_is_remembered(
    client: httpx.AsyncClient, mailbox: Mailbox, make: Factory
) -> None:
    place = await make.place()
    elsewhere = await make.place(county=650102)
    await come_in(client, mailbox)
    link = f"/sign?county={COUNTY}&area={place.area_id}&team={place.team_id}"
    page = html.unescape((await client.get("/me/identity", params={"next": link})).text)
    assert f'value="{COUNTY}:{place.area_id}" checked' in page
    client.cookies["county"] = "650102"
    found = html.unescape((await client.post("/me/identity", data=ME | {"where": "洗面桥小区3栋1201"})).text)
    assert 0 < found.index(str(elsewhere.area_id)) < found.index(str(place.area_id)), (
        "the chosen county first"
    )


async def test_person_of_the_roster_is_recognised_and_sees_masked_facts(
    client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory
) -> None:
    await head_at_home(client, mailbox, system, make)
    page = (await client.get("/me")).text
    assert "王芳" in page and f"*{NUMBER[-4:]}" in page and "350" in page and "2026-02-01" in page
    assert NUMBER not in page and "13800001234" not in page


async def test_person_without_household_gets_their_own(
    client: httpx.AsyncClient, mailbox: Mailbox, make: Factory
) -> None:
    place = await make.place()
    await make.resident(place, identity=NUMBER, phone_tail="1234")
    await come_in(client, mailbox)
    assert (await client.post("/me/identity", data=ME)).status_code == 303
    assert "户主" in (await client.get("/me/household")).text


async def test_new_search_words_never_register(
    client: httpx.AsyncClient, mailbox: Mailbox, make: Factory
) -> None:
    place = await make.place()
    await come_in(client, mailbox)
    typed = ME | {"home": f"{COUNTY}:{place.area_id}", "room": "1", "where": "别处", "searched": "洗面桥"}
    assert (await client.post("/me/identity", data=typed)).status_code == 422
    assert (await client.post("/me/identity", data=typed | {"where": "洗面桥"})).status_code == 303


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("洗棉桥小区", True),
        ("ximianqiao", True),
        ("洗面桥小区3栋1201", True),
        ("洗棉桥小区", False),
        ("100%_", False),
    ],
)
async def test_a_home_is_found_as_on_the_first_page(
    client: httpx.AsyncClient, mailbox: Mailbox, make: Factory, typed: str, chosen: bool
) -> None:
    """The forgiving search of /find, with and without a county that was chosen."""
    place = await make.place()
    await come_in(client, mailbox)
    if chosen:
        client.cookies["county"] = str(COUNTY)
    there = str(place.area_id) in (await client.get("/find", params={"q": typed, "county": COUNTY})).text
    page = html.unescape((await client.post("/me/identity", data=ME | {"where": typed, "find": "1"})).text)
    assert there is (str(place.area_id) in page) is (typed != "100%_")


@pytest.mark.parametrize("wrong", [{"name": "王方"}, {"phone": "13800009999"}])
async def test_mismatch_never_says_which(
    client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory, wrong: dict[str, str]
) -> None:
    await on_roster(system, make, await make.place())
    await come_in(client, mailbox)
    answer = await client.post("/me/identity", data=ME | wrong)
    assert answer.status_code == 422 and DESK in answer.text
    assert (await client.get("/me")).headers["location"] == "/me/identity"


async def test_person_with_an_account_is_not_taken_over(
    client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory
) -> None:
    """That there is an account is said to who knows name, number and phone, and never which mailbox."""
    await head_at_home(client, mailbox, system, make)
    await come_in(client, mailbox, "other@example.cn")
    told = (await client.post("/me/identity", data=ME)).text
    assert DESK in told and "也许您以前用另一个邮箱登录过" in told and "wang@" not in told
    guessed = (await client.post("/me/identity", data=ME | {"phone": "13900009999"})).text
    assert DESK in guessed and "邮箱" not in guessed.split('id="refusals"')[1].split("</p>")[0]


async def test_who_is_known_already_is_told_so(
    client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory
) -> None:
    """Staff who live here have said who they are; a number of somebody else registers nobody."""
    place = await make.place()
    me = await make.resident(place)
    doctor = await make.actor(Role.DOCTOR, place, resident_id=me, doctor_id=place.doctor_id)
    client.cookies.update(await make.session(doctor))
    await on_roster(system, make, place, identity_number=CHILD, name="王芳")
    for typed in (ME | {"identity": CHILD}, ME | {"home": f"{COUNTY}:{place.area_id}", "room": "1"}):
        answer = await client.post("/me/identity", data=typed)
        assert answer.status_code == 409 and "这个账号已经登记了本人" in answer.text
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from residents") == 2
        assert (
            await tx.value("select count(*) from history_events where kind like 'accounts.resident.%'") == 0
        )


async def test_two_tabs_make_one_person(db: Database, system: Database, make: Factory) -> None:
    """Both were opened before either was sent: the second finds its account settled."""
    place = await make.place()
    first = Actor(role=Role.RESIDENT, account_id=await make.account(0))
    home = Home(COUNTY, place.area_id, "", "", "", "", "")
    for number, fine in ((NUMBER, True), (CHILD, False)):
        person = Person("王芳", parse(number), "13800001234")
        try:
            await say_who(db, make.vault, first, person, AtHome(home, None, "1"), "1.2.3.4")
        except AlreadyKnown:
            assert not fine
        else:
            assert fine
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from residents") == 1


async def test_unknown_person_chooses_a_home_and_is_registered(
    client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory
) -> None:
    place = await make.place()
    await come_in(client, mailbox)
    asked = await client.post("/me/identity", data=ME)
    assert "名册里还没有您" in asked.text and NUMBER in asked.text
    found = await client.post("/me/identity", data=ME | {"where": "洗面桥", "find": "1"})
    home = f"{COUNTY}:{place.area_id}"
    assert home in found.text
    answer = await client.post(
        "/me/identity", data=ME | {"home": home, "room": "301", "building": str(place.building_id)}
    )
    assert answer.headers["location"] == "/me"
    assert "洗面桥小区 1栋 301" in (await client.get("/me")).text
    async with system.transaction(SYSTEM) as tx:
        row = await tx.connection.fetchrow("select r.institution_id, h.head_id = r.id as head from residents r"
                                           " join households h on h.id = r.household_id")  # fmt: skip
    assert (row["institution_id"], row["head"]) == (place.institution_id, True)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [("identity", "123", "身份证号是 18 位"), ("phone", "12", "电话号码不对"), ("name", "", "请填姓名")],
)
async def test_bad_fields_are_told_beside_them(
    client: httpx.AsyncClient, mailbox: Mailbox, field: str, typed: str, sentence: str
) -> None:
    await come_in(client, mailbox)
    answer = await client.post("/me/identity", data=ME | {field: typed})
    assert answer.status_code == 422 and sentence in answer.text


async def test_guessing_identities_is_limited(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await come_in(client, mailbox)
    """Another name or phone beside a number is another guess; a step of the same form is none."""
    for _ in range(8):
        assert (await client.post("/me/identity", data=ME)).status_code == 422
    guesses = [ME | {"phone": f"1380000{n:04d}"} for n in range(6)]
    assert [(await client.post("/me/identity", data=one)).status_code for one in guesses] == [422] * 5 + [429]
    over = await client.post("/me/identity", data=guesses[-1])
    assert over.status_code == 429 and "请在 10:00 以后再试" in over.text
    assert NUMBER in over.text and guesses[-1]["phone"] in over.text, "what was typed is there"


async def test_head_adds_a_child(
    client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory
) -> None:
    """N-1.4: a household is a unit."""
    await head_at_home(client, mailbox, system, make)
    child = {"name": "张小宝", "identity": CHILD, "phone": "13800001234", "relation": "child"}
    assert (await client.post("/me/household/members", data=child)).status_code == 303
    assert "张小宝" in (await client.get("/me/household")).text


@pytest.mark.parametrize(
    ("changes", "joins"),
    [
        ({}, True),
        ({"name": "张大宝"}, False),
        ({"phone": "13900000000"}, False),
        ({"relation": "parent"}, False),
    ],
)
async def test_member_of_the_roster_joins_only_if_all_fits(
    client: httpx.AsyncClient,
    mailbox: Mailbox,
    system: Database,
    make: Factory,
    changes: dict[str, str],
    joins: bool,
) -> None:
    place = await head_at_home(client, mailbox, system, make)
    await on_roster(
        system, make, place, identity_number=CHILD, name="张小宝", phone="13800005678", insurance=None
    )
    child = {"name": "张小宝", "identity": CHILD, "phone": "13800005678", "relation": "child"}
    answer = await client.post("/me/household/members", data=child | changes)
    assert answer.status_code == (303 if joins else 422)
    assert ("张小宝" in (await client.get("/me/household")).text) is joins


async def test_member_who_lives_with_others_stays_there(
    client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory
) -> None:
    place = await head_at_home(client, mailbox, system, make)
    async with system.transaction(SYSTEM) as tx:
        rows = [PersonRow(identity_number=number, name="张小宝", phone="13800005678", household="x", area_id=place.area_id)
                for number in (CHILD, generate(date(1980, 1, 1), Sex.MALE, 3))]  # fmt: skip
        await add_residents(tx, make.vault, COUNTY, rows)
    child = {"name": "张小宝", "identity": CHILD, "phone": "13800005678", "relation": "child"}
    answer = await client.post("/me/household/members", data=child)
    assert answer.status_code == 422 and "也可能登记在别的户里" in answer.text and DESK not in answer.text


async def test_each_look_of_staff_is_shown_to_the_person(
    client: httpx.AsyncClient, system: Database, db: Database, make: Factory
) -> None:
    place = await make.place()
    me = await make.resident(place)
    doctor = await make.actor(Role.DOCTOR, place, name="李慧", doctor_id=place.doctor_id)
    async with db.transaction(doctor) as tx:
        await looked_at(tx, COUNTY, me, "agreements")
    client.cookies.update(await make.session(await make.actor(Role.RESIDENT, place, resident_id=me)))
    page = (await client.get("/me/looks")).text
    assert "李慧" in page and "医生" in page and "签约信息" in page and "2026-03-02" in page


async def test_staff_see_their_role_and_institution(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    client.cookies.update(await make.session(await make.actor(Role.MANAGER, place, name="赵敏")))
    page = (await client.get("/me")).text
    assert "机构管理员" in page and "社区卫生服务中心" in page
    assert (await client.get("/me/household")).status_code == 403


@pytest.mark.parametrize("path", ["/me", "/me/identity", "/me/household", "/me/looks", "/me/roles"])
async def test_strangers_are_sent_to_sign_in(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")


@pytest.mark.parametrize(
    ("agent", "step"),
    [("MicroMessenger", "<details open><summary>您是从微信"), ("iPhone", "<details open><summary>苹果")],
)
async def test_install_help_opens_at_own_browser(client: httpx.AsyncClient, agent: str, step: str) -> None:
    assert step in (await client.get("/me/phone-icon", headers={"user-agent": agent})).text
