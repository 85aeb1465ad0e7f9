"""Two devices prove themselves with one code at the same moment: exactly one is believed. First the proof of the race."""

import asyncio

import pyotp
import pytest

from jiayi.accounts.devices import store as devices
from jiayi.accounts.devices.agent import Device
from jiayi.accounts.factors import actions, recovery, store, totp
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import FormInvalid
from tests.factories import Factory


async def two_tokens(db: Database, make: Factory) -> tuple[Actor, list[str]]:
    actor = await make.actor(Role.RESIDENT, await make.place())
    async with db.transaction(actor) as tx:
        return actor, [(await devices.add_session(tx, Device(""), None, "none")).token for _ in range(2)]


async def how_many_pass(*tries: object) -> int:
    results = await asyncio.gather(*tries, return_exceptions=True)  # type: ignore[call-overload]
    assert all(isinstance(result, devices.SignedIn | FormInvalid) for result in results), results
    return sum(isinstance(result, devices.SignedIn) for result in results)


@pytest.mark.parametrize(("guarded", "passed"), [(False, 2), (True, 1)])
async def test_a_step_of_the_app(
    db: Database, make: Factory, monkeypatch: pytest.MonkeyPatch, guarded: bool, passed: int
) -> None:
    actor, tokens = await two_tokens(db, make)
    secret, guard = totp.new_secret(), " and last_step < $3"
    assert guard in store.Q.use_step
    if not guarded:
        loose = store.Q.use_step.replace(guard, "")
        monkeypatch.setitem(
            store.Q.all, "use_step", store.Q.all["use_step"].__class__("use_step", None, "", loose)
        )
    async with db.transaction(actor) as tx:
        await store.put_totp(tx, make.vault, secret, 0)
    code = pyotp.TOTP(secret).at(clock.real_seconds())
    tries = [actions.prove_totp(db, make.vault, actor, token, code) for token in tokens]
    assert await how_many_pass(*tries) == passed


async def test_a_recovery_code(db: Database, make: Factory) -> None:
    actor, tokens = await two_tokens(db, make)
    codes = await actions.make_recovery_codes(db, make.vault, actor)
    assert len(codes) == recovery.HOW_MANY
    tries = [actions.prove_recovery(db, make.vault, actor, token, codes[0]) for token in tokens]
    assert await how_many_pass(*tries) == 1


async def test_one_token_changed_twice(db: Database, make: Factory) -> None:
    """Rotation: the old token is worth nothing, whoever holds it too."""
    actor, (token, _) = await two_tokens(db, make)

    async def change() -> bool:
        async with db.transaction(actor) as tx:
            session = await devices.find_session(tx, token)
            return session is not None and await devices.note_proof(tx, token, session, "totp") is not None

    assert sorted(await asyncio.gather(change(), change())) == [False, True]
