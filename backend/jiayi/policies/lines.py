"""Where a row or a key stands in a policy file: tomllib gives no line numbers, so the text is searched."""

from __future__ import annotations

import re


def row_line(text: str, table: str, index: int) -> int:
    """Line of the n-th `[[table]]`, or of the n-th `{` row when the table is written as `table = [ … ]`."""
    lines = text.splitlines()
    header = re.compile(rf"^\s*\[\[\s*{re.escape(table)}\s*\]\]|^\s*\[\s*{re.escape(table)}\s*\]")
    found = [n for n, line in enumerate(lines, 1) if header.match(line)]
    if not found:
        found = _inline_rows(lines, table)
    return found[index] if index < len(found) else (found or [1])[-1]


def key_line(text: str, table: str, index: int, key: str) -> int:
    """Line of a key inside that row; the row's own line when the key is not there."""
    lines = text.splitlines()
    start = row_line(text, table, index)
    if lines and lines[start - 1].lstrip().startswith("{"):
        return start
    wanted = re.compile(
        rf'^\s*"?{re.escape(key)}"?\s*=|^\s*\[\[\s*{re.escape(table)}\.{re.escape(key)}\s*\]\]'
    )
    own = re.compile(rf"^\s*\[\[?\s*{re.escape(table)}\.")
    for n, line in enumerate(lines[start:], start + 1):
        if wanted.search(line):
            return n
        if line.lstrip().startswith("[") and not own.match(line):
            break
    return start


def text_line(text: str, fragment: str, start: int) -> int:
    """Line where a fragment (an expression, a code) stands at or after `start`."""
    for n, line in enumerate(text.splitlines()[start - 1 :], start):
        if fragment in line:
            return n
    return start


def _inline_rows(lines: list[str], table: str) -> list[int]:
    opening = re.compile(rf"^\s*{re.escape(table)}\s*=\s*\[")
    found: list[int] = []
    inside = False
    for n, line in enumerate(lines, 1):
        inside = inside or bool(opening.match(line))
        if inside and line.lstrip().startswith("{"):
            found.append(n)
        if inside and line.strip() == "]":
            break
    return found
