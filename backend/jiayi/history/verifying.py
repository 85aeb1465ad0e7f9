"""``jiayi audit verify``: walk a county's chain and say every place where it does not hold. Reads batch by batch."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from jiayi.history import links
from jiayi.history.chain import START, Sealable, link_digest
from jiayi.history.forgetting import told_of
from jiayi.history.model import Head, Link
from jiayi.history.sealing import LATE
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx

BATCH = 5000
_SNAPSHOT = "begin isolation level repeatable read read only"


class Fault(msgspec.Struct, frozen=True):
    kind: str
    """gap, removed, changed, unsealed, late, head, forgotten."""
    county: int
    position: int | None = None
    row_id: UUID | None = None
    count: int = 1


class Walk(msgspec.Struct):
    """Where a walk along one chain stands."""

    county: int
    heads: dict[int, set[bytes]]
    """Position → digests that were kept elsewhere; two that differ cannot both be true."""
    told: datetime | None = None
    """Looks sealed before this moment may be gone: their period was over, and an event told of it."""
    position: int = 0
    digest: bytes = START
    forgotten: int = 0

    def step(self, link: Link) -> list[Fault]:
        found = []
        if link.position != self.position + 1:
            found.append(
                Fault("gap", self.county, self.position + 1, count=link.position - self.position - 1)
            )
        if link.at is None or link.fields is None:
            if link.source == "look" and self.told and link.sealed_at < self.told:
                self.forgotten += 1
            else:
                found.append(Fault("removed", self.county, link.position, link.row_id))
        else:
            row = Sealable(link.source, link.row_id, link.at, link.fields)
            if link_digest(self.digest, self.county, link.position, link.sealed_at, row) != link.digest:
                # Where links are gone, the first one after them cannot fit: the gap is told, not a change.
                found += [] if found else [Fault("changed", self.county, link.position, link.row_id)]
            elif link.sealed_at - link.at > LATE:
                found.append(Fault("late", self.county, link.position, link.row_id))
        if self.heads.pop(link.position, {link.digest}) != {link.digest}:
            found.append(Fault("head", self.county, link.position))
        # Go on from what stands there, so that each fault is told once and where it is.
        self.position, self.digest = link.position, link.digest
        return found


async def verify(
    db: Database, county: int, heads: Sequence[Head] = (), *, batch: int = BATCH
) -> AsyncIterator[Fault | int]:
    """Faults as they are found; after each batch the number of links walked so far."""
    async with db.transaction(SYSTEM, begin=_SNAPSHOT) as tx:
        told = await told_of(tx, county)
        walk, walked = Walk(county, _by_position(heads), max((one.before for one in told), default=None)), 0
        while some := await links.after(tx, county, walk.position, batch):
            for link in some:
                for fault in walk.step(link):
                    yield fault
            walked += len(some)
            yield walked
        for position in sorted(walk.heads):  # the chain ends before a head that was kept
            yield Fault("head", county, position)
        if more := walk.forgotten - sum(one.rows for one in told):
            yield Fault("forgotten", county, count=more)
        for fault in await _waiting(tx, county):
            yield fault


def _by_position(heads: Sequence[Head]) -> dict[int, set[bytes]]:
    kept: dict[int, set[bytes]] = {}
    for head in heads:
        kept.setdefault(head.position, set()).add(head.digest)
    return kept


async def _waiting(tx: Tx, county: int, patience: timedelta = LATE) -> list[Fault]:
    found = []
    for source in links.SOURCES:
        count = await links.count_unsealed(tx, county, source)
        if count.oldest and tx.now - count.oldest > patience:
            found.append(Fault("unsealed", county, count=count.rows))
    return found
