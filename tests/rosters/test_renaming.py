"""A roster renames a person: what they signed keeps the name it was signed with (migration 0154)."""

from datetime import date

import httpx
import pytest

from jiayi.agreements import actions as agreements
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate
from jiayi.rosters.model import Kind
from tests.agreements.helpers import CHENGDU, order
from tests.desk.helpers import desk, enter, one_value
from tests.factories import Factory
from tests.rosters.conftest import book
from tests.rosters.test_import import Importer

NUMBER = generate(date(1960, 1, 1), Sex.FEMALE, 3)
KEPT = "select count(*) from agreement_people"


async def test_a_signed_paper_keeps_its_name(
    client: httpx.AsyncClient, db: Database, system: Database, vault: Vault, make: Factory
) -> None:
    d = await desk(make, CHENGDU)
    resident = await make.resident(d.place, name="王方", identity=NUMBER)
    who = await make.actor(Role.RESIDENT, d.place, resident_id=resident, name="王方")
    signed = await agreements.request_agreement(db, who, order(d.place, resident))
    importer = Importer(system, vault)
    for name, kept in (("王方", 0), ("李方", 1), ("李方方", 1)):
        outcome = await importer(Kind.RESIDENTS, book(("姓名", "身份证号"), (name, NUMBER)))
        assert outcome.faults == [] and await one_value(system, KEPT) == kept, name
    await enter(client, make, d.doctor)
    paper = (await client.get(f"/agreements/{signed}/document")).text
    assert "王方" in paper and "李方" not in paper
    assert "李方方" in (await client.get(f"/work/residents/{resident}")).text


@pytest.mark.parametrize(
    ("role", "keeps"),
    [(Role.MANAGER, 1), (Role.ADMIN, 1), (Role.DOCTOR, 0), (Role.BUREAU, 0), (Role.RESIDENT, 0)],
)
async def test_only_who_applies_rosters_keeps_names(
    db: Database, system: Database, make: Factory, role: Role, keeps: int
) -> None:
    d = await desk(make, CHENGDU)
    resident = await make.resident(d.place, name="王方", identity=NUMBER)
    who = await make.actor(Role.RESIDENT, d.place, resident_id=resident, name="王方")
    await agreements.request_agreement(db, who, order(d.place, resident))
    asks = "select keep_signed_identities($1, $2, $3)"
    for county, rows in ((CHENGDU + 1, 0), (CHENGDU, keeps)):
        actor = Actor(
            role=role, county=county, account_id=who.account_id, institution_id=d.place.institution_id
        )
        async with db.transaction(actor) as tx:
            await tx.run(asks, CHENGDU, [resident], ["王芳"])
        assert await one_value(system, KEPT) == rows
