"""The end of a key: only when nothing in the database needs it. Backups from before still do."""

from datetime import timedelta

import msgspec

from jiayi.accounts.keys.check import Q
from jiayi.accounts.keys.model import Usage
from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.sealing import key_file
from jiayi.infra.sealing.key_file import Key, KeyFault, KeyFile
from jiayi.infra.sealing.source import KeyFileSource

GRACE = timedelta(minutes=10)
"""A request or an import that began with the key may still be writing."""


async def retire(
    db: Database, vault: Vault, key_id: str, *, forget: bool = False, grace: timedelta = GRACE
) -> None:
    """``forget``: also hashes that nothing else finds. Raises KeyFault with the reason why not."""
    key = _of(vault, key_id)
    if key.active:
        raise KeyFault(f"key {key_id} is in use: jiayi keys new, then jiayi keys rotate, come first")
    if key.until and clock.real_now() < key.until + grace:
        raise KeyFault(
            f"key {key_id} was in use until {key.until:%H:%M:%S} UTC: try again {_minutes(grace)} after that"
        )
    async with db.transaction(SYSTEM) as tx:
        left = await _left(tx, key)
        if left and not (forget and key.use == "index"):
            told = ", ".join(f"{one.place} {one.values}" for one in left)
            raise KeyFault(f"rows still need key {key_id} ({told}): {_advice(key)}")
        if key.use == "index":
            await tx.run(Q.drop_hashes, key.id)
        await tx.run(Q.retire_key, key.use, key.id, clock.real_now())
    _take_out(vault, key)


async def _left(tx: Tx, key: Key) -> list[Usage]:
    if key.use == "index":
        return await tx.many(Usage, Q.count_lone_hashes, key.id)
    return [one for one in await tx.many(Usage, Q.count_sealed) if one.key_id == key.id]


def _advice(key: Key) -> str:
    if key.use == "seal":
        return "jiayi keys rotate seals them anew"
    return (
        "jiayi keys rotate first; open_id moves at each person's next sign-in, staff_invitations when taken up or with the "
        "next staff roster, role_offers when taken up, taken back or after a fortnight; --forget gives them up"
    )


def _of(vault: Vault, key_id: str) -> Key:
    found = [key for key in vault.keys().file.usable if key.id == key_id and not key.active]
    found = found or [key for key in vault.keys().file.usable if key.id == key_id]
    if not found:
        raise KeyFault(f"there is no key {key_id}: jiayi keys list shows which there are")
    return found[0]


def _take_out(vault: Vault, key: Key) -> None:
    source = vault.keys
    assert isinstance(source, KeyFileSource)

    def emptied(one: Key) -> Key:
        if (one.use, one.id) != (key.use, key.id):
            return one
        return msgspec.structs.replace(
            one, secret=None, wrapped=None, active=False, retired_at=clock.real_now()
        )

    key_file.write(source.path, KeyFile([emptied(one) for one in key_file.read(source.path).keys]))


def _minutes(grace: timedelta) -> str:
    return f"{grace.total_seconds() / 60:.0f} minutes"
