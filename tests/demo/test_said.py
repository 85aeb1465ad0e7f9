"""What the terminal says while the demo loads, and at its end."""

import pytest

from jiayi.demo import run
from jiayi.infra.db.database import Database
from jiayi.settings import Settings
from tests.conftest import Server

HERE = run.PLAN | {"county": [{"code": 650102}]}


async def test_each_county_is_told_then_where_and_as_whom(
    server: Server, database: str, settings: Settings, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, system: Database,
) -> None:  # fmt: skip
    monkeypatch.setattr(run, "PLAN", HERE)
    people = await run._fill(settings, server.dsn(database, "jiayi_worker"), 200)
    run._say_where(settings, people)
    said = capsys.readouterr().out
    assert said.startswith("Loading county 1/1: 天山区 …\n  天山区: 200 synthetic residents")
    assert f"{settings.base_url}/demo" in said and people[0].label in said
    assert len(said.splitlines()) < 20
