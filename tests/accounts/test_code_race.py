"""Two devices use one code at the same moment: exactly one gets in. The first test shows that the race is real."""

import asyncio

from jiayi.accounts.devices.agent import Device
from jiayi.accounts.sign_in import actions
from jiayi.accounts.sign_in.store import Q
from jiayi.accounts.store import create_account_with_role
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from tests.factories import COUNTY, Factory

EMAIL = "wang@example.cn"
GUARD = "c.used_at is null and "


async def both_at_once(db: Database, system: Database, make: Factory, sql: str) -> int:
    """How many of two simultaneous tries get a session."""
    async with system.transaction(SYSTEM) as tx:
        await create_account_with_role(tx, make.vault, COUNTY, "王芳", email=EMAIL)
    asked = await actions.ask_code(db, make.vault, EMAIL, Device("192.0.2.1"), None)
    tries = [
        actions.enter_code(db, make.vault, asked.code_id, EMAIL, asked.code, Device(f"192.0.2.{n}"), sql)
        for n in (2, 3)
    ]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert all(isinstance(result, actions.SignedIn | actions.CodeRefused) for result in results)
    return sum(isinstance(result, actions.SignedIn) for result in results)


async def test_without_the_guard_both_get_in(db: Database, system: Database, make: Factory) -> None:
    assert GUARD in Q.redeem_code
    assert await both_at_once(db, system, make, Q.redeem_code.replace(GUARD, "")) == 2


async def test_with_the_guard_exactly_one_gets_in(db: Database, system: Database, make: Factory) -> None:
    assert await both_at_once(db, system, make, Q.redeem_code) == 1
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from sessions") == 1
