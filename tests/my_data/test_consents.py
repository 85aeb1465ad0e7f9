"""The ledger: asked apart, counted at once, by version; what needs it stops (PIPL 14, 15, 16, 29, 31)."""

from datetime import date, timedelta

import asyncpg
import httpx
import msgspec
import pytest

from jiayi.accounts.consents import store
from jiayi.accounts.consents.model import HEALTH_DATA, REMINDER_MAILS, Answer, Asked, stands
from jiayi.accounts.sealed import email_of
from jiayi.agreements import actions as agreements
from jiayi.agreements.reminders.actions import remind
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import ConsentPurpose
from tests.agreements.helpers import CHENGDU, order
from tests.factories import COUNTY, Factory, Place

YES = {"purpose": HEALTH_DATA, "version": "1", "decision": "given", "sure": "1"}
NO = {"purpose": HEALTH_DATA, "version": "1", "decision": "withdrawn"}
HEALTH = next(
    one.value for one in policy_for(COUNTY, date(2026, 3, 2)).all(ConsentPurpose) if one.value.sensitive
)


async def signed_in(client: httpx.AsyncClient, make: Factory, place: Place, **more: object) -> Actor:
    resident = await make.resident(place, conditions=["hypertension"], consents=False)
    household = await make.household(place, resident) if more.pop("head", False) else None
    actor = await make.actor(Role.RESIDENT, place, resident_id=resident, household_id=household, **more)
    client.cookies.update(await make.session(actor))
    return actor


async def allowed(system: Database, actor: Actor, code: str = HEALTH_DATA) -> bool:
    async with system.transaction(SYSTEM) as tx:
        assert actor.resident_id
        return await store.allows(tx, actor.county, actor.resident_id, code)


async def test_asked_apart_never_ticked_and_counted_at_once(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    me = await signed_in(client, make, await make.place())
    assert "有一件事想问问您" in (await client.get("/me")).text
    page = (await client.get("/me/consents")).text
    assert HEALTH.text in page and HEALTH.refused in page and "checked" not in page
    assert not await allowed(system, me)
    unticked = await client.post("/me/consents", data={**YES, "sure": ""})
    assert unticked.status_code == 422 and "请先勾选" in unticked.text and not await allowed(system, me)
    assert (await client.post("/me/consents", data=YES)).status_code == 303
    assert await allowed(system, me) and HEALTH.stops in (await client.get("/me/consents")).text
    assert "有一件事想问问您" not in (await client.get("/me")).text
    await client.post("/me/consents", data=NO)
    assert not await allowed(system, me)
    async with system.transaction(SYSTEM) as tx:
        told = await tx.connection.fetch(
            "select kind from history_events where subject_id = $1 order by id", me.resident_id
        )
        kept = await tx.value(
            "select body from consent_texts where purpose = $1 and version = '1'", HEALTH_DATA
        )
    assert [row["kind"] for row in told] == ["accounts.consent.given", "accounts.consent.withdrawn"]
    assert HEALTH.stops in kept, "what was agreed to can be read word for word"


async def test_words_that_changed_meanwhile_are_not_agreed_to(
    client: httpx.AsyncClient, make: Factory
) -> None:
    await signed_in(client, make, await make.place())
    assert (await client.post("/me/consents", data={**YES, "version": "0"})).status_code == 409
    for code in ("agreement", "nothing"):
        assert (await client.post("/me/consents", data={**YES, "purpose": code})).status_code == 404


@pytest.mark.parametrize(
    ("said", "version", "ground", "earlier", "holds", "asks"),
    [
        (None, "", "consent", (), False, True),
        ("given", "2", "consent", (), True, False),
        ("given", "1", "consent", (), False, True),
        ("given", "1", "consent", ("1",), True, True),
        ("refused", "1", "consent", ("1",), False, False),
        ("withdrawn", "2", "consent", (), False, False),
        (None, "", "opt_out", (), True, False),
        ("withdrawn", "1", "opt_out", (), False, False),
        (None, "", "contract", (), True, False),
    ],
)
async def test_which_version_counts_in_python_and_in_sql_alike(
    said: str | None, version: str, ground: str, earlier: tuple[str, ...], holds: bool, asks: bool,
    make: Factory, system: Database,
) -> None:  # fmt: skip
    """PIPL 14: a new purpose, way or kind of data needs a new yes; new words alone only ask again."""
    purpose = msgspec.structs.replace(HEALTH, version="2", earlier=earlier, ground=ground)
    answer = Answer(HEALTH_DATA, version, said, "own_account", clock.now()) if said else None
    assert stands(purpose, answer) is holds
    assert Asked(purpose=purpose, basis="", answer=answer).open is asks
    me = await make.resident(await make.place())
    if said:
        await make.consent(COUNTY, me, decision=said, version=version)
    async with system.transaction(SYSTEM) as tx:
        versions = ["2", *earlier]
        assert (
            await tx.value(store.Q.ask_if_stands, COUNTY, me, HEALTH_DATA, versions, ground != "consent")
            is holds
        )


async def test_staff_see_no_condition_without_a_yes(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    place = await make.place(CHENGDU)
    me = await signed_in(client, make, place)
    assert me.resident_id
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update resident_conditions set diagnosed_on = '2020-01-01'")
    await agreements.request_agreement(db, me, order(place, me.resident_id))
    doctor = await make.session(await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id))
    mine = dict(client.cookies)
    for data, seen in ((None, False), (YES, True), (NO, False)):
        client.cookies.update(mine)
        if data:
            await client.post("/me/consents", data=data)
        client.cookies.update(doctor)
        name = '<span class="tag">高血压</span>'
        page = (await client.get(f"/work/residents/{me.resident_id}")).text
        panel = (await client.get("/work/panel")).text
        by_disease = (await client.get("/work/panel?condition=hypertension")).text
        assert (name in page, name in panel, str(me.resident_id) in by_disease) == (seen, seen, seen)
        assert str(me.resident_id) in panel, "refusing changes nothing of the service (PIPL 16)"


async def test_reminders_stop_with_the_objection(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    place = await make.place(CHENGDU)
    me = await signed_in(client, make, place)
    assert me.resident_id and me.account_id
    async with system.transaction(SYSTEM) as tx:
        sealed = make.vault.seal("wang@example.org", email_of(me.account_id))
        await tx.run("update accounts set email_sealed = $2 where id = $1", me.account_id, sealed)
    await agreements.request_agreement(db, me, order(place, me.resident_id))
    today = clock.today()
    await make.insert(
        "confirmation_campaigns", county=place.county, id=new_id(), institution_id=place.institution_id, year=2027,
        opens_on=today, closes_on=today + timedelta(days=60), opened_by=new_id(), opened_at=clock.now(),
    )  # fmt: skip
    data = {"purpose": REMINDER_MAILS, "version": "1"}
    await client.post("/me/consents", data={**data, "decision": "withdrawn"})
    assert await remind(system, make.vault, "https://jiayi.example") == 0
    await client.post("/me/consents", data={**data, "decision": "given", "sure": "1"})
    assert await remind(system, make.vault, "https://jiayi.example") == 1


@pytest.mark.parametrize(
    ("born", "relation", "status"),
    [(date(2020, 1, 1), "child", 303), (date(2012, 3, 3), "child", 303), (date(2012, 3, 2), "child", 404),
     (date(2020, 1, 1), "other", 404), (date(1960, 1, 1), "parent", 404)],
)  # fmt: skip
async def test_a_guardian_answers_below_fourteen(
    born: date, relation: str, status: int, client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    """PIPL 31"""
    place = await make.place()
    me = await make.resident(place)
    child = await make.resident(place, birth_date=born, relation_to_head=relation)
    household = await make.household(place, me, child)
    head = await make.actor(Role.RESIDENT, place, resident_id=me, household_id=household)
    client.cookies.update(await make.session(head))
    assert (await client.post("/me/consents", data={**YES, "who": str(child)})).status_code == status
    ward = Actor(role=Role.RESIDENT, county=COUNTY, resident_id=child)
    assert await allowed(system, ward) is (status == 303)


async def test_at_the_desk_the_person_writes_their_name(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    place = await make.place()
    resident = await make.resident(place, consents=False)
    doctor = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    client.cookies.update(await make.session(doctor))
    address = f"/work/residents/{resident}/consents"
    yes = {"version": "1", "decision": "given"}
    assert "还没有问过" in (await client.get(address)).text
    assert (await client.post(address, data={**yes, "typed_name": "李四"})).status_code == 422
    assert (await client.post(address, data={**yes, "typed_name": "王芳"})).status_code == 303
    person = Actor(role=Role.RESIDENT, county=COUNTY, resident_id=resident)
    assert await allowed(system, person)
    await client.post(address, data={"version": "1", "decision": "refused"})
    assert not await allowed(system, person)
    async with system.transaction(SYSTEM) as tx:
        rows = await tx.connection.fetch("select decision, how, witness_account_id from consents order by id")
    assert [(r["decision"], r["how"]) for r in rows] == [("given", "desk"), ("withdrawn", "desk")]
    assert {r["witness_account_id"] for r in rows} == {doctor.account_id}


async def test_the_ledger_is_only_added_to_and_nobody_answers_for_others(db: Database, make: Factory) -> None:
    place = await make.place()
    me, other = await make.resident(place, conditions=["hypertension"]), await make.resident(place)
    actor = await make.actor(Role.RESIDENT, place, resident_id=me)
    for sql in ("update consents set decision = 'refused'", "delete from consents"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with db.transaction(actor) as tx:
                await tx.run(sql)
    for who, how in ((other, "own_account"), (other, "guardian"), (me, "desk")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with db.transaction(actor) as tx:
                witness = actor.account_id if how == "desk" else None
                await tx.run(store.Q.add_consent, COUNTY, new_id(), who, HEALTH_DATA, "1", "0", "given", how, tx.now,
                             actor.account_id, witness, "")  # fmt: skip


async def test_where_no_rule_is_in_force_nothing_is_allowed(make: Factory, system: Database) -> None:
    me = await make.resident(await make.place(), conditions=["hypertension"])
    person = Actor(role=Role.RESIDENT, county=COUNTY, resident_id=me)
    assert await allowed(system, person)
    clock.set_now("2021-10-31T09:00:00")
    assert not await allowed(system, person) and not await allowed(system, person, REMINDER_MAILS)
