"""A person of one institution who signs with another (MY-3): from when until when that one sees them."""

from datetime import date, timedelta
from typing import Any

import pytest
from asyncpg import Range

from jiayi.infra import clock
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database
from tests.accounts.world import agreement, confirmed, visit
from tests.factories import COUNTY, Factory

TODAY = date(2026, 3, 2)


def term(first: date, last: date | None) -> dict[str, Any]:
    return {"term": Range(first, last)}


def ended(days_ago: int) -> dict[str, Any]:
    return term(date(2025, 1, 1), TODAY - timedelta(days=days_ago))


RUNNING = term(date(2026, 1, 1), date(2027, 1, 1))
TABLE = [
    ("signed and confirmed online", RUNNING, True, None, True),
    ("the team has yet to answer", RUNNING | {"origin": "online"}, True, None, True),
    ("long-term", term(date(2026, 1, 1), None), True, None, True),
    ("begins next month", term(date(2026, 4, 1), date(2027, 4, 1)), True, None, True),
    ("the head asked, the grown-up has not confirmed (K1)", RUNNING | {"origin": "online"}, False, None, False),
    ("asked at the desk, nobody confirmed (K1)", RUNNING | {"origin": "desk"}, False, None, False),
    ("asked at home, nobody confirmed (K1)", RUNNING | {"origin": "home_visit"}, False, None, False),
    ("accepted at the desk, nobody confirmed", RUNNING | {"origin": "desk"}, False, "accepted", False),
    ("accepted", RUNNING, True, "accepted", True),
    ("declined", RUNNING, True, "declined", False),
    ("withdrawn", {"term": Range(empty=True)}, True, None, False),
    ("ended three months ago: settling", ended(89), True, "accepted", True),
    ("ended before that", ended(90), True, "accepted", False),
    ("ended long ago", term(date(2019, 1, 1), date(2020, 1, 1)), True, "accepted", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "yes", "outcome", "sees"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
async def test_the_institution_signed_with_sees_the_person(
    db: Database, make: Factory, changes: dict[str, Any], yes: bool, outcome: str | None, sees: bool
) -> None:
    home, other = await make.place(), await make.place()
    person = await make.resident(home, conditions=["hypertension"])
    agreement_id = await agreement(make, other, person, **changes)
    if yes:
        await confirmed(make, other, agreement_id)
    if outcome:
        await make.insert(
            "agreement_decisions", county=COUNTY, agreement_id=agreement_id, outcome=outcome, reason="x",
            decided_at=clock.now(),
        )  # fmt: skip
    for role in (Role.DOCTOR, Role.MANAGER):
        assert await seen(db, await make.actor(role, other)) == ([1, 1, 1] if sees else [0, 0, 0])
    assert await seen(db, await make.actor(Role.MANAGER, home)) == [1, 1, 1]


async def test_at_the_desk_the_person_is_seen_while_they_stand_there(db: Database, make: Factory) -> None:
    home, other = await make.place(), await make.place()
    number = "999999196001018888"
    person = await make.resident(home, identity=number, conditions=["hypertension"])
    await agreement(make, other, person, origin="desk")
    doctor = await make.actor(Role.DOCTOR, other)
    assert not await visit(db, doctor, person)  # the request alone is no way in
    assert await visit(db, doctor, person, make.vault.blind_index("identity", number))
    assert await seen(db, doctor) == [1, 1, 1]
    async with db.transaction(doctor) as tx:
        assert await tx.value("select expires_at <= now() + interval '1 hour' from desk_visits")


async def test_nobody_asks_for_another_institution(db: Database, make: Factory) -> None:
    home, other = await make.place(), await make.place()
    person = await make.resident(home)
    await confirmed(make, other, await agreement(make, other, person))
    for place, answer in ((home, False), (other, True)):
        async with db.transaction(await make.actor(Role.MANAGER, place)) as tx:
            asked = await tx.value("select signed_with($1, $2, $3)", COUNTY, person, other.institution_id)
        assert asked is answer


async def test_a_roster_changes_no_person_of_another_institution(db: Database, make: Factory) -> None:
    """Who signed here is seen here, and stays the other institution's to write down."""
    home, other = await make.place(), await make.place()
    person = await make.resident(home)
    await confirmed(make, other, await agreement(make, other, person))
    manager = await make.actor(Role.MANAGER, other)
    async with db.transaction(manager) as tx:
        assert await tx.value("select count(*) from residents") == 1
        assert await tx.run("update residents set institution_id = $1", other.institution_id) == 0
        assert await tx.run("update insurance_records set premium_paid = false") == 0


async def seen(db: Database, actor: Actor) -> list[int]:
    async with db.transaction(actor) as tx:
        tables = ("residents", "resident_conditions", "insurance_records")
        return [await tx.value(f"select count(*) from {table}") for table in tables]
