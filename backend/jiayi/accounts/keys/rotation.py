"""Everything under the newest key, in batches, while others read and write: each value is replaced only if it is still
the one that was read. Stopped and started again, it goes on where rows of older keys are left."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from jiayi.accounts.keys.check import Q, register
from jiayi.accounts.keys.model import PasskeyRow, SealedRow, TakenInvitation
from jiayi.accounts.passkeys.store import directory_text
from jiayi.accounts.sealed import (
    answer_words_of,
    case_identity_of,
    case_phone_of,
    email_of,
    identity_of,
    phone_of,
    request_words_of,
)  # fmt: skip
from jiayi.infra import clock
from jiayi.infra.crypto import Bound, SealBroken, Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.sealing import key_file
from jiayi.infra.sealing.key_file import Key, KeyFile, Use
from jiayi.infra.sealing.source import KeyFileSource

BATCH = 500
_START = (-1, UUID(int=0))
Tell = Callable[[str], None]


class Target(msgspec.Struct, frozen=True):
    name: str
    list: str
    put: str
    bound: Callable[[SealedRow], str | Bound]


TARGETS = (
    Target("residents.identity", Q.list_identities, Q.put_identities, lambda r: identity_of(r.county, r.id)),
    Target("residents.phone", Q.list_phones, Q.put_phones, lambda r: phone_of(r.county, r.id)),
    Target("accounts.email", Q.list_emails, Q.put_emails, lambda r: email_of(r.id)),
    Target(
        "data_requests", Q.list_request_words, Q.put_request_words, lambda r: request_words_of(r.county, r.id)
    ),
    Target(
        "data_answers", Q.list_answer_words, Q.put_answer_words, lambda r: answer_words_of(r.county, r.id)
    ),
    Target(
        "identity_cases.identity",
        Q.list_case_identities,
        Q.put_case_identities,
        lambda r: case_identity_of(r.county, r.id),
    ),
    Target(
        "identity_cases.phone", Q.list_case_phones, Q.put_case_phones, lambda r: case_phone_of(r.county, r.id)
    ),
    Target("totp_secrets", Q.list_totp_secrets, Q.put_totp_secrets, lambda r: f"totp {r.id}"),
    Target("outgoing_mails.recipient", Q.list_recipients, Q.put_recipients, lambda r: f"to {r.id}"),
    Target("outgoing_mails.body", Q.list_bodies, Q.put_bodies, lambda r: f"body {r.id}"),
    Target("import_files", Q.list_import_files, Q.put_import_files, lambda r: str(r.id)),
)


async def rotate(db: Database, vault: Vault, tell: Tell) -> None:
    """The newest key of each use becomes the one that writes, and what older ones made is made anew."""
    async with db.transaction(SYSTEM) as tx:
        await register(tx, vault)
    if key := _waiting(vault, "seal"):
        _activate(vault, key)
        tell(f"new rows are sealed with key {key.id} from now on")
    for target in TARGETS:
        await _reseal(db, vault, target, tell)
    waiting = _waiting(vault, "index")
    key = waiting or vault.keys().file.active("index")
    await _index(db, vault, key, tell)
    if waiting:
        _activate(vault, waiting)
        tell(f"people are looked up with index key {waiting.id} from now on")
        await _index(db, vault, waiting, tell)  # what was written in the meantime


async def _reseal(db: Database, vault: Vault, target: Target, tell: Tell) -> None:
    done, broken = 0, 0
    county, id = _START
    while True:
        async with db.transaction(SYSTEM) as tx:
            rows = await tx.many(SealedRow, target.list, vault.keys().writes.id, county, id, BATCH)
            if not rows:
                break
            fresh = [(row, again) for row in rows if (again := _again(vault, row, target))]
            broken += len(rows) - len(fresh)
            columns = [[r.county for r, _ in fresh], [r.id for r, _ in fresh], [r.sealed for r, _ in fresh]]
            done += await tx.run(target.put, *columns, [again for _, again in fresh])
        county, id = rows[-1].county, rows[-1].id
        tell(f"{target.name}: {done} sealed anew")
    if broken:
        tell(
            f"{target.name}: {broken} cannot be opened with any key of the key file and were left as they are"
        )


def _again(vault: Vault, row: SealedRow, target: Target) -> bytes | None:
    try:
        return vault.seal(vault.open(row.sealed, target.bound(row)), target.bound(row))
    except SealBroken:
        return None


async def _index(db: Database, vault: Vault, key: Key, tell: Tell) -> None:
    """Hashes under this key beside the older ones: either finds everybody."""
    made = await _index_sealed(
        db, vault, key, "identity", Q.list_unindexed_identities, lambda r: identity_of(r.county, r.id)
    )
    made += await _index_sealed(db, vault, key, "email", Q.list_unindexed_emails, lambda r: email_of(r.id))
    made += await _index_passkeys(db, vault, key)
    made += await _move_invitations(db, vault, key)
    if made:
        tell(f"index key {key.id}: {made} hashes made")


async def _index_sealed(
    db: Database, vault: Vault, key: Key, kind: str, sql: str, bound: Callable[[SealedRow], Bound]
) -> int:
    made = 0
    county, id = _START
    while True:
        async with db.transaction(SYSTEM) as tx:
            rows = await tx.many(SealedRow, sql, key.id, county, id, BATCH)
            if not rows:
                return made
            found = []
            for row in rows:
                try:
                    text = vault.open(row.sealed, bound(row))
                except SealBroken:
                    continue
                found.append((vault.blind_index(kind, text, key.id), row.county, row.id))
            made += await tx.run(Q.add_hashes, kind, *([f[i] for f in found] for i in range(3)))
        county, id = rows[-1].county, rows[-1].id


async def _index_passkeys(db: Database, vault: Vault, key: Key) -> int:
    made = 0
    county, id = _START
    while True:
        async with db.transaction(SYSTEM) as tx:
            rows = await tx.many(PasskeyRow, Q.list_passkeys_after, county, id, BATCH)
            if not rows:
                return made
            hashes = [vault.blind_index("passkey", directory_text(r.credential_id), key.id) for r in rows]
            owners = [r.county for r in rows], [r.account_id for r in rows]
            made += await tx.run(Q.add_hashes, "passkey", hashes, *owners)
        county, id = rows[-1].county, rows[-1].id


async def _move_invitations(db: Database, vault: Vault, key: Key) -> int:
    """Those taken up: the address is in the account. The others move at their owner's first sign-in."""
    moved = 0
    async with db.transaction(SYSTEM) as tx:
        for row in await tx.many(TakenInvitation, Q.list_taken_invitations, key.id):
            try:
                email = vault.open(row.email_sealed, email_of(row.account_id))
            except SealBroken:
                continue
            if row.email_hash in vault.blind_indexes("email", email):
                fresh = vault.blind_index("email", email, key.id)
                moved += await tx.run(Q.move_invitation, row.county, row.doctor_id, row.email_hash, fresh)
    return moved


def _waiting(vault: Vault, use: Use) -> Key | None:
    """A key made after the active one."""
    file = vault.keys().file
    newest, active = file.newest(use), file.active(use)
    return newest if newest.made_at > active.made_at else None


def _activate(vault: Vault, chosen: Key) -> None:
    source = vault.keys
    assert isinstance(source, KeyFileSource)
    now = clock.real_now()

    def turned(key: Key) -> Key:
        if key.use != chosen.use or key.retired_at:
            return key
        if key.id == chosen.id:
            return msgspec.structs.replace(key, active=True, until=None)
        return msgspec.structs.replace(key, active=False, until=now if key.active else key.until)

    key_file.write(source.path, KeyFile([turned(k) for k in key_file.read(source.path).keys]))
