"""Who may write which row, whatever the code above asks: each deed is tried as the web role itself."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from jiayi.history import store as history
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.accounts.world import World, world
from tests.factories import COUNTY, Factory

MY_HOUSEHOLD = "update residents set household_id = $h where id = $head"
HEADSHIP = "update households set head_id = $child where id = $h"
MY_BIRTH = "update residents set birth_date = '1950-01-01' where id = $head"
MY_NAME = "update residents set name = 'x' where id = $head"
MY_GROUP = "insert into resident_groups values ($c, $head, 'low_income', '2026-01-01', null, 'me')"
MY_TREATMENT = "update resident_conditions set treated = false where resident_id = $head"
MY_CONDITION = "delete from resident_conditions where resident_id = $head"
MY_PREMIUM = "update insurance_records set premium_paid = false where resident_id = $head"
A_HOUSEHOLD = "insert into households (county, id, head_id) values ($c, $new, $head)"
A_GRANT = "insert into role_grants values ($c, $new, $me, 'doctor', $a, '2026-01-01', null, null, now())"
ANY_NAME = "update accounts set display_name = 'x' where resident_id is null"
MY_PERSON = "update accounts set resident_id = $child where id = $me"
MY_TEAM = "update agreements set team_id = null where id = $agreement"
ENDING = "insert into agreement_endings values ($c, $agreement, 'x', '', '2026-03-02', now(), $me, null)"
DESK_MONEY = "insert into agreement_payments values ($c, $new, $agreement, 1, 'desk', 'q', now(), $me)"
NET_MONEY = "insert into agreement_payments values ($c, $new, $agreement, 1, 'online', 'q', now(), $me)"
MY_PLACE = "update waiting_entries set priority = 9 where resident_id = $head"
AN_OFFER = "update waiting_entries set offer_expires_at = now() where resident_id = $head"
A_LIE = ("insert into history_events (county, id, happened_at, kind, subject_id, actor_account_id, actor_role)"
         " values ($c, $new, now(), 'x', $head, $head, 'manager')")  # fmt: skip
A_FALSE_LOOK = ("insert into access_log (county, id, looked_at, resident_id, account_id, role, actor_name, part)"
                " values ($c, $new, now(), $head, $head, 'doctor', 'x', 'x')")  # fmt: skip

REFUSED, NOTHING, DONE = "refused", "nothing", "done"
TABLE = [
    ("head", MY_HOUSEHOLD, NOTHING), ("child", MY_HOUSEHOLD, NOTHING), ("neighbour", MY_HOUSEHOLD, NOTHING),
    ("doctor", MY_HOUSEHOLD, NOTHING), ("bureau", MY_HOUSEHOLD, NOTHING), ("manager next door", MY_HOUSEHOLD, NOTHING),
    ("manager", MY_HOUSEHOLD, DONE), ("admin", MY_HOUSEHOLD, DONE), ("manager elsewhere", MY_HOUSEHOLD, NOTHING),
    ("head", HEADSHIP, REFUSED), ("child", HEADSHIP, REFUSED), ("manager", HEADSHIP, REFUSED),
    ("manager", MY_BIRTH, REFUSED), ("admin", MY_BIRTH, REFUSED),
    ("head", MY_NAME, NOTHING), ("manager", MY_NAME, DONE),
    ("head", MY_GROUP, REFUSED), ("doctor", MY_GROUP, REFUSED), ("bureau", MY_GROUP, REFUSED),
    ("manager", MY_GROUP, DONE), ("manager next door", MY_GROUP, REFUSED),
    ("head", MY_TREATMENT, NOTHING), ("doctor", MY_TREATMENT, NOTHING), ("manager", MY_TREATMENT, DONE),
    ("head", MY_CONDITION, NOTHING), ("bureau", MY_CONDITION, NOTHING), ("admin", MY_CONDITION, DONE),
    ("head", MY_PREMIUM, NOTHING), ("doctor", MY_PREMIUM, NOTHING), ("manager", MY_PREMIUM, DONE),
    ("head", A_HOUSEHOLD, REFUSED), ("neighbour", A_HOUSEHOLD, REFUSED), ("doctor", A_HOUSEHOLD, REFUSED),
    ("manager", A_HOUSEHOLD, REFUSED), ("admin", A_HOUSEHOLD, REFUSED),
    ("manager", A_GRANT, REFUSED), ("head", A_GRANT, REFUSED), ("admin", A_GRANT, REFUSED),
    ("manager", ANY_NAME, REFUSED), ("admin", ANY_NAME, NOTHING), ("head", MY_PERSON, NOTHING),
    ("doctor", MY_PERSON, REFUSED),
    ("doctor", MY_TEAM, DONE), ("doctor next door", MY_TEAM, NOTHING), ("bureau", MY_TEAM, NOTHING),
    ("head", ENDING, DONE), ("doctor", ENDING, DONE), ("bureau", ENDING, REFUSED), ("neighbour", ENDING, REFUSED),
    ("child", ENDING, REFUSED), ("manager next door", ENDING, REFUSED),
    ("head", DESK_MONEY, REFUSED), ("doctor", DESK_MONEY, DONE), ("bureau", DESK_MONEY, REFUSED),
    ("head", NET_MONEY, DONE), ("doctor", NET_MONEY, REFUSED),
    ("neighbour", MY_PLACE, NOTHING), ("doctor next door", MY_PLACE, NOTHING), ("doctor", MY_PLACE, DONE),
    ("doctor", AN_OFFER, REFUSED), ("head", AN_OFFER, REFUSED),
    ("head", A_LIE, REFUSED), ("manager", A_LIE, REFUSED), ("doctor", A_FALSE_LOOK, REFUSED),
    ("anonymous", MY_NAME, NOTHING),
]  # fmt: skip


class _Undone(Exception):
    """Each deed stands alone."""


async def deed(db: Database, w: World, actor: Actor, sql: str) -> str:
    values: dict[str, Any] = {
        "$household": w.household, "$agreement": w.agreement, "$child": w.child, "$head": w.head, "$new": new_id(),
        "$me": actor.account_id or new_id(), "$a": w.place.institution_id, "$h": w.household,
    }  # fmt: skip
    for name, value in values.items():
        sql = sql.replace(name, f"'{value}'::uuid")
    try:
        async with db.transaction(actor) as tx:
            raise _Undone(DONE if await tx.run(sql.replace("$c", str(COUNTY))) else NOTHING)
    except _Undone as undone:
        return str(undone)
    except (asyncpg.InsufficientPrivilegeError, asyncpg.UniqueViolationError):
        return REFUSED


async def test_each_deed_in_each_role(db: Database, make: Factory) -> None:
    w = await world(db, make)
    got = [(who, sql, await deed(db, w, w.actors[who], sql)) for who, sql, _ in TABLE]
    assert got == TABLE


async def test_nobody_registers_into_a_strangers_household(db: Database, make: Factory) -> None:
    w = await world(db, make)
    me = new_id()
    newcomer = Actor(role=Role.RESIDENT, county=COUNTY, account_id=new_id(), resident_id=me)
    sql = f"""insert into residents (county, id, household_id, name, pinyin, sex, birth_date, identity_sealed,
      identity_tail, registered_at) values ({COUNTY}, '{me}', $1, 'x', 'x', 'male', '1990-01-01', '', '', now())"""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.transaction(newcomer) as tx:
            await tx.run(sql, w.household)
    async with db.transaction(newcomer) as tx:
        own = new_id()
        await tx.run("insert into households (county, id, head_id) values ($1, $2, $3)", COUNTY, own, me)
        assert await tx.run(sql, own) == 1


async def test_nobody_heads_two_households(system: Database, db: Database, make: Factory) -> None:
    w = await world(db, make)
    with pytest.raises(asyncpg.UniqueViolationError):
        await make.insert("households", county=COUNTY, id=new_id(), head_id=w.head)


async def test_who_moved_away_sees_the_old_household_no_longer(
    system: Database, db: Database, make: Factory
) -> None:
    w = await world(db, make)
    cookies = await make.session(w.actors["head"])
    sql = "select household_id from session_actor(sha256($1::text::bytea), $2)"
    async with db.transaction(w.actors["anonymous"]) as tx:
        assert await tx.value(sql, cookies["jiayi"], tx.now) == w.household
    await make.household(w.place, w.neighbour, w.head)
    async with db.transaction(w.actors["anonymous"]) as tx:
        assert await tx.value(sql, cookies["jiayi"], tx.now) is None


async def test_an_account_settles_once_and_for_itself(db: Database, system: Database, make: Factory) -> None:
    w = await world(db, make)
    other = await make.resident(w.place)
    account = await make.account(0)
    me = Actor(role=Role.RESIDENT, county=COUNTY, account_id=account, resident_id=other)
    sql = "select settle_account($1, 'x', $2)"
    async with db.transaction(me) as tx:
        assert not await tx.value(sql, COUNTY, w.child)  # not the person that the actor stands for
        assert await tx.value(sql, COUNTY, other)
        assert not await tx.value(sql, COUNTY, other)
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from accounts where id = $1", account) == 1


@pytest.mark.parametrize(
    "actor", [SYSTEM, Actor(role=Role.DOCTOR, county=1), Actor(role=Role.BUREAU, county=COUNTY)]
)
async def test_a_place_is_offered_by_no_stranger(db: Database, make: Factory, actor: Actor) -> None:
    """The web role that claims to be the system is nobody, inside a function with its owner's rights too."""
    w = await world(db, make)
    assert await offered(db, actor, w, 99) == 0


async def test_a_place_is_never_offered_beyond_the_doctors_number(
    db: Database, system: Database, make: Factory
) -> None:
    """R5: the caller's number may only be lower (MY-11)."""
    w = await world(db, make)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update doctor_panels set capacity = 1 where doctor_id = $1", w.place.doctor_id)
    assert await offered(db, w.actors["doctor"], w, 99) == 0
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update doctor_panels set capacity = 2 where doctor_id = $1", w.place.doctor_id)
    assert await offered(db, w.actors["doctor"], w, 1) == 0
    assert await offered(db, w.actors["doctor"], w, 99) == 1


async def test_who_stands_in_line_is_not_told_to_strangers(db: Database, make: Factory) -> None:
    w = await world(db, make)
    sql = "select count(*), count(resident_id) from waiting_line($1, $2, $3)"
    for who, told in (("head", 1), ("doctor", 1), ("neighbour", 0), ("bureau", 0), ("anonymous", 0)):
        async with db.transaction(w.actors[who]) as tx:
            row = await tx.connection.fetchrow(sql, COUNTY, w.place.doctor_id, tx.now)
        assert tuple(row) == (1, told), who


async def test_history_is_written_in_ones_own_name(db: Database, make: Factory) -> None:
    w = await world(db, make)
    for actor in w.actors.values():
        async with db.transaction(actor) as tx:
            await history.record(tx, COUNTY, "x", w.head)
            await history.looked_at(tx, COUNTY, w.child, "x")


async def offered(db: Database, actor: Actor, w: World, capacity: int) -> int:
    async with db.transaction(actor) as tx:
        found = await tx.connection.fetch(
            "select offer_places($1, $2, $3, $4, $5, $6)",
            COUNTY, w.place.doctor_id, capacity, tx.today, tx.now, tx.now + timedelta(days=3),
        )  # fmt: skip
        return len(found)
