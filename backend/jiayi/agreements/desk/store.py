"""One typed function a query of the desk."""

from datetime import date, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from jiayi.accounts.consents import store as consents
from jiayi.accounts.consents.model import HEALTH_DATA
from jiayi.agreements import store as agreements
from jiayi.agreements.desk.guards import own_team, require_desk
from jiayi.agreements.desk.model import (
    Area,
    Campaign,
    InLine,
    InstitutionTotals,
    LostOffer,
    Neighbour,
    OwnPlace,
    Panel,
    PanelRow,
    Progress,
    Team,
    WaitedFor,
    Waiting,
    Work,
    YearSignature,
)
from jiayi.agreements.model import Agreement
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)
Want = Literal["answer", "confirmation", "witness"]
LOST_FOR = timedelta(days=30)
"""How long a page still tells of an offer that ran out."""


class PanelFilter(msgspec.Struct, frozen=True, kw_only=True):
    name: str = ""
    group: str = ""
    condition: str = ""
    born: tuple[date, date] | None = None
    """Of a group that is an age: after the first day, on the second at the latest."""
    team: UUID | None = None
    ends_by: date | None = None
    unconfirmed_year: int | None = None


async def work(tx: Tx, year: int) -> Work:
    found = await tx.one(Work, Q.count_work, *_mine(tx), tx.today, year)
    assert found is not None
    return found


async def county_totals(tx: Tx) -> list[InstitutionTotals]:
    """Of the whole county, for a bureau or an administrator; numbers only, nobody is looked at."""
    return await tx.many(InstitutionTotals, Q.list_totals, tx.actor.county, tx.today)


async def count_teamless_areas(tx: Tx) -> int:
    found: int = await tx.value(Q.count_teamless_areas, tx.actor.county, tx.today)
    return found


async def open_requests(tx: Tx, want: Want, first: int, many: int) -> list[Agreement]:
    """What a witness is wanted for is the whole institution's, for a doctor too."""
    county, home, mine = _mine(tx)
    scope = None if want == "witness" else mine
    rows = await tx.connection.fetch(Q.list_open_requests, county, home, scope, tx.today, want, first, many)
    return [found for row in rows if (found := await agreements.agreement(tx, county, row["id"]))]


async def panel(tx: Tx, wanted: PanelFilter, first: int, many: int) -> list[PanelRow]:
    after, by = wanted.born or (None, None)
    return await tx.many(
        PanelRow, Q.list_panel, *_mine(tx), tx.today, wanted.name, wanted.group, wanted.condition, by,
        wanted.ends_by, wanted.unconfirmed_year, first, many, after, wanted.team,
        *consents.terms_of(tx.actor.county, tx, HEALTH_DATA),
    )  # fmt: skip


async def people(
    tx: Tx, name: str, area: UUID | None, building: str, first: int, many: int
) -> list[Neighbour]:
    """Of the own institution only."""
    county, home, _ = _mine(tx)
    return await tx.many(Neighbour, Q.list_people, county, home, tx.today, name, area, building, first, many)


async def areas(tx: Tx) -> list[Area]:
    county, home, _ = _mine(tx)
    return await tx.many(Area, Q.list_areas, county, home, tx.today)


async def is_at_our_desk(tx: Tx, resident_id: UUID) -> bool:
    return bool(await tx.value(Q.is_at_our_desk, tx.actor.county, resident_id))


async def head_of(tx: Tx, household_id: UUID | None) -> UUID | None:
    found: UUID | None = await tx.value(Q.find_head, tx.actor.county, household_id)
    return found


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


async def waiting(tx: Tx, first: int, many: int) -> list[Waiting]:
    county, home, _ = _mine(tx)
    return await tx.many(Waiting, Q.list_waiting, county, home, None, tx.now, first, many)


async def in_line(tx: Tx) -> dict[UUID, int]:
    county, home, _ = _mine(tx)
    rows = await tx.many(InLine, Q.list_in_line, county, home, tx.now)
    return {row.doctor_id: row.waiting for row in rows}


async def year_signatures(
    tx: Tx, agreement_id: UUID | None, first: int = 0, many: int = 1
) -> list[YearSignature]:
    """Those that wait for a witness."""
    county, home, _ = _mine(tx)
    return await tx.many(
        YearSignature, Q.list_year_signatures, county, home, agreement_id, first, many, tx.today
    )


async def doctors_waited_for(tx: Tx) -> list[WaitedFor]:
    return await tx.many(WaitedFor, Q.list_doctors_waited_for)


async def campaign(tx: Tx, home: UUID, year: int) -> Campaign | None:
    return await tx.one(Campaign, Q.find_campaign, tx.actor.county, home, year)


async def progress(tx: Tx, home: UUID, year: int) -> list[Progress]:
    return await tx.many(Progress, Q.list_progress, tx.actor.county, home, tx.today, year)


def _mine(tx: Tx) -> tuple[int, UUID, UUID | None]:
    return tx.actor.county, require_desk(tx.actor), own_team(tx.actor)
