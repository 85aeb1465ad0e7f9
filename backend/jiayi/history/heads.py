"""Heads kept outside the database: who rewrites a whole chain, or cuts off its end, cannot rewrite these (decision 0006)."""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from jiayi.history import links
from jiayi.history.model import Head
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database

_DIGEST_BYTES = 32


class BadHeads(ValueError):
    """A line of a heads file that is none."""


async def heads_of(db: Database, county: int | None = None) -> list[Head]:
    async with db.transaction(SYSTEM) as tx:
        asked = await links.counties(tx) if county is None else [county]
        found = [await links.find_head(tx, one) for one in asked]
    return [head for head in found if head]


async def keep_heads(db: Database, file: Path) -> int:
    """Adds a line for each chain that has grown since its last line."""
    known = {(head.county, head.digest) for head in _kept(file)}
    grown = [head for head in await heads_of(db) if (head.county, head.digest) not in known]
    if grown:
        _append(file, (head.line() for head in grown))
    return len(grown)


def _kept(file: Path) -> list[Head]:
    return read_heads(file) if file.exists() else []


def _append(file: Path, lines: Iterable[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as out:
        out.writelines(f"{line}\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())


def read_heads(file: Path) -> list[Head]:
    """Lines as ``jiayi audit head`` prints them. Raises BadHeads."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_head(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _head(number: int, line: str) -> Head:
    try:
        county, position, digest, sealed_at = line.split()
        head = Head(int(county), int(position), bytes.fromhex(digest), datetime.fromisoformat(sealed_at))
    except ValueError:
        raise BadHeads(f"line {number} is no head: county, position, digest and time are needed") from None
    if len(head.digest) != _DIGEST_BYTES:
        raise BadHeads(f"line {number}: a digest is {_DIGEST_BYTES} bytes")
    return head
