"""Inviting to renew (N-10.1): whom, a number for who asks, what came of it, one mail a season."""

from datetime import date, timedelta
from html import unescape
from uuid import UUID

import httpx
import msgspec
import pytest

from jiayi.accounts.sealed import phone_of
from jiayi.accounts.store import create_account_with_role
from jiayi.agreements import actions as agreements
from jiayi.agreements.desk import paging
from jiayi.agreements.inviting.mails import tell_invited
from jiayi.agreements.policy import policy_for
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.policies.schema import RenewalWindow
from tests.accounts.conftest import use_settings
from tests.agreements.helpers import CHENGDU, order
from tests.desk.helpers import Desk, desk, enter, one_value
from tests.factories import Factory

ENDS = date(2027, 3, 2)
SEASON = "2027-02-20T09:00:00"
BASE = "https://jiayi.example"
PHONE = "13900001234"
PARTIAL = {"hx-request-type": "partial", "hx-request": "true"}
LOOKS = "select count(*) from access_log where resident_id = $1 and part = 'contact'"
TRIES = "select count(*) from renewal_contacts where channel <> 'mail'"


async def signed(db: Database, make: Factory, d: Desk, name: str, email: str = "") -> UUID:
    """A resident with an agreement until the second of March, 2027."""
    clock.set_now("2026-03-02T09:00:00")
    person = new_id()
    await make.resident(
        d.place,
        id=person,
        name=name,
        phone_tail=PHONE[-4:],
        phone_sealed=make.vault.seal(PHONE, phone_of(d.place.county, person)),
    )
    async with make.db.transaction(SYSTEM) as tx:
        account = await create_account_with_role(
            tx, make.vault, CHENGDU, name, email=email, resident_id=person
        )
    me = Actor(role=Role.RESIDENT, county=CHENGDU, account_id=account, resident_id=person, name=name)
    await agreements.request_agreement(db, me, order(d.place, person))
    clock.set_now(SEASON)
    return person


@pytest.fixture
async def d(make: Factory, client: httpx.AsyncClient) -> Desk:
    use_settings(client, smtp_url="smtp://127.0.0.1:9")
    return await desk(make, CHENGDU)


async def note(web: httpx.AsyncClient, person: UUID, outcome: str, **more: str) -> httpx.Response:
    data = {"outcome": outcome, "channel": "phone", "key": str(new_id())} | more
    return await web.post(f"/work/residents/{person}/contacts", data=data)


async def test_the_window_is_the_policys(
    client: httpx.AsyncClient, db: Database, make: Factory, d: Desk
) -> None:
    """N-10.1 and the assumption behind it: days before and after the end, and the page says which."""
    await signed(db, make, d, "周奶奶")
    window = policy_for(CHENGDU, ENDS).all(RenewalWindow)[0].value
    await enter(client, make, d.doctor)
    first, last = ENDS - timedelta(days=window.days_before), ENDS + timedelta(days=window.days_after)
    one = timedelta(days=1)
    for day, there in ((first - one, False), (first, True), (last, True), (last + one, False)):
        clock.set_now(f"{day}T09:00:00")
        page = (await client.get("/work/renewals")).text
        assert ("周奶奶" in page) is there and window.text in page, day
        assert f"<strong>{int(there)}</strong> 快到期" in (await client.get("/work")).text, day


async def test_a_number_is_shown_to_the_own_team_alone_and_the_look_is_written(
    client: httpx.AsyncClient, db: Database, make: Factory, d: Desk, system: Database
) -> None:
    person = await signed(db, make, d, "周奶奶")
    path = f"/work/residents/{person}/phone"
    for other in (d.stranger, d.colleague):
        await enter(client, make, other)
        assert (await client.post(path)).status_code == 404
        assert (await client.get(f"/work/residents/{person}/contact")).status_code == 404
        assert (await note(client, person, "willing")).status_code == 404
        assert (await client.post(f"/work/residents/{person}/invitation")).status_code == 404
    assert (await client.post(f"/work/residents/{new_id()}/phone")).status_code == 404
    assert await one_value(system, LOOKS, person) == 0
    for number_of_looks, (actor, headers) in enumerate(((d.doctor, {}), (d.manager, PARTIAL)), 1):
        await enter(client, make, actor)
        for shown in ("/work/renewals", f"/work/residents/{person}", f"/work/residents/{person}/contact"):
            page = (await client.get(shown)).text
            assert PHONE not in page and f'action="{path}"' in page and f"*******{PHONE[-4:]}" in page, shown
        answer = await client.post(path, headers=headers)
        assert answer.status_code == 200 and f'href="tel:{PHONE}"' in answer.text
        assert ("<html" in answer.text) is not bool(headers)
        assert await one_value(system, LOOKS, person) == number_of_looks
    await enter(client, make, Actor(role=Role.RESIDENT, county=CHENGDU, resident_id=person, name="周奶奶",
        account_id=await one_value(system, "select id from accounts where resident_id = $1", person)))  # fmt: skip
    assert "联系电话" in (await client.get("/me/looks")).text


async def test_tries_are_kept_shown_and_sorted(
    client: httpx.AsyncClient,
    db: Database,
    make: Factory,
    d: Desk,
    system: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = {"unreached": "甲一", "willing": "乙二", "unwilling": "丙三", "wrong_contact": "丁四"}
    people = {outcome: await signed(db, make, d, name) for outcome, name in names.items()}
    await signed(db, make, d, "戊五")
    await enter(client, make, d.doctor)
    for outcome, person in people.items():
        await note(client, person, "unreached")
        answer = await note(client, person, outcome, note="晚上再打", list="1", of="new", page="1")
        assert answer.headers["location"] == "/work/renewals?of=new&page=1"
    everybody = {*names.values(), "戊五"}
    expected = {
        "new": {"戊五"}, "unreached": {"甲一", "丁四"}, "willing": {"乙二"}, "unwilling": {"丙三"},
        "": everybody, "nothing": everybody,
    }  # fmt: skip
    for stage, there in expected.items():
        page = (await client.get("/work/renewals", params={"of": stage})).text
        assert {name for name in everybody if f">{name}</a>" in page} == there, stage
        assert "还没联系过 1<" in page and "没联系上 2<" in page and "全部 5<" in page
    with monkeypatch.context() as small:
        small.setattr(paging, "SIZE", 1)
        assert "of=unreached&amp;page=2" in (await client.get("/work/renewals?of=unreached")).text
        second = (await client.get("/work/renewals?of=unreached&page=2")).text
        assert "of=unreached&amp;page=1" in second and "page=3" not in second
    page = (await client.get("/work/renewals?of=willing")).text
    assert "联系上了，愿意续" in page and "李慧" in page and "晚上再打" in page and "2027-02-20" in page
    key = str(new_id())
    for _ in range(2):
        assert (await note(client, people["willing"], "willing", key=key)).status_code == 303
    assert await one_value(system, TRIES) == 9
    events = "select count(*) from history_events where kind = 'agreements.renewal_contact_noted'"
    assert await one_value(system, events) == 9
    bad = await note(client, people["willing"], "", note="写了一半")
    assert bad.status_code == 422 and "请选一项结果" in bad.text and "写了一半" in bad.text
    assert (await note(client, people["willing"], "willing", note="长" * 201)).status_code == 422
    assert await one_value(system, TRIES) == 9


async def test_one_mail_each_to_who_has_an_address_and_does_not_say_no(
    client: httpx.AsyncClient, db: Database, make: Factory, d: Desk, system: Database
) -> None:
    mother = await signed(db, make, d, "周奶奶", "mother@example.org")
    await signed(db, make, d, "吴爷爷", "grandfather@example.org")
    await signed(db, make, d, "无邮箱")
    no = await signed(db, make, d, "不想续", "no@example.org")
    await enter(client, make, d.doctor)
    await note(client, no, "unwilling")
    use_settings(client, smtp_url=None)
    for path, said in (
        (f"/work/residents/{mother}/invitation", {}),
        ("/work/renewals/invitations", {"sure": "1"}),
    ):
        refused = await client.post(path, data=said)
        assert refused.status_code == 409 and "还没有设好发邮件" in refused.text
    use_settings(client, smtp_url="smtp://127.0.0.1:9")
    for written in (1, 0):
        one = await client.post(f"/work/residents/{mother}/invitation")
        assert f"written={written}" in one.headers["location"]
    assert "没有再发" in (await client.get(one.headers["location"])).text
    page = unescape((await client.get("/work/renewals")).text)
    assert "可以发 1 人" in page and "没有登记邮箱，发不了：1 人" in page
    assert "不再发：1 人" in page and "说了不续，不发：1 人" in page
    unsure = await client.post("/work/renewals/invitations", data={"of": ""})
    assert unsure.status_code == 422 and "请勾选确认" in unsure.text
    told = []
    for said in ("已经安排给 1 人发邮件", "没有发出邮件"):
        done = await client.post("/work/renewals/invitations", data={"of": "", "sure": "1"})
        answer = (await client.get(done.headers["location"])).text
        assert said in answer and "1 人没有登记邮箱" in answer
        told.append(await tell_invited(system, make.vault, BASE))
    assert told == [2, 0]
    events = "select count(*) from history_events where kind = 'agreements.renewal_invited'"
    assert await one_value(system, events) == 2
    async with system.transaction(SYSTEM) as tx:
        mails = await tx.connection.fetch(
            "select id, recipient_sealed, subject, body_sealed from outgoing_mails"
        )
        agreement = await tx.value("select id from agreements where resident_id = $1", mother)
    bodies = {
        make.vault.open(m["recipient_sealed"], f"to {m['id']}"): make.vault.open(m["body_sealed"], f"body {m['id']}")
        for m in mails
    }  # fmt: skip
    assert set(bodies) == {"mother@example.org", "grandfather@example.org"}
    body = bodies["mother@example.org"]
    assert f"{BASE}/agreements/{agreement}\n" in body and "2027-03-01" in body and "周奶奶" not in body
    assert "不想续" in (await client.get("/work/renewals?of=unwilling")).text


async def test_who_renewed_is_no_longer_asked(
    client: httpx.AsyncClient, db: Database, make: Factory, d: Desk, system: Database
) -> None:
    person = await signed(db, make, d, "周奶奶", "mother@example.org")
    async with system.transaction(SYSTEM) as tx:
        account = await tx.value("select id from accounts where resident_id = $1", person)
        old = await tx.value("select id from agreements where resident_id = $1", person)
    me = Actor(role=Role.RESIDENT, county=CHENGDU, account_id=account, resident_id=person, name="周奶奶")
    await agreements.renew_agreement(db, me, order(d.place, person, previous_id=old))
    await enter(client, make, d.doctor)
    assert "周奶奶" not in (await client.get("/work/renewals")).text
    assert (await note(client, person, "willing")).status_code == 404
    assert (await client.post(f"/work/residents/{person}/phone")).status_code == 200


async def test_rows_of_tries_belong_to_who_made_them(db: Database, make: Factory, d: Desk, client: httpx.AsyncClient,
                                                     system: Database) -> None:  # fmt: skip
    """Row-level security: nobody else's panel, nobody else's name, and no second thoughts."""
    person = await signed(db, make, d, "周奶奶")
    agreement = await one_value(system, "select id from agreements where resident_id = $1", person)
    add = ("insert into renewal_contacts (county, id, agreement_id, channel, outcome, made_at, made_by, made_name) "
           "values ($1, $2, $3, 'phone', 'willing', now(), $4, '')")  # fmt: skip
    refused = [
        (d.stranger, d.stranger.account_id),
        (d.colleague, d.colleague.account_id),
        (d.doctor, d.manager.account_id),
        (msgspec.structs.replace(d.doctor, role=Role.RESIDENT), d.doctor.account_id),
    ]
    for actor, by in refused:
        with pytest.raises(Exception, match="row-level security"):
            async with db.transaction(actor) as tx:
                await tx.run(add, CHENGDU, new_id(), agreement, by)
    async with db.transaction(d.doctor) as tx:
        await tx.run(add, CHENGDU, new_id(), agreement, d.doctor.account_id)
    for deed in ("update renewal_contacts set note = 'x'", "delete from renewal_contacts"):
        with pytest.raises(Exception, match="permission denied"):
            async with db.transaction(d.doctor) as tx:
                await tx.run(deed)
    for actor, rows in ((d.stranger, 0), (d.manager, 1)):
        async with db.transaction(actor) as tx:
            assert await tx.value("select count(*) from renewal_contacts") == rows
            assert await tx.value("select count(*) from renewal_reach($1, $2)", CHENGDU, [person]) == 0


async def test_an_address_that_does_not_open_is_told_and_holds_nobody_up(
    client: httpx.AsyncClient,
    db: Database,
    make: Factory,
    d: Desk,
    system: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One a turn: the broken one first; the next turn reaches the next person."""
    broken = await signed(db, make, d, "周奶奶", "mother@example.org")
    await signed(db, make, d, "李爷爷", "grandfather@example.org")
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update accounts set email_sealed = '\\x0102', id = $2 where resident_id = $1",
                     broken, UUID(int=0))  # fmt: skip
    await enter(client, make, d.doctor)
    await client.post("/work/renewals/invitations", data={"of": "", "sure": "1"})
    monkeypatch.setattr("jiayi.agreements.inviting.mails.AT_ONCE", 1)
    assert [await tell_invited(system, make.vault, BASE) for _ in range(3)] == [0, 1, 0]
    for path in ("/work/renewals", f"/work/residents/{broken}/contact"):
        assert (await client.get(path)).text.count("邮件没有发出，请打电话或者见面邀请") == 1, path
    assert "对方的邮箱地址打不开" in (await client.get(f"/work/residents/{broken}/contact")).text
    async with db.transaction(d.stranger) as tx:
        assert await tx.value("select count(*) from renewal_mails") == 0
