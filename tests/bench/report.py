"""The figures of a run: a table for people, JSON for comparison."""

import os
import platform
from pathlib import Path
from typing import Any

import msgspec

from jiayi.infra import clock
from tests.bench.guarding import Cost
from tests.bench.http_load import Sample
from tests.bench.plans import Plan


class Figure(msgspec.Struct):
    """Latencies in milliseconds under eight connections that each ask again at once."""

    per_second: float
    p50: float
    p99: float
    answered: int
    failed: int

    @classmethod
    def of(cls, sample: Sample) -> "Figure":
        return cls(
            round(sample.per_second, 1), round(sample.percentile(0.50), 2), round(sample.percentile(0.99), 2),
            len(sample.latencies), sample.failed,
        )  # fmt: skip


class Case(msgspec.Struct, kw_only=True):
    name: str
    path: str
    statements: int
    """Sent for one request, the session's and begin/commit among them."""
    main_statement: str
    house: Figure
    framework: Figure
    database: Figure
    of_framework: float
    """Requests a second as a share of the limit's; 1 would be the limit itself."""
    of_database: float


class Report(msgspec.Struct, kw_only=True):
    when: str
    machine: dict[str, Any]
    data: dict[str, int]
    loading_seconds: dict[str, float]
    seconds: float
    connections: int
    cases: list[Case]
    plans: list[Plan]
    costs: list[Cost]
    imported: list[str] = []


def case(name: str, path: str, statements: int, sql: str, samples: dict[str, Sample]) -> Case:
    house, framework, database = (Figure.of(samples[k]) for k in ("house", "framework", "database"))
    return Case(
        name=name, path=path, statements=statements, main_statement=" ".join(sql.split()), house=house,
        framework=framework, database=database,
        of_framework=round(house.per_second / framework.per_second, 4),
        of_database=round(house.per_second / database.per_second, 4),
    )  # fmt: skip


def machine(postgres: str) -> dict[str, Any]:
    cpu = [
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) >> 20
    return {
        "cpu": cpu[0] if cpu else platform.processor(), "cores": os.cpu_count(), "memory_gb": memory,
        "system": platform.system() + " " + platform.release(), "python": platform.python_version(),
        "postgres": postgres, "niceness": os.nice(0), "load_before": os.getloadavg()[0],
    }  # fmt: skip


def table(report: Report) -> str:
    head = f"{'':10}{'':12}{'per second':>11}{'p50 ms':>9}{'p99 ms':>9}{'house/limit':>13}"
    lines = [head]
    for one in report.cases:
        rows = (
            ("house", one.house, None), ("framework", one.framework, one.of_framework),
            ("pgbench", one.database, one.of_database),
        )  # fmt: skip
        for label, figure, ratio in rows:
            name = one.name if label == "house" else ""
            share = f"{ratio:13.3f}" if ratio is not None else f"{'':13}"
            failed = f"  {figure.failed} failed" if figure.failed else ""
            lines.append(
                f"{name:10}{label:12}{figure.per_second:11.1f}{figure.p50:9.2f}{figure.p99:9.2f}{share}{failed}"
            )
    return "\n".join(lines)


def plan_lines(report: Report) -> str:
    lines = []
    for plan in report.plans:
        warn = f"  READS WHOLE {', '.join(plan.read_whole)}" if plan.read_whole else ""
        lines.append(
            f"{plan.case:10}{plan.ms:9.2f} ms, any value {plan.ms_generic:9.2f} ms, {plan.rows:5} rows, "
            f"{plan.discarded:6} discarded{warn}  {plan.sql[:70]}"
        )
    return "\n".join(lines)


def keep(report: Report, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{clock.today().isoformat()}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))
    return path
