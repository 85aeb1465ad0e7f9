"""One typed function a query of the desk."""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from jiayi.agreements import store as agreements
from jiayi.agreements.changes import confirmed_year
from jiayi.agreements.desk.guards import own_team, require_desk
from jiayi.agreements.desk.model import (
    Campaign,
    LostOffer,
    OwnPlace,
    Panel,
    PanelRow,
    Progress,
    Team,
    WaitedFor,
    Waiting,
    Work,
)
from jiayi.agreements.model import Agreement
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)
LOST_FOR = timedelta(days=30)
"""How long a page still tells of an offer that ran out."""


class PanelFilter(msgspec.Struct, frozen=True, kw_only=True):
    name: str = ""
    group: str = ""
    condition: str = ""
    born_by: date | None = None
    ends_by: date | None = None
    unconfirmed_year: int | None = None


async def work(tx: Tx, days_before: int) -> Work:
    found = await tx.one(Work, Q.count_work, *_mine(tx), tx.today, days_before, confirmed_year(tx.today))
    assert found is not None
    return found


async def open_requests(tx: Tx, everybodys: bool = False) -> list[Agreement]:
    """``everybodys``: of the whole institution, for a doctor too."""
    county, home, mine = _mine(tx)
    scope = None if everybodys else mine
    rows = await tx.connection.fetch(Q.list_open_requests, county, home, scope, tx.today)
    return [found for row in rows if (found := await agreements.agreement(tx, county, row["id"]))]


async def panel(tx: Tx, wanted: PanelFilter, first: int, many: int) -> list[PanelRow]:
    return await tx.many(
        PanelRow, Q.list_panel, *_mine(tx), tx.today, wanted.name, wanted.group, wanted.condition, wanted.born_by,
        wanted.ends_by, wanted.unconfirmed_year, first, many,
    )  # fmt: skip


async def teams(tx: Tx, home: UUID) -> list[Team]:
    return await tx.many(Team, Q.list_teams, tx.actor.county, home, tx.today)


async def doctor_panel(tx: Tx, county: int, doctor_id: UUID) -> Panel | None:
    return await tx.one(Panel, Q.find_panel, county, doctor_id, tx.today)


async def held_from(tx: Tx, county: int, doctor_id: UUID, resident_id: UUID | None) -> int:
    """None: from somebody who does not stand in line."""
    held: int = await tx.value(Q.count_held, county, doctor_id, resident_id or UUID(int=0), tx.now)
    return held


async def own_places(tx: Tx, county: int, resident_id: UUID) -> list[OwnPlace]:
    return await tx.many(OwnPlace, Q.list_own_waiting, county, resident_id, tx.now, tx.today)


async def lost_offers(tx: Tx, county: int, resident_id: UUID) -> list[LostOffer]:
    return await tx.many(LostOffer, Q.list_lost_offers, county, resident_id, tx.now, tx.now - LOST_FOR)


async def waiting(tx: Tx, doctor_id: UUID | None = None) -> list[Waiting]:
    county, home, _ = _mine(tx)
    return await tx.many(Waiting, Q.list_waiting, county, home, doctor_id, tx.now)


async def doctors_waited_for(tx: Tx) -> list[WaitedFor]:
    return await tx.many(WaitedFor, Q.list_doctors_waited_for)


async def campaign(tx: Tx, home: UUID, year: int) -> Campaign | None:
    return await tx.one(Campaign, Q.find_campaign, tx.actor.county, home, year)


async def progress(tx: Tx, home: UUID, year: int) -> list[Progress]:
    return await tx.many(Progress, Q.list_progress, tx.actor.county, home, tx.today, year)


def _mine(tx: Tx) -> tuple[int, UUID, UUID | None]:
    return tx.actor.county, require_desk(tx.actor), own_team(tx.actor)
