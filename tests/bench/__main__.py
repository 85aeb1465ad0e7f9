"""``python -m tests.bench``: requests a second of four journeys beside their limits, in one run; JSON in var/bench.

Needs about six minutes and 6 GB of disk at full size; ``--scale small`` takes seconds. ``--data DIR`` keeps the data set.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import uvloop

from jiayi.infra import clock, logs
from jiayi.infra.db.embedded import EmbeddedPostgres
from jiayi.settings import ROOT
from tests.bench import guarding, report
from tests.bench.cluster import DATABASE, postgres, prepare
from tests.bench.dataset import Size, counts
from tests.bench.run import CONNECTIONS, Run

SCALES = {"full": Size(residents=2_000_000, counties=40), "small": Size(residents=20_000, counties=4)}


def main(argv: list[str] | None = None) -> Path:
    options = _options(argv)
    logs.configure("WARNING")
    size = SCALES[options.scale]
    if options.residents:
        size = Size(residents=options.residents, counties=max(1, min(40, options.residents // 5_000)))
    with _folder(options.data) as folder, postgres(folder) as server:
        result = uvloop.run(_run(server, folder, size, options.seconds))
    print(report.table(result), report.plan_lines(result), guarding.lines(result.costs), sep="\n", flush=True)
    path = report.keep(result, options.out)
    if size == SCALES["full"] and not options.no_import:
        result.imported = _import()
        print(*result.imported, sep="\n")
        report.keep(result, options.out)
    print(f"kept as {path}")
    return path


async def _run(server: EmbeddedPostgres, folder: Path, size: Size, seconds: float) -> report.Report:
    owner = server.dsn("jiayi_admin", DATABASE)
    spent = await prepare(server, folder, size)
    connection = await asyncpg.connect(owner)
    machine = report.machine(await connection.fetchval("show server_version"))
    await connection.close()
    data = await counts(owner)
    cases, plans, costs = await Run(server, folder, seconds).all()
    machine["load_after"] = os.getloadavg()[0]
    return report.Report(
        when=clock.now().isoformat(), machine=machine, data=data, loading_seconds=spent, seconds=seconds,
        connections=CONNECTIONS, cases=cases, plans=plans, costs=costs,
    )  # fmt: skip


def _import() -> list[str]:
    """The rosters' own bench: 100,000 rows of a resident workbook, in a process and a database of its own."""
    command = [sys.executable, "-m", "jiayi.rosters.bench", "100000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    return [f"import {line}" for line in (done.stdout or done.stderr[-400:]).splitlines()]


@contextlib.contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="jyb-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--scale", choices=SCALES, default="full")
    parser.add_argument(
        "--residents", type=int, help="instead of the scale's; 0.3 agreements and 0.02 areas each"
    )
    parser.add_argument("--seconds", type=float, default=12, help="of load for each figure")
    parser.add_argument("--data", type=Path, help="keep the loaded database here and use it again")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench")
    parser.add_argument(
        "--no-import", action="store_true", help="leave out the workbook of 100,000 residents"
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    main()
