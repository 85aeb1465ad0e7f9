"""F4: what is sent to an elder goes to who helps with the messages, too, and says for whom."""

from datetime import date

import pytest

from jiayi.accounts.store import create_account_with_role
from jiayi.agreements import actions as agreements
from jiayi.agreements.model import Signature
from jiayi.agreements.reminders.actions import remind
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.agreements.helpers import order
from tests.factories import Factory
from tests.families.helpers import NAME_OF_ELDER, NAME_OF_HELPER, Pair, acting, given


@pytest.mark.parametrize(
    ("areas", "mails"), [(["agreement", "messages"], ["helper@example.org"]), (["agreement"], [])]
)
async def test_reminder_of_an_elder_without_account(
    db: Database, system: Database, make: Factory, areas: list[str], mails: list[str]
) -> None:
    place = await make.place()
    elder = await make.resident(place, birth_date=date(1945, 5, 1))
    child = await make.resident(place, name=NAME_OF_HELPER)
    async with system.transaction(SYSTEM) as tx:
        account = await create_account_with_role(
            tx, make.vault, place.county, NAME_OF_HELPER, email="helper@example.org", resident_id=child
        )
    helper = Actor(
        role=Role.RESIDENT, county=place.county, account_id=account, resident_id=child, name=NAME_OF_HELPER
    )
    two = Pair(place, Actor(role=Role.RESIDENT, county=place.county, resident_id=elder), helper)
    proxy = await given(make, two, areas, ends=date(2027, 6, 1))
    signed = order(place, elder, signature=Signature(typed_name=NAME_OF_HELPER))
    await agreements.request_agreement(db, acting(two, proxy), signed)
    await make.insert(
        "confirmation_campaigns", county=place.county, id=new_id(), institution_id=place.institution_id, year=2027,
        opens_on=date(2026, 12, 1), closes_on=date(2027, 2, 1), opened_by=new_id(), opened_at=clock.now(),
    )  # fmt: skip
    clock.set_now("2026-12-01T09:00:00")
    assert await remind(system, make.vault, "https://jiayi.example") == len(mails)
    async with system.transaction(SYSTEM) as tx:
        saved = await tx.connection.fetch("select id, recipient_sealed, body_sealed from outgoing_mails")
    assert [make.vault.open(m["recipient_sealed"], f"to {m['id']}") for m in saved] == mails
    assert all(f"给{NAME_OF_ELDER}的" in make.vault.open(m["body_sealed"], f"body {m['id']}") for m in saved)
