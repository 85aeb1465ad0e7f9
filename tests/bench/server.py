"""What is started for a run: PostgreSQL and web processes, each ended by whoever started it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jiayi.settings import ROOT


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web(folder: Path, what: str, **env: str) -> Iterator[int]:
    """``what``: jiayi.asgi:create or tests.bench.bare:create, one process of Granian each. Yields the port."""
    port = free_port()
    environment = os.environ | {"JIAYI_DATA_DIR": str(folder), "JIAYI_PORT": str(port)} | env
    command = [
        sys.executable, "-m", "granian", what, "--factory", "--interface", "asgi", "--port", str(port),
        "--no-ws", "--workers", "1", "--no-log",
    ]  # fmt: skip
    with open(folder / "web.log", "ab") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the web process did not start; see web.log beside the data")
