"""Limits are shared by all processes through PostgreSQL; whether an account exists is not to be told by the work done."""

from datetime import timedelta

import httpx
import pytest

from jiayi.accounts.devices.agent import Device
from jiayi.accounts.sign_in import actions, limits
from jiayi.accounts.sign_in.limits import Limit
from jiayi.accounts.store import create_account_with_role
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import TooMany
from tests.accounts.conftest import counting, use_settings
from tests.factories import COUNTY, Factory


async def refused(db: Database, vault: Vault, email: str, address: str) -> bool:
    try:
        await actions.ask_code(db, vault, email, Device(address), None)
    except TooMany:
        return True
    return False


@pytest.mark.parametrize(
    ("addresses", "outcome"),
    [
        (["203.0.113.1", "203.0.113.2", "203.0.113.250", "203.0.114.1"], [False, False, True, False]),
        (["2001:db8:1::1", "2001:db8:1:ffff::2", "2001:db8:1:2::3", "2001:db8:2::1"], [False, False, True, False]),
    ],
    ids=["/24", "/48"],
)  # fmt: skip
async def test_a_network_shares_its_limit(
    db: Database, make: Factory, monkeypatch: pytest.MonkeyPatch, addresses: list[str], outcome: list[bool]
) -> None:
    monkeypatch.setattr(limits, "CODES_PER_NETWORK", Limit("test network", 2, timedelta(hours=1)))
    asked = [await refused(db, make.vault, f"{n}@example.cn", a) for n, a in enumerate(addresses)]
    assert asked == outcome


async def test_a_second_process_counts_on(db: Database, system: Database, make: Factory) -> None:
    tries = [await refused(pool, make.vault, "a@example.cn", "192.0.2.1") for pool in (db, system) * 3]
    assert tries == [False] * 5 + [True]


async def test_known_and_unknown_emails_cost_the_same(
    client: httpx.AsyncClient, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 5.0 6.3.8: counted, not timed: every statement and every keyed hash, from asking to a wrong code."""
    use_settings(client, demo=True)
    async with make.db.transaction(SYSTEM) as tx:
        await create_account_with_role(tx, make.vault, COUNTY, "王芳", email="known@example.cn")
    seen: list[str] = []
    index = Vault.blind_index
    monkeypatch.setattr(Vault, "blind_index", lambda *a: (seen.append(a[1]), index(*a))[1])
    costs, answers = [], []
    for email in (
        "first@example.cn",
        "known@example.cn",
        "nobody@example.cn",
    ):  # the first warms the connection up
        client.cookies.clear()
        seen.clear()
        with counting(client.app.state.db, seen):  # type: ignore[attr-defined]
            asked = await client.post("/sign-in", data={"email": email})
            entered = await client.post("/sign-in/code", data={"code": "x"})
        costs.append(list(seen))
        answers.append(
            (asked.status_code, entered.status_code, entered.text.replace(email, "").split("<strong>")[0])
        )
    assert costs[1] == costs[2] and len(costs[1]) > 10
    assert answers[1] == answers[2]
