"""F6: below 14 the guardian alone; from 14 the child, too; from 18 nobody but they. Civil Code 17-19, 23, 27; PIPL 31."""

from datetime import date

import httpx
import pytest

from jiayi.accounts.birthdays.actions import tell_birthdays
from jiayi.accounts.store import create_account_with_role
from jiayi.agreements import actions, guards
from jiayi.agreements.model import AgreementState as S
from jiayi.agreements.model import Guardian, Origin, Signature
from jiayi.agreements.store import person
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Conflict
from tests.agreements.helpers import CHENGDU, look, order, state
from tests.factories import Factory, Place
from tests.families.helpers import sign_in

CHILD, PARENT = "小宝", "户主"
BY_PARENT = Signature(typed_name=PARENT)


async def _family(make: Factory, born: date, *, own_account: bool = True) -> tuple[Place, Actor, Actor]:
    """The parent, and the child as who signs in or (without an account) as nobody could."""
    place = await make.place()
    child = await make.resident(place, name=CHILD, birth_date=born, relation_to_head="child")
    parent = await make.resident(place, name=PARENT)
    household = await make.household(place, parent, child)
    head = await make.actor(Role.RESIDENT, place, resident_id=parent, household_id=household, name=PARENT)
    if own_account:
        return place, head, await make.actor(Role.RESIDENT, place, resident_id=child, name=CHILD)
    return place, head, Actor(role=Role.RESIDENT, county=place.county, resident_id=child, name=CHILD)


@pytest.mark.parametrize(
    ("day", "guardian_alone", "both"),
    [
        ("2026-03-01", True, False),  # 13, the last day
        ("2026-03-02", False, True),  # the 14th birthday
        ("2030-03-01", False, True),
        ("2030-03-02", False, False),  # the 18th birthday: the guardian's power is over that day
    ],
)
async def test_the_birthdays(db: Database, make: Factory, day: str, guardian_alone: bool, both: bool) -> None:
    place, head, child = await _family(make, date(2012, 3, 2), own_account=False)
    clock.set_now(f"{day}T00:00:01")
    async with db.transaction(head) as tx:
        assert child.resident_id
        one = await person(tx, place.county, child.resident_id)
    assert one
    assert guards.signs_beside(head, one) is both
    assert (guards.is_guardian(head, one) and not guards.signs_beside(head, one)) is guardian_alone
    assert guards.acts_for(head, one) is (guardian_alone or both)


async def test_from_14_it_counts_with_the_childs_own_yes(
    client: httpx.AsyncClient, db: Database, system: Database, make: Factory
) -> None:
    place, head, child = await _family(make, date(2012, 3, 2))
    asked = await actions.request_agreement(db, head, order(place, child.resident_id, signature=BY_PARENT))
    assert await state(system, CHENGDU, asked) is S.WAITING_CONFIRMATION
    with pytest.raises(Conflict):
        await actions.confirm_agreement(db, head, CHENGDU, asked)
    await sign_in(client, make, child)
    assert "确认，我愿意签" in (await client.get(f"/agreements/{asked}")).text
    assert (await client.post(f"/agreements/{asked}/confirmation")).status_code == 303
    assert await state(system, CHENGDU, asked) is S.ACTIVE


async def test_before_14_the_guardian_alone(db: Database, system: Database, make: Factory) -> None:
    place, head, child = await _family(make, date(2012, 3, 3), own_account=False)
    asked = await actions.request_agreement(db, head, order(place, child.resident_id, signature=BY_PARENT))
    assert await state(system, CHENGDU, asked) is S.ACTIVE


async def test_a_minor_does_not_begin_alone(db: Database, make: Factory) -> None:
    place, _, child = await _family(make, date(2012, 3, 2))
    with pytest.raises(Conflict):
        await actions.request_agreement(db, child, order(place, child.resident_id))


async def test_from_18_the_parent_no_longer_signs(db: Database, system: Database, make: Factory) -> None:
    """What the parent prepares waits for the grown-up, like for any member of the household."""
    place, head, child = await _family(make, date(2008, 3, 2), own_account=False)
    asked = await actions.request_agreement(db, head, order(place, child.resident_id, signature=BY_PARENT))
    assert await state(system, CHENGDU, asked) is S.WAITING_CONFIRMATION
    with pytest.raises(Conflict):
        await actions.terminate_agreement(db, head, CHENGDU, asked, "own_wish")


@pytest.mark.parametrize(
    ("day", "letters"),
    [
        ("2026-01-30", 0),
        ("2026-01-31", 2),  # 30 days before the 14th birthday: guardian and child
        ("2026-03-02", 0),  # too late to be told beforehand
        ("2030-01-30", 0),
        ("2030-01-31", 2),
    ],
)
async def test_both_hear_of_the_birthday_once(
    system: Database, make: Factory, day: str, letters: int
) -> None:
    place = await make.place()
    child = await make.resident(place, name=CHILD, birth_date=date(2012, 3, 2), relation_to_head="child")
    parent = await make.resident(place, name=PARENT)
    await make.household(place, parent, child)
    async with system.transaction(SYSTEM) as tx:
        for who, email in ((parent, "parent@example.org"), (child, "child@example.org")):
            await create_account_with_role(tx, make.vault, place.county, "x", email=email, resident_id=who)
    clock.set_now(f"{day}T09:00:00")
    told = [await tell_birthdays(system, make.vault) for _ in range(2)]
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from outgoing_mails") == letters
    assert told == [letters // 2, 0]


@pytest.mark.parametrize(("born", "written", "signed"), [
    (date(2012, 3, 3), "", True), (date(2012, 3, 2), "", False), (date(2012, 3, 2), CHILD, True),
])  # fmt: skip
async def test_at_the_desk_the_child_writes_its_name_from_14(
    db: Database, system: Database, make: Factory, born: date, written: str, signed: bool
) -> None:
    place, _, child = await _family(make, born, own_account=False)
    doctor = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    guardian = Guardian(name=PARENT, relation="parent", child_name=written)
    wish = order(place, child.resident_id, signature=BY_PARENT, origin=Origin.DESK, guardian=guardian)
    if not signed:
        with pytest.raises(Conflict):
            await actions.request_agreement(db, doctor, wish)
        return
    asked = await actions.request_agreement(db, doctor, wish)
    async with system.transaction(SYSTEM) as tx:
        found = await tx.value(
            "select count(*) from agreement_signatures where agreement_id = $1 and signer = 'resident'", asked
        )
    assert found == bool(written)
    assert (await look(system, CHENGDU, asked)).proof_hash
