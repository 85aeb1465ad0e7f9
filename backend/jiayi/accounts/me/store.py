"""Homes, and tying an account to its person, inside the caller's transaction."""

from uuid import UUID

import msgspec

from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id

Q = beside(__file__)
_SHORTEST_SEARCH = 2


class Home(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    name: str
    address: str
    township_name: str
    committee_name: str


class HomeBuilding(msgspec.Struct, frozen=True):
    id: UUID
    name: str


async def search_homes(tx: Tx, text: str) -> list[Home]:
    words = "".join(text.split()).replace("%", "").replace("_", "").replace("\\", "")
    return await tx.many(Home, Q.search_homes, words) if len(words) >= _SHORTEST_SEARCH else []


async def find_home(tx: Tx, county: int, area_id: UUID) -> Home | None:
    return await tx.one(Home, Q.find_home, county, area_id)


async def buildings_of_home(tx: Tx, home: Home) -> list[HomeBuilding]:
    return await tx.many(HomeBuilding, Q.list_home_buildings, home.county, home.id)


async def answering_institution(tx: Tx, home: Home, building_id: UUID | None) -> UUID | None:
    found: UUID | None = await tx.value(
        Q.find_answering_institution, home.county, home.id, building_id, tx.today
    )
    return found


async def tie_account(tx: Tx, account_id: UUID, resident_id: UUID, name: str, *, settled: bool) -> None:
    """``settled``: the account has its county already (staff who are residents here too)."""
    county = tx.actor.county
    if settled:
        await tx.run(Q.tie_account, county, account_id, resident_id, name)
    else:
        await tx.value(Q.settle_account, county, name, resident_id)


async def ensure_household(tx: Tx, county: int, resident_id: UUID) -> None:
    household_id = new_id()
    await tx.run(Q.add_own_household, county, resident_id, household_id)
    await tx.run(Q.enter_own_household, county, resident_id, household_id)


async def join_household(tx: Tx, key: bytes, name: str, phone_tail: str, relation: str) -> UUID | None:
    joined: UUID | None = await tx.value(Q.join_household, key, name, phone_tail, relation)
    return joined


async def institution_name(tx: Tx, institution_id: UUID | None) -> str:
    return await tx.value(Q.find_institution_name, institution_id) or ""
