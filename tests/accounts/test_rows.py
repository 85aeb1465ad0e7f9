"""Row-level security, role by row: which residents exist for whom; who may give roles; whose household."""

import asyncpg
import pytest

from jiayi.accounts import store
from jiayi.accounts.guards import IdentityNeeded, require_resident, require_staff
from jiayi.infra.db.actor import ANONYMOUS, SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Forbidden, SignInNeeded
from tests.factories import COUNTY, Factory

ELSEWHERE = 510104

TABLE = [
    ("person", {"own"}),
    ("head", {"own", "household"}),
    ("member", {"household"}),
    ("doctor", {"own", "household", "neighbour"}),
    ("manager", {"own", "household", "neighbour"}),
    ("manager next door", {"other institution"}),
    ("coordinator", set()),
    ("bureau", {"own", "household", "neighbour", "other institution"}),
    ("bureau elsewhere", {"other county"}),
    ("anonymous", set()),
    ("web role that claims to be the system", set()),
]


@pytest.mark.parametrize(("who", "sees"), TABLE, ids=[row[0] for row in TABLE])
async def test_residents_exist_only_for_theirs(db: Database, make: Factory, who: str, sees: set[str]) -> None:
    place, next_door, far = await make.place(), await make.place(), await make.place(ELSEWHERE)
    rows = {
        "own": await make.resident(place), "household": await make.resident(place), "neighbour": await make.resident(place),
        "other institution": await make.resident(next_door), "other county": await make.resident(far),
    }  # fmt: skip
    household = await make.household(place, rows["own"], rows["household"])
    actors = {
        "person": Actor(role=Role.RESIDENT, county=COUNTY, resident_id=rows["own"]),
        "head": Actor(role=Role.RESIDENT, county=COUNTY, resident_id=rows["own"], household_id=household),
        "member": Actor(role=Role.RESIDENT, county=COUNTY, resident_id=rows["household"]),
        "doctor": Actor(role=Role.DOCTOR, county=COUNTY, institution_id=place.institution_id),
        "manager": Actor(role=Role.MANAGER, county=COUNTY, institution_id=place.institution_id),
        "manager next door": Actor(role=Role.MANAGER, county=COUNTY, institution_id=next_door.institution_id),
        "coordinator": Actor(role=Role.COORDINATOR, county=COUNTY, institution_id=place.institution_id),
        "bureau": Actor(role=Role.BUREAU, county=COUNTY),
        "bureau elsewhere": Actor(role=Role.BUREAU, county=ELSEWHERE),
        "anonymous": ANONYMOUS,
        "web role that claims to be the system": SYSTEM,
    }
    async with db.transaction(actors[who]) as tx:
        found = {row["id"] for row in await tx.connection.fetch("select id from residents")}
        facts = {
            row["resident_id"]
            for row in await tx.connection.fetch("select resident_id from insurance_records")
        }
        one = {name for name, row in rows.items() if await store.find_resident(tx, COUNTY, row)}
    assert found == facts == {rows[name] for name in sees}
    assert one == sees - {"other county"}


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.DOCTOR, Role.MANAGER, Role.BUREAU])
async def test_nobody_gives_themselves_a_role(db: Database, make: Factory, role: Role) -> None:
    actor = await make.actor(role, await make.place())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.transaction(actor) as tx:
            await store.add_grant(tx, COUNTY, actor.account_id, Role.ADMIN, None)  # type: ignore[arg-type]


async def test_nobody_writes_a_grant_past_the_offer(db: Database, make: Factory) -> None:
    """Also not who may offer the role: tests/roles walks who offers which."""
    place = await make.place()
    other = await make.account()
    for role in (Role.MANAGER, Role.ADMIN):
        actor = await make.actor(role, place)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with db.transaction(actor) as tx:
                await store.add_grant(tx, COUNTY, other, Role.DOCTOR, place.institution_id)


async def test_households_of_others_do_not_exist(db: Database, make: Factory) -> None:
    place = await make.place()
    me, other = await make.resident(place), await make.resident(place)
    mine, theirs = await make.household(place, me), await make.household(place, other)
    async with db.transaction(Actor(role=Role.RESIDENT, county=COUNTY, resident_id=me)) as tx:
        seen = {row["id"] for row in await tx.connection.fetch("select id from households")}
    assert seen == {mine} and theirs not in seen


def test_guards_say_which_door_is_closed() -> None:
    some = new_id()
    person = Actor(role=Role.RESIDENT, county=COUNTY, account_id=some)
    with pytest.raises(SignInNeeded):
        require_resident(ANONYMOUS)
    with pytest.raises(IdentityNeeded):
        require_resident(person)
    with pytest.raises(Forbidden):
        require_staff(person)
    doctor = Actor(role=Role.DOCTOR, county=COUNTY, account_id=some)
    assert require_staff(doctor) == require_staff(doctor, Role.DOCTOR, Role.MANAGER) == some
    with pytest.raises(Forbidden):
        require_staff(doctor, Role.MANAGER)
    with pytest.raises(Forbidden):
        require_resident(doctor)
