"""What goes along when a number changes hands: family, places in line, facts of files; and who hears of it."""

from typing import Any

import httpx
import pytest

from jiayi.accounts.sealed import email_of
from jiayi.agreements.identity import actions
from jiayi.agreements.identity.model import Claim
from jiayi.history.store import record
from jiayi.infra import clock
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import parse
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import FormInvalid, NotFound
from tests.agreements.helpers import CHENGDU
from tests.desk.helpers import desk, enter, one_value
from tests.factories import Factory
from tests.identity.test_identity_at_desk import OTHER, SAID, TRUE, open_it, squatter

BASE = "https://jiayi.example"
FACTS: dict[str, Any] = {"card": "identity_card", "seen": "本人到场"}


async def test_whom_the_account_took_in_does_not_stay_with_the_owner(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    holder = await squatter(make, d, online=False)
    assert holder.resident_id
    child, own = await make.resident(d.place, name="王小宝"), await make.resident(d.place, name="陈小红")
    await make.household(d.place, holder.resident_id, child, own)
    async with db.transaction(holder) as tx:
        await record(tx, CHENGDU, "accounts.member.joined", child)
    case = await open_it(client, make, d.manager)
    await enter(client, make, d.doctor)
    assert (await client.post(f"/work/identity/cases/{case}/witness")).status_code == 303
    home = "select household_id from residents where id = $1"
    at_home = await one_value(system, home, holder.resident_id)
    assert await one_value(system, home, child) != at_home == await one_value(system, home, own)
    head = "select head_id from households where id = (select household_id from residents where id = $1)"
    assert await one_value(system, head, child) == child


@pytest.mark.parametrize("online", [True, False])
async def test_a_place_in_line_goes_to_the_next(
    client: httpx.AsyncClient, make: Factory, system: Database, online: bool
) -> None:
    d = await desk(make, CHENGDU)
    holder = await squatter(make, d, online=online)
    await make.insert(
        "waiting_entries", county=CHENGDU, id=new_id(), doctor_id=d.place.doctor_id, resident_id=holder.resident_id,
        joined_at=clock.now(),
    )  # fmt: skip
    case = await open_it(client, make, d.manager)
    await enter(client, make, d.doctor)
    assert (await client.post(f"/work/identity/cases/{case}/witness")).status_code == 303
    assert await one_value(system, "select count(*) from waiting_entries where left_at is null") == 0


async def test_a_number_that_is_being_checked_is_not_corrected_by_one_alone(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    holder = await squatter(make, d, online=True)
    assert holder.resident_id
    await open_it(client, make, d.doctor)
    claim = Claim(name="王强", number=parse(OTHER), **FACTS)
    with pytest.raises(FormInvalid, match="在办"):
        await actions.correct(db, make.vault, BASE, d.manager, holder.resident_id, claim)
    assert await one_value(system, "select count(*) from identity_corrections") == 0


async def test_facts_of_the_old_number_go_and_the_account_hears_of_it(
    db: Database, make: Factory, system: Database
) -> None:
    d = await desk(make, CHENGDU)
    resident = await make.resident(
        d.place, name="王强", identity=OTHER, conditions=["hypertension"], insurance={}
    )
    await make.insert(
        "resident_conditions",
        county=CHENGDU,
        resident_id=resident,
        condition="stroke",
        treated=True,
        source="doctor",
    )
    sealed = make.vault.seal("wang@example.org", email_of(account := new_id()))
    await make.account(CHENGDU, id=account, display_name="王强", resident_id=resident, email_sealed=sealed)
    elsewhere = await make.actor(Role.MANAGER, await make.place(CHENGDU))
    claim = Claim(name="王强", number=parse(TRUE), **FACTS)
    with pytest.raises(NotFound):
        await actions.correct(db, make.vault, BASE, elsewhere, resident, claim)
    assert not await actions.correct(db, make.vault, BASE, d.manager, resident, claim)
    assert await one_value(system, "select count(*) from outgoing_mails") == 0
    case = await one_value(system, "select id from identity_cases")
    await actions.settle_case(db, make.vault, BASE, d.doctor, case)
    left = "select string_agg(condition, ' ') from resident_conditions where resident_id = $1"
    assert await one_value(system, left, resident) == "stroke"
    assert (
        await one_value(system, "select count(*) from insurance_records where resident_id = $1", resident)
        == 0
    )
    assert await one_value(system, "select count(*) from outgoing_mails") == 1
    assert SAID["identity"] == TRUE


async def test_what_a_doctor_found_stays_with_whom_they_saw(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    """The file's facts hang on the number and go with it; the doctor examined the person."""
    d = await desk(make, CHENGDU)
    holder = await squatter(make, d, online=True)
    for condition, source in (("diabetes", "roster"), ("stroke", "doctor")):
        await make.insert(
            "resident_conditions", county=CHENGDU, resident_id=holder.resident_id, condition=condition, treated=True,
            source=source,
        )  # fmt: skip
    case = await open_it(client, make, d.manager)
    await enter(client, make, d.doctor)
    assert (await client.post(f"/work/identity/cases/{case}/witness")).status_code == 303
    of = "select resident_id from resident_conditions where condition = $1"
    assert await one_value(system, of, "stroke") == holder.resident_id
    assert await one_value(system, of, "diabetes") != holder.resident_id
