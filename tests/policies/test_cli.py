"""`check`, `show`, `explain`: what a policy officer types and reads."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from jiayi.policies import cli
from jiayi.policies.loader import PACKAGED

from .test_loader import CAPACITY, SOURCES

PERSON = {
    "age_years": 66,
    "insurance_scheme": "resident",
    "premium_paid": True,
    "county_of_insurance": 510104,
    "county_of_signing": 510104,
}


def facts(folder: Path, **more: object) -> Path:
    path = folder / "facts.json"
    path.write_text(json.dumps({**PERSON, **more}), encoding="utf-8")
    return path


def test_check_says_what_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.check() == 0
    assert "5 个地方" in capsys.readouterr().out


def test_check_prints_each_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "990100-shiyan"
    folder.mkdir()
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (folder / "parties.toml").write_text(CAPACITY.replace('clause = "一"\n', ""), encoding="utf-8")
    assert cli.main(["check", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert f"{folder}/parties.toml:1: [[capacity]] 缺少 clause" in out and "1 处要改" in out


def test_show_prints_citations_and_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    """HN-10: what has run out is printed too."""
    assert cli.main(["show", "--division", "430102", "--on", "2026-07-01"]) == 0
    out = capsys.readouterr().out
    assert "依据：国卫办基层发〔2025〕21号 二（八） N-8" in out
    assert "〔演示假设〕" in out and "〔我们的读法：" in out and "没有新文件接续" in out


def test_show_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.show(510104, date(2026, 1, 1), True) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["topics"]["package"][0]["value"]["code"] == "cd_outpatient_pooling"
    assert shown["topics"]["capitation"][0]["citation"]["number"] == "成医保发〔2025〕21号"


def test_explain_gives_answer_reasons_and_citations(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """CD-2.3."""
    assert cli.explain("eligibility", 510104, date(2026, 1, 1), facts(tmp_path, conditions=["diabetes"])) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["answer"] == ["cd_outpatient_pooling", "cd_two_disease", "cn_base"]
    unmet = [reason for reason in told["reasons"] if not reason["met"]]
    assert unmet[0]["text"] and unmet[0]["citation"]["duty"] == ["CD-2.2", "CD-2.3"]


def test_explain_reads_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = facts(tmp_path, packages=["cd_outpatient_pooling"])
    where = ["--division", "510104", "--on", "2026-01-01", "--facts", str(path)]
    assert cli.main(["explain", "fee", *where]) == 0
    assert json.loads(capsys.readouterr().out)["answer"]["lines"][0]["amount_fen"] == 5000


def test_a_draft_is_tried_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CD-3.3 with another rate: told as the draft says, and only where the draft is named."""
    draft = tmp_path / "510100-chengdu"
    draft.mkdir()
    rates = (PACKAGED / draft.name / "capitation.toml").read_text(encoding="utf-8")
    (draft / "capitation.toml").write_text(
        rates.replace("rate_fen = 9000", "rate_fen = 9900"), encoding="utf-8"
    )
    path = facts(tmp_path, conditions=["diabetes"], packages=["cd_two_disease"])
    asked = ["explain", "capitation", "--division", "510104", "--on", "2026-01-01", "--facts", str(path)]
    assert cli.main([*asked, "--what-if", str(draft)]) == 0
    assert json.loads(capsys.readouterr().out)["answer"] == 9900
    assert cli.main(asked) == 0
    assert json.loads(capsys.readouterr().out)["answer"] == 9000


def test_a_draft_with_faults_is_told_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "510100-chengdu"
    draft.mkdir()
    (draft / "fees.toml").write_text("[[fee]]\ncolour = 1\n", encoding="utf-8")
    asked = ["explain", "fee", "--division", "510104", "--on", "2026-01-01", "--facts", str(facts(tmp_path))]
    assert cli.main([*asked, "--what-if", str(draft)]) == 2
    assert "fees.toml:" in capsys.readouterr().err


WRONG = [
    {"age_years": "old"},
    {"insurance_scheme": "rich"},
    {"colour": "red"},
    {"conditions": ["hypertention"]},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_bad_facts_get_a_clear_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: dict[str, object]
) -> None:
    assert cli.explain("eligibility", 510104, date(2026, 1, 1), facts(tmp_path, **wrong)) == 2
    said = capsys.readouterr().err
    assert "事实读不懂" in said and next(iter(wrong)) in said


@pytest.mark.parametrize("topic", ["eligibility", "fee", "change", "benefits", "capitation"])
def test_facts_schema_is_json_schema(topic: cli.Topic, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.facts_schema(topic) == 0
    schema = json.loads(capsys.readouterr().out)
    body = next(d for d in schema["$defs"].values() if d.get("type") == "object")
    assert body["required"]
