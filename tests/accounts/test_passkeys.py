"""Passkeys: in by one's own and by nobody else's; whatever does not fit gets the same answer."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from jiayi.accounts.passkeys import ceremony
from jiayi.accounts.sealed import email_of
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from tests.accounts.conftest import counting
from tests.factories import COUNTY, Factory
from tests.fakes.authenticator import Authenticator


def later(minutes: int) -> None:
    clock.set_now((clock.now() + timedelta(minutes=minutes)).isoformat())


async def someone(make: Factory, role: Role = Role.RESIDENT) -> Actor:
    """With an e-mail; staff have a doctor's role and nothing else."""
    place = await make.place()
    changes = {"doctor_id": place.doctor_id} if role is Role.DOCTOR else {}
    actor = await make.actor(role, place, **changes)
    async with make.db.transaction(SYSTEM) as tx:
        await tx.run("update accounts set email_sealed = $2 where id = $1", actor.account_id,
                     make.vault.seal("a@example.cn", email_of(actor.account_id)))  # fmt: skip
    return actor


async def asked(client: httpx.AsyncClient, purpose: str) -> tuple[str, dict]:
    where = (
        "/sign-in/passkey/challenge" if purpose == "sign_in" else f"/me/passkeys/challenge?purpose={purpose}"
    )
    answer = (await client.post(where)).json()
    return answer["id"], answer["options"]


async def register(client: httpx.AsyncClient, key: Authenticator, name: str = "我的手机") -> httpx.Response:
    challenge, options = await asked(client, "register")
    form = {"challenge": challenge, "credential": key.create(options), "name": name}
    return await client.post("/me/passkeys", data=form)


async def sign_in(client: httpx.AsyncClient, key: Authenticator) -> httpx.Response:
    challenge, options = await asked(client, "sign_in")
    return await client.post(
        "/sign-in/passkey", data={"challenge": challenge, "credential": key.get(options)}
    )


async def with_key(
    client: httpx.AsyncClient, make: Factory, role: Role = Role.RESIDENT
) -> tuple[Authenticator, Actor]:
    """Somebody's registered passkey; nobody is signed in any more."""
    actor, key = await someone(make, role), Authenticator()
    client.cookies.update(await make.session(actor))
    assert (await register(client, key)).status_code in (200, 303)
    client.cookies.clear()
    return key, actor


async def is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/me/devices")).status_code == 200


async def test_registers_signs_in_and_is_removed(client: httpx.AsyncClient, make: Factory) -> None:
    key, _ = await with_key(client, make)
    assert (await sign_in(client, key)).headers["location"] in ("/", "/me") and await is_in(client)
    page = (await client.get("/me/ways")).text
    assert "我的手机" in page and "用过" in page
    removal = page.split("/me/passkeys/")[1].split("/removal")[0]
    assert (await client.post(f"/me/passkeys/{removal}/removal")).status_code == 303
    client.cookies.clear()
    assert (await sign_in(client, key)).status_code == 422 and not await is_in(client)


async def test_verified_passkey_opens_the_work_role_at_once(client: httpx.AsyncClient, make: Factory) -> None:
    key, _ = await with_key(client, make, Role.DOCTOR)
    assert (await sign_in(client, key)).headers["location"] == "/work"
    client.cookies.clear()
    key.verifies = False
    assert (await sign_in(client, key)).headers["location"].startswith("/me/confirmation?grant=")
    assert (await client.get("/work")).status_code == 403, "touched, but not by its owner for sure"


async def test_staff_register_only_keys_that_verify(client: httpx.AsyncClient, make: Factory) -> None:
    client.cookies.update(await make.session(await someone(make, Role.DOCTOR)))
    key = Authenticator()
    key.verifies = False
    assert (await register(client, key)).status_code == 422


def wrong_origin(key: Authenticator) -> None:
    key.origin = "http://testserver.evil.example"


def wrong_site(key: Authenticator) -> None:
    key.rp_id = "evil.example"


def counter_stands_still(key: Authenticator) -> None:
    key.count -= 1


def not_registered(key: Authenticator) -> None:
    key.credential_id = b"\x01" * 32


def other_signature(key: Authenticator) -> None:
    key.key = Authenticator().key


def somebody_else(key: Authenticator) -> None:
    key.user = b"\x02" * 16


LIES = [wrong_origin, wrong_site, counter_stands_still, not_registered, other_signature, somebody_else]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
async def test_what_does_not_fit_is_refused_alike(
    client: httpx.AsyncClient, make: Factory, lie: Callable[[Authenticator], None]
) -> None:
    key, _ = await with_key(client, make)
    assert (await sign_in(client, key)).status_code == 303
    client.cookies.clear()
    lie(key)
    answer = await sign_in(client, key)
    assert answer.status_code == 422 and "通行密钥没有通过" in answer.text
    assert not await is_in(client)


async def test_challenge_is_good_once_for_minutes_and_for_its_purpose(
    client: httpx.AsyncClient, make: Factory
) -> None:
    key, actor = await with_key(client, make)
    challenge, options = await asked(client, "sign_in")
    form = {"challenge": challenge, "credential": key.get(options)}
    assert (await client.post("/sign-in/passkey", data=form)).status_code == 303
    client.cookies.clear()
    assert (
        await client.post("/sign-in/passkey", data=form | {"credential": key.get(options)})
    ).status_code == 422
    challenge, options = await asked(client, "sign_in")
    later(6)
    form = {"challenge": challenge, "credential": key.get(options)}
    assert (await client.post("/sign-in/passkey", data=form)).status_code == 422
    client.cookies.update(await make.session(actor))
    challenge, options = await asked(client, "confirm")
    client.cookies.clear()
    form = {"challenge": challenge, "credential": key.get(options)}
    assert (await client.post("/sign-in/passkey", data=form)).status_code == 422
    assert not await is_in(client)


async def test_wrong_answer_uses_the_challenge_up(client: httpx.AsyncClient, make: Factory) -> None:
    key, _ = await with_key(client, make)
    challenge, options = await asked(client, "sign_in")
    key.origin, right = "http://evil.example", key.origin
    await client.post("/sign-in/passkey", data={"challenge": challenge, "credential": key.get(options)})
    key.origin = right
    again = await client.post(
        "/sign-in/passkey", data={"challenge": challenge, "credential": key.get(options)}
    )
    assert again.status_code == 422


async def test_key_of_another_account_confirms_nothing(client: httpx.AsyncClient, make: Factory) -> None:
    theirs, _ = await with_key(client, make)
    me = await someone(make)
    client.cookies.update(await make.session(me))
    later(11)
    challenge, options = await asked(client, "confirm")
    form = {
        "confirm.challenge": challenge,
        "confirm.credential": theirs.get(options),
        "confirm.to": "/me/totp",
    }
    assert (await client.post("/me/confirmation", data=form)).status_code == 422
    assert (await client.get("/me/totp")).status_code == 403


async def test_credential_belongs_to_one_account(client: httpx.AsyncClient, make: Factory) -> None:
    key, _ = await with_key(client, make)
    client.cookies.update(await make.session(await someone(make)))
    answer = await register(client, key)
    assert answer.status_code == 422 and "已经登记过" in answer.text


async def test_passkeys_of_others_do_not_exist(
    client: httpx.AsyncClient, make: Factory, db: Database
) -> None:
    _, owner = await with_key(client, make)
    other = await someone(make)
    for actor, rows in ((owner, 1), (other, 0)):
        async with db.transaction(actor) as tx:
            assert await tx.value("select count(*) from passkeys") == rows
            key_id: UUID | None = await tx.value("select id from passkeys")
    assert key_id is None


async def test_last_way_in_stays(client: httpx.AsyncClient, make: Factory) -> None:
    key, actor = await with_key(client, make)
    async with make.db.transaction(SYSTEM) as tx:
        await tx.run("update accounts set email_sealed = null where id = $1", actor.account_id)
    await sign_in(client, key)
    removal = (await client.get("/me/ways")).text.split("/me/passkeys/")[1].split("/removal")[0]
    answer = await client.post(f"/me/passkeys/{removal}/removal")
    assert answer.status_code == 409 and "先添加另一种登录方式" in answer.text
    assert "我的手机" in (await client.get("/me/ways")).text


async def test_account_that_finds_its_county_takes_its_passkeys_along(
    client: httpx.AsyncClient, make: Factory
) -> None:
    place = await make.place()
    resident = await make.resident(place)
    nobody = await make.account(county=0)
    client.cookies.update(await make.session(Actor(role=Role.RESIDENT, county=0, account_id=nobody)))
    key = Authenticator()
    await register(client, key)
    as_person = Actor(role=Role.RESIDENT, county=COUNTY, account_id=nobody, resident_id=resident)
    async with client.app.state.db.transaction(as_person) as tx:  # type: ignore[attr-defined]
        await tx.value("select settle_account($1, $2, $3)::text", COUNTY, "王芳", resident)
    client.cookies.clear()
    await sign_in(client, key)
    assert await is_in(client)


async def test_known_and_unknown_keys_cost_the_same(
    client: httpx.AsyncClient, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: queries up to the answer, and signature checks."""
    key, _ = await with_key(client, make)
    counted: list[str] = []
    check = ceremony.check_authentication
    monkeypatch.setattr(
        ceremony, "check_authentication", lambda *a, **k: (counted.append("check"), check(*a, **k))[1]
    )
    costs = []
    for lie in (other_signature, not_registered):
        lie(key)
        counted.clear()
        with counting(client.app.state.db, counted):  # type: ignore[attr-defined]
            assert (await sign_in(client, key)).status_code == 422
        costs.append(list(counted))
    assert costs[0] == costs[1] and "check" in costs[0]
