"""Four people with one of everything each: mine, a colleague's, the institution's next door, another county's."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from jiayi.accounts.sealed import case_identity_of, case_phone_of
from jiayi.accounts.session import token_hash
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate
from jiayi.infra.ids import new_id
from tests.accounts.world import ELSEWHERE, agreement, confirmed
from tests.factories import Factory, Place

OWNERS = ("own", "colleague", "next_door", "elsewhere", "unknown")
ROLES = (
    "anonymous", "resident", "proxy", "proxy_elsewhere", "doctor", "manager", "coordinator", "helper", "bureau", "admin",
)  # fmt: skip
"""``proxy`` acts for the resident in every area, ``proxy_elsewhere`` in an area that no page has yet."""
Things = dict[str, str]


class World(msgspec.Struct):
    cookies: dict[str, dict[str, str]]
    things: dict[str, Things]
    """Owner → name in an address → value."""


async def world(db: Database, make: Factory, owner_of_tables: asyncpg.Connection) -> World:
    here, next_door, far = await make.place(), await make.place(), await make.place(ELSEWHERE)
    second = await make.doctor(here.institution_id)
    colleague = msgspec.structs.replace(here, doctor_id=second)
    places = {"own": here, "colleague": colleague, "next_door": next_door, "elsewhere": far}
    staff: dict[str, dict[Role, Actor]] = {}
    people: dict[str, Actor] = {}
    things: dict[str, Things] = {}
    for owner, place in places.items():
        staff[owner] = await _staff(make, place)
        people[owner] = await _resident(make, place)
        things[owner] = await _things(make, place, people[owner], staff[owner])
        things[owner]["emergency_id"] = str(await _emergency(db, make, place, staff[owner][Role.DOCTOR]))
        things[owner]["case_id"] = await _case(owner_of_tables, make, place, people[owner])
    things["unknown"] = {name: str(new_id()) for name in things["own"]} | {
        name: things["own"][name] for name in ("county", "kind", "name", "code", "path")
    }
    cookies = {role.value: await make.session(who) for role, who in staff["own"].items()}
    cookies |= {"anonymous": {}, "resident": await make.session(people["own"])}
    cookies["proxy"] = await _acting(
        make, here, people["own"], ["agreement", "messages", "bookings", "record"]
    )
    cookies["proxy_elsewhere"] = await _acting(make, here, people["own"], ["bookings"])
    return World(cookies, things)


async def _staff(make: Factory, place: Place) -> dict[Role, Actor]:
    own = {Role.DOCTOR: {"doctor_id": place.doctor_id}}
    roles = (Role.DOCTOR, Role.MANAGER, Role.COORDINATOR, Role.HELPER, Role.BUREAU, Role.ADMIN)
    return {role: await make.actor(role, place, **own.get(role, {})) for role in roles}


async def _resident(make: Factory, place: Place) -> Actor:
    head = await make.resident(place, conditions=["hypertension"], phone_tail="1111")
    child = await make.resident(place, birth_date=date(2018, 5, 1), relation_to_head="child")
    household = await make.household(place, head, child)
    return await make.actor(Role.RESIDENT, place, resident_id=head, household_id=household)


async def _acting(make: Factory, place: Place, of: Actor, areas: list[str]) -> dict[str, str]:
    """Cookies of a neighbour who has turned to the other person."""
    helper = await make.actor(Role.RESIDENT, place, resident_id=await make.resident(place))
    proxy = await _proxy(make, of, helper, areas)
    token = str(new_id())
    await make.insert(
        "sessions", token_hash=token_hash(token), county=place.county, account_id=helper.account_id,
        created_at=clock.now(), expires_at=clock.now().replace(year=2030), idle=timedelta(days=365),
        acting_county=place.county, acting_proxy=proxy,
    )  # fmt: skip
    return {"jiayi": token}


async def _proxy(make: Factory, of: Actor, helper: Actor, areas: list[str]) -> UUID:
    id, now = new_id(), clock.now()
    await make.insert(
        "proxies", county=of.county, id=id, grantor_id=of.resident_id, helper_name="王芳", helper_county=helper.county,
        helper_account_id=helper.account_id, helper_resident_id=helper.resident_id, areas=areas,
        starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), asked_by="grantor", asked_at=now, grantor_agreed_at=now,
        grantor_channel="own_account", helper_agreed_at=now,
    )  # fmt: skip
    return id


async def _things(make: Factory, place: Place, who: Actor, staff: dict[Role, Actor]) -> Things:
    found: dict[str, Any] = {
        "county": place.county, "resident_id": who.resident_id, "area_id": place.area_id, "team_id": place.team_id,
        "doctor_id": place.doctor_id, "institution_id": place.institution_id, "kind": "residents",
        "name": "none.pmtiles", "code": "x", "path": "none", "digest": "0" * 64, "proof": "0" * 16,
    }  # fmt: skip
    found |= await _agreements(make, place, who)
    found |= await _of_person(make, place, who, staff)
    found |= await _of_staff(make, place, who, staff)
    return {name: str(value) for name, value in found.items()}


async def _agreements(make: Factory, place: Place, who: Actor) -> dict[str, Any]:
    assert who.resident_id
    now, signed = clock.now(), await agreement(make, place, who.resident_id)
    await confirmed(make, place, signed)
    mine: dict[str, Any] = {"county": place.county, "agreement_id": signed}
    await make.insert("agreement_decisions", **mine, outcome="accepted", decided_at=now)
    paid = new_id()
    await make.insert(
        "agreement_payments", **mine, id=paid, amount_fen=1, method="desk", reference="r", paid_at=now, recorded_by=new_id()
    )  # fmt: skip
    other = [await make.resident(place) for _ in range(2)]
    asking = await agreement(make, place, other[0])
    await confirmed(make, place, asking)
    return {
        "agreement_id": signed, "payment_id": paid, "asking": asking,
        "at_desk": await agreement(make, place, other[1], origin="desk"),
    }  # fmt: skip


async def _of_person(make: Factory, place: Place, who: Actor, staff: dict[Role, Actor]) -> dict[str, Any]:
    county, now = place.county, clock.now()
    ids = {name: new_id() for name in ("entry_id", "request_id", "look_id", "passkey_id", "task_id")}
    mine: dict[str, Any] = {"county": county, "resident_id": who.resident_id}
    await make.insert("waiting_entries", **mine, id=ids["entry_id"], doctor_id=place.doctor_id, joined_at=now)
    await make.insert(
        "data_requests", **mine, id=ids["request_id"], kind="correction", item="name", asked_at=now,
        asked_by=who.account_id, answer_by=date(2026, 4, 1),
    )  # fmt: skip
    doctor, helper = staff[Role.DOCTOR], staff[Role.HELPER]
    look = {"account_id": doctor.account_id, "institution_id": place.institution_id}
    await make.insert(
        "access_log", **mine, **look, id=ids["look_id"], looked_at=now, role="doctor", actor_name="x", part="agreement"
    )  # fmt: skip
    await make.insert(
        "look_flags", **mine, **look, look_id=ids["look_id"], reader="manager", reason="asked", flagged_at=now
    )
    await make.insert(
        "helper_tasks", **mine, id=ids["task_id"], institution_id=place.institution_id, last_day=date(2026, 3, 9),
        helper_account_id=helper.account_id, helper_name="x", purpose="help_sign", given_at=now, given_by=new_id(),
        given_name="x",
    )  # fmt: skip
    await make.insert(
        "passkeys", county=county, id=ids["passkey_id"], account_id=who.account_id, credential_id=ids["passkey_id"].bytes,
        public_key=b"x", sign_count=0, verifies_user=True, name="x", created_at=now,
    )  # fmt: skip
    other = await make.actor(Role.RESIDENT, place, resident_id=await make.resident(place))
    async with make.db.transaction(SYSTEM) as tx:
        sql = "select id from residents where county = $1 and household_id = $2 and id <> $3"
        ward = await tx.value(sql, county, who.household_id, who.resident_id)
    ids |= {"proxy_id": await _proxy(make, who, other, ["agreement"]), "member_id": ward}
    ids["helping"] = await _proxy(make, other, who, ["agreement"])
    return dict(ids)


async def _emergency(db: Database, make: Factory, place: Place, doctor: Actor) -> UUID:
    """About somebody of no institution."""
    id, identity = new_id(), f"9999991950010{make.number():05d}"
    await make.resident(county=place.county, identity=identity)
    async with db.transaction(doctor) as tx:
        sql = "select count(*) from open_emergency($1, $2, 'unconscious', 'x', 'x', $3, interval '4 hours')"
        assert await tx.value(sql, id, make.vault.blind_index("identity", identity), tx.now)
    return id


async def _case(owner: asyncpg.Connection, make: Factory, place: Place, who: Actor) -> str:
    """Two people with one number; functions alone write these rows."""
    id = new_id()
    number = make.vault.seal(generate(date(1950, 1, 1), Sex.FEMALE, 7), case_identity_of(place.county, id))
    phone = make.vault.seal("13800001111", case_phone_of(place.county, id))
    sql = """insert into identity_cases (county, id, institution_id, key_hash, holder_id, name, identity_sealed,
      identity_tail, phone_sealed, phone_tail, card, seen, reason, opened_at, opened_by, opened_name, opened_role)
      values ($1, $2, $3, $4, $5, 'x', $8, '0', $9, '0', 'identity_card', 'x', 'x', $6, $7, 'x', 'doctor')"""
    await owner.execute(
        sql,
        place.county,
        id,
        place.institution_id,
        id.bytes,
        who.resident_id,
        clock.now(),
        new_id(),
        number,
        phone,
    )
    return str(id)


async def _of_staff(make: Factory, place: Place, who: Actor, staff: dict[Role, Actor]) -> dict[str, Any]:
    county, now, home = place.county, clock.now(), place.institution_id
    ids: dict[str, Any] = {name: new_id() for name in ("import_id", "offer_id")}
    await make.insert(
        "imports", county=county, id=ids["import_id"], kind="residents", file_name="f", sha256="0", size_bytes=1,
        institution_id=home, requested_at=now, requested_name="x",
    )  # fmt: skip
    mine = {"county": county, "import_id": ids["import_id"]}
    await make.insert("import_states", **mine, state="checked", at=now)
    await make.insert("import_progress", **mine, rows_total=1, rows_read=1, rows_written=0, told_at=now)
    await make.insert(
        "role_offers", county=county, id=ids["offer_id"], role="coordinator", institution_id=home, display_name="x",
        email_hash=ids["offer_id"].bytes, email_hint="x", starts_on=clock.today(), reason="x", offered_at=now,
        offered_by=staff[Role.MANAGER].account_id, expires_at=now + timedelta(days=7),
    )  # fmt: skip
    async with make.db.transaction(SYSTEM) as tx:
        sql = "select id from area_assignments where county = $1 and area_id = $2"
        ids["assignment_id"] = await tx.value(sql, county, place.area_id)
        sql = "select id from role_grants where county = $1 and account_id = $2"
        ids["grant_id"] = await tx.value(sql, county, staff[Role.DOCTOR].account_id)
    return ids
