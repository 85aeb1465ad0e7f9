"""What a manager changes: areas, who answers for them from which day, and where they lie. One transaction each."""

from datetime import date
from uuid import UUID

from asyncpg import Polygon
from asyncpg.types import Point
from pypinyin import Style, lazy_pinyin

from jiayi.directory import store
from jiayi.directory.model import Area, Assignment, NewArea
from jiayi.history import store as history
from jiayi.infra import geo
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.idempotency import claim
from jiayi.infra.geo import Ring
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, FormInvalid, NotFound


async def assign_team(
    db: Database, actor: Actor, area_id: UUID, building_id: UUID | None, team_id: UUID, since: date
) -> None:
    """Closes what holds and opens the next from ``since``. Raises NotFound, FormInvalid, Conflict."""
    async with db.transaction(actor) as tx:
        await own_area(tx, area_id)
        team = await store.find_team(tx, actor.county, team_id)
        if team is None or team.institution_id != actor.institution_id or team.closed_on:
            raise FormInvalid({"team": "请选本机构的团队"})
        if since < tx.today:
            raise FormInvalid({"since": "只能从今天或以后开始；已经过去的日子不改"})
        if building_id and building_id not in {
            b.id for b in await store.buildings_of_area(tx, actor.county, area_id)
        }:
            raise FormInvalid({"building": "请选这里的楼栋"})
        before = await _in_force(tx, area_id, building_id, since)
        if before and before.since == since:
            await store.change_assignment(tx, actor.county, before.id, team_id)
        else:
            if before:
                await store.close_assignment(tx, actor.county, before.id, since)
            await store.add_assignment(tx, actor.county, area_id, building_id, team_id, since)
        await history.record(
            tx, actor.county, "directory.area.assigned", area_id, team=team_id, building=building_id,
            since=since, team_before=before.team_id if before else None,
        )  # fmt: skip


async def draw_boundary(db: Database, actor: Actor, area_id: UUID, ring: Ring) -> None:
    """From today on; the former boundary is kept with its days. Raises NotFound."""
    async with db.transaction(actor) as tx:
        await own_area(tx, area_id)
        await _draw(tx, area_id, ring)


async def add_area(db: Database, actor: Actor, key: UUID, new: NewArea, ring: Ring) -> UUID:
    """With its boundary and, if one is chosen, its team from today. A repeat answers with the first id."""
    async with db.transaction(actor) as tx:
        area_id = new_id()
        if first := await claim(tx, key, str(area_id)):
            return UUID(first)
        team = await store.find_team(tx, actor.county, new.team_id) if new.team_id else None
        if new.team_id and (team is None or team.institution_id != actor.institution_id):
            raise FormInvalid({"team": "请选本机构的团队"})
        await store.add_area(tx, _row(actor.county, area_id, new))
        if team:
            await store.add_assignment(tx, actor.county, area_id, None, team.id, tx.today)
        await history.record(tx, actor.county, "directory.area.added", area_id, team=new.team_id)
        await _draw(tx, area_id, ring)
        return area_id


async def own_area(tx: Tx, area_id: UUID) -> Area:
    """An area that the manager's institution answers for in part, or nobody does. Raises NotFound."""
    actor = tx.actor
    area = await store.find_area(tx, actor.county, area_id)
    kept = await store.assignments(tx, actor.county, area_id) if area else []
    current = [a for a in kept if a.until is None or a.until > tx.today]
    if area is None or (current and all(a.institution_id != actor.institution_id for a in current)):
        raise NotFound
    return area


async def _in_force(tx: Tx, area_id: UUID, building_id: UUID | None, on: date) -> Assignment | None:
    same = [a for a in await store.assignments(tx, tx.actor.county, area_id) if a.building_id == building_id]
    if any(a.since > on for a in same):
        raise Conflict("这里已经排好了以后的团队。请选那一天或更晚的日子。", title="日子排在了后面的安排之前")
    return next((a for a in same if a.until is None or a.until > on), None)


async def _draw(tx: Tx, area_id: UUID, ring: Ring) -> None:
    county = tx.actor.county
    centre = Point(*geo.inner_point([ring]))
    await store.put_boundary(tx, county, area_id, Polygon(*ring[:-1]), centre)
    await history.record(tx, county, "directory.boundary.drawn", area_id, corners=len(ring) - 1)


def _row(county: int, area_id: UUID, new: NewArea) -> tuple[object, ...]:
    syllables = lazy_pinyin(new.name)
    initials = "".join(lazy_pinyin(new.name, style=Style.FIRST_LETTER))
    text = f"{new.name} {''.join(syllables)} {initials} {new.address} {new.committee_name}".lower()
    return (
        county, area_id, f"A{area_id.hex[-12:]}", new.kind, new.name, " ".join(syllables), initials, new.township,
        new.committee, new.township_name, new.committee_name, new.address, text,
    )  # fmt: skip
