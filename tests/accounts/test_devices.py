"""Sessions end by age, by idleness, by their owner, and when a role changes; the list says which is which."""

from datetime import timedelta

import httpx
import pytest

from jiayi.accounts.devices import store
from jiayi.accounts.devices.agent import Device, device_of, network_of
from jiayi.accounts.session import actor_of
from jiayi.accounts.sign_in.limits import OFFICE_SESSION, RESIDENT_SESSION, SHIFT_SESSION
from jiayi.accounts.store import grants_of
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from tests.factories import Factory

PHONE = "Mozilla/5.0 (Linux; Android 14; HMA-AL00) AppleWebKit/537.36 Chrome/99 Mobile Safari/537.36 MicroMessenger/8.0"
MINUTE = timedelta(minutes=1)


def later(span: timedelta) -> None:
    clock.set_now((clock.now() + span).isoformat())


async def enter(db: Database, actor: Actor, factor: str = "passkey", browser: str = "") -> str:
    """A token, in the only role of the actor."""
    as_person = Actor(role=Role.RESIDENT, county=actor.county, account_id=actor.account_id)
    async with db.transaction(as_person) as tx:
        assert actor.account_id
        grants = await grants_of(tx, actor.county, actor.account_id)
        device = Device("203.0.113.7", browser, "android")
        return (await store.add_session(tx, device, grants[0] if grants else None, factor)).token


async def holds(db: Database, token: str, *, demo: bool = False) -> bool:
    return (await actor_of(db, token, demo=demo))[0].account_id is not None


@pytest.mark.parametrize(
    ("role", "limit"),
    [(Role.RESIDENT, RESIDENT_SESSION), (Role.DOCTOR, SHIFT_SESSION), (Role.BUREAU, OFFICE_SESSION)],
)
async def test_idle_and_old_sessions_end(db: Database, make: Factory, role: Role, limit: object) -> None:
    """ASVS 5.0 7.3.1 and 7.3.2."""
    actor = await make.actor(role, await make.place())
    idle = await enter(db, actor)
    later(limit.idle + MINUTE)  # type: ignore[attr-defined]
    assert not await holds(db, idle)
    used, began = await enter(db, actor), clock.now()
    while clock.now() < began + limit.life - limit.idle:  # type: ignore[attr-defined]
        later(limit.idle - 6 * MINUTE)  # type: ignore[attr-defined]
        assert await holds(db, used)
    clock.set_now((began + limit.life + MINUTE).isoformat())  # type: ignore[attr-defined]
    assert not await holds(db, used)


async def test_last_use_is_written_every_few_minutes(db: Database, system: Database, make: Factory) -> None:
    token = await enter(db, await make.actor(Role.RESIDENT, await make.place()))
    seen = []
    for _ in range(4):
        later(3 * MINUTE)
        await holds(db, token)
        async with system.transaction(SYSTEM) as tx:
            seen.append(await tx.value("select seen_at from sessions"))
    assert seen[0] is None and seen[1] == seen[2] and seen[1] < seen[3]


async def test_work_role_without_second_factor_is_nobody(db: Database, make: Factory) -> None:
    doctor = await make.actor(Role.DOCTOR, await make.place())
    assert not await holds(db, await enter(db, doctor, "none"))
    demo = await enter(db, doctor, "demo")
    assert await holds(db, demo, demo=True)
    assert not await holds(db, demo), "a demo's session is worth nothing once the demo is over"


async def test_a_planned_last_day_signs_out_everywhere_when_it_comes(
    db: Database, system: Database, make: Factory
) -> None:
    doctor = await make.actor(Role.DOCTOR, await make.place())
    as_person = Actor(role=Role.RESIDENT, county=doctor.county, account_id=doctor.account_id)
    async with db.transaction(as_person) as tx:
        token = (await store.add_session(tx, Device(""), None, "none")).token
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update role_grants set ends_on = $1", tx.today + timedelta(days=1))
    assert await holds(db, token)
    later(timedelta(days=1))
    assert not await holds(db, token)
    async with db.transaction(as_person) as tx:
        again = (await store.add_session(tx, Device(""), None, "none")).token
    assert await holds(db, again), "and who signs in afterwards stays"


@pytest.mark.parametrize("change", ["granted", "ended"])
async def test_change_of_roles_signs_out_everywhere(
    db: Database, system: Database, make: Factory, change: str
) -> None:
    place = await make.place()
    doctor = await make.actor(Role.DOCTOR, place)
    tokens = [await enter(db, doctor) for _ in range(2)]
    assert [await holds(db, token) for token in tokens] == [True, True]
    if change == "granted":
        assert doctor.account_id
        await make.grant(place, doctor.account_id, Role.MANAGER)
    else:
        async with system.transaction(SYSTEM) as tx:
            await tx.run("update role_grants set ends_on = $1, ended_at = $2", tx.today, tx.now)
    assert [await holds(db, token) for token in tokens] == [False, False]


async def test_own_devices_in_plain_words_and_out_of_them(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    place = await make.place()
    me, other = await make.actor(Role.RESIDENT, place), await make.actor(Role.RESIDENT, place)
    here, phone, third = [await enter(db, me, "none", b) for b in ("chrome", "wechat", "")]
    theirs = await enter(db, other, "none")
    client.cookies.set("jiayi", here)
    page = (await client.get("/me/devices")).text
    assert "安卓手机 · 微信" in page and "203.0.113.*" in page and "203.0.113.7" not in page
    assert page.count("退出这一台</button>") == 2
    refused = await client.post("/me/devices/ending", data={"key": store.key_of(theirs)})
    assert refused.status_code == 404 and await holds(db, theirs)
    await client.post("/me/devices/ending", data={"key": store.key_of(phone)})
    assert [await holds(db, t) for t in (here, phone, third)] == [True, False, True]
    await client.post("/me/devices/ending", data={"key": "others"})
    assert [await holds(db, t) for t in (here, third, theirs)] == [True, False, True]


async def test_sessions_of_others_do_not_exist(db: Database, make: Factory) -> None:
    place = await make.place()
    me, other = await make.actor(Role.RESIDENT, place), await make.actor(Role.MANAGER, place)
    await enter(db, me, "none")
    for actor, rows in ((me, 1), (other, 0)):
        async with db.transaction(actor) as tx:
            assert await tx.value("select count(*) from sessions") == rows


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, ("wechat", "android")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", ("safari", "iphone")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120", ("edge", "windows")),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114 ArkWeb HuaweiBrowser/15", ("huawei", "harmony")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_agents(agent: str, words: tuple[str, str]) -> None:
    device = device_of("", agent)
    assert (device.browser, device.system) == words


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::5", "2001:db8:1::/48"), ("::ffff:203.0.113.9", "203.0.113.0/24"),
     ("testclient", "")],
)  # fmt: skip
def test_networks(address: str, network: str) -> None:
    assert network_of(address) == network
