"""The demo's door opens only in the demo, and only for its own people."""

import httpx

from jiayi.infra.db.actor import Role
from tests.accounts.conftest import use_settings
from tests.factories import COUNTY, Factory


async def someone(make: Factory, listed: bool = True) -> str:
    place = await make.place()
    doctor = await make.actor(Role.DOCTOR, place, name="李慧", doctor_id=place.doctor_id)
    if listed:
        await make.insert(
            "demo_sign_ins", county=COUNTY, account_id=doctor.account_id, role="doctor", label="李慧医生"
        )
    return f"{COUNTY}:{doctor.account_id}:doctor"


async def test_absent_without_the_demo(client: httpx.AsyncClient, make: Factory) -> None:
    person = await someone(make)
    plain = await client.get("/nothing-here")
    assert (await client.get("/demo")).status_code == plain.status_code == 404
    assert (await client.post("/demo/session", data={"person": person})).status_code == 404
    assert "jiayi" not in client.cookies


async def test_one_tap_signs_in(client: httpx.AsyncClient, make: Factory) -> None:
    use_settings(client, demo=True)
    person = await someone(make)
    page = (await client.get("/demo")).text
    assert "武侯区" in page and "李慧医生" in page and person in page
    assert (await client.post("/demo/session", data={"person": person})).headers["location"] == "/work"
    assert "医生" in (await client.get("/me")).text


async def test_people_not_listed_stay_closed(client: httpx.AsyncClient, make: Factory) -> None:
    use_settings(client, demo=True)
    assert (
        await client.post("/demo/session", data={"person": await someone(make, listed=False)})
    ).status_code == 404
    assert (await client.post("/demo/session", data={"person": "x"})).status_code == 404
