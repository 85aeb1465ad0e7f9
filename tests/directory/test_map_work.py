"""MY-3: the manager divides the areas of responsibility; every change is dated; overlaps and gaps are named."""

from datetime import date

import httpx
import pytest
from asyncpg import Range

from jiayi.directory import boundary
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.factories import COUNTY, Factory, Place

FURTHER = "104.07,30.63\n104.08,30.63\n104.08,30.64\n104.07,30.64"
HALF_OVER = "104.055,30.635\n104.065,30.635\n104.065,30.645\n104.055,30.645"


async def manager(client: httpx.AsyncClient, make: Factory, place: Place) -> None:
    client.cookies.update(await make.session(await make.actor(Role.MANAGER, place)))


async def rows(system: Database, table: str) -> list[tuple[date, date | None]]:
    async with system.transaction(SYSTEM) as tx:
        found = await tx.connection.fetch(
            f"select lower(valid), upper(valid) from {table} order by lower(valid)"
        )
    return [(row[0], row[1]) for row in found]


async def test_assigning_closes_the_old_and_opens_the_next(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    place = await make.place()
    team = await make.team(place.institution_id, [place.doctor_id], name="新团队")
    await manager(client, make, place)
    form = {"team": str(team), "since": "2026-04-01", "building": ""}
    answer = await client.post(f"/work/areas/{place.area_id}/assignments", data=form)
    assert answer.status_code == 303
    day = date(2026, 4, 1)
    assert await rows(system, "area_assignments") == [(date(2025, 1, 1), day), (day, None)]
    assert "新团队" not in (await client.get(f"/areas/{COUNTY}/{place.area_id}")).text, "not before its day"
    async with system.transaction(SYSTEM) as tx:
        assert (
            await tx.value("select count(*) from history_events where kind = 'directory.area.assigned'") == 1
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"team": ""}, "请选团队"),
        ({"team": str(new_id())}, "请选本机构的团队"),
        ({"since": "2026-03-01"}, "只能从今天或以后开始"),
        ({"since": "soon"}, "2026-01-31"),
        ({"building": str(new_id())}, "请选这里的楼栋"),
    ],
)
async def test_wrong_assignment_is_refused_beside_its_field(
    client: httpx.AsyncClient, make: Factory, system: Database, change: dict[str, str], words: str
) -> None:
    place = await make.place()
    await manager(client, make, place)
    form = {"team": str(place.team_id), "since": "2026-03-02"} | change
    answer = await client.post(f"/work/areas/{place.area_id}/assignments", data=form)
    assert answer.status_code == 422 and words in answer.text
    assert await rows(system, "area_assignments") == [(date(2025, 1, 1), None)]


async def test_boundary_is_dated_and_overlap_named(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    place = await make.place()
    other, _ = await make.area(
        place.team_id, name="邻居小区", boundary=((104.06, 30.64), (104.07, 30.64), (104.07, 30.65))
    )
    await manager(client, make, place)
    path = f"/work/areas/{place.area_id}"
    for text in (FURTHER, HALF_OVER):
        assert (await client.post(f"{path}/boundaries", data={"boundary": text})).status_code == 303
    today = date(2026, 3, 2)
    assert set(await rows(system, "area_boundaries")) == {
        (date(2025, 1, 1), today),
        (date(2025, 1, 1), None),
        (today, None),
    }
    assert "有重叠" in (await client.get(path)).text
    ground = (await client.get("/work/areas/ground")).text
    assert "邻居小区" in ground and "平方米" in ground and "公顷" in ground and str(other) in ground


async def test_new_area_once(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    await manager(client, make, place)
    assert (await client.get("/work/areas/new")).status_code == 200
    committee = (await committees())[0]
    form = {"key": str(new_id()), "kind": "compound", "name": "新建花园", "committee": str(committee),
            "address": "新街9号", "team": str(place.team_id), "boundary": FURTHER}  # fmt: skip
    first = await client.post("/work/areas", data=form)
    second = await client.post("/work/areas", data=form)
    assert first.status_code == 303 and first.headers["location"] == second.headers["location"]
    found = (await client.get(f"/api/areas/search?q=xjhy&county={COUNTY}")).json()["areas"]
    assert [area["name"] for area in found] == ["新建花园"]
    assert "新建花园" in (await client.get("/work/areas")).text


async def test_refused_new_area_keeps_what_was_typed(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    await manager(client, make, place)
    answer = await client.post(
        "/work/areas", data={"name": "半个花园", "kind": "compound", "boundary": "1,2"}
    )
    assert answer.status_code == 422
    assert "半个花园" in answer.text and "至少要三个点" in answer.text and "请选社区" in answer.text


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.DOCTOR])
async def test_only_managers(client: httpx.AsyncClient, make: Factory, role: Role) -> None:
    place = await make.place()
    client.cookies.update(await make.session(await make.actor(role, place)))
    for path in ("/work/areas", "/work/areas/new", "/work/areas/ground", f"/work/areas/{place.area_id}"):
        assert (await client.get(path)).status_code == 403


async def test_another_institutions_area_does_not_exist(client: httpx.AsyncClient, make: Factory) -> None:
    mine, theirs = await make.place(), await make.place()
    await manager(client, make, mine)
    path = f"/work/areas/{theirs.area_id}"
    assert (await client.get(path)).status_code == 404
    assert (await client.post(f"{path}/boundaries", data={"boundary": FURTHER})).status_code == 404


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "三个点"),
        ("104,30\n104,30\n104,30", "三个点"),
        ("104 30\n上面", "看不懂"),
        ("30.64,104.05\n30.65,104.05\n30.65,104.06", "中国境内"),
        ("104,30\n104.01,30.01\n104.01,30\n104,30.01", "交叉"),
        ("104,30\n104.00001,30\n104.00001,30.00001", "太小"),
        ("100,30\n104,30\n104,34", "太大"),
        ('{"type":"Point"}', "Polygon"),
        ("{", "GeoJSON"),
    ],
)
def test_bad_boundary(text: str, words: str) -> None:
    with pytest.raises(boundary.BadBoundary, match=words):
        boundary.read(text)


def test_boundary_reads_geojson_and_its_own_lines() -> None:
    ring = boundary.read(FURTHER)
    shape = '{"type":"Feature","geometry":{"type":"Polygon","coordinates":[%s]}}' % [
        [*map(float, line.split(","))] for line in FURTHER.split("\n")
    ]
    assert boundary.read(shape) == ring == boundary.read(boundary.write(ring))


async def committees() -> list[int]:
    from jiayi.infra import division

    return [c.code for t in division.children(COUNTY) for c in division.children(t.code)]


async def test_who_answers_for_one_building_changes_that_building_alone(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    """MY-3: the area-wide team is replaced by its own institution only; so is the boundary drawn."""
    place, other = await make.place(), await make.place()
    second = new_id()
    await make.insert("buildings", county=COUNTY, id=second, area_id=place.area_id, name="2栋", position=2)
    await make.insert(
        "area_assignments", county=COUNTY, id=new_id(), area_id=place.area_id, building_id=place.building_id,
        team_id=other.team_id, valid=Range(date(2025, 6, 1), None),
    )  # fmt: skip
    await manager(client, make, other)
    path, before = f"/work/areas/{place.area_id}", await rows(system, "area_assignments")
    form = {"team": str(other.team_id), "since": "2026-04-01"}
    for building in ("", str(second)):
        answer = await client.post(f"{path}/assignments", data=form | {"building": building})
        assert answer.status_code == 422 and "由别的机构负责" in answer.text, building
    answer = await client.post(f"{path}/boundaries", data={"boundary": FURTHER})
    assert answer.status_code == 422
    assert await rows(system, "area_assignments") == before
    page = (await client.get(path)).text
    assert (
        ">1栋<" in page
        and ">2栋<" not in page
        and "整个片区</option>" not in page
        and "f-boundary" not in page
    )
    own = await client.post(f"{path}/assignments", data=form | {"building": str(place.building_id)})
    assert own.status_code == 303
