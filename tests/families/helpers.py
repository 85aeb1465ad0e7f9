"""Two grown-ups, and one giving the other power."""

import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import httpx
import msgspec

from jiayi.accounts.proxies.acting import AREAS
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.ids import new_id
from tests.factories import COUNTY, Factory, Place

TIANJIN = 120101
NAME_OF_ELDER, NAME_OF_HELPER = "王芳", "陈小明"


class Pair(msgspec.Struct):
    place: Place
    elder: Actor
    helper: Actor

    @property
    def elder_id(self) -> UUID:
        assert self.elder.resident_id
        return self.elder.resident_id


async def pair(make: Factory, county: int = COUNTY, helper_county: int | None = None) -> Pair:
    """The helper lives where ``helper_county`` says, else next door."""
    place = await make.place(county)
    far = await make.place(helper_county) if helper_county else place
    elder = await make.resident(place, birth_date=date(1945, 5, 1), phone_tail="1111")
    child = await make.resident(far, name=NAME_OF_HELPER, birth_date=date(1980, 1, 1))
    return Pair(
        place,
        await make.actor(Role.RESIDENT, place, resident_id=elder, name=NAME_OF_ELDER),
        await make.actor(Role.RESIDENT, far, resident_id=child, name=NAME_OF_HELPER),
    )


async def given(
    make: Factory, two: Pair, areas: Sequence[str] = AREAS, starts: date = date(2026, 1, 1),
    ends: date = date(2027, 1, 1), **changes: object
) -> UUID:  # fmt: skip
    """Agreed by both."""
    id_, now = new_id(), clock.now()
    row = {
        "county": two.place.county, "id": id_, "grantor_id": two.elder_id, "helper_name": NAME_OF_HELPER,
        "helper_county": two.helper.county, "helper_account_id": two.helper.account_id,
        "helper_resident_id": two.helper.resident_id, "areas": list(areas), "starts_on": starts, "ends_on": ends,
        "asked_by": "grantor", "asked_at": now, "grantor_agreed_at": now, "grantor_channel": "own_account",
        "helper_agreed_at": now,
    } | changes  # fmt: skip
    await make.insert("proxies", **row)
    return id_


def acting(two: Pair, proxy_id: UUID) -> Actor:
    """As the session's middleware would say."""
    return msgspec.structs.replace(
        two.helper, county=two.place.county, resident_id=two.elder_id, household_id=None, proxy_id=proxy_id
    )


async def sign_in(web: httpx.AsyncClient, make: Factory, who: Actor) -> None:
    web.cookies.clear()
    web.cookies.update(await make.session(who))


async def start(web: httpx.AsyncClient, two: Pair, proxy_id: UUID) -> httpx.Response:
    return await web.post(f"/me/helping/{two.place.county}/{proxy_id}/start")


def code_on(page: str) -> str:
    found = re.search(r"(\d{4}) (\d{4})</strong>", page)
    assert found, page
    return found[1] + found[2]
