"""Homes, and tying an account to its person, inside the caller's transaction."""

from datetime import datetime
from uuid import UUID

import msgspec

from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id

Q = beside(__file__)


class Home(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    name: str
    address: str
    township_name: str
    committee_name: str
    district: str
    """City and county."""


class HomeBuilding(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class IdentityNotice(msgspec.Struct, frozen=True):
    settled_at: datetime
    place: str
    """Where the owner was."""
    outcome: str
    """number_moved: the account keeps its record, without a number; account_loosened: it has no person now."""
    desk: str
    """Of the institution that can put it right, with its address and phone."""
    address: str
    phone: str


class HomeDesk(msgspec.Struct, frozen=True):
    name: str
    address: str
    phone: str


async def desk_of(tx: Tx, home: Home) -> HomeDesk | None:
    """By the home that was typed, never by the record that was not shown."""
    return await tx.one(HomeDesk, Q.find_home_desk, home.county, home.id, tx.today)


async def identity_notice(tx: Tx) -> IdentityNotice | None:
    """None: nothing is wrong."""
    return await tx.one(IdentityNotice, Q.find_identity_notice)


async def homes(tx: Tx, places: list[tuple[int, UUID]]) -> list[Home]:
    """County and id each, in their order."""
    return await tx.many(Home, Q.list_homes, [county for county, _ in places], [id for _, id in places])


async def find_home(tx: Tx, county: int, area_id: UUID) -> Home | None:
    return await tx.one(Home, Q.find_home, county, area_id)


async def buildings_of_home(tx: Tx, home: Home) -> list[HomeBuilding]:
    return await tx.many(HomeBuilding, Q.list_home_buildings, home.county, home.id)


async def answering_institution(tx: Tx, home: Home, building_id: UUID | None) -> UUID | None:
    found: UUID | None = await tx.value(
        Q.find_answering_institution, home.county, home.id, building_id, tx.today
    )
    return found


async def tie_account(tx: Tx, account_id: UUID, resident_id: UUID, name: str, *, settled: bool) -> bool:
    """``settled``: the account has its county already (staff who are residents here too). False: it has its person."""
    county = tx.actor.county
    if settled:
        return await tx.run(Q.tie_account, county, account_id, resident_id, name) == 1
    return bool(await tx.value(Q.settle_account, county, name, resident_id))


async def begin_own_household(tx: Tx) -> None:
    """For whom no roster put in one; nothing happens otherwise."""
    await tx.value(Q.begin_own_household, new_id())


async def join_household(tx: Tx, key: bytes, name: str, phone_tail: str, relation: str) -> UUID | None:
    joined: UUID | None = await tx.value(Q.join_household, key, name, phone_tail, relation)
    return joined


async def leave_household(tx: Tx) -> UUID | None:
    """The household of one's own; None: there is nothing to leave."""
    found: UUID | None = await tx.value(Q.leave_household, new_id())
    return found


async def remove_member(tx: Tx, member_id: UUID) -> bool:
    return await tx.value(Q.remove_member, member_id) is not None


async def joined_by_me(tx: Tx, member_ids: list[UUID]) -> list[UUID]:
    """Those whom the asking head took in."""
    rows = await tx.connection.fetch(Q.list_joined, tx.actor.county, member_ids)
    return [row["id"] for row in rows]


async def institution_name(tx: Tx, institution_id: UUID | None) -> str:
    return await tx.value(Q.find_institution_name, institution_id) or ""
