"""Codes and counters inside the caller's transaction."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from jiayi.accounts.sign_in.limits import Limit
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import ANONYMOUS
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import TooMany

Q = beside(__file__)


class CodeState(msgspec.Struct, frozen=True):
    expired: bool
    used: bool
    exhausted: bool
    replaced: bool
    attempts: int


class DemoPerson(msgspec.Struct, frozen=True):
    county: int
    account_id: UUID
    role: str
    label: str


async def keep_within(db: Database, vault: Vault, *limits: tuple[Limit, str]) -> None:
    """Count one hit of each limit, refused or not, in a transaction of its own. Raises TooMany."""
    over = False
    async with db.transaction(ANONYMOUS) as tx:
        for limit, who in limits:
            key = vault.blind_index(limit.name, who)
            over |= await tx.value(Q.count_hit, key, _window(tx.now, limit)) > limit.hits
    if over:
        raise TooMany


async def redeem_code(tx: Tx, code_id: UUID, code_hash: bytes, sql: str = Q.redeem_code) -> bool | None:
    """True: it fits and is now used. False: a wrong code, counted. None: no code that may be tried.

    ``sql`` is for the race test alone, which shows what happens without the guard.
    """
    fits: bool | None = await tx.value(sql, code_id, code_hash, tx.now)
    return fits


async def take_up_invitation(tx: Tx, email_hash: bytes) -> int | None:
    """The county of the role that this person now holds beside what they were; None: none was waiting for them."""
    county: int | None = await tx.value(Q.take_up_invitation, email_hash, new_id(), tx.today, tx.now)
    return county


async def code_state(tx: Tx, code_id: UUID) -> CodeState | None:
    return await tx.one(CodeState, Q.find_code, code_id, tx.now)


async def demo_people(tx: Tx) -> list[DemoPerson]:
    return await tx.many(DemoPerson, Q.list_demo_people)


async def demo_person(tx: Tx, county: int, account_id: UUID, role: str) -> DemoPerson | None:
    return await tx.one(DemoPerson, Q.find_demo_person, county, account_id, role)


def _window(now: datetime, limit: Limit) -> datetime:
    seconds = int(limit.window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
