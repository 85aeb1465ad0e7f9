"""Issue 2 §6: the bench itself runs, and every figure stands beside its limit."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.bench.report import Report


@pytest.mark.slow
def test_small_run_tells_every_ratio(tmp_path: Path) -> None:
    """In a process of its own, as ``make bench`` runs it."""
    command = [
        sys.executable,
        "-m",
        "tests.bench",
        "--residents",
        "4000",
        "--seconds",
        "0.5",
        "--out",
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr[-2000:]
    (kept,) = tmp_path.glob("*.json")
    report = msgspec.json.decode(kept.read_bytes(), type=Report)
    assert {case.name for case in report.cases} == {"search", "viewport", "home", "signing"}
    for case in report.cases:
        assert case.of_framework > 0 and case.of_database > 0, case
        assert case.house.failed == case.framework.failed == 0, case
        assert 0 < case.house.p50 <= case.house.p99, case
    assert report.data["residents"] == 4000 and report.data["agreements"] == 1200
    assert {cost.name for cost in report.costs} == {"search", "viewport", "home", "panel", "person"}
    for cost in report.costs:
        assert (
            cost.security > 0 and cost.rows and (cost.looks is not None) == (cost.name in ("panel", "person"))
        )
    assert report.plans and report.loading_seconds
