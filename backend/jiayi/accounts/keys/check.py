"""Do these keys fit this database? Asked at the start, which is refused otherwise, and by /health/ready."""

from jiayi.accounts.keys.model import Registered, SealedRow
from jiayi.accounts.sealed import identity_of
from jiayi.infra import clock
from jiayi.infra.crypto import SealBroken, Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Tx, connect
from jiayi.infra.db.sql import beside
from jiayi.infra.sealing.key_file import KeyFault
from jiayi.infra.sealing.source import fault_of, open_vault
from jiayi.settings import Settings

Q = beside(__file__)


async def fault(tx: Tx, vault: Vault) -> str | None:
    """A sentence, or None when all is well."""
    if said := fault_of(vault):
        return said
    held = vault.keys().check_values()
    for known in await tx.many(Registered, Q.list_registered):
        value = held.get((known.use, known.id))  # type: ignore[arg-type]
        if value is None:
            return f"the database needs key {known.id} ({known.use}), which the key file does not hold: put the right file back"
        if value != known.check_value:
            return f"key {known.id} ({known.use}) of the key file is not the one the database knows: put the right file back"
    return None


async def check_keys(dsn: str, settings: Settings) -> None:
    """Before anything serves: the keys are opened, compared, and new ones registered. Raises KeyFault."""
    vault = open_vault(settings)
    role = "jiayi_worker" if settings.database_url and not settings.worker_database_url else None
    db = await connect(dsn, role=role, size=1)
    try:
        async with db.transaction(SYSTEM) as tx:
            if said := await fault(tx, vault):
                raise KeyFault(said)
            if not await tx.many(Registered, Q.list_registered):
                await _try_a_row(tx, vault)
            await register(tx, vault)
    finally:
        await db.close()


async def register(tx: Tx, vault: Vault) -> None:
    ring = vault.keys()
    values = ring.check_values()
    for key in ring.file.usable:
        value = values[key.use, key.id]
        await tx.run(Q.register_key, key.use, key.id, key.algorithm, value, clock.real_now())


async def _try_a_row(tx: Tx, vault: Vault) -> None:
    for row in await tx.many(SealedRow, Q.list_samples):
        try:
            vault.open(row.sealed, identity_of(row.county, row.id))
        except SealBroken:
            raise KeyFault(
                "the keys do not open what the database holds: put the right key file (or secret file) back"
            ) from None
