"""One typed function a query. What other slices need comes first."""

from datetime import date
from typing import Any
from uuid import UUID

from jiayi.directory.model import (
    Area,
    AreaHit,
    AreaShape,
    Assignment,
    Building,
    County,
    Doctor,
    Institution,
    Member,
    Named,
    Overlap,
    Photo,
    PictureOf,
    Pin,
    Team,
    TeamArea,
    WorkArea,
)
from jiayi.directory.search import SHORTEST_NAME, Terms
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id

Q = beside(__file__)

TRIGRAM = 3
"""A pattern needs so many characters before the trigram index can find it."""


async def find_area(tx: Tx, county: int, area_id: UUID) -> Area | None:
    return await tx.one(Area, Q.find_area, county, area_id)


async def team_of_area(tx: Tx, county: int, area_id: UUID, building_id: UUID | None, on: date) -> Team | None:
    """The building's own team, else the team of the whole area."""
    return await tx.one(Team, Q.find_team_of_area, county, area_id, building_id, on)


async def doctors_of_team(tx: Tx, county: int, team_id: UUID, on: date | None = None) -> list[Member]:
    """All members on the day (today), the lead first, each with the places left."""
    return await tx.many(Member, Q.list_members, county, team_id, on or tx.today, tx.now)


async def places_left(tx: Tx, county: int, doctor_id: UUID) -> int | None:
    """None for a doctor without a panel."""
    left: int | None = await tx.value(Q.count_places_left, county, doctor_id, tx.today, tx.now)
    return left


async def institution(tx: Tx, institution_id: UUID) -> Institution | None:
    return await tx.one(Institution, Q.find_institution, institution_id)


async def find_team(tx: Tx, county: int, team_id: UUID) -> Team | None:
    return await tx.one(Team, Q.find_team, county, team_id)


async def find_doctor(tx: Tx, county: int, doctor_id: UUID) -> Doctor | None:
    return await tx.one(Doctor, Q.find_doctor, county, doctor_id)


async def photo_of(tx: Tx, county: int, doctor_id: UUID) -> Photo | None:
    return await tx.one(Photo, Q.find_photo, county, doctor_id, tx.today)


async def pictures(
    tx: Tx, county: int, institution_id: UUID, doctor_id: UUID | None = None
) -> list[PictureOf]:
    return await tx.many(PictureOf, Q.list_pictures, county, institution_id, doctor_id, tx.today)


async def buildings_of_area(tx: Tx, county: int, area_id: UUID) -> list[Building]:
    return await tx.many(Building, Q.list_buildings, county, area_id, tx.today)


async def teams_of_area(tx: Tx, county: int, area_id: UUID) -> list[Team]:
    return await tx.many(Team, Q.list_teams_of_area, county, area_id, tx.today)


async def teams_of_institution(tx: Tx, county: int, institution_id: UUID) -> list[Team]:
    return await tx.many(Team, Q.list_teams, county, institution_id, tx.today)


async def teams_of_doctor(tx: Tx, county: int, doctor_id: UUID) -> list[Team]:
    return await tx.many(Team, Q.list_teams_of_doctor, county, doctor_id, tx.today)


async def areas_of_team(tx: Tx, county: int, team_id: UUID) -> list[TeamArea]:
    return await tx.many(TeamArea, Q.list_areas_of_team, county, team_id, tx.today)


async def institutions_of_county(tx: Tx, county: int) -> list[Institution]:
    return await tx.many(Institution, Q.list_institutions, county)


async def counties(tx: Tx) -> list[County]:
    return await tx.many(County, Q.list_counties)


async def area_id_of_code(tx: Tx, county: int, code: str) -> UUID | None:
    found: UUID | None = await tx.value(Q.find_area_by_code, county, code)
    return found


async def candidates(tx: Tx, county: int, terms: Terms) -> list[AreaHit]:
    """Areas that may be meant; search.rank orders them. Spelling is forgiven when nothing is spelled like that:
    the exact question costs a tenth of the forgiving one."""
    exact: list[AreaHit] = []
    for pattern in terms.patterns:
        exact = exact or await tx.many(AreaHit, Q.list_areas_containing, county, pattern, tx.today)
    if exact and len(terms.place) >= TRIGRAM:
        return exact
    await tx.value(Q.lower_search_threshold)
    alike = await tx.many(AreaHit, Q.search_areas, county, terms.place, terms.pinyin, tx.today)
    known = {area.id for area in exact}
    return exact + [area for area in alike if area.id not in known]


async def candidates_anywhere(tx: Tx, terms: Terms, *, forgiving: bool) -> list[AreaHit]:
    """As ``candidates``, of all counties."""
    if len(terms.place) < SHORTEST_NAME:
        return []
    for pattern in terms.patterns:
        if exact := await tx.many(AreaHit, Q.list_areas_containing_anywhere, pattern, tx.today):
            return exact
    if not forgiving:
        return []
    await tx.value(Q.lower_search_threshold)
    return await tx.many(AreaHit, Q.search_areas_anywhere, terms.place, terms.pinyin, tx.today)


async def townships(tx: Tx, county: int) -> list[Named]:
    return await tx.many(Named, Q.list_townships, county, tx.today)


async def committees(tx: Tx, county: int, township: int) -> list[Named]:
    return await tx.many(Named, Q.list_committees, county, township, tx.today)


async def areas_of_committee(tx: Tx, county: int, township: int, committee: int) -> list[AreaHit]:
    return await tx.many(AreaHit, Q.list_areas, county, township, committee, tx.today)


async def areas_at(tx: Tx, lon: float, lat: float) -> list[AreaHit]:
    return await tx.many(AreaHit, Q.find_area_at_point, lon, lat, tx.today)


async def nearest_institutions(tx: Tx, lon: float, lat: float) -> list[Pin]:
    return await tx.many(Pin, Q.list_nearest_institutions, lon, lat)


async def pins(tx: Tx, county: int) -> list[Pin]:
    return await tx.many(Pin, Q.list_pins, county)


async def shapes(tx: Tx, county: int, township: int | None = None) -> list[AreaShape]:
    return await tx.many(AreaShape, Q.list_shapes, county, township, tx.today)


async def shapes_in_view(tx: Tx, view: tuple[float, float, float, float], limit: int) -> list[AreaShape]:
    return await tx.many(AreaShape, Q.list_shapes_in_view, *view, tx.today, limit)


async def work_areas(tx: Tx, county: int, institution_id: UUID) -> list[WorkArea]:
    return await tx.many(WorkArea, Q.list_work_areas, county, institution_id, tx.today)


async def assignments(tx: Tx, county: int, area_id: UUID) -> list[Assignment]:
    return await tx.many(Assignment, Q.list_assignments, county, area_id)


async def meeting_pairs(tx: Tx, county: int) -> list[Overlap]:
    return await tx.many(Overlap, Q.list_overlaps, county, tx.today)


async def meeting_pairs_of(tx: Tx, county: int, area_id: UUID) -> list[Overlap]:
    return await tx.many(Overlap, Q.list_overlaps_of, county, area_id, tx.today)


# Writing, for actions.py. Who may is asked there.


async def close_assignment(tx: Tx, county: int, assignment_id: UUID, on: date) -> None:
    await tx.run(Q.close_assignment, county, assignment_id, on)


async def change_assignment(tx: Tx, county: int, assignment_id: UUID, team_id: UUID) -> None:
    await tx.run(Q.change_assignment, county, assignment_id, team_id, tx.actor.account_id)


async def add_assignment(
    tx: Tx, county: int, area_id: UUID, building_id: UUID | None, team_id: UUID, since: date
) -> None:
    await tx.run(
        Q.add_assignment, county, new_id(), area_id, building_id, team_id, since, tx.actor.account_id
    )


async def boundary_of(tx: Tx, county: int, area_id: UUID) -> Any | None:
    return await tx.value(Q.find_boundary, county, area_id)


async def put_boundary(tx: Tx, county: int, area_id: UUID, boundary: Any, centre: Any) -> None:
    """From today; one that was drawn today is drawn again."""
    who = tx.actor.account_id
    if await tx.run(Q.redraw_boundary, county, area_id, tx.today, boundary, centre, who):
        return
    await tx.run(Q.close_boundary, county, area_id, tx.today)
    await tx.run(Q.add_boundary, county, new_id(), area_id, tx.today, boundary, centre, who)


async def add_area(tx: Tx, row: tuple[object, ...]) -> None:
    await tx.run(Q.add_area, *row)


async def rename_area(tx: Tx, county: int, area_id: UUID, *words: str) -> None:
    """``words``: name, pinyin, initials, address, text that is searched."""
    await tx.run(Q.rename_area, county, area_id, *words)


async def close_area(tx: Tx, county: int, area_id: UUID, on: date | None) -> None:
    await tx.run(Q.close_area, county, area_id, on)


async def has_namesake(tx: Tx, county: int, committee: int, name: str, but: UUID | None = None) -> bool:
    return bool(await tx.value(Q.count_namesakes, county, committee, name, tx.today, but))


async def people_of_area(tx: Tx, county: int, area_id: UUID) -> int:
    found: int = await tx.value(Q.count_people_of_area, county, area_id)
    return found


async def cancel_assignment(tx: Tx, county: int, area_id: UUID, planned: Assignment) -> None:
    """Who answered before goes on."""
    await tx.run(Q.cancel_assignment, county, planned.id, tx.today)
    where = planned.building_id, planned.since
    await tx.run(Q.reopen_assignment, county, area_id, *where, planned.until)


async def put_photo(tx: Tx, county: int, doctor_id: UUID, photo: Photo) -> None:
    who = tx.actor.account_id
    await tx.run(Q.put_photo, county, doctor_id, photo.digest, photo.content, who, tx.now)


async def drop_photo(tx: Tx, county: int, doctor_id: UUID) -> int:
    return await tx.run(Q.drop_photo, county, doctor_id)
