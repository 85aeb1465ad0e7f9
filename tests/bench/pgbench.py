"""The limit of the database: the same statement by ``pgbench -M prepared``, latencies from its own log."""

import os
import re
import subprocess
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from jiayi.infra.db.embedded import _find_binaries
from tests.bench.bare import SESSION
from tests.bench.http_load import Sample

MOST_SCRIPTS = 120  # pgbench takes 128


def literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, UUID | datetime | date):
        kind = {UUID: "uuid", datetime: "timestamptz", date: "date"}.get(type(value), "uuid")
        return f"'{value}'::{kind}"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    if isinstance(value, list | tuple):
        return "array[" + ", ".join(map(literal, value)) + "]"
    return "'" + str(value).replace("'", "''") + "'"


def with_values(sql: str, args: Sequence[Any]) -> str:
    return re.sub(r"\$(\d+)", lambda mark: literal(args[int(mark[1]) - 1]), sql)


def write_scripts(folder: Path, sql: str, sets: Sequence[Sequence[Any]]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for n, args in enumerate(sets[:MOST_SCRIPTS]):
        files.append(folder / f"{n}.sql")
        files[-1].write_text(with_values(sql, args) + ";\n")
    return files


def run(dsn: str, scripts: list[Path], seconds: int, connections: int) -> Sample:
    prefix = scripts[0].parent / "log"
    options = " ".join(f"-c {key}={value}" for key, value in SESSION.items())
    command = [
        str(_find_binaries() / "pgbench"), "--no-vacuum", "-M", "prepared", "-c", str(connections), "-j", "1",
        "-T", str(seconds), "--log", f"--log-prefix={prefix}", *(f"--file={file}" for file in scripts), dsn,
    ]  # fmt: skip
    begun = time.perf_counter()
    done = subprocess.run(
        command, env=os.environ | {"PGOPTIONS": options}, capture_output=True, text=True, timeout=seconds + 60
    )
    if done.returncode or "ERROR" in done.stderr:
        raise RuntimeError(f"pgbench: {done.stderr[-800:]}")
    sample = Sample(seconds=min(time.perf_counter() - begun, seconds))
    for log in prefix.parent.glob("log.*"):
        sample.latencies += [int(line.split()[2]) / 1000 for line in log.read_text().splitlines()]
        log.unlink()
    return sample
