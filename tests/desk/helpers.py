"""A desk with two colleagues, a manager, and a colleague of another institution."""

from typing import Any

import httpx
import msgspec

from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from tests.agreements.browsing import fields, form
from tests.factories import Factory, Place


class Desk(msgspec.Struct):
    place: Place
    doctor: Actor
    colleague: Actor
    manager: Actor
    stranger: Actor
    """A doctor of another institution of the same county."""


async def desk(make: Factory, county: int, **changes: Any) -> Desk:
    place, elsewhere = await make.place(county, **changes), await make.place(county)
    second = await make.doctor(place.institution_id, county)
    return Desk(
        place=place,
        doctor=await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id, name="李慧"),
        colleague=await make.actor(Role.DOCTOR, place, doctor_id=second, name="赵敏"),
        manager=await make.actor(Role.MANAGER, place, name="钱主任"),
        stranger=await make.actor(Role.DOCTOR, elsewhere, doctor_id=elsewhere.doctor_id, name="孙强"),
    )


async def enter(web: httpx.AsyncClient, make: Factory, actor: Actor) -> None:
    web.cookies.clear()
    web.cookies.update(await make.session(actor))


async def packages_page(web: httpx.AsyncClient, start: str, **more: Any) -> httpx.Response:
    """From the page of the visit to the packages, with what is ticked beforehand."""
    first = await web.get(start)
    assert first.status_code == 200, first.text
    chosen = first.text.split('<section class="card"><h2>一家人')[0]
    return await web.get(f"{start}/packages", params=form(fields(chosen), origin="home_visit") | more)


async def sign_on_site(
    web: httpx.AsyncClient, start: str, name: str, package: str, **more: Any
) -> httpx.Response:
    """From the page of the visit to the answer of the last post; ``more`` is ticked among the packages."""
    second = await packages_page(web, start)
    assert second.status_code == 200, second.text
    wish = form(fields(second.text))
    third = await web.get(
        f"{start}/agreement", params=wish | {f"p-{who}": package for who in wish["who"]} | more
    )
    assert third.status_code == 200, third.text
    said = form(fields(third.text))
    for who in said["who"]:
        said |= {f"c-{who}": "1", f"typed_name-{who}": name}
    return await web.post(start, data=said)


async def one_value(system: Database, sql: str, *args: Any) -> Any:
    async with system.transaction(SYSTEM) as tx:
        return await tx.value(sql, *args)
