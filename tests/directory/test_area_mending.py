"""MY-3: what a manager set wrong can be put right, and what is surely wrong is refused before the public sees it."""

from datetime import date

import httpx
import pytest

from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.directory.test_map_work import FURTHER, manager, rows
from tests.factories import COUNTY, Factory, Place

BEIJING = "116.40,39.90\n116.41,39.90\n116.41,39.91\n116.40,39.91"
ACROSS = "104.085,30.64\n104.100,30.64\n104.100,30.65\n104.085,30.65"
NEW = {"kind": "compound", "name": "新建花园", "committee": "510107001004", "boundary": FURTHER}


@pytest.fixture
async def place(client: httpx.AsyncClient, make: Factory) -> Place:
    place = await make.place()
    await manager(client, make, place)
    return place


async def history(system: Database, kind: str) -> int:
    async with system.transaction(SYSTEM) as tx:
        found: int = await tx.value("select count(*)::int from history_events where kind = $1", kind)
    return found


@pytest.mark.parametrize("since", ["2027-03-04", "2099-01-01", "1900-01-01"])
async def test_a_day_beyond_belief_is_refused(
    client: httpx.AsyncClient, place: Place, system: Database, since: str
) -> None:
    form = {"team": str(place.team_id), "since": since}
    answer = await client.post(f"/work/areas/{place.area_id}/assignments", data=form)
    assert answer.status_code == 422 and ("提前一年" in answer.text or "从今天" in answer.text)
    assert await rows(system, "area_assignments") == [(date(2025, 1, 1), None)]


async def test_a_plan_is_cancelled_and_the_team_before_goes_on(
    client: httpx.AsyncClient, make: Factory, place: Place, system: Database
) -> None:
    path = f"/work/areas/{place.area_id}"
    later = await make.team(place.institution_id, [place.doctor_id], name="以后的团队")
    await client.post(f"{path}/assignments", data={"team": str(later), "since": "2026-12-01"})
    sooner = {"team": str(place.team_id), "since": "2026-06-01"}
    refused = await client.post(f"{path}/assignments", data=sooner)
    assert refused.status_code == 422 and "先取消那个安排" in refused.text
    async with system.transaction(SYSTEM) as tx:
        find = "select id from area_assignments where team_id = $1"
        planned, running = await tx.value(find, later), await tx.value(find, place.team_id)
    assert f"{planned}/cancelling" in refused.text and f"{running}/cancelling" not in refused.text
    assert (await client.post(f"{path}/assignments/{running}/cancelling")).status_code == 409
    assert (await client.post(f"{path}/assignments/{new_id()}/cancelling")).status_code == 404
    assert (await client.post(f"{path}/assignments/{planned}/cancelling")).status_code == 303
    assert await rows(system, "area_assignments") == [(date(2025, 1, 1), None)]
    assert await history(system, "directory.area.assignment_cancelled") == 1
    assert (await client.post(f"{path}/assignments", data=sooner)).status_code == 303


async def test_a_name_is_mended_and_found_again(
    client: httpx.AsyncClient, place: Place, system: Database
) -> None:
    path = f"/work/areas/{place.area_id}"
    assert (await client.post(f"{path}/name", data={"name": ""})).status_code == 422
    saved = await client.post(f"{path}/name", data={"name": "桂花巷小区", "address": "桂花巷2号"})
    assert saved.status_code == 303
    told = (await client.get(path)).text
    assert "已保存" in told and "已保存" not in (await client.get(path)).text, "said once"
    found = (await client.get(f"/api/areas/search?q=ghx&county={COUNTY}")).json()["areas"]
    assert [area["name"] for area in found] == ["桂花巷小区"]
    assert await history(system, "directory.area.renamed") == 1


async def test_a_second_of_the_same_name_is_asked_about(
    client: httpx.AsyncClient, make: Factory, place: Place
) -> None:
    own, _ = await make.area(place.team_id, name="老名字", committee=510107001004)
    form = NEW | {"name": "老名字"}
    asked = await client.post("/work/areas", data=form)
    assert asked.status_code == 422 and "同名" in asked.text and 'name="sure_name"' in asked.text
    elsewhere = form | {"committee": "510107010001"}
    assert "同名" not in (await client.post("/work/areas", data=elsewhere)).text
    assert (await client.post("/work/areas", data=form | {"sure_name": "1"})).status_code == 303
    first = f"/work/areas/{own}/name"
    assert (await client.post(first, data={"name": "老名字"})).status_code == 303, "its own name"


async def test_another_county_is_refused_and_the_border_asked_about(
    client: httpx.AsyncClient, place: Place
) -> None:
    for path in ("/work/areas", f"/work/areas/{place.area_id}/boundaries"):
        refused = await client.post(path, data=NEW | {"boundary": BEIJING, "sure_place": "1"})
        assert refused.status_code == 422 and "武侯区以外" in refused.text and BEIJING in refused.text
        asked = await client.post(path, data=NEW | {"boundary": ACROSS})
        assert asked.status_code == 422 and "锦江区" in asked.text and 'name="sure_place"' in asked.text
        sure = await client.post(path, data=NEW | {"boundary": ACROSS, "sure_place": "1"})
        assert sure.status_code == 303, path


async def test_closed_is_found_by_nobody_and_its_people_keep_what_they_have(
    client: httpx.AsyncClient, make: Factory, place: Place, system: Database
) -> None:
    await make.resident(place)
    path = f"/work/areas/{place.area_id}"
    assert "登记 1 人" in (await client.get(path)).text
    unsure = await client.post(f"{path}/closing", data={"closed_on": "2026-03-02"})
    assert unsure.status_code == 422 and "勾选确认" in unsure.text
    far = await client.post(f"{path}/closing", data={"closed_on": "2099-01-01", "sure_closing": "1"})
    assert far.status_code == 422
    places = (
        f"/find?county={COUNTY}&q=洗面桥", f"/areas?county={COUNTY}&township=510107001&committee=510107001001",
        f"/api/areas/search?q=xmq&county={COUNTY}", "/api/areas?bbox=104.0,30.6,104.1,30.7", f"/teams/{COUNTY}/{place.team_id}",
    )  # fmt: skip
    for on, shown in (("2026-03-03", True), ("2026-03-02", False)):
        done = await client.post(f"{path}/closing", data={"closed_on": on, "sure_closing": "1"})
        assert done.status_code == 303
        for where in places:
            assert ("洗面桥小区" in (await client.get(where)).text) == shown, (on, where)
    assert "已经关闭" in (await client.get(f"/areas/{COUNTY}/{place.area_id}")).text, (
        "the poster still leads here"
    )
    assert await rows(system, "area_assignments") == [(date(2025, 1, 1), None)]
    assert (await client.post(f"{path}/reopening")).status_code == 303
    assert "洗面桥小区" in (await client.get(places[0])).text
    assert await history(system, "directory.area.closed") == 2


@pytest.mark.parametrize("part", ["name", "closing", "reopening"])
async def test_only_its_own_institutions_manager(client: httpx.AsyncClient, make: Factory, part: str) -> None:
    mine, theirs = await make.place(), await make.place()
    await manager(client, make, mine)
    form = {"name": "别的名字", "closed_on": "2026-03-02", "sure_closing": "1"}
    assert (await client.post(f"/work/areas/{theirs.area_id}/{part}", data=form)).status_code == 404
    client.cookies.update(await make.session(await make.actor(Role.DOCTOR, theirs)))
    assert (await client.post(f"/work/areas/{theirs.area_id}/{part}", data=form)).status_code == 403


async def test_a_new_area_is_drawn_where_the_county_is_seen(client: httpx.AsyncClient, place: Place) -> None:
    page = (await client.get("/work/areas/new")).text
    assert 'class="outline"' in page and 'data-outline="10' in page and 'data-whole="1"' in page
