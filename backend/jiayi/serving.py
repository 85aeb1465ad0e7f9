"""Start what runs: PostgreSQL (embedded unless configured), migrations, the web processes, the metrics listener."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

from jiayi.accounts.keys.check import check_keys
from jiayi.asgi import WEB_DSN
from jiayi.infra.db.migrate import migrate
from jiayi.infra.db.serve import Addresses, ensure_database, postgres
from jiayi.settings import ROOT, Settings


@contextmanager
def migrated_postgres(settings: Settings, *, keys: bool = True) -> Iterator[Addresses]:
    """PostgreSQL up, its database there and migrated; ends with the block if it is the embedded one.

    ``keys``: raises KeyFault unless the key file fits the database."""
    with postgres(settings) as addresses:
        asyncio.run(_prepare(addresses, create=settings.database_url is None))
        if keys:
            asyncio.run(check_keys(addresses.worker, settings))
        yield addresses


async def _prepare(addresses: Addresses, *, create: bool) -> None:
    if create:
        await ensure_database(addresses.owner)
    names = await migrate(addresses.owner, ROOT / "migrations")
    if names:
        last = f" … {names[-1]}" if len(names) > 1 else ""
        print(f"migrated {names[0]}{last} ({len(names)})", flush=True)


def serve(settings: Settings, addresses: Addresses, workers: int = 1) -> None:
    """Blocks until interrupted."""
    os.environ[WEB_DSN] = addresses.web
    os.environ["JIAYI_PORT"] = str(settings.port)
    if settings.metrics_port:
        _listen_for_metrics(settings)
    Granian(
        "jiayi.asgi:create",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=workers,
        factory=True,
        websockets=False,
        log_enabled=False,
    ).serve()


def _listen_for_metrics(settings: Settings) -> None:
    """The parent listens, its web processes write into files: one listener whatever the number of processes."""
    folder = settings.data_dir / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    start_http_server(settings.metrics_port, settings.host, registry)
