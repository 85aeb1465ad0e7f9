"""The demo's 点单 library is not empty: its institutions ask a price for all that the policy leaves to them (N-8, HN-2)."""

from datetime import date

import pytest

from jiayi.agreements.policy import policy_for
from jiayi.demo.run import PLAN, load_county
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.policies import fee_limits
from jiayi.settings import Settings
from tests.conftest import Server

DAYS = (date.fromisoformat(PLAN["now"]), date(2026, 1, 5), date(2019, 12, 2))


@pytest.mark.parametrize("code", [county["code"] for county in PLAN["county"]])
def test_each_price_that_is_the_institutions_is_invented(code: int) -> None:
    own = {one for day in DAYS for one in fee_limits.own_prices(policy_for(code, day))}
    assert own - PLAN["prices"].keys() == set()


async def test_they_are_set_as_a_manager_sets_them(
    server: Server, database: str, settings: Settings, system: Database
) -> None:
    await load_county(settings, server.dsn(database, "jiayi_worker"), 430102, 200, seed=7, demo=True)
    async with system.transaction(SYSTEM) as tx:
        asked = await tx.connection.fetch("select distinct code, price_fen from institution_prices")
        homes = await tx.value("select count(distinct institution_id) from teams")
        told = await tx.value("select count(*) from history_events where kind = 'agreements.priced'")
    own = fee_limits.own_prices(policy_for(430102, clock.today()))
    assert dict(map(tuple, asked)) == {code: PLAN["prices"][code] for code in own}
    assert told == homes * len(own)
