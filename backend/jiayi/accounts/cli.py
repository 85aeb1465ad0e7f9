"""``jiayi account``: the first people of a deployment get their roles from whoever runs the server."""

import sys
from uuid import UUID

import asyncpg
import msgspec

from jiayi.accounts import store
from jiayi.accounts.devices import store as devices
from jiayi.accounts.factors import store as factors
from jiayi.accounts.model import KeyRow
from jiayi.accounts.passkeys import store as passkeys
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database

Q = store.Q
AT_AN_INSTITUTION = frozenset({Role.DOCTOR, Role.MANAGER, Role.COORDINATOR})


class NewStaff(msgspec.Struct, frozen=True):
    county: int
    role: Role
    email: str
    name: str
    institution_code: str | None
    doctor_code: str | None


async def add_staff(db: Database, vault: Vault, staff: NewStaff) -> int:
    """0 when done; 2 with a sentence on standard error otherwise. Nothing half done."""
    try:
        async with db.transaction(SYSTEM) as tx:
            institution_id = await tx.value(Q.find_institution_by_code, staff.county, staff.institution_code)
            doctor_id = await tx.value(Q.find_doctor_by_code, staff.county, staff.doctor_code)
            if fault := _fault(staff, institution_id, doctor_id):
                print(fault, file=sys.stderr)
                return 2
            await store.create_account_with_role(
                tx, vault, staff.county, staff.name, email=staff.email, role=staff.role,
                institution_id=institution_id, doctor_id=doctor_id,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        print(f"{staff.email} has an account already", file=sys.stderr)
        return 2
    print(f"{staff.name} may sign in with {staff.email} as {staff.role.value} in {staff.county}")
    return 0


async def forget_factors(db: Database, vault: Vault, email: str) -> int:
    """Of somebody who lost phone and recovery codes, once whoever runs the server knows that it is them. 0 or 2."""
    async with db.transaction(SYSTEM) as tx:
        found = await tx.one(KeyRow, Q.find_keys, [vault.blind_index("email", email)], "email")
        if found is None:
            print(f"no account has the e-mail {email}", file=sys.stderr)
            return 2
        for sql in (factors.Q.remove_totp, factors.Q.remove_recovery, passkeys.Q.remove_passkeys):
            await tx.run(sql, found.county, found.subject_id)
        await devices.end_others(tx, found.county, found.subject_id, "")
        await history.record(tx, found.county, "accounts.factors.forgotten", found.subject_id)
    print(f"{email} is signed out everywhere and sets up a second factor at the next sign-in")
    return 0


def _fault(staff: NewStaff, institution_id: UUID | None, doctor_id: UUID | None) -> str:
    if staff.role in AT_AN_INSTITUTION and institution_id is None:
        return f"--institution must be the code of an institution of county {staff.county}"
    if staff.role is Role.DOCTOR and doctor_id is None:
        return f"--doctor must be the code of a doctor of county {staff.county} (see the staff roster)"
    return ""
