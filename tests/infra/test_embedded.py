"""PostgreSQL with no set-up survives what happens to laptops: kill -9 of the application, a stale directory."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from jiayi.infra.db.embedded import EmbeddedPostgres

START = """
import sys, time
from pathlib import Path
from jiayi.infra.db.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), shared_buffers="16MB").start()
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="jy-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


def postmaster(folder: Path) -> int:
    return int((folder / "pg/postmaster.pid").read_text().splitlines()[0])


def gone(pid: int, within: float = 15) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_server_ends_with_an_application_that_was_killed(folder: Path) -> None:
    application = subprocess.Popen([sys.executable, "-c", START, str(folder)], stdout=subprocess.PIPE)
    assert application.stdout and application.stdout.readline() == b"ready\n"
    server = postmaster(folder)
    assert not gone(server, within=1)
    application.send_signal(signal.SIGKILL)
    application.wait()
    assert gone(server)


async def test_a_second_process_joins_and_leaves_it_running(folder: Path) -> None:
    """`jiayi import` beside a running demo must not end the demo's database."""
    application = subprocess.Popen([sys.executable, "-c", START, str(folder)], stdout=subprocess.PIPE)
    assert application.stdout and application.stdout.readline() == b"ready\n"
    server = postmaster(folder)
    joined = EmbeddedPostgres(folder, shared_buffers="16MB").start()
    try:
        connection = await asyncpg.connect(joined.dsn())
        await connection.close()
        joined.stop()
        assert postmaster(folder) == server
        assert not gone(server, within=1)
    finally:
        application.kill()
        application.wait()
    assert gone(server)


async def test_data_outlives_a_restart(folder: Path) -> None:
    first = EmbeddedPostgres(folder, shared_buffers="16MB").start()
    connection = await asyncpg.connect(first.dsn())
    await connection.execute("create table kept (n int); insert into kept values (7)")
    await connection.close()
    first.stop()
    second = EmbeddedPostgres(folder, shared_buffers="16MB").start()
    connection = await asyncpg.connect(second.dsn())
    assert await connection.fetchval("select n from kept") == 7
    await connection.close()
    second.stop()


def test_nothing_listens_on_the_network(folder: Path) -> None:
    server = EmbeddedPostgres(folder, shared_buffers="16MB").start()
    try:
        assert "listen_addresses=" in Path(f"/proc/{postmaster(folder)}/cmdline").read_text()
        assert (folder / "run").stat().st_mode & 0o077 == 0
    finally:
        server.stop()
