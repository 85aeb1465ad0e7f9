"""A county with a family, a neighbour, and one row of everything personal about the family's head."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Range

from jiayi.infra import clock
from jiayi.infra.db.actor import ANONYMOUS, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.factories import COUNTY, Factory, Place

ELSEWHERE = 510104
HEAD_NUMBER = "99999919600101900X"
ROLES = (
    "head", "child", "neighbour", "doctor", "manager", "doctor next door", "manager next door", "bureau", "admin",
    "manager elsewhere", "bureau elsewhere", "anonymous", "helper",
)  # fmt: skip


class World(msgspec.Struct):
    place: Place
    next_door: Place
    head: UUID
    child: UUID
    neighbour: UUID
    household: UUID
    agreement: UUID
    actors: dict[str, Actor]


async def agreement(make: Factory, place: Place, resident: UUID, **changes: Any) -> UUID:
    """A bare row: nobody has confirmed it."""
    version = f"v{make.number()}"
    await make.insert("agreement_texts", version=version, sha256="0", body="正文", first_used_at=clock.now())
    row: dict[str, Any] = {
        "county": place.county, "id": new_id(), "number": version, "resident_id": resident,
        "institution_id": place.institution_id, "team_id": place.team_id, "doctor_id": place.doctor_id,
        "term": Range(date(2026, 1, 1), date(2027, 1, 1)), "policy_division": place.county,
        "policy_on": date(2026, 1, 1), "text_version": version, "origin": "online", "requested_at": clock.now(),
        "requested_by": new_id(), "proof_hash": version.encode(),
    } | changes  # fmt: skip
    await make.insert("agreements", **row)
    found: UUID = row["id"]
    return found


async def confirmed(make: Factory, place: Place, agreement_id: UUID) -> None:
    await make.insert(
        "agreement_confirmations", county=place.county, agreement_id=agreement_id, confirmed_at=clock.now(),
        confirmed_by=new_id(), channel="own_account",
    )  # fmt: skip


async def visit(db: Database, actor: Actor, resident: UUID, number: bytes = b"") -> bool:
    """The person stands at the desk for an hour; False: refused."""
    async with db.transaction(actor) as tx:
        sql = "select count(*) from open_desk_visit($1, $2, $3, $4, interval '10 years')"
        return bool(await tx.value(sql, new_id(), number, resident, tx.now))


async def world(db: Database, make: Factory) -> World:
    place, next_door, far = await make.place(), await make.place(), await make.place(ELSEWHERE)
    head = await make.resident(place, conditions=["hypertension"], identity=HEAD_NUMBER)
    child, neighbour = await make.resident(place), await make.resident(place)
    await make.resident(next_door)
    await make.resident(far)
    household = await make.household(place, head, child)
    actors = {
        "head": await make.actor(Role.RESIDENT, place, resident_id=head, household_id=household),
        "child": await make.actor(Role.RESIDENT, place, resident_id=child),
        "neighbour": await make.actor(Role.RESIDENT, place, resident_id=neighbour),
        "doctor": await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id),
        "manager": await make.actor(Role.MANAGER, place),
        "doctor next door": await make.actor(Role.DOCTOR, next_door, doctor_id=next_door.doctor_id),
        "manager next door": await make.actor(Role.MANAGER, next_door),
        "bureau": await make.actor(Role.BUREAU, place),
        "admin": Actor(role=Role.ADMIN, county=COUNTY, account_id=new_id()),
        "manager elsewhere": await make.actor(Role.MANAGER, far),
        "bureau elsewhere": await make.actor(Role.BUREAU, far),
        "anonymous": ANONYMOUS,
        "helper": await make.actor(Role.HELPER, place),
    }
    agreement_id = await agreement(make, place, head)
    made = World(place, next_door, head, child, neighbour, household, agreement_id, actors)
    await _facts(make, made)
    await _parts(make, made)
    await _requests(make, made)
    await _proxy(make, made)
    await _birthday(make, made)
    await _task(make, made)
    await _emergency(db, make, made)
    await _traces(make, made)
    assert await visit(db, actors["doctor"], head)
    return made


async def _facts(make: Factory, w: World) -> None:
    county, head = COUNTY, w.head
    await make.insert(
        "resident_groups", county=county, resident_id=head, priority_group="disabled", since=date(2026, 1, 1),
        source="test",
    )  # fmt: skip
    await make.insert(
        "waiting_entries", county=county, id=new_id(), doctor_id=w.place.doctor_id, resident_id=head,
        joined_at=clock.now(),
    )  # fmt: skip
    await make.insert(
        "idempotency_keys", county=county, account_id=w.actors["head"].account_id, key=new_id(), result="x",
        created_at=clock.now(),
    )  # fmt: skip


async def _emergency(db: Database, make: Factory, w: World) -> None:
    """The doctor next door saw the head, ended it, and the manager there looked into it."""
    id, doctor, manager = new_id(), w.actors["doctor next door"], w.actors["manager next door"]
    number = make.vault.blind_index("identity", HEAD_NUMBER)
    async with db.transaction(doctor) as tx:
        sql = "select count(*) from open_emergency($1, $2, 'unconscious', 'x', 'x', $3, interval '4 hours')"
        assert await tx.value(sql, id, number, tx.now)
        await tx.run(
            "insert into emergency_endings values ($1, $2, $3, $4, $5)", COUNTY, id, w.head, tx.now, doctor.account_id
        )  # fmt: skip
    async with db.transaction(manager) as tx:
        await tx.run(
            "insert into emergency_notes values ($1, $2, $3, $4, 'justified', 'x', $5, $6, 'x')", COUNTY, new_id(), id,
            w.head, tx.now, manager.account_id,
        )  # fmt: skip


async def _task(make: Factory, w: World) -> None:
    """The helper was once at the head's door in vain."""
    id, now, helper = new_id(), clock.now(), w.actors["helper"].account_id
    await make.insert(
        "helper_tasks", county=COUNTY, id=id, resident_id=w.head, institution_id=w.place.institution_id,
        helper_account_id=helper, helper_name="x", purpose="help_sign", last_day=date(2026, 3, 9), given_at=now,
        given_by=new_id(), given_name="x",
    )  # fmt: skip
    await make.insert(
        "helper_results", county=COUNTY, id=new_id(), task_id=id, resident_id=w.head, outcome="not_met", made_at=now,
        made_by=helper,
    )  # fmt: skip


async def _birthday(make: Factory, w: World) -> None:
    await make.insert(
        "birthday_notices", county=COUNTY, resident_id=w.child, age_years=14, told_at=clock.now()
    )


async def _proxy(make: Factory, w: World) -> None:
    """The head gives the neighbour power, at the desk; nobody has witnessed it."""
    mine: dict[str, Any] = {"county": COUNTY, "proxy_id": new_id()}
    now = clock.now()
    await make.insert(
        "proxies", county=COUNTY, id=mine["proxy_id"], grantor_id=w.head, helper_name="王芳", helper_county=COUNTY,
        helper_account_id=w.actors["neighbour"].account_id, helper_resident_id=w.neighbour, areas=["agreement"],
        starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), asked_by="desk", asked_at=now, helper_agreed_at=now,
    )  # fmt: skip
    await make.insert(
        "proxy_evidence", **mine, typed_name="王芳", origin="desk", signed_at=now, staff_account_id=new_id(),
        staff_name="x", institution_id=w.place.institution_id,
    )  # fmt: skip


async def _requests(make: Factory, w: World) -> None:
    id, now = new_id(), clock.now()
    await make.insert(
        "data_requests", county=COUNTY, id=id, resident_id=w.head, kind="correction", item="phone", asked_at=now,
        asked_by=w.actors["head"].account_id, answer_by=clock.today(),
    )  # fmt: skip
    await make.insert(
        "data_answers", county=COUNTY, request_id=id, resident_id=w.head, outcome="done", answered_at=now
    )


async def _parts(make: Factory, w: World) -> None:
    mine: dict[str, Any] = {"county": COUNTY, "agreement_id": w.agreement}
    now, who = clock.now(), new_id()
    await confirmed(make, w.place, w.agreement)
    await make.insert("agreement_decisions", **mine, outcome="accepted", decided_at=now)
    await make.insert("agreement_packages", **mine, package_code="p", name="包", citation="x")
    await make.insert("agreement_items", **mine, item_code="i", name="项")
    await make.insert("agreement_fee_lines", **mine, package_code="p", payer="fund", citation="x")
    await make.insert("agreement_hospitals", **mine, institution_id=w.place.institution_id, level=1)
    await make.insert(
        "agreement_signatures", **mine, id=new_id(), signer="resident", account_id=who, typed_name="王芳",
        signed_at=now,
    )  # fmt: skip
    paid = new_id()
    await make.insert(
        "agreement_payments", **mine, id=paid, amount_fen=1, method="desk", reference="r", paid_at=now,
        recorded_by=who,
    )  # fmt: skip
    await make.insert(
        "receipt_numbers",
        **mine,
        institution_id=w.place.institution_id,
        year=2026,
        number="r",
        payment_id=paid,
    )
    await make.insert("agreement_originals", **mine, doctor_id=w.place.doctor_id, starts_on=date(2026, 1, 1))
    await make.insert("agreement_reductions", **mine, amount_fen=1, citation="x")
    await make.insert(
        "doctor_changes", **mine, id=new_id(), from_doctor_id=who, to_doctor_id=w.place.doctor_id, reason="",
        changed_at=now, changed_by=who,
    )  # fmt: skip
    await make.insert(
        "agreement_exceptions", **mine, kind="change_doctor", reason="x", allowed_at=now, allowed_by=who
    )
    await make.insert(
        "yearly_signatures",
        **mine,
        year=2026,
        typed_name="王芳",
        origin="desk",
        signed_at=now,
        staff_account_id=who,
    )
    await make.insert(
        "yearly_refusals", **mine, year=2026, typed_name="王芳", drawing="", origin="desk", signed_at=now,
        staff_account_id=who, reason="x", refused_at=now, refused_by=who, refused_name="李慧",
    )  # fmt: skip
    await make.insert("yearly_confirmations", **mine, year=2026, confirmed_at=now, confirmed_by=who)


async def _traces(make: Factory, w: World) -> None:
    """An event of the agreement, of the person, of nobody here; a look; an import with all that hangs on it."""
    now, home = clock.now(), w.place.institution_id
    for kind, subject in (
        ("agreements.requested", w.agreement),
        ("x.of.person", w.head),
        ("x.of.other", new_id()),
    ):
        await make.insert(
            "history_events", county=COUNTY, id=new_id(), happened_at=now, kind=kind, subject_id=subject,
            actor_role="system",
        )  # fmt: skip
    look: dict[str, Any] = {
        "county": COUNTY, "resident_id": w.head, "account_id": new_id(), "institution_id": home,
    }  # fmt: skip
    seen = new_id()
    await make.insert(
        "access_log", **look, id=seen, looked_at=now, role="doctor", actor_name="x", part="agreement"
    )
    look |= {"look_id": seen, "reader": "manager"}
    await make.insert("look_flags", **look, reason="asked", flagged_at=now)
    await make.insert(
        "look_notes",
        **look,
        id=new_id(),
        kind="asked",
        body="?",
        written_at=now,
        written_by=new_id(),
        writer_name="x",
    )
    await make.insert(
        "role_offers", county=COUNTY, id=new_id(), role="coordinator", institution_id=home, display_name="x", email_hash=b"x",
        email_hint="x", starts_on=clock.today(), reason="x", offered_at=now, offered_by=new_id(), expires_at=now,
    )  # fmt: skip
    mine: dict[str, Any] = {"county": COUNTY, "import_id": new_id()}
    await make.insert(
        "imports", county=COUNTY, id=mine["import_id"], kind="residents", file_name="f", sha256="0", size_bytes=1,
        institution_id=home, requested_at=now, requested_name="x",
    )  # fmt: skip
    await make.insert("import_states", **mine, state="checking", at=now)
    await make.insert("import_progress", **mine, rows_total=1, rows_read=1, rows_written=0, told_at=now)
    await make.insert("import_faults", **mine, position=0, sheet="", row_number=1, column_letter="", header="",
                      sentence="x")  # fmt: skip
    await make.insert("import_files", **mine, sealed=b"x", kept_since=now)
