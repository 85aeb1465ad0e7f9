"""People arrive by the thousand, once each, and what a newer roster says counts."""

from datetime import date

from jiayi.accounts import store
from jiayi.accounts.model import ConditionRow, GroupRow, InsuranceRow, PersonRow
from jiayi.accounts.sealed import identity_of
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate
from tests.factories import Factory

COUNTY = 510107


def person(n: int, **changes: object) -> PersonRow:
    given = {
        "identity_number": generate(date(1950, 1, 1), Sex.FEMALE, n % 400, n // 400),
        "name": "王芳",
        "phone": "13800001111",
    }
    return PersonRow(**(given | changes))  # type: ignore[arg-type]


def insured(balance: int, as_of: date) -> InsuranceRow:
    return InsuranceRow(scheme="resident", county_of_insurance=COUNTY, premium_paid=True,
                        outpatient_balance_fen=balance, two_disease=["diabetes"], as_of=as_of)  # fmt: skip


async def test_household_with_head_is_made(system: Database, make: Factory) -> None:
    rows = [person(1, household="a", relation="spouse"), person(2, household="a"), person(3)]
    async with system.transaction(SYSTEM) as tx:
        written = await store.add_residents(tx, make.vault, COUNTY, rows)
        wife, head, alone = [await store.find_resident(tx, COUNTY, i) for i in written.ids if i]
        assert wife and head and alone and head.household_id
        members = await store.household_members(tx, COUNTY, head.household_id)
    assert (head.is_head, wife.is_head, alone.is_head) == (True, False, True)
    assert [m.id for m in members] == [head.id, wife.id]
    assert make.vault.open(head.identity_sealed, identity_of(head.county, head.id)) == rows[1].identity_number


async def test_repeat_changes_and_adds_nothing(system: Database, make: Factory) -> None:
    async with system.transaction(SYSTEM) as tx:
        first = await store.add_residents(tx, make.vault, COUNTY, [person(1, phone="13800001111")])
        again = await store.add_residents(tx, make.vault, COUNTY, [person(1, phone="13800002222"), person(1)])
        seen = await store.find_resident(tx, COUNTY, first.ids[0])  # type: ignore[arg-type]
    assert (first.added, again.added, again.changed) == (1, 0, 1)
    assert again.ids == [first.ids[0]] * 2
    assert seen and seen.phone_tail == "1111"


async def test_person_of_another_county_is_left_alone(system: Database, make: Factory) -> None:
    async with system.transaction(SYSTEM) as tx:
        await store.add_residents(tx, make.vault, 510104, [person(1)])
        written = await store.add_residents(tx, make.vault, COUNTY, [person(1, name="别人")])
    assert (written.ids, written.added, written.changed) == ([None], 0, 0)


async def test_facts_are_those_of_the_day(system: Database, make: Factory) -> None:
    """CD-2.3, UR-3.1: diagnosis, treatment, certification and balance are what the rules ask."""
    row = person(
        1, conditions=[ConditionRow("hypertension", treated=True), ConditionRow("diabetes")],
        groups=[GroupRow("pregnant", date(2025, 1, 1), date(2026, 1, 1)), GroupRow("disabled", date(2020, 1, 1))],
        insurance=insured(9000, date(2026, 2, 1)),
    )  # fmt: skip
    async with system.transaction(SYSTEM) as tx:
        written = await store.add_residents(tx, make.vault, COUNTY, [row])
        stale = person(1, insurance=insured(1, date(2025, 1, 1)))
        await store.add_residents(tx, make.vault, COUNTY, [stale])
        facts = await store.resident_facts(tx, COUNTY, written.ids[0], date(2026, 3, 2))  # type: ignore[arg-type]
    assert facts and (facts.age_years, facts.outpatient_balance_fen, facts.groups) == (76, 9000, ["disabled"])
    assert (facts.conditions, facts.treated_conditions) == (["diabetes", "hypertension"], ["hypertension"])
    assert facts.two_disease == ["diabetes"]


async def test_five_thousand_at_once(system: Database, make: Factory) -> None:
    rows = [person(n, household=str(n // 3), conditions=[ConditionRow("diabetes")], insurance=insured(1, date(2026, 1, 1)))
            for n in range(5000)]  # fmt: skip
    async with system.transaction(SYSTEM) as tx:
        written = await store.add_residents(tx, make.vault, COUNTY, rows)
    assert written.added == 5000
