"""``jiayi keys``: list, new, rotate, retire."""

from jiayi.accounts.keys.check import Q
from jiayi.accounts.keys.model import Usage
from jiayi.accounts.keys.retiring import retire
from jiayi.accounts.keys.rotation import rotate
from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.db.locks import try_job
from jiayi.infra.sealing import key_file
from jiayi.infra.sealing.key_file import Key, KeyFault, KeyFile, Use
from jiayi.infra.sealing.ring import new_key, opened
from jiayi.infra.sealing.source import kms_of, make_key_file
from jiayi.settings import Settings


def make_new(settings: Settings, use: Use) -> int:
    """The first call makes the file; later ones add a key that reads, and writes only after ``rotate``."""
    if not settings.key_file.exists():
        make_key_file(settings)
        print(f"made {settings.key_file}: keep a copy of it, apart from the backups of the database")
        return 0
    file, kms = key_file.read(settings.key_file), kms_of(settings)
    key = new_key(use, settings.cipher, clock.real_now(), kms)
    file = KeyFile([*file.keys, key])
    opened(file, kms)  # what cannot be opened again is not written
    key_file.write(settings.key_file, file)
    print(
        f"key {key.id} ({use}, {key.algorithm}) is in {settings.key_file}: copy the file to every other host and to"
    )
    print("its backup place, then: jiayi keys rotate")
    return 0


async def list_keys(db: Database, vault: Vault) -> int:
    async with db.transaction(SYSTEM) as tx:
        sealed, indexed = await tx.many(Usage, Q.count_sealed), await tx.many(Usage, Q.count_indexed)
    for key in sorted(vault.keys().file.keys, key=lambda k: (k.use, k.made_at)):
        usages = [u for u in (sealed if key.use == "seal" else indexed) if u.key_id == key.id]
        kept = "wrapped" if key.wrapped else "in the file" if key.secret else "gone"
        print(
            f"{key.id}  {key.use:5}  {key.algorithm:12}  made {key.made_at:%Y-%m-%d}  {_state(key):8}  secret {kept}"
        )
        for usage in usages:
            print(f"          {usage.place}: {usage.values}")
    return 0


async def rotate_keys(db: Database, vault: Vault) -> int:
    async with db.transaction(SYSTEM) as turn:
        if not await try_job(turn, "keys"):
            raise KeyFault("another jiayi keys rotate is at it")
        await rotate(db, vault, lambda text: print(text, flush=True))
    async with db.transaction(SYSTEM) as tx:
        left = [u for u in await tx.many(Usage, Q.count_sealed) if u.key_id != vault.keys().writes.id]
    for usage in left:
        print(f"left: {usage.place}: {usage.values} under key {usage.key_id}")
    if not left:
        print(f"everything is sealed with key {vault.keys().writes.id}; older ones: jiayi keys retire ID")
    return 1 if left else 0


async def retire_key(db: Database, vault: Vault, key_id: str, forget: bool) -> int:
    await retire(db, vault, key_id, forget=forget)
    print(
        f"key {key_id} is gone from the key file. Backups of the database made before today's rotation need the"
    )
    print("older key file: keep its copy as long as you keep them")
    return 0


def _state(key: Key) -> str:
    if key.retired_at:
        return "retired"
    return "active" if key.active else "reads"
