"""The slice's queries, and the rows they fill."""

import re
from datetime import date, timedelta
from uuid import UUID

import msgspec

from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.rosters.model import MOST_FAULTS, Fault, Import, ListedImport, Progress, State

Q = beside(__file__)
FILES_KEPT = timedelta(days=1)
"""No document says how long: the next working day. The list of what was wrong goes after the same time."""
_NUMBER = re.compile(r"[0-9](?:[ \-]?[0-9]){9,}[Xx]?")


class InstitutionRow(msgspec.Struct, frozen=True):
    id: UUID
    county: int
    code: str
    name: str
    kind: str
    level: int
    ownership: str
    address: str
    phone: str
    hours: str
    ways_to_sign: list[str]
    longitude: float
    latitude: float
    parent_id: UUID | None
    medical_community_id: UUID | None
    accepts_each_request: bool
    contracted_since: date | None
    contracted_until: date | None


class TeamRow(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    institution_id: UUID
    name: str
    introduction: str
    hours: str
    phone: str
    colour: int
    closed_on: date | None


class StaffRow(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    institution_id: UUID
    name: str
    sex: str
    kind: str
    title: str
    introduction: str
    specialties: list[str]
    languages: list[str]
    phone: str
    practice_scope: str
    registered_on: date | None
    trained_until: date | None
    signs: bool
    left_on: date | None
    capacity: int | None


class InvitationRow(msgspec.Struct, frozen=True):
    doctor_id: UUID
    email_hash: bytes
    ends_on: date | None


class MembershipRow(msgspec.Struct, frozen=True):
    doctor_id: UUID
    team_id: UUID
    duty: str
    is_lead: bool


class AreaRow(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    kind: str
    name: str
    township: int
    committee: int
    township_name: str
    committee_name: str
    address: str
    household_count: int
    boundary: str | None
    team_id: UUID | None
    buildings: list[str]
    is_open: bool
    """It is still found."""


class BuildingRow(msgspec.Struct, frozen=True):
    area_id: UUID
    name: str
    id: UUID


class CodeRow(msgspec.Struct, frozen=True):
    code: str
    id: UUID


class PersonFound(msgspec.Struct, frozen=True, gc=False):
    key_hash: bytes
    county: int
    subject_id: UUID
    visible: bool
    name: str | None
    sex: str | None
    birth_date: date | None
    relation: str | None
    household_id: UUID | None
    phone_sealed: bytes | None
    area_id: UUID | None
    building_id: UUID | None
    room: str | None
    institution_id: UUID | None
    headed: UUID | None
    """The household that this person heads."""
    conditions: list[str]
    roster_conditions: list[str]
    groups: list[str]
    roster_groups: list[str]


class InsuranceFound(msgspec.Struct, frozen=True, gc=False):
    key_hash: bytes
    subject_id: UUID
    visible: bool
    scheme: str | None
    county_of_insurance: int | None
    premium_paid: bool | None
    outpatient_balance_fen: int | None
    two_disease: list[str] | None
    special_chronic: list[str] | None
    as_of: date | None


async def add_import(tx: Tx, brought: Import) -> None:
    actor = tx.actor
    await tx.run(
        Q.add_import, brought.county, brought.id, brought.kind, brought.file_name, brought.sha256, brought.size,
        actor.institution_id, brought.requested_at, actor.account_id, brought.requested_name,
    )  # fmt: skip


async def add_state(tx: Tx, county: int, import_id: UUID, state: str, **data: object) -> bool:
    """False: it was there already."""
    return await tx.run(Q.add_import_state, county, import_id, state, tx.now, tx.actor.account_id, data) > 0


async def put_progress(tx: Tx, county: int, import_id: UUID, total: int, read: int, written: int) -> None:
    await tx.run(Q.put_progress, county, import_id, total, read, written, tx.now)


async def add_faults(tx: Tx, county: int, import_id: UUID, faults: list[Fault]) -> None:
    rows = [
        {"position": n, **msgspec.structs.asdict(fault)}
        | {"values": {key: without_numbers(text) for key, text in fault.values.items()}}
        for n, fault in enumerate(faults[:MOST_FAULTS])
    ]
    await tx.run(Q.add_faults, county, import_id, rows)


def without_numbers(text: str) -> str:
    """Identity and phone numbers that stand in the wrong column are not kept in clear: the last two digits stay."""
    return _NUMBER.sub(lambda found: "*" * (len(found[0]) - 2) + found[0][-2:], text)


async def keep_file(tx: Tx, county: int, import_id: UUID, sealed: bytes) -> None:
    await tx.run(Q.keep_file, county, import_id, sealed, tx.now)


async def find_file(tx: Tx, county: int, import_id: UUID) -> bytes | None:
    sealed: bytes | None = await tx.value(Q.find_file, county, import_id, tx.now - FILES_KEPT)
    return sealed


async def forget_file(tx: Tx, county: int, import_id: UUID) -> None:
    await tx.run(Q.forget_file, county, import_id)


async def forget_old(tx: Tx) -> int:
    """In all counties; how many rows went."""
    before = tx.now - FILES_KEPT
    return await tx.run(Q.forget_old_files, before) + await tx.run(Q.forget_old_faults, before)


async def find_import(tx: Tx, county: int, import_id: UUID) -> Import | None:
    return await tx.one(Import, Q.find_import, county, import_id)


async def states_of(tx: Tx, county: int, import_id: UUID) -> list[State]:
    return await tx.many(State, Q.list_states, county, import_id)


async def progress_of(tx: Tx, county: int, import_id: UUID) -> Progress | None:
    return await tx.one(Progress, Q.find_progress, county, import_id)


async def faults_of(tx: Tx, county: int, import_id: UUID, most: int = MOST_FAULTS) -> list[Fault]:
    return await tx.many(Fault, Q.list_faults, county, import_id, most)


async def latest_imports(tx: Tx, county: int) -> list[ListedImport]:
    return await tx.many(ListedImport, Q.list_imports, county)
