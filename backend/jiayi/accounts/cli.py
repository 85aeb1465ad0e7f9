"""``jiayi account``: the first people of a deployment get their roles from whoever runs the server, and lose them."""

import sys
from datetime import date
from uuid import UUID

import asyncpg
import msgspec

from jiayi.accounts import store
from jiayi.accounts.devices import store as devices
from jiayi.accounts.factors import store as factors
from jiayi.accounts.model import KeyRow
from jiayi.accounts.passkeys import store as passkeys
from jiayi.accounts.sealed import email_of
from jiayi.accounts.sign_in.tickets import read_email
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database, Tx

Q = store.Q
AT_AN_INSTITUTION = frozenset({Role.DOCTOR, Role.MANAGER, Role.COORDINATOR, Role.HELPER})
LONGEST_NAME = 40


class NewStaff(msgspec.Struct, frozen=True):
    county: int
    role: Role
    email: str
    name: str
    institution_code: str | None
    doctor_code: str | None


class Held(msgspec.Struct, frozen=True):
    """A role that holds or will."""

    grant_id: UUID
    account_id: UUID
    display_name: str
    email_sealed: bytes | None
    role: str
    institution_name: str
    starts_on: date
    ends_on: date | None


async def add_staff(db: Database, vault: Vault, staff: NewStaff) -> int:
    """0 when done; 2 with a sentence on standard error otherwise. Nothing half done."""
    email = read_email(staff.email.strip()) or ""
    try:
        async with db.transaction(SYSTEM) as tx:
            institution_id = await tx.value(Q.find_institution_by_code, staff.county, staff.institution_code)
            doctor_id = await tx.value(Q.find_doctor_by_code, staff.county, staff.doctor_code)
            served = bool(await tx.value(Q.is_served, staff.county))
            if fault := _misread(staff, email, served) or _fault(staff, institution_id, doctor_id):
                return _refuse(fault)
            account_id = await store.create_account_with_role(
                tx, vault, staff.county, staff.name.strip(), email=email, role=staff.role,
                institution_id=institution_id, doctor_id=doctor_id,
            )  # fmt: skip
            await history.record(tx, staff.county, "accounts.role.given", account_id, role=staff.role.value)
            today = tx.today
    except asyncpg.UniqueViolationError:
        return _refuse(f"{email} has an account already; jiayi account list --county {staff.county} shows it")
    print(
        f"{staff.name.strip()} may sign in with {email} as {staff.role.value} in {staff.county}, from {today}"
    )
    return 0


async def list_staff(db: Database, vault: Vault, county: int) -> int:
    async with db.transaction(SYSTEM) as tx:
        if not await tx.value(Q.is_served, county):
            return _refuse(_not_served(county))
        held = await _held(tx, county)
    for one in held:
        until = f" until {one.ends_on}" if one.ends_on else ""
        where = f"  {one.institution_name}" if one.institution_name else ""
        address = _email(vault, one) or "-"
        print(f"{address}  {one.role}  {one.display_name}{where}  from {one.starts_on}{until}")
    if not held:
        print(f"nobody has a role in {county}")
    return 0


async def end_roles(db: Database, vault: Vault, county: int, email: str, role: Role | None) -> int:
    """All roles of the address in the county, or one of them, from today on."""
    wanted = read_email(email.strip())
    async with db.transaction(SYSTEM) as tx:
        ended = [
            one
            for one in await _held(tx, county)
            if wanted and _email(vault, one) == wanted and role in (None, one.role) and one.ends_on is None
        ]
        for one in ended:
            await tx.run(Q.end_grant, county, one.grant_id, tx.today, tx.now)  # open sessions end with it
            await history.record(tx, county, "accounts.role.ended", one.account_id, role=one.role)
    if not ended:
        return _refuse(
            f"{email} has no such role in {county}; jiayi account list --county {county} shows who has"
        )
    for one in ended:
        print(f"{one.display_name} is no longer {one.role} in {county}")
    return 0


async def _held(tx: Tx, county: int) -> list[Held]:
    return await tx.many(Held, Q.list_staff_roles, county, tx.today)


def _email(vault: Vault, one: Held) -> str:
    return vault.open(one.email_sealed, email_of(one.account_id)) if one.email_sealed else ""


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _misread(staff: NewStaff, email: str, served: bool) -> str:
    if not served:
        return _not_served(staff.county)
    if not email:
        return f"--email must be an address like name@example.org, not {staff.email!r}"
    name = staff.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return f"--name must be the person's name, 1 to {LONGEST_NAME} characters"
    return ""


def _not_served(county: int) -> str:
    return f"county {county} has no institutions here; bring them first: jiayi import institutions FILE --county CODE"


async def forget_factors(db: Database, vault: Vault, email: str) -> int:
    """Of somebody who lost phone and recovery codes, once whoever runs the server knows that it is them. 0 or 2."""
    async with db.transaction(SYSTEM) as tx:
        found = await tx.one(KeyRow, Q.find_keys, vault.blind_indexes("email", email), "email")
        if found is None:
            print(f"no account has the e-mail {email}", file=sys.stderr)
            return 2
        for sql in (factors.Q.remove_totp, factors.Q.remove_recovery, passkeys.Q.remove_passkeys):
            await tx.run(sql, found.county, found.subject_id)
        await devices.end_others(tx, found.county, found.subject_id, "")
        await history.record(tx, found.county, "accounts.factors.forgotten", found.subject_id)
    print(f"{email} is signed out everywhere and sets up a second factor at the next sign-in")
    return 0


async def sign_out_everywhere(db: Database, vault: Vault, email: str) -> int:
    """Of one account: a phone was lost, or something looks wrong. Its ways to sign in stay. 0 or 2."""
    async with db.transaction(SYSTEM) as tx:
        found = await tx.one(KeyRow, Q.find_keys, vault.blind_indexes("email", email), "email")
        if found is None:
            return _refuse(f"no account has the e-mail {email}")
        ended = await devices.end_others(tx, found.county, found.subject_id, "")
        await history.record(tx, found.county, "accounts.session.ended", found.subject_id)
    print(f"{email}: {ended} open sessions ended")
    return 0


def _fault(staff: NewStaff, institution_id: UUID | None, doctor_id: UUID | None) -> str:
    if staff.role in AT_AN_INSTITUTION and institution_id is None:
        return f"--institution must be the code of an institution of county {staff.county}"
    if staff.role is Role.DOCTOR and doctor_id is None:
        return f"--doctor must be the code of a doctor of county {staff.county} (see the staff roster)"
    return ""
