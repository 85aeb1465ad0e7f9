"""While the index is rotated a number is kept under two keys: corrections and look-ups know both."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from jiayi.accounts import store as people
from jiayi.accounts.keys.cli import make_new
from jiayi.agreements.desk.actions import open_visit
from jiayi.agreements.identity import actions
from jiayi.agreements.identity.model import Claim
from jiayi.history.store import record
from jiayi.infra.db.actor import ANONYMOUS, SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate, parse
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import FormInvalid
from jiayi.settings import Settings
from tests.agreements.helpers import CHENGDU
from tests.desk.helpers import Desk, desk, one_value
from tests.factories import Factory

OLD = generate(date(1961, 5, 6), Sex.MALE, 8)
NEW = generate(date(1950, 3, 4), Sex.FEMALE, 7)
SEEN: dict[str, Any] = {"card": "identity_card", "seen": "本人到场"}
KEYS = "select count(*) from key_directory where subject_id = $1 and key_hash = any($2)"


@pytest.fixture
async def d(make: Factory) -> Desk:
    return await desk(make, CHENGDU)


async def kept_under(make: Factory, settings: Settings, d: Desk, nth: int, number: str = OLD) -> UUID:
    """Somebody whose number stands under the ``nth`` of the two keys alone, as between two steps of a rotation."""
    resident = await make.resident(d.place, name="王强", identity=number, conditions=["hypertension"])
    if len(make.vault.keys().indexes) == 1:
        make_new(settings, "index")
    async with make.db.transaction(SYSTEM) as tx:
        await tx.run("delete from key_directory where subject_id = $1", resident)
    key = make.vault.blind_indexes("identity", number)[nth]
    await make.insert("key_directory", key_hash=key, kind="identity", county=CHENGDU, subject_id=resident)
    return resident


def claim(number: str, name: str = "王强") -> Claim:
    return Claim(name=name, number=parse(number), phone="13800007777", reason="x", **SEEN)


@pytest.mark.parametrize("nth", [0, 1])
async def test_a_number_is_found_under_either_key(
    db: Database, make: Factory, settings: Settings, d: Desk, nth: int
) -> None:
    resident = await kept_under(make, settings, d, nth)
    async with db.transaction(ANONYMOUS) as tx:
        known = await people.look_up_identity(tx, make.vault, OLD)
    assert known and known.resident_id == resident
    visit = await open_visit(db, d.doctor, make.vault, OLD)
    assert visit and visit.resident_id == resident
    assert isinstance(await actions.open_case(db, make.vault, d.doctor, claim(OLD), new_id()), UUID)


@pytest.mark.parametrize("nth", [0, 1])
async def test_a_correction_knows_both_keys(
    db: Database, make: Factory, settings: Settings, system: Database, d: Desk, nth: int
) -> None:
    """The same number is no new one: what files said of it stays. A new one is kept under both; one of somebody else
    is refused under either."""
    resident = await kept_under(make, settings, d, nth)
    other = await kept_under(make, settings, d, nth, NEW)
    facts = "select count(*) from resident_conditions where resident_id = $1"
    assert await actions.correct(db, make.vault, "", d.manager, resident, claim(OLD, "王强强"))
    assert await one_value(system, facts, resident) == 1
    assert await one_value(system, KEYS, resident, make.vault.blind_indexes("identity", OLD)) == 2
    with pytest.raises(FormInvalid, match="另一个人名下"):
        await actions.correct(db, make.vault, "", d.manager, resident, claim(NEW))
    fresh = generate(date(1961, 5, 6), Sex.MALE, 9)
    assert await actions.correct(db, make.vault, "", d.manager, other, claim(fresh))
    assert await one_value(system, KEYS, other, make.vault.blind_indexes("identity", fresh)) == 2
    assert await one_value(system, "select count(*) from key_directory where subject_id = $1", other) == 2


async def test_a_witnessed_correction_is_kept_under_both(
    client: httpx.AsyncClient, db: Database, make: Factory, settings: Settings, system: Database, d: Desk
) -> None:
    resident = await kept_under(make, settings, d, 1)
    await make.account(CHENGDU, resident_id=resident)
    assert not await actions.correct(db, make.vault, "", d.manager, resident, claim(NEW))
    case = await one_value(system, "select id from identity_cases")
    await actions.settle_case(db, make.vault, "", d.doctor, case)
    assert await one_value(system, KEYS, resident, make.vault.blind_indexes("identity", NEW)) == 2


async def test_a_number_goes_back_to_its_owner_under_both(
    db: Database, make: Factory, settings: Settings, system: Database, d: Desk
) -> None:
    holder = await kept_under(make, settings, d, 0)
    both = make.vault.blind_indexes("identity", OLD)
    await make.insert("key_directory", key_hash=both[1], kind="identity", county=CHENGDU, subject_id=holder)
    async with system.transaction(SYSTEM) as tx:
        await record(tx, CHENGDU, "accounts.resident.registered", holder)
        await tx.run("update residents set registered_at = $1 where id = $2", tx.now, holder)
    case = await actions.open_case(db, make.vault, d.manager, claim(OLD), new_id())
    await actions.settle_case(db, make.vault, "", d.doctor, case)
    assert await one_value(system, KEYS, holder, both) == 0
    assert (
        await one_value(
            system, "select count(distinct subject_id) from key_directory where key_hash = any($1)", both
        )
        == 1
    )
