"""Reading and writing people, accounts and roles inside the caller's transaction."""

from datetime import date
from uuid import UUID

from jiayi.accounts.bulk import add_residents as add_residents
from jiayi.accounts.bulk import pinyin_of as pinyin_of
from jiayi.accounts.model import Account, Known, Member, Resident, ResidentFacts, RoleGrant
from jiayi.accounts.sealed import email_of
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id

Q = beside(__file__)


async def find_resident(tx: Tx, county: int, resident_id: UUID) -> Resident | None:
    """None also when the actor may not see this person."""
    return await tx.one(Resident, Q.find_resident, county, resident_id, tx.today)


async def household_members(tx: Tx, county: int, household_id: UUID) -> list[Member]:
    """Those whom the actor may see: everyone for the head, only themselves for the others."""
    return await tx.many(Member, Q.list_household_members, county, household_id, tx.today)


async def resident_facts(tx: Tx, county: int, resident_id: UUID, on: date) -> ResidentFacts | None:
    return await tx.one(ResidentFacts, Q.find_facts, county, resident_id, on)


async def look_up_identity(tx: Tx, vault: Vault, number: str) -> Known | None:
    """Who has this identity number, in whichever county: never show it before name and phone were compared."""
    for key in vault.blind_indexes("identity", number):  # two while the index is rotated
        if found := await tx.one(Known, Q.look_up_identity, key):
            return found
    return None


async def find_account(tx: Tx, county: int, account_id: UUID) -> Account | None:
    return await tx.one(Account, Q.find_account, county, account_id)


async def grants_of(tx: Tx, county: int, account_id: UUID) -> list[RoleGrant]:
    """Roles that hold today."""
    return await tx.many(RoleGrant, Q.list_grants, county, account_id, tx.today)


async def create_account_with_role(
    tx: Tx,
    vault: Vault,
    county: int,
    name: str,
    *,
    email: str = "",
    role: Role = Role.RESIDENT,
    institution_id: UUID | None = None,
    doctor_id: UUID | None = None,
    resident_id: UUID | None = None,
    id: UUID | None = None,
) -> UUID:
    """A new account; a role other than resident gets its grant. An e-mail that is taken raises UniqueViolationError."""
    account_id = id or new_id()
    sealed = vault.seal(email, email_of(account_id)) if email else None
    await tx.run(Q.add_account, county, account_id, name, sealed, resident_id, doctor_id, tx.now)
    if email:
        keys = vault.blind_indexes("email", email)
        await tx.run(Q.add_keys, keys, "email", county, [account_id] * len(keys))
    if role is not Role.RESIDENT:
        await add_grant(tx, county, account_id, role, institution_id)
    return account_id


async def add_grant(tx: Tx, county: int, account_id: UUID, role: Role, institution_id: UUID | None) -> UUID:
    grant_id = new_id()
    await tx.run(
        Q.add_grant,
        county,
        grant_id,
        account_id,
        role.value,
        institution_id,
        tx.today,
        tx.actor.account_id,
        tx.now,
    )
    return grant_id


async def add_keys(tx: Tx, keys: list[bytes], kind: str) -> None:
    """The acting account can be found by these hashes. One that is taken raises UniqueViolationError."""
    await tx.run(Q.add_keys, keys, kind, tx.actor.county, [tx.actor.account_id] * len(keys))


async def keep_keys(tx: Tx, keys: list[bytes], kind: str) -> None:
    """As ``add_keys``, of hashes some of which the acting account has already."""
    await tx.run(Q.keep_keys, keys, kind, tx.actor.county, [tx.actor.account_id] * len(keys))


async def account_of_resident(tx: Tx, county: int, resident_id: UUID) -> UUID | None:
    found: UUID | None = await tx.value(Q.find_account_of_resident, county, resident_id)
    return found
