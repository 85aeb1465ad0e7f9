"""Which PostgreSQL: the embedded one, or the server that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import msgspec

from jiayi.infra.db.embedded import EmbeddedPostgres
from jiayi.settings import Settings

DATABASE = "jiayi"


class Addresses(msgspec.Struct, frozen=True):
    owner: str
    web: str
    worker: str


@contextmanager
def postgres(settings: Settings) -> Iterator[Addresses]:
    """Addresses of the three roles; the embedded server lives as long as the block."""
    if settings.database_url:
        owner = settings.database_url
        yield Addresses(owner, settings.web_database_url or owner, settings.worker_database_url or owner)
        return
    server = EmbeddedPostgres(settings.data_dir / "postgres").start()
    try:
        yield Addresses(
            *(server.dsn(user, DATABASE) for user in ("jiayi_admin", "jiayi_web", "jiayi_worker"))
        )
    finally:
        server.stop()


async def ensure_database(dsn: str) -> None:
    """The embedded server starts empty; a real server's database is made by its administrator."""
    try:
        await (await asyncpg.connect(dsn)).close()
    except asyncpg.InvalidCatalogNameError:
        admin = await asyncpg.connect(dsn.replace(f"@/{DATABASE}?", "@/postgres?"))
        await admin.execute(f"create database {DATABASE}")
        await admin.close()
