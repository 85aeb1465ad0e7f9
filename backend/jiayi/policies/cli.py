"""Check policy files, show what holds in a place on a day, explain an answer: `jiayi policies …`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import msgspec

from jiayi.infra.division import UnknownDivision, find

from .cited import Rule, as_json
from .entries import Entry
from .explanations import QUESTIONS, answer
from .facts import FactsError
from .loader import PACKAGED, load, read, what_if
from .problems import PolicyError
from .resolve import Policy
from .topics import TOPICS

CITING = frozenset({"source", "clause", "duty", "reading", "assumption", "explanation"})
Topic = Literal["eligibility", "fee", "change", "benefits", "capitation"]


def default_paths(extra: Sequence[Path] = ()) -> list[Path]:
    return [PACKAGED, *extra]


def check(paths: Sequence[Path] = ()) -> int:
    """0 when the packaged rules and these folders are sound; else every problem is printed."""
    book, problems = read(list(dict.fromkeys(default_paths(paths))))
    for problem in sorted(problems):
        print(problem)
    if problems:
        print(f"{len(problems)} 处要改。")
        return 1
    assumed = sum(entry.rule.assumption for entry in book.entries)
    places, rows = len(book.jurisdictions), len(book.entries)
    print(f"政策文件没有问题：{places} 个地方，{rows} 条规定，其中 {assumed} 条是演示假设。")
    return 0


def show(division: int, on: date, json_: bool = False, paths: Sequence[Path] = ()) -> int:
    if unknown := _unknown(division):
        print(unknown, file=sys.stderr)
        return 2
    policy = load(paths).resolve(division, on)
    print(as_json(_as_data(policy)) if json_ else "\n".join(_as_lines(policy)))
    return 0


def explain(
    topic: Topic,
    division: int,
    on: date,
    facts_file: Path,
    paths: Sequence[Path] = (),
    drafts: Sequence[Path] = (),
) -> int:
    """Prints {answer, reasons: [{text, met, citation}], …} as JSON; 2 when facts or drafts cannot be read.

    `drafts`: folders whose rows are tried in place of those in force.
    """
    if unknown := _unknown(division):
        print(unknown, file=sys.stderr)
        return 2
    try:
        book = what_if(load(paths), drafts) if drafts else load(paths)
        print(as_json(answer(topic, book.resolve(division, on), facts_file.read_bytes())))
    except OSError as error:
        print(f"读不到文件 {error.filename}：请看看路径对不对（{error.strerror}）", file=sys.stderr)
        return 2
    except (FactsError, PolicyError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _unknown(code: int) -> str:
    """A place that does not exist would quietly be answered with the nation's rules."""
    return "" if find(code) else str(UnknownDivision(code))


def facts_schema(topic: Topic) -> int:
    print(json.dumps(msgspec.json.schema(QUESTIONS[topic].facts), ensure_ascii=False, indent=2))
    return 0


def _as_data(policy: Policy) -> dict[str, object]:
    topics = {
        t.table: [{"value": e.rule, "citation": e.citation} for e in _of(policy, t.rule)] for t in TOPICS
    }
    return {"division": policy.division, "on": policy.on, "topics": topics, "lapsed": policy.lapsed}


def _as_lines(policy: Policy) -> list[str]:
    lines: list[str] = []
    for topic in TOPICS:
        lines.append(f"# {topic.label}（{topic.table}）")
        found = _of(policy, topic.rule)
        lines += [_as_line(entry.rule, entry.citation.number) for entry in found]
        if not found:
            lines.append(f"  {policy.none(topic.rule).text}")
    return lines + [f"! {gap.text}" for gap in policy.lapsed]


def _as_line(rule: msgspec.Struct, number: str) -> str:
    cited = msgspec.to_builtins(rule)
    own = {k: v for k, v in cited.items() if k not in CITING and v not in (None, [], False)}
    tail = "　〔演示假设〕" + cited["explanation"] if cited["assumption"] else ""
    reading = f"　〔我们的读法：{cited['reading']}〕" if cited["reading"] else ""
    basis = f"{number} {cited['clause']} {','.join(cited['duty'])}"
    return f"  {json.dumps(own, ensure_ascii=False)}　依据：{basis}{reading}{tail}"


def _of(policy: Policy, rule: type[Rule]) -> list[Entry[Rule]]:
    return [entry for entry in policy.chosen if isinstance(entry.rule, rule)]


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    extra = [Path(p) for p in os.environ.get("JIAYI_POLICIES_EXTRA", "").split(os.pathsep) if p]
    command: Callable[[argparse.Namespace, list[Path]], int] = arguments.command
    return command(arguments, extra)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jiayi policies")
    commands = parser.add_subparsers(required=True)
    checking = commands.add_parser("check", help="检查政策文件")
    checking.add_argument("paths", nargs="*", type=Path)
    checking.set_defaults(command=lambda a, extra: check([*extra, *a.paths]))
    showing = commands.add_parser("show", help="某地某日的规定和依据")
    _place(showing, required=True)
    showing.add_argument("--json", action="store_true")
    showing.set_defaults(command=lambda a, extra: show(a.division, a.on, a.json, extra))
    explaining = commands.add_parser("explain", help="一个人的答案和每一条理由")
    explaining.add_argument("topic", nargs="?", choices=get_args(Topic))
    explaining.add_argument("--facts-schema", metavar="TOPIC", choices=get_args(Topic))
    explaining.add_argument("--facts", type=Path)
    explaining.add_argument(
        "--what-if", metavar="DIR", type=Path, action="append", default=[], help="试算草案"
    )
    _place(explaining, required=False)
    explaining.set_defaults(command=lambda a, extra: _explain(explaining, a, extra))
    return parser


def _place(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--division", type=int, required=required, help="GB/T 2260 区划代码")
    parser.add_argument("--on", type=date.fromisoformat, required=required, help="日期，如 2026-01-01")


def _explain(parser: argparse.ArgumentParser, arguments: argparse.Namespace, extra: list[Path]) -> int:
    if arguments.facts_schema:
        return facts_schema(arguments.facts_schema)
    wanted = (arguments.topic, arguments.division, arguments.on, arguments.facts)
    if None in wanted:
        parser.error("请写明主题、--division、--on、--facts")
    return explain(*wanted, extra, arguments.what_if)


if __name__ == "__main__":
    sys.exit(main())
