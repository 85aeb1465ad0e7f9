"""What a third person learns: genuine or not, in force or not, and nothing more. Tampering shows."""

from datetime import date

import asyncpg
import httpx
import pytest

from jiayi.agreements import actions
from jiayi.agreements.document.model import Verdict
from jiayi.agreements.document.store import verify
from jiayi.agreements.model import Origin
from jiayi.agreements.pricing import actions as pricing
from jiayi.infra import clock
from jiayi.infra.db.actor import ANONYMOUS, SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.agreements.helpers import BASE, CHENGDU, MIANYANG, order, signer
from tests.conftest import Server
from tests.document.helpers import NAME, PHONE_TAIL, Case, case_of, signed, tamper
from tests.factories import Factory

TAMPERINGS = [
    "update agreements set doctor_id = (select id from doctors where name = '周敏')",
    "update agreements set team_id = null",
    "update agreements set resident_id = (select id from residents where name = '旁人')",
    "insert into agreement_reductions select county, id, 100, '' from agreements",
    "delete from agreement_items where item_code = (select min(item_code) from agreement_items)",
    "insert into doctor_changes select county, gen_random_uuid(), id, doctor_id, (select id from doctors"
    " where name = '周敏'), '', now(), requested_by from agreements",
    "update agreements set number = '510703-20260302-ZZZZZZZZ'",
    "update agreements set term = daterange(lower(term), upper(term) + 30)",
    "update agreements set term = daterange(lower(term), lower(term) + 30)",
    "update agreements set term = 'empty'",
    "update agreements set requested_at = requested_at + interval '1 microsecond'",
    "update agreements set institution_id = (select id from institutions where name = '中心医院')",
    "update agreements set policy_on = policy_on - 1",
    "update agreement_originals set ends_on = null",
    "update agreement_packages set name = name || '（豪华）'",
    "update agreement_fee_lines set amount_fen = amount_fen + 1 where payer = 'public_health'",
    "delete from agreement_fee_lines where payer = 'public_health'",
    "insert into agreement_hospitals select county, agreement_id, (select id from institutions"
    " where kind <> 'hospital' limit 1), 3 from agreement_hospitals limit 1",
    "update agreement_texts set body = body || '。'",
    "update agreement_signatures set typed_name = '别人'",
    "update agreement_signatures set drawing = 'M0 0L1 1'",
    "delete from agreement_signatures",
    "update agreements set proof_hash = sha256('x')",
]


async def told(db: Database, case: Case) -> Verdict:
    async with db.transaction(ANONYMOUS) as tx:
        found = await verify(tx, case.proof)
    assert found is not None
    return found


async def test_genuine_and_nothing_personal(
    client: httpx.AsyncClient, make: Factory, db: Database, system: Database
) -> None:
    """R7, field I1: no sign-in; last four of the number, institution, in force."""
    case = await signed(make, db, system)
    answer = await client.get(case.verify)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    for word in ("这份协议是真的", "生效中", case.number[-4:], "社区卫生服务中心"):
        assert word in answer.text
    for secret in (
        NAME,
        PHONE_TAIL,
        case.number,
        "李慧",
        "家庭医生团队",
        "基础服务包",
        str(case.id),
        "高血压",
    ):
        assert secret not in answer.text.split("<main")[1]
    machine = (await client.get(case.verify, headers={"accept": "application/json"})).json()
    assert set(machine) == {"found", "number_tail", "institution", "state", "matches"}
    assert machine["matches"] and machine["state"] == "in_force"


@pytest.mark.parametrize("proof", ["00" * 32, "12", "zz" * 32, "'; drop table agreements--"])
async def test_unknown_hash_is_not_found(proof: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/verify/{proof}")
    assert answer.status_code == 404 and "没有找到这份协议" in answer.text
    machine = await client.get(f"/verify/{proof}", headers={"accept": "application/json"})
    assert (machine.status_code, machine.json()) == (404, {"found": False})


async def test_tampering_shows(
    make: Factory, db: Database, system: Database, server: Server, database: str
) -> None:
    """R7. Each as superuser, then asked as the web role, then undone. Control: untouched, the same rows match."""
    case = await signed(make, db, system)
    await make.doctor(case.place.institution_id, MIANYANG, name="周敏")
    await make.resident(case.place, name="旁人")
    owner = await asyncpg.connect(server.dsn(database))
    unnoticed = []
    for statement in (None, *TAMPERINGS):
        undo = owner.transaction()
        await undo.start()
        if statement:
            assert (await owner.execute(statement)).endswith(" 1"), statement
        await owner.execute("set local role jiayi_web")
        if await owner.fetchval("select matches from verify_agreement($1, '2026-03-02')", case.proof):
            unnoticed.append(statement)
        await undo.rollback()
    await owner.close()
    assert unnoticed == [None]


@pytest.mark.parametrize("county", BASE)
async def test_every_way_of_signing_matches(
    county: int, make: Factory, db: Database, system: Database
) -> None:
    """CD-3.5, HN-1, MY-9, UR-1, K1: by the person, by the head, on site with a witness; long term; a reduction."""
    place = await make.place(county)
    me = await signer(make, place)
    if county == CHENGDU:
        await pricing.set_reduction(db, await make.actor(Role.MANAGER, place), 200)
    child = await make.resident(place, name="小宝", relation_to_head="child", birth_date=date(2020, 3, 1))
    household = await make.household(place, await make.resident(place, name="户主"), child)
    async with system.transaction(SYSTEM) as tx:
        head_id = await tx.value("select head_id from households where id = $1", household)
    head = await make.actor(Role.RESIDENT, place, resident_id=head_id, household_id=household)
    doctor, witness = await make.actor(Role.DOCTOR, place, name="李慧"), await make.actor(Role.DOCTOR, place)
    visited = await make.resident(place, name="老李")
    for actor, who, origin in (
        (me, me.resident_id, "online"),
        (head, child, "online"),
        (doctor, visited, "desk"),
    ):
        agreement_id = await actions.request_agreement(db, actor, order(place, who, origin=Origin(origin)))
        if actor is doctor:
            await actions.confirm_agreement(db, witness, place.county, agreement_id)
        case = await case_of(system, place, actor, agreement_id)
        assert ((await told(db, case)).state, (await told(db, case)).matches) == ("in_force", True)


async def test_guardian_is_covered_and_format_1_still_counts(
    make: Factory, db: Database, system: Database, server: Server, database: str
) -> None:
    """HN-1: the relation to the minor is part of the proof; what was hashed before it was stays genuine."""
    place = await make.place(MIANYANG)
    child = await make.resident(place, name="小宝", relation_to_head="child", birth_date=date(2020, 3, 1))
    head_id = await make.resident(place, name="户主")
    household = await make.household(place, head_id, child)
    head = await make.actor(Role.RESIDENT, place, resident_id=head_id, household_id=household)
    case = await case_of(system, place, head, await actions.request_agreement(db, head, order(place, child)))
    assert (await told(db, case)).matches
    owner = await asyncpg.connect(server.dsn(database))
    relation = await owner.fetchval(
        "select relation from agreement_guardians where agreement_id = $1", case.id
    )
    other = "other" if relation != "other" else "parent"
    change = "update agreement_guardians set relation = $1 where agreement_id = $2"
    assert await owner.execute(change, other, case.id) == "UPDATE 1"
    assert not (await told(db, case)).matches
    await owner.execute(change, relation, case.id)
    old = await owner.fetchval(
        "select sha256(convert_to(agreement_facts_1($1, $2), 'UTF8'))", place.county, case.id
    )
    await owner.execute("insert into agreement_proofs values ($1, $2, $3)", old, place.county, case.id)
    await owner.execute("update agreements set proof_hash = $1 where id = $2", old, case.id)
    await owner.close()
    case.proof = old
    assert (await told(db, case)).matches


async def test_pages_say_that_it_does_not_match(
    client: httpx.AsyncClient, make: Factory, db: Database, system: Database, server: Server, database: str
) -> None:
    case = await signed(make, db, system)
    client.cookies.update(await make.session(case.me))
    for address in (case.verify, case.page):
        assert "与存证不符" not in (await client.get(address)).text
    await tamper(server, database, f"update agreements set origin = 'desk' where id = '{case.id}'")
    for address in (case.verify, case.page):
        assert "与存证不符" in (await client.get(address)).text


async def test_lawful_changes_still_match(make: Factory, db: Database, system: Database) -> None:
    """Another doctor, an early end, a withdrawal: the agreement stays what was signed."""
    case = await signed(make, db, system)
    other = await make.doctor(case.place.institution_id, MIANYANG, name="周敏")
    await make.insert(
        "team_members", county=MIANYANG, team_id=case.place.team_id, doctor_id=other, duty="gp", is_lead=False,
        since=date(2025, 1, 1),
    )  # fmt: skip
    await actions.change_doctor(db, case.me, MIANYANG, case.id, other)
    assert await told(db, case) == Verdict(
        case.number[-4:], (await told(db, case)).institution, "in_force", True
    )
    clock.set_now("2026-06-01")
    await actions.terminate_agreement(db, case.me, MIANYANG, case.id, "moved")
    assert ((await told(db, case)).state, (await told(db, case)).matches) == ("ended", True)


async def test_states_follow_the_agreement(
    make: Factory, db: Database, system: Database, client: httpx.AsyncClient
) -> None:
    """Not yet in force until the institution accepts; withdrawn is over; a term ends by itself."""
    case = await signed(make, db, system)
    clock.set_now("2027-06-01")
    assert (await told(db, case)).state == "ended"
    clock.set_now("2026-03-02")
    asks = await make.institution(MIANYANG, accepts_each_request=True)
    doctor = await make.doctor(asks, MIANYANG)
    team = await make.team(asks, [doctor], MIANYANG)
    resident = await make.resident(case.place)
    me = await make.actor(Role.RESIDENT, case.place, resident_id=resident)
    waits = await actions.request_agreement(db, me, order(case.place, resident, team_id=team, key=new_id()))
    waiting = await case_of(system, case.place, me, waits)
    assert ((await told(db, waiting)).state, (await told(db, waiting)).matches) == ("not_yet", True)
    assert "还没有生效" in (await client.get(waiting.verify)).text
    await actions.withdraw_agreement(db, me, MIANYANG, waits)
    assert ((await told(db, waiting)).state, (await told(db, waiting)).matches) == ("ended", True)


@pytest.mark.parametrize("name", ["agreement_facts", "agreement_is_untouched"])
async def test_the_web_role_cannot_read_the_facts(name: str, make: Factory, db: Database) -> None:
    """Only the verdict leaves the database without a name to it."""
    await make.place(MIANYANG)
    async with db.transaction(ANONYMOUS) as tx:
        granted = await tx.value(
            "select has_function_privilege('jiayi_web', $1, 'execute')", f"{name}(int, uuid)"
        )
        assert granted is False
