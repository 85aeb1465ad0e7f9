"""Codes and counters inside the caller's transaction."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from jiayi.accounts.sign_in.limits import Limit
from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import ANONYMOUS
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import TooMany

Q = beside(__file__)
AGAIN_FROM = "试的次数太多了，请在 %(when)s 以后再试。"


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


async def keep_within(db: Database, vault: Vault, *limits: tuple[Limit, str], once: str = "") -> None:
    """Count one hit of each limit, refused or not, in a transaction of its own. Raises TooMany.

    ``once``: what is tried. Trying the same again within the first limit's window counts no second time.
    """
    over: list[datetime] = []
    async with db.transaction(ANONYMOUS) as tx:
        count = Q.count_hit
        if once:
            first, who = limits[0]
            seen = vault.blind_index(f"{first.name}, once", f"{who} {once}")
            if await tx.value(Q.count_hit, seen, _window(tx.now, first)) > 1:
                count = Q.read_hits
        for limit, who in limits:
            key, start = vault.blind_index(limit.name, who), _window(tx.now, limit)
            if (await tx.value(count, key, start) or 0) > limit.hits:
                over.append(start + limit.window)
        now = tx.now
    if over:
        raise TooMany(AGAIN_FROM, when=_said(max(over), now))


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


def _said(moment: datetime, now: datetime) -> str:
    """The hour alone, if it is today's."""
    here, today = clock.office_time(moment), clock.office_time(now).date()
    return here.strftime("%H:%M" if here.date() == today else "%Y-%m-%d %H:%M")


def _window(now: datetime, limit: Limit) -> datetime:
    seconds = int(limit.window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
