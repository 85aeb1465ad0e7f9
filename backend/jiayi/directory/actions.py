"""What a manager changes: areas, who answers for them from which day, and where they lie. One transaction each."""

from datetime import date, timedelta
from uuid import UUID

from asyncpg import Polygon
from asyncpg.types import Point
from pypinyin import Style, lazy_pinyin

from jiayi.directory import outline, store
from jiayi.directory.model import Area, Assignment, NewArea
from jiayi.history import store as history
from jiayi.infra import geo
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.idempotency import claim
from jiayi.infra.geo import Ring
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, FormInvalid, NotFound

FURTHEST = timedelta(days=366)
"""A plan may reach a year ahead. No rule says so: beyond that, the year was mistyped, and the public page shows it."""
_OTHERS_PART = "这里由别的机构负责；您只能改本机构负责的楼栋"
_OTHERS_WHOLE = "整个片区由别的机构负责，您不能改"


async def assign_team(
    db: Database, actor: Actor, area_id: UUID, building_id: UUID | None, team_id: UUID, since: date
) -> None:
    """Closes what holds and opens the next from ``since``. Raises NotFound, FormInvalid, Conflict."""
    async with db.transaction(actor) as tx:
        area = await own_area(tx, area_id)
        team = await store.find_team(tx, actor.county, team_id)
        if team is None or team.institution_id != actor.institution_id or team.closed_on:
            raise FormInvalid({"team": "请选本机构的团队"})
        must_be_planned(tx, "since", since)
        if building_id and building_id not in {
            b.id for b in await store.buildings_of_area(tx, actor.county, area_id)
        }:
            raise FormInvalid({"building": "请选这里的楼栋"})
        if not await may_assign(tx, area_id, building_id):
            raise FormInvalid({"building": _OTHERS_PART})
        if area.closed_on and since >= area.closed_on:
            raise FormInvalid({"since": "这一天片区已经关闭，请先重新开放"})
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


async def cancel_assignment(db: Database, actor: Actor, area_id: UUID, assignment_id: UUID) -> None:
    """Only what has not begun; who answered before goes on. Raises NotFound, Conflict."""
    async with db.transaction(actor) as tx:
        await own_area(tx, area_id)
        kept = await store.assignments(tx, actor.county, area_id)
        planned = next((a for a in kept if a.id == assignment_id), None)
        if planned is None or planned.institution_id != actor.institution_id:
            raise NotFound
        if planned.since <= tx.today:
            raise Conflict("这个安排已经开始了，不能取消。要换团队，请另排一个。")
        await store.cancel_assignment(tx, actor.county, area_id, planned)
        await history.record(
            tx, actor.county, "directory.area.assignment_cancelled", area_id, team=planned.team_id,
            building=planned.building_id, since=planned.since,
        )  # fmt: skip


async def rename_area(
    db: Database, actor: Actor, area_id: UUID, name: str, address: str, *, sure: bool
) -> None:
    async with db.transaction(actor) as tx:
        area = await whole_area(tx, area_id, "name")
        if name != area.name and not sure:
            await _ask_about_namesake(tx, area.committee, name, area_id)
        await store.rename_area(tx, actor.county, area_id, *_words(name, address, area))
        await history.record(tx, actor.county, "directory.area.renamed", area_id, name_before=area.name)


async def close_area(db: Database, actor: Actor, area_id: UUID, on: date | None) -> None:
    """From a day on nobody finds it; None: it stays or is found again. Residents keep address, team, agreements."""
    async with db.transaction(actor) as tx:
        await whole_area(tx, area_id, "closed_on")
        if on:
            must_be_planned(tx, "closed_on", on)
        await store.close_area(tx, actor.county, area_id, on)
        kind = "directory.area.closed" if on else "directory.area.reopened"
        await history.record(tx, actor.county, kind, area_id, closed_on=on)


async def draw_boundary(db: Database, actor: Actor, area_id: UUID, ring: Ring, *, sure: bool = False) -> None:
    """From today on; the former boundary is kept with its days. Raises NotFound."""
    must_lie_in_county(actor.county, ring, sure=sure)
    async with db.transaction(actor) as tx:
        await own_area(tx, area_id)
        if not await may_assign(tx, area_id, None):
            raise FormInvalid({"boundary": "边界由负责整个片区的机构来画"})
        await _draw(tx, area_id, ring)


async def add_area(
    db: Database, actor: Actor, key: UUID, new: NewArea, ring: Ring, *, sure_name: bool, sure_place: bool
) -> UUID:
    """With its boundary and, if one is chosen, its team from today. A repeat answers with the first id."""
    must_lie_in_county(actor.county, ring, sure=sure_place)
    async with db.transaction(actor) as tx:
        area_id = new_id()
        if first := await claim(tx, key, str(area_id)):
            return UUID(first)
        team = await store.find_team(tx, actor.county, new.team_id) if new.team_id else None
        if new.team_id and (team is None or team.institution_id != actor.institution_id):
            raise FormInvalid({"team": "请选本机构的团队"})
        if not sure_name:
            await _ask_about_namesake(tx, new.committee, new.name)
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


async def whole_area(tx: Tx, area_id: UUID, field: str) -> Area:
    """An area that the manager's institution may change as a whole. Raises NotFound, FormInvalid."""
    area = await own_area(tx, area_id)
    if not await may_assign(tx, area_id, None):
        raise FormInvalid({field: _OTHERS_WHOLE})
    return area


def must_be_planned(tx: Tx, field: str, day: date) -> None:
    if day < tx.today:
        raise FormInvalid({field: "只能从今天或以后开始；已经过去的日子不改"})
    if day > tx.today + FURTHEST:
        raise FormInvalid({field: "最多提前一年安排，请核对年份"})


def must_lie_in_county(county: int, ring: Ring, *, sure: bool) -> None:
    if refused := outline.refusal(county, ring):
        raise FormInvalid({"boundary": refused})
    if not sure and (asked := outline.question(county, ring)):
        raise FormInvalid({"sure_place": asked})


async def may_assign(tx: Tx, area_id: UUID, building_id: UUID | None) -> bool:
    """A part belongs to the institution that answers for it now or later: the whole area to that of the area-wide
    team, a building to that of its own team, else to who has the whole. Nobody's part is for any of them."""
    kept = await store.assignments(tx, tx.actor.county, area_id)
    open_ = [a for a in kept if a.until is None or a.until > tx.today]
    whole = [a for a in open_ if a.building_id is None]
    part = [a for a in open_ if a.building_id == building_id] or whole
    return all(a.institution_id == tx.actor.institution_id for a in part)


async def _in_force(tx: Tx, area_id: UUID, building_id: UUID | None, on: date) -> Assignment | None:
    same = [a for a in await store.assignments(tx, tx.actor.county, area_id) if a.building_id == building_id]
    if any(a.since > on for a in same):
        raise FormInvalid({"since": "那天以后已经排好了团队。请先取消那个安排，或者选那一天或更晚的日子"})
    return next((a for a in same if a.until is None or a.until > on), None)


async def _draw(tx: Tx, area_id: UUID, ring: Ring) -> None:
    county = tx.actor.county
    centre = Point(*geo.inner_point([ring]))
    await store.put_boundary(tx, county, area_id, Polygon(*ring[:-1]), centre)
    await history.record(tx, county, "directory.boundary.drawn", area_id, corners=len(ring) - 1)


async def _ask_about_namesake(tx: Tx, committee: int, name: str, but: UUID | None = None) -> None:
    if await store.has_namesake(tx, tx.actor.county, committee, name, but):
        raise FormInvalid({"sure_name": "这个社区（村）里已经有同名的一处。确实是另一处的话，请勾选确认"})


def _row(county: int, area_id: UUID, new: NewArea) -> tuple[object, ...]:
    name, pinyin, initials, address, text = _words(new.name, new.address, new)
    return (
        county, area_id, f"A{area_id.hex[-12:]}", new.kind, name, pinyin, initials, new.township,
        new.committee, new.township_name, new.committee_name, address, text,
    )  # fmt: skip


def _words(name: str, address: str, place: NewArea | Area) -> tuple[str, str, str, str, str]:
    syllables = lazy_pinyin(name)
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    where = f"{address} {place.committee_name} {place.township_name}"
    text = f"{name} {''.join(syllables)} {initials} {where}".lower()
    return name, " ".join(syllables), initials, address, text
