"""Who gives and ends which role, where, and what becomes of the person's sign-ins (ASVS 5.0 7.4.3, 8.2.4, 8.3.1)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from jiayi.accounts.roles import actions
from jiayi.accounts.roles.letters import SUBJECT_ENDED, SUBJECT_OFFERED
from jiayi.accounts.roles.model import Wish
from jiayi.accounts.sealed import email_of
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Forbidden, FormInvalid, NotFound
from tests.accounts.conftest import ask, code_in, in_role
from tests.accounts.conftest import enter as enter_code
from tests.accounts.conftest import mailbox as mailbox
from tests.desk.helpers import Desk, desk, enter, one_value
from tests.factories import COUNTY, Factory, Place
from tests.fakes.smtp import Mailbox

NEWCOMER = "zhou@example.org"
WHY = "原来的同事退休了"
ADMIN_ROLE, INSTITUTION = Role.ADMIN, "institution"


@pytest.fixture
async def d(make: Factory) -> Desk:
    return await desk(make, COUNTY)


@pytest.fixture
async def admin(make: Factory, d: Desk) -> Actor:
    return await make.actor(Role.ADMIN, d.place, name="区县周", institution_id=None)


def wish(place: Place | None, role: Role, **changes: Any) -> Wish:
    at = place.institution_id if place else None
    named: dict[str, Any] = {
        "role": role, "institution_id": at, "doctor_id": None, "name": "周明", "email": NEWCOMER,
        "starts_on": clock.today(), "ends_on": None, "reason": WHY,
    } | changes  # fmt: skip
    return Wish(**named)


async def offered(db: Database, make: Factory, by: Actor, what: Wish) -> UUID:
    return await actions.offer(db, make.vault, by, new_id(), what)


async def grant_of(system: Database, account: UUID | None) -> UUID:
    found: UUID = await one_value(system, "select id from role_grants where account_id = $1", account)
    return found


@pytest.mark.parametrize(
    ("by", "role", "where", "refused"),
    [
        ("manager", Role.COORDINATOR, "own", None),
        ("manager", Role.MANAGER, "own", None),
        ("manager", Role.MANAGER, "next door", NotFound),
        ("manager", Role.ADMIN, "county", FormInvalid),
        ("manager", Role.BUREAU, "county", FormInvalid),
        ("manager", Role.ADMIN, "own", FormInvalid),
        ("admin", Role.ADMIN, "county", None),
        ("admin", Role.BUREAU, "county", None),
        ("admin", Role.MANAGER, "next door", None),
        ("admin", Role.MANAGER, "another county", NotFound),
        ("admin", Role.MANAGER, "county", FormInvalid),
        ("doctor", Role.COORDINATOR, "own", Forbidden),
        ("bureau", Role.COORDINATOR, "own", Forbidden),
    ],
)
async def test_nobody_gives_a_role_above_the_own_or_elsewhere(
    db: Database, system: Database, make: Factory, d: Desk, admin: Actor, by: str, role: Role, where: str, refused: Any
) -> None:  # fmt: skip
    actors = {
        "manager": d.manager,
        "admin": admin,
        "doctor": d.doctor,
        "bureau": await make.actor(Role.BUREAU, d.place),
    }
    places = {"own": d.place, "next door": await make.place(), "another county": await make.place(510104)}
    what = wish(places.get(where), role)
    if refused:
        with pytest.raises(refused):
            await offered(db, make, actors[by], what)
        assert await one_value(system, "select count(*) from role_offers") == 0
    else:
        offer = await offered(db, make, actors[by], what)
        kind = "select count(*) from history_events where kind = 'accounts.role.offered' and subject_id = $1"
        assert await one_value(system, kind, offer) == 1
    by_sql = "insert into role_offers values ($1, $2, $3, $4, 'x', 'x', 'x', $5, null, 'x', now(), $6, now())"
    if refused:  # nor past the pages
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.CheckViolationError)):
            async with db.transaction(actors[by]) as tx:
                await tx.run(
                    by_sql, COUNTY, new_id(), role.value, what.institution_id, tx.today, actors[by].account_id
                )


async def test_who_reads_the_mail_takes_the_role_up(
    db: Database, system: Database, make: Factory, d: Desk, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    """Through the pages: offered, taken up with a code of that mailbox, seen in the list, ended, told by mail."""
    await enter(client, make, d.manager)
    bare = await client.post("/work/roles/new", data={"key": str(new_id()), "name": "周明", "role": "admin"})
    assert bare.status_code == 422 and "周明" in bare.text and "请选一个身份" in bare.text
    fields = {"key": str(new_id()), "role": "manager", "name": "周明", "email": NEWCOMER, "reason": WHY}
    for _ in range(2):  # sent twice, done once
        assert (await client.post("/work/roles/new", data=fields)).status_code == 303
    listed = (await client.get("/work/roles")).text
    assert "等对方接受的" in listed and "z***@example.org" in listed and NEWCOMER not in listed
    mails = "select count(*) from outgoing_mails where subject = $1"
    assert await one_value(system, mails, SUBJECT_OFFERED) == 1
    assert await one_value(system, "select count(*) from role_grants where role = 'manager'") == 1

    client.cookies.clear()
    await ask(client, NEWCOMER)
    went = await enter_code(client, code_in(mailbox))
    assert went.headers["location"].startswith("/me/confirmation")  # never without a second factor
    offer = await one_value(system, "select id from role_offers")
    await in_role(client, mailbox, NEWCOMER, offer)
    assert (await client.get("/work")).status_code == 200
    held = (
        "select display_name || given_because from role_grants g join accounts a on a.id = g.account_id"
        " where g.id = $1 and g.granted_by = $2"
    )
    assert await one_value(system, held, offer, d.manager.account_id) == f"周明{WHY}"
    theirs = dict(client.cookies)

    await enter(client, make, d.manager)
    listed = (await client.get("/work/roles")).text
    assert "周明" in listed and WHY in listed and "钱主任" in listed and "等对方接受的" not in listed
    path = f"/work/roles/{offer}/ending"
    assert (await client.post(path)).status_code == 422
    assert (await client.post(path, data={f"reason-{offer}": "换了岗位"})).status_code == 303
    assert await one_value(system, mails, SUBJECT_ENDED) == 1
    over = (await client.get("/work/roles?over=1")).text
    assert "换了岗位" in over and "周明" in over
    client.cookies.clear()
    client.cookies.update(theirs)
    assert (await client.get("/work")).status_code in (401, 303)
    events = (
        "select count(*) from history_events where kind in ('accounts.role.taken_up', 'accounts.role.ended')"
    )
    assert await one_value(system, events) == 2


async def test_a_resident_is_signed_out_everywhere_when_a_role_begins_or_ends(
    db: Database, system: Database, make: Factory, d: Desk, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    me = await make.actor(Role.RESIDENT, d.place, resident_id=await make.resident(d.place), name="周明")
    async with system.transaction(SYSTEM) as tx:
        sealed = make.vault.seal(NEWCOMER, email_of(me.account_id))  # type: ignore[arg-type]
        await tx.run("update accounts set email_sealed = $2 where id = $1", me.account_id, sealed)
    await make.insert(
        "key_directory", key_hash=make.vault.blind_index("email", NEWCOMER), kind="email", county=COUNTY,
        subject_id=me.account_id,
    )  # fmt: skip
    at_home, open_page = await make.session(me), "/me/household"

    async def is_in(cookies: dict[str, str]) -> bool:
        client.cookies.clear()
        client.cookies.update(cookies)
        return (await client.get(open_page)).status_code == 200

    offer = await offered(db, make, d.manager, wish(d.place, Role.COORDINATOR))
    assert await is_in(at_home)
    client.cookies.clear()
    await ask(client, NEWCOMER)
    await enter_code(client, code_in(mailbox))
    here = dict(client.cookies)
    assert await is_in(here) and not await is_in(at_home)
    await actions.end(db, make.vault, d.manager, offer, "x")
    assert not await is_in(here)


@pytest.mark.parametrize("why", ["withdrawn", "expired", "the giver left", "the own", "without a code"])
async def test_an_offer_that_no_longer_stands_gives_nothing(
    db: Database, system: Database, make: Factory, d: Desk, client: httpx.AsyncClient, mailbox: Mailbox, why: str
) -> None:  # fmt: skip
    other = await make.actor(Role.MANAGER, d.place)
    offer = await offered(db, make, other, wish(d.place, Role.COORDINATOR))
    if why == "withdrawn":
        await actions.withdraw(db, d.manager, offer)
        with pytest.raises(NotFound):
            await actions.withdraw(db, d.manager, offer)
    elif why == "expired":
        clock.set_now((clock.now() + timedelta(days=15)).isoformat())
    elif why == "the giver left":
        await actions.end(db, make.vault, d.manager, await grant_of(system, other.account_id), "x")
    elif why == "the own":
        hashed = make.vault.blind_index("email", NEWCOMER)
        await make.insert(
            "key_directory", key_hash=hashed, kind="email", county=COUNTY, subject_id=other.account_id
        )
    if why == "without a code":
        me = await make.actor(Role.RESIDENT, d.place)
        async with db.transaction(me) as tx:
            sql = "select count(*) from take_up_offers($1, $2, $3)"
            assert await tx.value(sql, make.vault.blind_index("email", NEWCOMER), tx.today, tx.now) == 0
    else:
        await ask(client, NEWCOMER)
        await enter_code(client, code_in(mailbox))
    assert await one_value(system, "select count(*) from role_grants where role = 'coordinator'") == 0


async def test_a_doctor_is_invited_as_the_roster_does(
    db: Database, system: Database, make: Factory, d: Desk, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    free = await make.doctor(d.place.institution_id, name="何静")
    for doctor, refused in ((d.place.doctor_id, True), (d.stranger.doctor_id, True), (free, False)):
        what = wish(d.place, Role.DOCTOR, doctor_id=doctor, name="")
        if refused:
            with pytest.raises(FormInvalid):
                await offered(db, make, d.manager, what)
        else:
            await offered(db, make, d.manager, what)
    await enter(client, make, d.manager)
    assert "何静" in (await client.get("/work/roles")).text
    client.cookies.clear()
    await ask(client, NEWCOMER)
    await enter_code(client, code_in(mailbox))
    held = "select a.doctor_id from role_grants g join accounts a on a.id = g.account_id where given_because = $1"
    assert await one_value(system, held, WHY) == free


@pytest.mark.parametrize(
    ("by", "whose", "refused"),
    [
        ("manager", "doctor", None),
        ("manager", "stranger", NotFound),
        ("manager", "admin", NotFound),
        ("manager", "manager", FormInvalid),
        ("admin", "manager", None),
        ("admin", "stranger", None),
        ("admin", "admin", FormInvalid),
        ("doctor", "colleague", Forbidden),
        ("admin of another county", "doctor", NotFound),
        ("a manager whose role ended", "doctor", NotFound),
    ],
)
async def test_who_ends_whose_role(
    db: Database, system: Database, make: Factory, d: Desk, admin: Actor, by: str, whose: str, refused: Any
) -> None:  # fmt: skip
    """The last manager ends only by the administrator, the last administrator not at all."""
    actors = {
        "manager": d.manager, "admin": admin, "doctor": d.doctor, "colleague": d.colleague, "stranger": d.stranger,
    }  # fmt: skip
    if by == "admin of another county":
        actors[by] = await make.actor(Role.ADMIN, await make.place(510104))
    elif by == "a manager whose role ended":  # in the very moment of the request
        actors[by] = Actor(
            role=Role.MANAGER, county=COUNTY, account_id=new_id(), institution_id=d.place.institution_id
        )
    grant = await grant_of(system, actors[whose].account_id)
    open_grants = "select count(*) from role_grants where ended_at is null and id = $1"
    if refused:
        with pytest.raises(refused):
            await actions.end(db, make.vault, actors[by], grant, "x")
        assert await one_value(system, open_grants, grant) == 1
    else:
        await actions.end(db, make.vault, actors[by], grant, "x")
        assert await one_value(system, open_grants, grant) == 0


async def test_who_stays_for_some_days_only_does_not_count(
    db: Database, system: Database, make: Factory, d: Desk, admin: Actor
) -> None:
    deputy = await make.actor(Role.ADMIN, d.place)
    async with system.transaction(SYSTEM) as tx:
        await tx.run(
            "update role_grants set ends_on = $2 where account_id = $1", deputy.account_id, date(2026, 4, 1)
        )
    with pytest.raises(FormInvalid):
        await actions.end(db, make.vault, admin, await grant_of(system, admin.account_id), "x")
    await actions.end(db, make.vault, admin, await grant_of(system, deputy.account_id), "x")


async def test_it_is_asked_again_who_one_is(
    client: httpx.AsyncClient, system: Database, make: Factory, d: Desk
) -> None:
    await enter(client, make, d.manager)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update sessions set factor_at = factor_at - interval '11 minutes'")
    grant = await grant_of(system, d.doctor.account_id)
    fields = {"key": str(new_id()), "role": "manager", "name": "周明", "email": NEWCOMER, "reason": WHY}
    for path, data in (
        ("/work/roles/new", fields),
        (f"/work/roles/{grant}/ending", {f"reason-{grant}": "x"}),
    ):
        asked = await client.post(path, data=data)
        assert asked.status_code == 403 and "location" not in asked.headers, path
    assert await one_value(system, "select count(*) from role_offers") == 0
    assert await one_value(system, "select count(*) from role_grants where ended_at is not null") == 0


async def test_each_office_sees_its_own_people(
    client: httpx.AsyncClient, make: Factory, d: Desk, admin: Actor
) -> None:
    await enter(client, make, d.manager)
    shown = (await client.get("/work/roles")).text
    assert "赵敏" in shown and "孙强" not in shown and "区县周" not in shown
    await enter(client, make, await make.actor(Role.BUREAU, d.place))
    shown = (await client.get("/work/roles")).text
    assert "赵敏" in shown and "孙强" in shown and "给一个身份" not in shown and "ending" not in shown
    assert (await client.get("/work/roles/new")).status_code == 403
    await enter(client, make, admin)
    shown = (await client.get(f"/work/roles?institution={d.place.institution_id}")).text.split("<main")[1]
    assert "赵敏" in shown and "孙强" not in shown
    assert "转诊协调员" not in (await client.get("/work/roles/new")).text.split("<main")[1]
    at = f"/work/roles/new?institution={d.place.institution_id}"
    assert "转诊协调员" in (await client.get(at)).text.split("<main")[1]
    assert (await client.get(f"/work/roles/new?institution={new_id()}")).status_code == 404
    for actor in (d.doctor, await make.actor(Role.COORDINATOR, d.place)):
        await enter(client, make, actor)
        assert (await client.get("/work/roles")).status_code == 403
