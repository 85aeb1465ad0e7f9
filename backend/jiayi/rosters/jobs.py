"""Doorbells of the rosters."""

from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.rosters import store


async def forget_left_imports(db: Database) -> int:
    """Files that nobody applied, and what was to be mended in files of long ago."""
    async with db.transaction(SYSTEM) as tx:
        return await store.forget_old(tx)
