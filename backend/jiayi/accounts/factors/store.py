"""Second factors inside the caller's transaction; row-level security leaves only the acting account's own."""

from datetime import datetime

import msgspec

from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)


class Ways(msgspec.Struct, frozen=True):
    """How the acting account can prove itself."""

    has_email: bool
    works: bool
    """Holds a work role today."""
    keys: int
    """Passkeys."""
    verifying_keys: int
    """Those with a PIN, fingerprint or face: a second factor."""
    totp_since: datetime | None
    recovery_left: int
    provider: bool
    """Signs in by a city's identity service."""

    @property
    def has_second(self) -> bool:
        return bool(self.verifying_keys or self.totp_since)

    @property
    def unprotected(self) -> bool:
        """No second factor yet: the first one is set up after an ordinary sign-in."""
        return not self.has_second and not self.recovery_left

    @property
    def ways_in(self) -> int:
        return self.keys + self.has_email + self.provider


class TotpRow(msgspec.Struct, frozen=True):
    secret_sealed: bytes
    last_step: int


async def ways_of(tx: Tx) -> Ways:
    found = await tx.one(Ways, Q.find_ways, tx.actor.county, tx.actor.account_id, tx.today)
    assert found
    return found


async def find_totp(tx: Tx) -> TotpRow | None:
    return await tx.one(TotpRow, Q.find_totp, tx.actor.county, tx.actor.account_id)


async def use_step(tx: Tx, step: int) -> bool:
    """False: this step, or a later one, was used before."""
    return bool(await tx.run(Q.use_step, tx.actor.county, tx.actor.account_id, step, tx.now))


async def put_totp(tx: Tx, vault: Vault, secret: str, step: int) -> None:
    sealed = vault.seal(secret, sealed_for(tx))
    await tx.run(Q.put_totp, tx.actor.county, tx.actor.account_id, sealed, tx.now, step)


async def remove_totp(tx: Tx) -> bool:
    return bool(await tx.run(Q.remove_totp, tx.actor.county, tx.actor.account_id))


async def put_recovery(tx: Tx, hashes: list[bytes], salt: bytes) -> None:
    """The new set replaces the old one."""
    await tx.run(Q.remove_recovery, tx.actor.county, tx.actor.account_id)
    await tx.run(Q.add_recovery, tx.actor.county, tx.actor.account_id, hashes, salt, tx.now)


async def recovery_salt(tx: Tx) -> bytes | None:
    found: bytes | None = await tx.value(Q.find_recovery_salt, tx.actor.county, tx.actor.account_id)
    return found


async def use_recovery(tx: Tx, code_hash: bytes) -> bool:
    return bool(await tx.run(Q.use_recovery, tx.actor.county, tx.actor.account_id, code_hash, tx.now))


def sealed_for(tx: Tx) -> str:
    return f"totp {tx.actor.account_id}"
