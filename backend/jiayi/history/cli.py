"""``jiayi audit``: check the chains, print their heads."""

import sys
from collections.abc import Sequence

from jiayi.history import links
from jiayi.history.heads import heads_of
from jiayi.history.model import Head
from jiayi.history.verifying import Fault, verify
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database

_SAID = {
    "gap": "{at}: {count} link(s) are missing from here on",
    "removed": "{at}: the sealed row {row_id} is gone",
    "changed": "{at}: row {row_id} or its link was changed, or links were re-ordered",
    "head": "{at}: the chain is not the one whose head was kept: it was rewritten, or its end was cut off",
    "forgotten": "looks whose period is over: {count} more or less are gone than the chain was told of",
    "unsealed": "{count} row(s) have waited too long for a link: is the worker running?",
}


async def show_heads(db: Database, county: int | None) -> int:
    for head in await heads_of(db, county):
        print(head.line())
    return 0


async def verify_chains(db: Database, county: int | None, heads: Sequence[Head]) -> int:
    """0: every chain holds. 1: some do not."""
    async with db.transaction(SYSTEM) as tx:
        asked = {head.county for head in heads} | set(await links.counties(tx))
    faults = 0
    for one in sorted(asked if county is None else {county}):
        faults += await _verify_one(db, one, [head for head in heads if head.county == one])
    return 1 if faults else 0


async def _verify_one(db: Database, county: int, heads: Sequence[Head]) -> int:
    walked, faults, late = 0, 0, 0
    async for found in verify(db, county, heads):
        if isinstance(found, int):
            walked = found
        elif found.kind == "late":
            late += 1
        else:
            faults += 1
            print(f"{county} {_sentence(found)}", file=sys.stderr)
    print(f"{county}: {walked} rows sealed, {'no fault' if not faults else f'{faults} fault(s)'}"
          + (f"; {late} were sealed more than ten minutes after their time" if late else ""))  # fmt: skip
    return faults


def _sentence(fault: Fault) -> str:
    at = f"position {fault.position}"
    return _SAID[fault.kind].format(at=at, row_id=fault.row_id, count=fault.count)
