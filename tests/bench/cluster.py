"""The bench's PostgreSQL: the embedded one as it is delivered, with the data set loaded once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import msgspec

from jiayi.infra.db.embedded import EmbeddedPostgres
from jiayi.infra.db.migrate import migrate
from jiayi.settings import ROOT
from tests.bench.dataset import Size, load

DATABASE = "bench"


@contextmanager
def postgres(folder: Path) -> Iterator[EmbeddedPostgres]:
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder).start()
    try:
        yield server
    finally:
        server.stop()


async def prepare(server: EmbeddedPostgres, folder: Path, size: Size) -> dict[str, float]:
    """Seconds of each loading step; kept beside the data, so that ``--data`` can use them again."""
    kept = folder / "loaded.json"
    if not kept.exists():
        admin = await asyncpg.connect(server.dsn("jiayi_admin", "postgres"))
        await admin.execute(f"drop database if exists {DATABASE}")
        await admin.execute(f"create database {DATABASE}")
        await admin.close()
        await migrate(server.dsn("jiayi_admin", DATABASE), ROOT / "migrations")
        spent = await load(server.dsn("jiayi_admin", DATABASE), size)
        kept.write_bytes(msgspec.json.encode({"size": size, "spent": spent}))
    else:
        await migrate(server.dsn("jiayi_admin", DATABASE), ROOT / "migrations")
    was = msgspec.json.decode(kept.read_bytes())
    if msgspec.convert(was["size"], Size) != size:
        raise SystemExit(f"{folder} holds another size: {was['size']}; choose another --data")
    return msgspec.convert(was["spent"], dict[str, float])
