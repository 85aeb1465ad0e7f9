"""N-10.1: who has not confirmed the year is reminded when the campaign opens and before it closes, once each."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from jiayi.accounts.store import create_account_with_role
from jiayi.agreements import actions as agreements
from jiayi.agreements.policy import policy_for
from jiayi.agreements.reminders.actions import remind
from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.policies.schema import ConfirmationReminder
from tests.agreements.helpers import CHENGDU, order
from tests.factories import Factory, Place

OPENS, CLOSES = date(2026, 12, 1), date(2027, 2, 1)
BASE = "https://jiayi.example"


async def person(make: Factory, place: Place, email: str, resident_id: UUID) -> Actor:
    async with make.db.transaction(SYSTEM) as tx:
        account_id = await create_account_with_role(
            tx, make.vault, place.county, "王芳", email=email, resident_id=resident_id
        )
    return Actor(
        role=Role.RESIDENT, county=place.county, account_id=account_id, resident_id=resident_id, name="王芳"
    )


@pytest.fixture
async def unconfirmed(db: Database, make: Factory) -> Place:
    """Of three who signed, one has confirmed; a mother hears for herself and for her child. And a campaign."""
    place = await make.place(CHENGDU)
    mother, other = await make.resident(place), await make.resident(place)
    child = await make.resident(place, relation_to_head="child", birth_date=date(2020, 3, 1))
    household = await make.household(place, mother, child)
    head = await person(make, place, "mother@example.org", mother)
    done = await person(make, place, "done@example.org", other)
    for actor, who in (
        (head, mother),
        (Actor(**{**as_dict(head), "household_id": household}), child),
        (done, other),
    ):
        signed = await agreements.request_agreement(db, actor, order(place, who))
    await make.insert(
        "yearly_confirmations", county=place.county, agreement_id=signed, year=2027, confirmed_at=clock.now(),
        confirmed_by=done.account_id,
    )  # fmt: skip
    await make.insert(
        "confirmation_campaigns", county=place.county, id=new_id(), institution_id=place.institution_id, year=2027,
        opens_on=OPENS, closes_on=CLOSES, opened_by=new_id(), opened_at=clock.now(),
    )  # fmt: skip
    return place


def as_dict(actor: Actor) -> dict[str, object]:
    return {name: getattr(actor, name) for name in actor.__struct_fields__}


async def run_on(day: date, system: Database, vault: Vault) -> int:
    clock.set_now(f"{day.isoformat()}T09:00:00")
    return await remind(system, vault, BASE)


async def test_once_at_the_start_and_once_before_the_end(
    unconfirmed: Place, system: Database, make: Factory
) -> None:
    rule = policy_for(CHENGDU, OPENS).all(ConfirmationReminder)[0]
    soon = CLOSES - timedelta(days=rule.value.days_before_end)
    days = (OPENS - timedelta(days=1), OPENS, OPENS, soon - timedelta(days=1), soon, soon, CLOSES)
    assert [await run_on(day, system, make.vault) for day in days] == [0, 1, 0, 0, 1, 0, 0]
    async with system.transaction(SYSTEM) as tx:
        told = await tx.value("select count(distinct agreement_id) from confirmation_reminders")
        mails = await tx.connection.fetch(
            "select id, recipient_sealed, subject, body_sealed from outgoing_mails"
        )
    assert (told, len(mails)) == (2, 2)
    for mail in mails:
        body = make.vault.open(mail["body_sealed"], f"body {mail['id']}")
        assert make.vault.open(mail["recipient_sealed"], f"to {mail['id']}") == "mother@example.org"
        assert "2027-01-31" in body and f"{BASE}/agreements" in body
        assert not [word for word in ("王芳", "高血压", "糖尿病") if word in body + mail["subject"]]


async def test_who_confirms_in_between_hears_no_more(
    unconfirmed: Place, system: Database, make: Factory
) -> None:
    assert await run_on(OPENS, system, make.vault) == 1
    async with system.transaction(SYSTEM) as tx:
        await tx.run(
            "insert into yearly_confirmations (county, agreement_id, year, confirmed_at, confirmed_by) "
            "select county, agreement_id, 2027, $1, $2 from confirmation_reminders", tx.now, new_id(),
        )  # fmt: skip
    assert await run_on(CLOSES - timedelta(days=1), system, make.vault) == 0
