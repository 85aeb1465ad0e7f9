"""In every county of the demo people have signed, one is due to renew, and the manager has somebody to look after."""

from datetime import date

import pytest

from jiayi.demo.run import PLAN, load_county
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.settings import Settings
from tests.conftest import Server

ENOUGH = 10


@pytest.mark.parametrize("code", [county["code"] for county in PLAN["county"]])
async def test_people_have_signed(
    server: Server, database: str, settings: Settings, system: Database, code: int
) -> None:
    clock.set_now(PLAN["now"])
    await load_county(settings, server.dsn(database, "jiayi_worker"), code, 300, seed=7, demo=True)
    today = date.fromisoformat(PLAN["now"])
    async with system.transaction(SYSTEM) as tx:
        here = await tx.value(
            """select count(*) from agreement_standings a where a.county = $1 and a.ended_on is null
            and a.institution_id = (select institution_id from role_grants where county = $1 and role = 'manager')""",
            code,
        )
        soon = await tx.value(
            "select count(*) from agreements where county = $1 and upper(term) between $2::date and $2::date + 60",
            code, today,
        )  # fmt: skip
    assert here >= ENOUGH
    assert soon >= 1
