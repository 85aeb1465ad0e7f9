"""What is typed wrong gets one sentence and status 2, and nothing is started or written."""

from pathlib import Path

import pytest

from jiayi.__main__ import main
from jiayi.demo import load_county
from jiayi.settings import ROOT, Settings
from jiayi.synth.places import NoOutline
from tests.conftest import Server

FACTS = str(ROOT / "deploy/examples/facts.json")
EXPLAIN = ["explain", "fee", "--division", "650102", "--on", "2019-12-01", "--facts"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["synth", "--division", "110101", "--residents", "-5"], "--residents"),
        (["synth", "--division", "110101", "--residents", "0"], "--residents"),
        (["demo", "--residents", "x"], "--residents"),
        (["import-template", "residents", "/nope/x.xlsx"], "写不了文件"),
        (["import", "residents", "/nope/x.xlsx", "--county", "510107"], "读不到文件"),
        (["policies", "show", "--division", "999999"], "没有行政区划代码 999999"),
        ([*EXPLAIN, "/nope.json"], "读不到文件 /nope.json"),
        (["policies", "show", "--division", "510107", "--on", "2019-13-01"], "2019-13-01 不是日期"),
        (["account", "--county", "510107", "--role", "admin"], "--email, --name"),
        (["account", "end", "--county", "510107"], "--email"),
    ],
)
def test_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], typed: list[str], sentence: str
) -> None:
    try:
        status = main(typed)
    except SystemExit as left:
        status = int(left.code or 0)
    assert status == 2
    said = capsys.readouterr().err
    assert sentence in said and "Traceback" not in said


@pytest.mark.parametrize("division", [510000, 510100])
async def test_only_a_county_is_invented(
    server: Server, database: str, settings: Settings, division: int
) -> None:
    with pytest.raises(NoOutline, match=str(division)):
        await load_county(settings, server.dsn(database, "jiayi_worker"), division, 100, 7)


def test_the_readme_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*EXPLAIN, FACTS]) == 0
    assert '"allowed"' in capsys.readouterr().out


def test_an_unknown_package_names_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(Path(FACTS).read_text().replace("ur_paid", "nope"))
    assert main([*EXPLAIN, str(facts)]) == 2
    said = capsys.readouterr().err
    assert "nope" in said and "ur_free" in said and "ur_paid" in said


@pytest.mark.parametrize(
    ("address", "in_clear"),
    [
        ("postgresql://jiayi@db.example.org/jiayi", True),
        ("postgresql://jiayi@db.example.org/jiayi?sslmode=require", True),
        ("postgresql://jiayi@db.example.org/jiayi?sslmode=verify-full", False),
        ("postgresql://jiayi@localhost/jiayi", False),
        ("postgresql://jiayi@/jiayi?host=/run/postgresql", False),
        ("postgresql://jiayi@/jiayi?host=db.example.org", True),
    ],
)
def test_no_database_beyond_this_machine_without_its_certificate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str, in_clear: bool
) -> None:
    """ASVS 5.0 12.3.1, 12.3.2; who owns the network between says so."""
    monkeypatch.setenv("JIAYI_WORKER_DATABASE_URL", address)
    monkeypatch.setattr("jiayi.__main__._migrate", lambda options, settings: 0)
    assert main(["migrate"]) == (2 if in_clear else 0)
    assert ("sslmode=verify-full" in capsys.readouterr().err) is in_clear
    monkeypatch.setenv("JIAYI_DATABASE_PLAIN", "1")
    assert main(["migrate"]) == 0
