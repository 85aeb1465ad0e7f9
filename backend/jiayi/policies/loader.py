"""Policy files → `PolicyBook`. Collects every problem before it refuses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from .checks import problems_of
from .cited import Rule, Source
from .entries import Entry, File
from .lines import key_line, row_line, text_line
from .problems import PolicyError, Problem
from .resolve import PolicyBook
from .topics import ASSUMPTIONS, BY_TABLE, FILES, SOURCES

PACKAGED = Path(__file__).parent / "data"
FOLDER = re.compile(r"^(\d+)-[a-z]+$")
DEFAULTS = "defaults"  # what the rows of one file cite alike: from, to, source, clause, duty, reading, …
SHARED = frozenset(Rule.__struct_encode_fields__)

Sources = dict[tuple[int, str], Source]


def load(paths: Sequence[Path] = (), *, packaged: bool = True, assumptions: bool = True) -> PolicyBook:
    """The packaged rules and those of the folders; `assumptions=False` leaves out what a demo assumes."""
    roots = [PACKAGED, *paths] if packaged else list(paths)
    return _sound(*read(roots, assumptions=assumptions))


def what_if(book: PolicyBook, drafts: Sequence[Path]) -> PolicyBook:
    """The book with the drafts' rows in place of the rows about the same thing; puts nothing in force."""
    tried = _sound(*read(drafts, beside=book))
    replaced = {entry.identity for entry in tried.entries}
    kept = [entry for entry in book.entries if entry.identity not in replaced]
    return PolicyBook((*kept, *tried.entries))


def _sound(book: PolicyBook, problems: list[Problem]) -> PolicyBook:
    if problems:
        raise PolicyError(problems)
    return book


def read(
    roots: Sequence[Path], *, assumptions: bool = True, beside: PolicyBook | None = None
) -> tuple[PolicyBook, list[Problem]]:
    """`beside`: a book whose documents, packages, items and words the files may name."""
    problems: list[Problem] = []
    files = [file for root in roots for file in _files(root, problems)]
    parsed = [(file, tables) for file in files if (tables := _parse(file, problems)) is not None]
    known = beside.entries if beside else ()
    sources: Sources = {(entry.jurisdiction, entry.rule.source): entry.document for entry in known}
    for file, tables in parsed:
        if file.topic == SOURCES:
            _read_sources(file, tables, sources, problems)
    entries = [
        entry
        for file, tables in parsed
        if file.topic != SOURCES and (assumptions or file.topic != ASSUMPTIONS)
        for entry in _entries(file, tables, sources, problems)
    ]
    problems += problems_of(entries, known)
    return PolicyBook(tuple(entries)), problems


def _files(root: Path, problems: list[Problem]) -> Iterator[File]:
    """A root holds folders `<code>-<pinyin>`, or is one of them itself."""
    folders = [root] if FOLDER.match(root.name) else sorted(p for p in root.glob("*") if FOLDER.match(p.name))
    if not folders:
        problems.append(Problem(root, 1, "没有政策目录", "目录名写成 <区划代码>-<拼音>，里面放 <主题>.toml"))
    for folder in folders:
        code = int(folder.name.split("-")[0])
        for path in sorted(folder.glob("*.toml")):
            yield File(path, path.read_text(encoding="utf-8"), code)


def _parse(file: File, problems: list[Problem]) -> dict[str, Any] | None:
    if file.topic not in FILES | {ASSUMPTIONS, SOURCES}:
        known = "、".join(sorted(FILES))
        problems.append(
            file.problem(
                1, f"不认识的主题文件 {file.path.name}", f"主题有：{known}、{ASSUMPTIONS}、{SOURCES}"
            )
        )
        return None
    try:
        return tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        problems.append(file.problem(int(line[1]) if line else 1, f"TOML 写错了：{error}", "按 TOML 语法改"))
        return None


def _read_sources(file: File, tables: dict[str, Any], sources: Sources, problems: list[Problem]) -> None:
    for key, table in tables.items():
        try:
            sources[file.jurisdiction, key] = msgspec.convert(table, Source)
        except msgspec.ValidationError as error:
            problems.append(_refused(file, key, 0, error))


def _entries(
    file: File, tables: dict[str, Any], sources: Sources, problems: list[Problem]
) -> Iterator[Entry[Rule]]:
    defaults = tables.pop(DEFAULTS, {})
    for key in sorted(set(defaults) - SHARED):
        line = text_line(file.text, f"{key} = ", 1)
        problems.append(
            file.problem(line, f"defaults 里不能写 {key}", "只写依据和日期；表写在 defaults 之前或写成 [[…]]")
        )
    for table, rows in tables.items():
        topic = BY_TABLE.get(table)
        if topic is None or file.topic not in (topic.file, ASSUMPTIONS) or not isinstance(rows, list):
            problems.append(_misplaced(file, table))
            continue
        for index, row in enumerate(rows):
            try:
                rule = msgspec.convert({**defaults, **row}, topic.rule)
            except msgspec.ValidationError as error:
                problems.append(_refused(file, table, index, error))
                continue
            document = sources.get((file.jurisdiction, rule.source))
            if document is None:
                problems.append(_uncited(file, table, index, rule.source))
                continue
            yield Entry(file.jurisdiction, rule, document, file, index)


def _misplaced(file: File, table: str) -> Problem:
    here = [topic.table for topic in BY_TABLE.values() if file.topic in (topic.file, ASSUMPTIONS)]
    return file.problem(
        row_line(file.text, table, 0), f"不认识的键 {table}", f"这个文件里可以写 [[{']]、[['.join(here)}]]"
    )


def _uncited(file: File, table: str, index: int, source: str) -> Problem:
    line = key_line(file.text, table, index, "source")
    return file.problem(
        line, f"来源 {source} 没有登记", f"在同一目录的 {SOURCES}.toml 里写 [{source}]，或改正来源"
    )


def _refused(file: File, table: str, index: int, error: msgspec.ValidationError) -> Problem:
    """msgspec's English into what is wrong and what to do; its own words stay for rarer faults."""
    text = str(error)
    if missing := re.search(r"missing required field `(\w+)`", text):
        line = row_line(file.text, table, index)
        return file.problem(line, f"[[{table}]] 缺少 {missing[1]}", f"补上 {missing[1]} = …")
    if unknown := re.search(r"unknown field `([^`]+)`", text):
        line = key_line(file.text, table, index, unknown[1])
        return file.problem(line, f"不认识的键 {unknown[1]}", "删掉，或改成这个主题有的键")
    at = re.search(r"\$\.(\w+)", text)
    line = key_line(file.text, table, index, at[1]) if at else row_line(file.text, table, index)
    return file.problem(line, f"[[{table}]] 的值不对：{text}", "按 schema.py 里的类型改")
