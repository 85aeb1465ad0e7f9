"""K1: whoever has an own account decides there; the head of the household may look, and decide for the others."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from jiayi.agreements import actions
from jiayi.agreements.model import AgreementState as S
from jiayi.agreements.model import Origin
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict
from tests.agreements.helpers import CHENGDU, CHILD, order, signer, state
from tests.factories import Factory, Place

ALONE = "要由本人在自己的手机上办理"


class Home(msgspec.Struct):
    """A head, a grown daughter with an own account, a child without one."""

    place: Place
    head: Actor
    daughter: Actor
    child_id: UUID

    def wish(self, **changes: Any) -> Any:
        return order(self.place, self.daughter.resident_id or new_id(), **changes)


async def _home(make: Factory) -> Home:
    place = await make.place()
    daughter, child = await signer(make, place), await make.resident(place, name="小宝", **CHILD)
    head_id = await make.resident(place, name="户主")
    assert daughter.resident_id
    household = await make.household(place, head_id, daughter.resident_id, child)
    head = await make.actor(Role.RESIDENT, place, resident_id=head_id, household_id=household, name="户主")
    return Home(place, head, daughter, child)


Deed = Callable[[Database, Home, UUID], Awaitable[Any]]


async def _other_doctor(db: Database, home: Home, one: UUID) -> None:
    await actions.change_doctor(db, home.head, CHENGDU, one, new_id())


RUNNING: dict[str, Deed] = {
    "end": lambda db, home, one: actions.terminate_agreement(db, home.head, CHENGDU, one, "own_wish"),
    "withdraw": lambda db, home, one: actions.withdraw_agreement(db, home.head, CHENGDU, one),
    "change the doctor": _other_doctor,
    "confirm the year": lambda db, home, one: actions.confirm_year(db, home.head, CHENGDU, one),
    "renew": lambda db, home, one: actions.renew_agreement(db, home.head, home.wish(previous_id=one)),
    "switch": lambda db, home, one: actions.switch_agreement(db, home.head, home.wish(previous_id=one)),
    "sign": lambda db, home, one: actions.request_agreement(db, home.head, home.wish()),
    "pay": lambda db, home, one: actions.record_payment(
        db, home.head, CHENGDU, one, 1, "online", "x", new_id()
    ),
}


@pytest.mark.parametrize("deed", RUNNING, ids=str)
async def test_head_does_not_decide_for_a_grown_up(
    deed: str, db: Database, system: Database, make: Factory
) -> None:
    """K1: every act on a running agreement; it stays as it was."""
    home = await _home(make)
    signed = await actions.request_agreement(db, home.daughter, home.wish())
    clock.set_now("2026-12-10")
    with pytest.raises(Conflict, match=ALONE):
        await RUNNING[deed](db, home, signed)
    assert await state(system, CHENGDU, signed) is S.ACTIVE


async def test_head_does_not_confirm_what_staff_signed_with_a_grown_up(
    db: Database, system: Database, make: Factory
) -> None:
    """K1, F7"""
    home = await _home(make)
    doctor = await make.actor(Role.DOCTOR, home.place, doctor_id=home.place.doctor_id)
    signed = await actions.request_agreement(db, doctor, home.wish(origin=Origin.DESK))
    for deed in (actions.confirm_agreement, actions.withdraw_agreement):
        with pytest.raises(Conflict, match=ALONE):
            await deed(db, home.head, CHENGDU, signed)
    await actions.confirm_agreement(db, home.daughter, CHENGDU, signed)
    assert await state(system, CHENGDU, signed) is S.ACTIVE


async def test_head_decides_for_a_child(db: Database, system: Database, make: Factory) -> None:
    """N-1.4, F1"""
    home = await _home(make)
    signed = await actions.request_agreement(db, home.head, order(home.place, home.child_id))
    assert await state(system, CHENGDU, signed) is S.ACTIVE
    clock.set_now("2026-05-01")
    await actions.terminate_agreement(db, home.head, CHENGDU, signed, "own_wish")
    assert await state(system, CHENGDU, signed) is S.ENDED


async def test_pages_show_it_and_say_who_decides(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """K1: the head reads the agreement, finds no button, and is told; signing offers the child alone."""
    home = await _home(make)
    signed = await actions.request_agreement(db, home.daughter, home.wish())
    client.cookies.update(await make.session(home.head))
    page = (await client.get(f"/agreements/{signed}")).text
    assert ALONE in page and f'action="/agreements/{signed}' not in page
    who = (await client.get(f"/sign?team={home.place.team_id}")).text
    assert "王芳有自己的账号" in who and f'value="{home.child_id}"' in who
    assert f'value="{home.daughter.resident_id}"' not in who
    query = {"team": str(home.place.team_id), "who": str(home.daughter.resident_id)}
    assert ALONE in (await client.get("/sign/packages", params=query)).text
