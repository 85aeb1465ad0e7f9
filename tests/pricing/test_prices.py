"""The institution's own prices and reductions: where the policy allows, from a day on (HN-2, MY-9, N-8, CD-3.5)."""

from datetime import date, timedelta

import httpx
import pytest

from jiayi.agreements.policy import policy_for
from jiayi.agreements.pricing import actions, store
from jiayi.history import store as history
from jiayi.infra import clock
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Forbidden, FormInvalid
from jiayi.policies import fee_limits
from tests.agreements.helpers import CHANGSHA, CHENGDU, MIANYANG, URUMQI
from tests.desk.helpers import enter
from tests.factories import Factory

PERSONALISED = {CHANGSHA: "hn_hypertension", MIANYANG: "my_personalised"}


@pytest.mark.parametrize("county", PERSONALISED)
async def test_a_price_is_asked_from_a_day_on(county: int, db: Database, make: Factory) -> None:
    """HN-2, MY-9, N-8: the package whose price is the institution's; each word is kept, with a history event."""
    place = await make.place(county)
    manager = await make.actor(Role.MANAGER, place)
    later = clock.today() + timedelta(days=30)
    await actions.set_price(db, manager, PERSONALISED[county], 12000)
    await actions.set_price(db, manager, PERSONALISED[county], 15000, later)
    async with db.transaction(manager) as tx:
        kept = await store.prices(tx, place.institution_id)
        told = await history.events_of(tx, county, place.institution_id)
    assert [(one.price_fen, one.since) for one in kept] == [(15000, later), (12000, clock.today())]
    assert [event.data["fen"] for event in told if event.kind == "agreements.priced"] in (
        [12000, 15000],
        [15000, 12000],
    )


@pytest.mark.parametrize(
    ("county", "code"), [(MIANYANG, "my_base"), (CHANGSHA, "hn_value_added"), (CHENGDU, "cn_base"), (CHENGDU, "no_such")]
)  # fmt: skip
async def test_what_a_document_prices_is_not_the_institutions(
    county: int, code: str, db: Database, make: Factory
) -> None:
    """MY-9 (10 a year), HN-1: refused, and nothing is written."""
    place = await make.place(county)
    manager = await make.actor(Role.MANAGER, place)
    with pytest.raises(FormInvalid) as refused:
        await actions.set_price(db, manager, code, 100)
    async with db.transaction(manager) as tx:
        assert (set(refused.value.errors), await store.prices(tx, place.institution_id)) == ({"code"}, [])


async def test_nothing_is_priced_backwards_or_by_others(db: Database, make: Factory) -> None:
    place = await make.place(CHANGSHA)
    manager = await make.actor(Role.MANAGER, place)
    with pytest.raises(FormInvalid) as refused:
        await actions.set_price(db, manager, "hn_hypertension", 100, clock.today() - timedelta(days=1))
    assert set(refused.value.errors) == {"since"}
    with pytest.raises(Forbidden):
        await actions.set_price(db, await make.actor(Role.DOCTOR, place), "hn_hypertension", 100)


@pytest.mark.parametrize("county", [URUMQI, MIANYANG])
async def test_the_own_share_is_lowered_only_where_the_policy_says(
    county: int, db: Database, make: Factory
) -> None:
    """CD-3.5 allows it; UR-4.1 forbids it; where no document speaks of it, it is not done."""
    place = await make.place(county)
    with pytest.raises(FormInvalid):
        await actions.set_reduction(db, await make.actor(Role.MANAGER, place), 500)
    await actions.set_reduction(db, await make.actor(Role.MANAGER, await make.place(CHENGDU)), 500)


def test_single_items_that_no_document_prices_are_the_institutions() -> None:
    """N-8: residents order from the library, institutions compose and price; items inside packages are not sold alone."""
    own = fee_limits.own_prices(policy_for(MIANYANG, date(2026, 3, 2)))
    assert "my_personalised" in own and "my_base" not in own
    assert all(one.citation.number for one in own.values())


async def test_the_page_sets_a_price_and_shows_why(client: httpx.AsyncClient, make: Factory) -> None:
    """HN-2: reached from the dashboard; a refused form keeps what was typed and says what to mend."""
    place = await make.place(CHANGSHA)
    await enter(client, make, await make.actor(Role.MANAGER, place))
    assert 'href="/work/prices"' in (await client.get("/work")).text
    wrong = await client.post("/work/prices", data={"code": "hn_hypertension", "price": "1.234", "since": ""})
    assert wrong.status_code == 422
    assert 'value="1.234"' in wrong.text and "金额请写成" in wrong.text and "请写从哪一天开始" in wrong.text
    data = {"code": "hn_hypertension", "price": "120.50", "since": "2026-04-01"}
    assert (await client.post("/work/prices", data=data)).status_code == 303
    page = (await client.get("/work/prices")).text
    assert "将来，2026-04-01 起" in page and "120.50 元" in page and "依据：" in page


async def test_the_page_lowers_the_own_share(client: httpx.AsyncClient, make: Factory) -> None:
    """CD-3.5."""
    await enter(client, make, await make.actor(Role.MANAGER, await make.place(CHENGDU)))
    early = await client.post(
        "/work/prices/reduction", data={"reduction": "5", "reduced_since": "2026-01-01"}
    )
    assert early.status_code == 422 and "日期不能早于今天" in early.text
    data = {"reduction": "5", "reduced_since": "2026-03-02"}
    assert (await client.post("/work/prices/reduction", data=data)).status_code == 303
    assert "现在，2026-03-02 起" in (await client.get("/work/prices")).text


async def test_a_doctor_has_no_price_list(client: httpx.AsyncClient, make: Factory) -> None:
    await enter(client, make, await make.actor(Role.DOCTOR, await make.place(CHANGSHA)))
    assert (await client.get("/work/prices")).status_code == 403
