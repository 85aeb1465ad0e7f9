"""The loader refuses what it must, and says file, line and what to do (style 14)."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiayi.policies.loader import load
from jiayi.policies.problems import PolicyError

SOURCES = """
[doc]
title = "试点通知"
number = "试〔2026〕1号"
issuer = "某市卫生健康委"
date = 2026-01-01
from = 2026-01-01
"""
CITED = 'from = 2026-01-01\nsource = "doc"\nclause = "一"\nduty = ["X-3"]\n'
CAPACITY = "[[capacity]]\nresidents_per_doctor = 1500\ntext = '每位医生最多签1500人。'\n" + CITED
PACKAGE = (
    "[[package]]\ncode = 'p'\nname = '包'\nname_en = 'P'\nkind = 'base'\ndescription = '一句话。'\n" + CITED
)
FEE = "[[fee]]\npackages = ['p']\nunit = 'person_year'\nprice_fen = 1000\n" + CITED
FUNDING = "[[funding]]\npackages = ['p']\npayer = 'fund'\nunit = 'person_year'\n" + CITED
CONDITION = "[[package.condition]]\nname = 'c'\nmet = '是。'\nunmet = '不是。'\n"
RATE = "[[capitation]]\npackage = 'p'\nschemes = ['resident']\npayer = 'fund'\nunit = 'person_year'\n" + CITED


def problems(folder: Path, **files: str) -> list[str]:
    """The problems of one jurisdiction's folder, each as `file:line: what → what to do`."""
    place = folder / "990100-shiyan"
    place.mkdir(exist_ok=True)
    for topic, text in {"sources": SOURCES, **files}.items():
        (place / f"{topic}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load([folder], packaged=False)
    return [str(problem).removeprefix(str(place) + "/") for problem in refused.value.problems]


REFUSED = {
    "uncited: no clause": (
        {"parties": CAPACITY.replace('clause = "一"\n', "")},
        "parties.toml:1: ",
        "补上 clause",
    ),
    "uncited: no source": (
        {"parties": CAPACITY.replace('source = "doc"\n', "")},
        "parties.toml:1: ",
        "补上 source",
    ),
    "empty clause": ({"parties": CAPACITY.replace('"一"', '""')}, "parties.toml:6: ", "补上 clause 和 duty"),
    "no duty": (
        {"parties": CAPACITY.replace('["X-3"]', "[]")},
        "没有写条款或职责编号",
        "补上 clause 和 duty",
    ),
    "unknown key": ({"parties": CAPACITY + "colour = 'red'\n"}, "parties.toml:8: 不认识的键 colour", "删掉"),
    "unknown table": (
        {"parties": CAPACITY + "[[colour]]\n"},
        "parties.toml:8: 不认识的键 colour",
        "[[capacity]]",
    ),
    "table of another topic": ({"terms": CAPACITY}, "terms.toml:1: 不认识的键 capacity", "[[term]]"),
    "unknown file": ({"colours": CAPACITY}, "colours.toml:1: 不认识的主题文件", "parties"),
    "not TOML": ({"parties": "[[capacity]]\nx = = 1\n"}, "parties.toml:2: TOML 写错了", "按 TOML 语法改"),
    "unknown source": (
        {"parties": CAPACITY.replace('"doc"', '"other"')},
        "parties.toml:5: 来源 other 没有登记",
        "sources.toml 里写 [other]",
    ),
    "source without a title": (
        {"sources": SOURCES.replace('title = "试点通知"\n', ""), "parties": CAPACITY},
        "sources.toml:2: [[doc]] 缺少 title",
        "补上 title",
    ),
    "wrong type": (
        {"parties": CAPACITY.replace("1500\n", "'many'\n", 1)},
        "parties.toml:2: [[capacity]] 的值不对",
        "schema.py",
    ),
    "overlap": (
        {"parties": CAPACITY + "\n" + CAPACITY},
        "parties.toml:12: 和 parties.toml:1 的日期重叠",
        "写 to",
    ),
    "to before from": (
        {"parties": CAPACITY + "to = 2025-12-31\n"},
        "parties.toml:8: to 不晚于 from",
        "失效的第一天",
    ),
    "before its document": (
        {"parties": CAPACITY.replace("from = 2026-01-01", "from = 2025-12-31")},
        "parties.toml:4: from 2025-12-31 早于文件生效日",
        "文件生效日或更晚",
    ),
    "overlap in one scheme": (
        {
            "packages": PACKAGE,
            "fees": FEE
            + FUNDING
            + "how = 'at_visit'\n"
            + FUNDING
            + "how = 'unstated'\nschemes = ['resident']\n",
        },
        "fees.toml:22: 和 fees.toml:9 的日期重叠",
        "写 to",
    ),
    "missing unit": (
        {"packages": PACKAGE, "fees": FEE.replace("unit = 'person_year'\n", "")},
        "fees.toml:1: [[fee]] 缺少 unit",
        "补上 unit",
    ),
    "no price and no reason": (
        {"packages": PACKAGE, "fees": FEE.replace("price_fen = 1000\n", "")},
        "价格没写清",
        "price_by",
    ),
    "amount without a sum": (
        {"packages": PACKAGE, "fees": FEE + FUNDING + "how = 'amount'\n"},
        'fees.toml:17: how = "amount" 和金额、比例对不上',
        "只写 how 说的那个",
    ),
    "a share that nobody completes": (
        {"packages": PACKAGE, "fees": FEE + FUNDING + "how = 'share'\nshare = '0.5'\n"},
        "没有人付余下的",
        "rest",
    ),
    "parts above the price": (
        {"packages": PACKAGE, "fees": FEE + FUNDING + "how = 'amount'\namount_fen = 1001\n"},
        "fees.toml:18: 各方金额加起来超过价格",
        "核对",
    ),
    "a share above one": (
        {"packages": PACKAGE, "fees": FEE + FUNDING + "how = 'share'\nshare = '1.5'\n"},
        "fees.toml:18: [[funding]] 的值不对",
        "schema.py",
    ),
    "unknown package": (
        {"fees": FEE.replace("'p'", '"q"')},
        "fees.toml:2: 不认识的服务包 q",
        "packages.toml",
    ),
    "unknown item": (
        {"packages": PACKAGE + 'items = ["nothing"]\n'},
        "packages.toml:11: 不认识的服务项目 nothing",
        "items.toml",
    ),
    "expression: unknown fact": (
        {"packages": PACKAGE + CONDITION + "when = 'agee > 60'\n"},
        "packages.toml:15: 表达式不对：ERROR: <input>:1:1: undeclared reference to 'agee'",
        "声明过的事实",
    ),
    "expression: wrong type": (
        {"packages": PACKAGE + CONDITION + "when = 'age_years > \"60\"'\n"},
        "packages.toml:15: 表达式不对",
        "声明过的事实",
    ),
    "expression: a number, not a truth": (
        {"packages": PACKAGE + CONDITION + "when = 'age_years + 1'\n"},
        "yields INT, wanted bool",
        "真或假",
    ),
    "expression: unknown condition name": (
        {"packages": PACKAGE + "eligibility = 'd'\n" + CONDITION + "when = 'true'\n"},
        "undeclared reference to 'd'",
        "声明过的事实",
    ),
    "expression: unknown word": (
        {"packages": PACKAGE + CONDITION + "when = '\"hypertention\" in conditions'\n"},
        "packages.toml:15: 表达式里的 hypertention 没有登记",
        "words.toml",
    ),
    "assumption among the rules": (
        {"parties": CAPACITY + "assumption = true\nexplanation = '演示。'\n"},
        "parties.toml:8: 假设和文件规定混在一起",
        "assumptions.toml",
    ),
    "rule among the assumptions": (
        {"assumptions": CAPACITY},
        "assumptions.toml:1: 假设和文件规定混在一起",
        "assumption = true",
    ),
    "assumption without explanation": (
        {"assumptions": CAPACITY + "assumption = true\n"},
        "假设没有说明",
        "补上 explanation",
    ),
    "a value shared by defaults": (
        {"parties": "defaults = { residents_per_doctor = 1 }\n" + CAPACITY},
        "parties.toml:1: defaults 里不能写 residents_per_doctor",
        "只写依据和日期",
    ),
}


@pytest.mark.parametrize(("files", "what", "do"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_with_file_line_and_what_to_do(
    tmp_path: Path, files: dict[str, str], what: str, do: str
) -> None:
    found = problems(tmp_path, **files)
    assert any(what in problem and do in problem.split("→")[1] for problem in found), found


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, parties=CAPACITY.replace('clause = "一"\n', ""), fees=FEE, colours="")
    assert [problem.split(":")[0] for problem in found] == ["colours.toml", "fees.toml", "parties.toml"]


def test_a_row_written_inline_is_found_by_its_line(tmp_path: Path) -> None:
    cited = 'from = 2026-01-01, source = "doc", clause = "一", duty = ["X-3"]'
    row = f'{{ kind = "group", code = "g", name = "组", {cited}'
    found = problems(tmp_path, words=f'word = [\n{row}, name_en = "G" }},\n{row} }},\n]\n')
    assert found == ["words.toml:3: [[word]] 缺少 name_en → 补上 name_en = …"]


def test_a_county_cannot_go_below_its_provinces_floor(tmp_path: Path) -> None:
    """HN-1: at least 85; the county states its own figure."""
    county = tmp_path / "990102-xian"
    county.mkdir()
    (county / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (county / "capitation.toml").write_text(RATE + "rate_fen = 8400\n", encoding="utf-8")
    found = problems(tmp_path, packages=PACKAGE, capitation=RATE + "rate_fen = 8500\nat_least = true\n")
    assert len(found) == 1 and "capitation.toml:10: 低于 试〔2026〕1号 规定的下限 8500 分" in found[0]


def test_a_folder_without_jurisdictions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="没有政策目录"):
        load([tmp_path])
