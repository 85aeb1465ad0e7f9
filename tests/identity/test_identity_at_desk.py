"""A number that somebody else registered goes back to its owner; a mistyped one is put right; nothing is lost (K1)."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from jiayi.accounts.me import actions as me
from jiayi.accounts.me.persons import Person
from jiayi.accounts.sealed import email_of
from jiayi.agreements import actions as agreements
from jiayi.agreements.identity import actions
from jiayi.agreements.identity.model import Claim
from jiayi.agreements.model import AgreementState
from jiayi.history.store import record
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate, parse
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, FormInvalid
from tests.agreements.helpers import CHENGDU, order, state
from tests.desk.helpers import Desk, desk, enter, one_value
from tests.factories import Factory

TRUE = generate(date(1950, 3, 4), Sex.FEMALE, 7)
OTHER = generate(date(1961, 5, 6), Sex.MALE, 8)
SAID = {
    "name": "陈秀英", "identity": TRUE, "phone": "13800007777", "card": "identity_card", "seen": "本人和照片一致",
    "reason": "登记时提示对不上", "sure": "1",
}  # fmt: skip


async def squatter(make: Factory, d: Desk, *, online: bool, **changes: Any) -> Actor:
    """Whose account holds the number: registered online with it, or tied to the roster's record of its owner."""
    resident = await make.resident(d.place, name="王强", identity=TRUE, conditions=["hypertension"])
    account = await make.account(CHENGDU, display_name="王强", resident_id=resident, **changes)
    who = Actor(role=Role.RESIDENT, county=CHENGDU, account_id=account, resident_id=resident, name="王强")
    if online:
        async with make.db.transaction(SYSTEM) as tx:
            await record(tx, CHENGDU, "accounts.resident.registered", resident)
            await tx.run("update residents set registered_at = $1 where id = $2", tx.now, resident)
    return who


async def open_it(web: httpx.AsyncClient, make: Factory, by: Actor) -> str:
    await enter(web, make, by)
    answer = await web.post("/work/identity/cases", data=SAID | {"key": str(new_id())})
    assert answer.status_code == 303, answer.text
    page = (await web.get(answer.headers["location"])).text
    assert "请另一位看过本人和证件的同事见证" in page and TRUE not in page
    return page.split("/work/identity/cases/")[1].split("/")[0]


async def witnessed(
    web: httpx.AsyncClient, make: Factory, asked: httpx.Response, manager: Actor, colleague: Actor
) -> None:
    """A correction that waits: not by the manager who asked for it, then by somebody else."""
    assert asked.headers["location"] == "/work/identity?done=opened"
    page = (await web.get("/work/identity")).text
    assert "这份是您记的" in page and "这位居民有自己的账号" in page
    case = page.split("/work/identity/cases/")[1].split("/")[0]
    for who, answers in ((manager, [409]), (colleague, [303, 404])):
        await enter(web, make, who)
        for status in answers:
            assert (await web.post(f"/work/identity/cases/{case}/witness")).status_code == status, who.name


async def test_the_owner_gets_the_number_and_the_holder_keeps_the_record_without_it(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    mail = make.vault.seal("wang@example.org", email_of(account := new_id()))
    holder = await squatter(make, d, online=True, id=account, email_sealed=mail)
    signed = await agreements.request_agreement(db, holder, order(d.place, holder.resident_id))
    assert await state(system, CHENGDU, signed) in (AgreementState.ACTIVE, AgreementState.IN_RENEWAL_WINDOW)
    case = await open_it(client, make, d.doctor)
    assert "<strong>1</strong> 身份核对" in (await client.get("/work")).text
    for wrong, status in ((d.doctor, 409), (d.colleague, 409), (d.stranger, 404)):
        await enter(client, make, wrong)
        assert (await client.post(f"/work/identity/cases/{case}/witness")).status_code == status, wrong.name
    await enter(client, make, d.manager)
    done = await client.post(f"/work/identity/cases/{case}/witness")
    page = (await client.get(done.headers["location"])).text
    assert "号码归还本人" in page and "身份要核对的协议" in page
    # What is in force goes on; what files said of the number went along with it; the old paper says what it said.
    assert await state(system, CHENGDU, signed) in (AgreementState.ACTIVE, AgreementState.IN_RENEWAL_WINDOW)
    owner = await one_value(system, "select subject_id from key_directory where kind = 'identity' "
                            "and key_hash = $1", make.vault.blind_index("identity", TRUE))  # fmt: skip
    assert owner != holder.resident_id
    facts = "select count(*) from resident_conditions where resident_id = $1"
    assert [await one_value(system, facts, who) for who in (owner, holder.resident_id)] == [1, 0]
    assert TRUE[-4:] in (await client.get(f"/agreements/{signed}/document")).text
    # The holder is told, by mail and on the own pages, and signs nothing new until it is mended.
    assert (
        await one_value(system, "select count(*) from outgoing_mails where subject like '家医：请核对%'") == 1
    )
    await enter(client, make, holder)
    for path in ("/me", "/"):
        assert "您的身份证号要核对" in (await client.get(path)).text, path
    assert "陈秀英" not in (await client.get("/me")).text
    with pytest.raises(Conflict, match="要先核对"):
        await agreements.request_agreement(db, holder, order(d.place, holder.resident_id))
    # The owner is at home in their account with the number, at once.
    mine = await make.account(CHENGDU, display_name="")
    new = Actor(role=Role.RESIDENT, county=CHENGDU, account_id=mine)
    person = Person("陈秀英", parse(TRUE), "13800007777")
    assert await me.say_who(db, make.vault, new, person, None, "10.0.0.1") == owner
    # Only the own desk reads of the case; an agreement's old words are read by whom it concerns.
    tables = ("identity_cases", "identity_reviews", "agreement_people")
    bureau = await make.actor(Role.BUREAU, d.place)
    for who, rows in (
        (d.doctor, [1, 1, 1]),
        (d.stranger, [0, 0, 0]),
        (holder, [0, 0, 1]),
        (bureau, [0, 0, 1]),
    ):
        async with db.transaction(who) as tx:
            assert [await tx.value(f"select count(*) from {table}") for table in tables] == rows, who.name
    # The manager looks at the agreement, and mends the holder's own number.
    await enter(client, make, d.manager)
    assert "请写明核对的结果" in (await client.post(f"/work/identity/reviews/{signed}", data={})).text
    looked = await client.post(f"/work/identity/reviews/{signed}", data={"note": "是王强本人签的"})
    assert "身份要核对的协议" not in (await client.get(looked.headers["location"])).text
    fixed = {"name": "王强", "identity": OTHER, "card": "identity_card", "seen": "本人到场", "sure": "1"}
    path = f"/work/residents/{holder.resident_id}/identity"
    await witnessed(client, make, await client.post(path, data=fixed), d.manager, d.doctor)
    await enter(client, make, holder)
    assert "您的身份证号要核对" not in (await client.get("/me")).text
    assert "核对了这份协议签的是谁" in (await client.get(f"/agreements/{signed}")).text


async def test_an_account_on_the_rosters_record_of_the_owner_is_loosened_and_its_request_stops(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update institutions set accepts_each_request = true")
    holder = await squatter(make, d, online=False)
    asked = await agreements.request_agreement(db, holder, order(d.place, holder.resident_id))
    case = await open_it(client, make, d.manager)
    await enter(client, make, d.doctor)
    assert (await client.post(f"/work/identity/cases/{case}/witness")).status_code == 303
    assert await state(system, CHENGDU, asked) is AgreementState.WITHDRAWN
    assert await one_value(
        system, "select name || phone_tail from residents where id = $1", holder.resident_id
    ) == ("陈秀英7777")
    await enter(client, make, holder)
    page = (await client.get("/me/identity")).text
    assert "您的账号现在没有对应的人" in page
    assert (await client.get(f"/agreements/{asked}")).status_code in (303, 404)
    kinds = "select string_agg(kind, ' ' order by kind) from history_events where subject_id in ($1, $2)"
    kept = await one_value(system, kinds, holder.resident_id, asked)
    assert "accounts.identity.account_loosened" in kept and "agreements.identity_stopped" in kept


async def test_two_desks_and_a_free_number_hear_a_sentence(db: Database, make: Factory) -> None:
    d = await desk(make, CHENGDU)
    seen = {"name": "陈秀英", "phone": "13800007777", "card": "identity_card", "seen": "x", "reason": "y"}
    claim = Claim(number=parse(TRUE), **seen)
    with pytest.raises(FormInvalid, match="没有人登记"):
        await actions.open_case(db, make.vault, d.manager, claim, new_id())
    await squatter(make, d, online=True)
    both = await asyncio.gather(
        *(actions.open_case(db, make.vault, who, claim, new_id()) for who in (d.manager, d.stranger)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["FormInvalid", "UUID"]
    case = next(one for one in both if isinstance(one, UUID))
    await actions.refuse_case(db, d.manager if isinstance(both[0], UUID) else d.stranger, case, "看错了")
    assert isinstance(await actions.open_case(db, make.vault, d.manager, claim, new_id()), UUID)


async def test_a_case_asks_for_what_was_seen_and_keeps_what_was_typed(
    client: httpx.AsyncClient, make: Factory
) -> None:
    d = await desk(make, CHENGDU)
    await enter(client, make, d.doctor)
    for field in ("name", "identity", "phone", "card", "seen", "reason", "sure"):
        answer = await client.post("/work/identity/cases", data=SAID | {field: "", "key": str(new_id())})
        assert answer.status_code == 422 and f'href="#f-{field}"' in answer.text, field
    assert "本人和照片一致" in answer.text


async def test_a_mistyped_name_and_number_are_put_right_and_signed_papers_stay(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    resident = await make.resident(d.place, name="王方", identity=OTHER)
    who = await make.actor(Role.RESIDENT, d.place, resident_id=resident, name="王方")
    signed = await agreements.request_agreement(db, who, order(d.place, resident))
    path, said = f"/work/residents/{resident}/identity", {key: SAID[key] for key in SAID if key != "name"}
    for stranger, status in ((d.doctor, 403), (d.stranger, 403)):
        await enter(client, make, stranger)
        assert (await client.post(path, data=said | {"name": "王芳"})).status_code == status
    other = await make.actor(Role.MANAGER, await make.place(CHENGDU))
    await enter(client, make, other)
    assert (await client.post(path, data=said | {"name": "王芳"})).status_code == 404
    await enter(client, make, d.manager)
    asked = await client.post(path, data=said | {"name": "王芳"})
    assert await one_value(system, "select name from residents where id = $1", resident) == "王方"
    await witnessed(client, make, asked, d.manager, d.doctor)
    await enter(client, make, d.manager)
    page = (await client.get(path)).text
    for told in (
        f"见证：{d.doctor.name}",
        "王* → 王*",
        f"{OTHER[-4:]} → {TRUE[-4:]}",
        "1960-01-01 → 1950-03-04",
        "本人和照片一致",
    ):
        assert told in page
    assert OTHER not in page and TRUE not in page
    paper = (await client.get(f"/agreements/{signed}/document")).text
    assert "王方" in paper and OTHER[-4:] in paper
    assert "王芳" in (await client.get(f"/work/residents/{resident}")).text
    assert await one_value(system, "select count(*) from access_log where resident_id = $1 and part = 'identity_check'",
                           resident) >= 1  # fmt: skip


async def test_two_correct_to_the_same_number_at_once(db: Database, make: Factory) -> None:
    d = await desk(make, CHENGDU)
    first, second = await make.resident(d.place), await make.resident(d.place)
    claim = Claim(name="王芳", number=parse(TRUE), card="identity_card", seen="x")
    both = await asyncio.gather(
        *(
            actions.correct(db, make.vault, "https://jiayi.example", d.manager, one, claim)
            for one in (first, second)
        ),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["FormInvalid", "bool"]


async def test_a_case_and_a_correction_ask_for_a_recent_second_factor(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    resident = await make.resident(d.place)
    await enter(client, make, d.manager)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update sessions set factor_at = factor_at - interval '1 hour', confirmed_at = null")
    for path in ("/work/identity/cases", f"/work/residents/{resident}/identity"):
        answer = await client.post(path, data=SAID | {"key": str(new_id())})
        assert answer.status_code == 403 and "再验证" in answer.text, path


async def test_the_same_child_added_by_two_heads_at_once(db: Database, make: Factory) -> None:
    d = await desk(make, CHENGDU)
    child = Person("王小宝", parse(generate(date(2019, 5, 6), Sex.MALE, 3)), "13800001111")
    heads = []
    for _ in range(2):
        head = await make.resident(d.place)
        household = await make.household(d.place, head)
        heads.append(await make.actor(Role.RESIDENT, d.place, resident_id=head, household_id=household))
    both = await asyncio.gather(
        *(me.add_member(db, make.vault, one, child, "child") for one in heads), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["GoToDesk", "UUID"]


async def test_who_came_in_since_they_were_looked_up_is_not_taken_in(
    db: Database, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The narrowest moment of that race: not there when looked up, there when written."""
    d = await desk(make, CHENGDU)
    child = Person("王小宝", parse(generate(date(2019, 5, 6), Sex.MALE, 3)), "13800001111")
    heads = []
    for _ in range(2):
        head = await make.resident(d.place)
        household = await make.household(d.place, head)
        heads.append(await make.actor(Role.RESIDENT, d.place, resident_id=head, household_id=household))
    await me.add_member(db, make.vault, heads[0], child, "child")

    async def nobody(*_: object) -> None:
        return None

    monkeypatch.setattr("jiayi.accounts.store.look_up_identity", nobody)
    with pytest.raises(me.GoToDesk):
        await me.add_member(db, make.vault, heads[1], child, "child")
