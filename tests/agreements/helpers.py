"""Orders and people for the tests of signing."""

from datetime import date
from typing import Any
from uuid import UUID

from jiayi.agreements.model import Agreement, AgreementState, Signature, SignOrder
from jiayi.agreements.policy import policy_for, words_for
from jiayi.agreements.rules import renewal_days, state_of
from jiayi.agreements.store import agreement
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.factories import Factory, Place

CHENGDU, MIANYANG, URUMQI, CHANGSHA = 510107, 510703, 650102, 430102
BASE = {
    CHENGDU: ("cn_base",),
    MIANYANG: ("my_base",),
    URUMQI: ("ur_free",),
    CHANGSHA: ("hn_base", "hn_value_added"),
}

CHILD = {"birth_date": date(2018, 5, 1), "relation_to_head": "child"}


def order(place: Place, resident_id: UUID, **changes: Any) -> SignOrder:
    words = words_for(policy_for(place.county, clock.today()))
    values: dict[str, Any] = {
        "resident_id": resident_id, "team_id": place.team_id, "package_codes": BASE[place.county], "key": new_id(),
        "signature": Signature(typed_name="王芳"), "text_version": words.version if words else "",
    } | changes  # fmt: skip
    return SignOrder(**values)


async def signer(make: Factory, place: Place, **changes: Any) -> Actor:
    """A resident of the place with an own account."""
    resident_id = await make.resident(place, **changes)
    return await make.actor(Role.RESIDENT, place, resident_id=resident_id, name="王芳")


async def look(system: Database, county: int, agreement_id: UUID) -> Agreement:
    async with system.transaction(SYSTEM) as tx:
        found = await agreement(tx, county, agreement_id)
    assert found is not None
    return found


async def state(system: Database, county: int, agreement_id: UUID) -> AgreementState:
    found = await look(system, county, agreement_id)
    return state_of(found, clock.today(), renewal_days(policy_for(county, clock.today())))
