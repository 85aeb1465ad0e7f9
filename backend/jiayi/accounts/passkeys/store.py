"""Passkeys and challenges inside the caller's transaction."""

import secrets
from datetime import datetime
from uuid import UUID

import msgspec

from jiayi.accounts import store as people
from jiayi.accounts.passkeys.ceremony import Checked, Credential, Fresh
from jiayi.accounts.sign_in.limits import CHALLENGE_LIFE
from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id

Q = beside(__file__)
_CHALLENGE_BYTES = 32


class Listed(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None
    verifies_user: bool


async def ask(tx: Tx, purpose: str) -> tuple[UUID, bytes]:
    """A new challenge for the acting account ('sign_in': for whoever answers)."""
    challenge_id, challenge = new_id(), secrets.token_bytes(_CHALLENGE_BYTES)
    account_id = None if purpose == "sign_in" else tx.actor.account_id
    await tx.run(
        Q.add_challenge, challenge_id, challenge, purpose, account_id, tx.now, tx.now + CHALLENGE_LIFE
    )
    return challenge_id, challenge


async def redeem(tx: Tx, challenge_id: UUID, purpose: str) -> bytes | None:
    """Once, in time, for what and whom it was made."""
    account_id = None if purpose == "sign_in" else tx.actor.account_id
    found: bytes | None = await tx.value(Q.redeem_challenge, challenge_id, tx.now, purpose, account_id)
    return found


async def find(tx: Tx, credential_id: bytes) -> Credential | None:
    return await tx.one(Credential, Q.find_passkey, tx.actor.county, tx.actor.account_id, credential_id)


async def note_use(tx: Tx, passkey_id: UUID, checked: Checked) -> bool:
    """False: a twin of this answer came first (the counter stands still only for keys that never count)."""
    return bool(await tx.run(Q.note_use, tx.actor.county, passkey_id, checked.sign_count, tx.now))


async def add(tx: Tx, vault: Vault, fresh: Fresh, name: str) -> UUID:
    """Raises UniqueViolationError when the key is an account's already."""
    passkey_id, actor = new_id(), tx.actor
    assert actor.account_id
    await people.add_keys(tx, directory_keys(vault, fresh.credential_id), "passkey")
    await tx.run(
        Q.add_passkey, actor.county, passkey_id, actor.account_id, fresh.credential_id, fresh.public_key,
        fresh.sign_count, fresh.verifies_user, name, tx.now,
    )  # fmt: skip
    return passkey_id


async def list_own(tx: Tx) -> list[Listed]:
    return await tx.many(Listed, Q.list_passkeys, tx.actor.county, tx.actor.account_id)


async def own_credentials(tx: Tx) -> list[bytes]:
    rows = await tx.many(Credential, Q.list_credentials, tx.actor.county, tx.actor.account_id)
    return [row.credential_id for row in rows]


async def remove(tx: Tx, passkey_id: UUID) -> bool:
    """The directory keeps the hash: what was once a key here never becomes somebody else's."""
    return bool(await tx.run(Q.remove_passkey, tx.actor.county, tx.actor.account_id, passkey_id))


def directory_keys(vault: Vault, credential_id: bytes) -> list[bytes]:
    return vault.blind_indexes("passkey", directory_text(credential_id))


def directory_text(credential_id: bytes) -> str:
    return credential_id.hex()
