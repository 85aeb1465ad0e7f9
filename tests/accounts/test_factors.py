"""Staff need a second factor, always: app, recovery code or passkey; sensitive acts ask again and lose nothing typed."""

import hashlib
from datetime import timedelta
from uuid import UUID

import httpx
import pyotp
import pytest

from jiayi.accounts.cli import forget_factors
from jiayi.accounts.devices.agent import Device
from jiayi.accounts.factors import actions, recovery, totp
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.limits import STEP_UP_MINUTES
from jiayi.accounts.sign_in.store import keep_within
from jiayi.accounts.store import create_account_with_role
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import TooMany
from tests.accounts.conftest import ask, code_in, enter, in_role, secret_on, use_settings
from tests.factories import COUNTY, Factory
from tests.fakes.smtp import Mailbox

EMAIL = "li@example.cn"


@pytest.fixture(autouse=True)
def phone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real seconds would pass into the next step now and then."""
    monkeypatch.setattr(clock, "real_seconds", lambda: 1_772_000_000.0)


@pytest.fixture
async def grant(system: Database, make: Factory) -> UUID:
    """Of a new doctor who has no second factor yet, as `jiayi account` leaves it."""
    place = await make.place()
    async with system.transaction(SYSTEM) as tx:
        account = await create_account_with_role(
            tx, make.vault, COUNTY, "李慧", email=EMAIL, role=Role.DOCTOR,
            institution_id=place.institution_id, doctor_id=place.doctor_id,
        )  # fmt: skip
        found: UUID = await tx.value("select id from role_grants where account_id = $1", account)
    return found


def later(**span: int) -> None:
    clock.set_now((clock.now() + timedelta(**span)).isoformat())


async def come_in(client: httpx.AsyncClient, mailbox: Mailbox) -> str:
    """By e-mail; where that leads."""
    client.cookies.clear()
    await ask(client, EMAIL)
    return (await enter(client, code_in(mailbox))).headers["location"]


async def at_work(client: httpx.AsyncClient) -> bool:
    return (await client.get("/work")).status_code == 200


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.real_seconds() + 30 * steps)


async def prove(client: httpx.AsyncClient, grant: UUID, **fields: str) -> httpx.Response:
    typed = {f"confirm.{name}": value for name, value in fields.items()}
    return await client.post(
        "/me/confirmation", data={"confirm.grant": str(grant), "confirm.second": "1", **typed}
    )


async def test_first_sign_in_leads_to_set_up_and_codes(
    client: httpx.AsyncClient, mailbox: Mailbox, grant: UUID
) -> None:
    to = await come_in(client, mailbox)
    assert to.startswith(f"/me/confirmation?grant={grant}")
    assert "设置第二道验证" in (await client.get(to)).text and not await at_work(client)
    refused = await client.post("/me/roles", data={"grant": str(grant)})
    assert refused.headers["location"].startswith("/me/confirmation")
    page = (await client.get(f"/me/totp?grant={grant}")).text
    assert "<svg" in page
    secret, sealed = secret_on(page)
    form = {"sealed": sealed, "grant": str(grant), "code": code(secret)}
    wrong = await client.post("/me/totp", data=form | {"code": "000000"})
    assert wrong.status_code == 422 and secret_on(wrong.text)[0] == secret, "the same secret goes on"
    done = await client.post("/me/totp", data=form)
    assert done.text.count("<code>") == recovery.HOW_MANY and str(grant) in done.text
    await client.post("/me/roles", data={"grant": str(grant)})
    assert await at_work(client)
    async with client.app.state.db.transaction(SYSTEM) as tx:  # type: ignore[attr-defined]
        assert await tx.value("select count(*) from totp_secrets") == 0, "nobody's but their own"


async def test_code_of_the_app_opens_the_role_once(
    client: httpx.AsyncClient, mailbox: Mailbox, grant: UUID
) -> None:
    secret = await in_role(client, mailbox, EMAIL, grant)
    await come_in(client, mailbox)
    assert (await prove(client, grant, code="000000")).status_code == 422 and not await at_work(client)
    taken = code(secret)
    assert (await prove(client, grant, code=taken)).status_code == 422, "a step is accepted once"
    fresh = code(secret, 1)
    old = client.cookies.get("jiayi")
    assert (await prove(client, grant, code=fresh)).headers["location"] == "/work"
    assert client.cookies.get("jiayi") != old and await at_work(client)
    await come_in(client, mailbox)
    assert (await prove(client, grant, code=fresh)).status_code == 422, "nor replayed on another device"


async def test_recovery_code_works_once(
    client: httpx.AsyncClient, mailbox: Mailbox, grant: UUID, system: Database
) -> None:
    await in_role(client, mailbox, EMAIL, grant)
    codes = [part[:11] for part in (await client.post("/me/recovery-codes")).text.split("<code>")[1:]]
    assert len(set(codes)) == 10
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from recovery_codes") == 10, "the old set is gone"
    for tried in range(2):
        await come_in(client, mailbox)
        answer = await prove(client, grant, recovery=codes[3].lower().replace("-", " "))
        assert answer.status_code == (422 if tried else 303)
    assert not await at_work(client)


async def test_ten_wrong_tries_are_the_end_for_a_while(
    client: httpx.AsyncClient, mailbox: Mailbox, grant: UUID
) -> None:
    await in_role(client, mailbox, EMAIL, grant)
    await come_in(client, mailbox)
    answers = [(await prove(client, grant, code="000000")).status_code for _ in range(11)]
    assert answers[0] == 422 and answers[-1] == 429


async def test_mailbox_alone_adds_no_factor_to_who_has_one(
    client: httpx.AsyncClient, mailbox: Mailbox, grant: UUID
) -> None:
    await in_role(client, mailbox, EMAIL, grant)
    await come_in(client, mailbox)
    for path in ("/me/totp", "/me/passkeys/new"):
        answer = await client.get(path)
        assert answer.status_code == 403 and "请确认是您本人" in answer.text and "发验证码" not in answer.text
    assert (await client.post("/me/recovery-codes")).status_code == 403
    assert (await client.post("/me/totp/removal")).status_code == 403


async def test_last_second_factor_of_staff_stays(
    client: httpx.AsyncClient, mailbox: Mailbox, grant: UUID
) -> None:
    await in_role(client, mailbox, EMAIL, grant)
    assert (await client.post("/me/totp/removal")).status_code == 409
    assert "停用验证器" in (await client.get("/me/ways")).text


async def test_step_up_keeps_what_was_typed(client: httpx.AsyncClient, mailbox: Mailbox, grant: UUID) -> None:
    """ASVS 5.0 7.5.3: ending somebody's agreement asks again; the answer makes the same request once more."""
    secret = await in_role(client, mailbox, EMAIL, grant)
    later(minutes=STEP_UP_MINUTES + 1)
    form = {"name": "我的 <手机>", "challenge": "", "credential": ""}
    asked = await client.post("/me/passkeys", data=form)
    assert asked.status_code == 403 and 'name="name" value="我的 &lt;手机&gt;"' in asked.text
    typed = form | {"confirm.to": "/me/passkeys", "confirm.method": "post", "confirm.second": "1"}
    wrong = await client.post("/me/confirmation", data=typed | {"confirm.code": "000000"})
    assert wrong.status_code == 422 and 'name="name" value="我的 &lt;手机&gt;"' in wrong.text
    done = await client.post("/me/confirmation", data=typed | {"confirm.code": code(secret, 1)})
    assert (done.status_code, done.headers["location"]) == (307, "/me/passkeys")
    assert (await client.post("/me/passkeys", data=form)).status_code == 422, "the page itself answers now"


async def test_resident_confirms_by_a_mailed_code_of_their_own(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    client.cookies.clear()
    await ask(client, "a@example.cn")
    await enter(client, code_in(mailbox))
    later(minutes=STEP_UP_MINUTES + 1)
    assert (await client.get("/me/totp")).status_code == 403
    sent = await client.post("/me/confirmation", data={"confirm.send": "1", "confirm.to": "/me/totp"})
    own = {"confirm.code_id": sent.text.split('code_id" value="')[1][:36], "confirm.mailed": code_in(mailbox)}
    asked = await actions.ask_code(
        client.app.state.db, client.app.state.vault, "evil@example.cn", Device("192.0.2.9"), None  # type: ignore[attr-defined]
    )  # fmt: skip
    foreign = {"confirm.code_id": str(asked.code_id), "confirm.mailed": asked.code}
    assert (await client.post("/me/confirmation", data=foreign)).status_code == 422
    assert (await client.post("/me/confirmation", data=own | {"confirm.to": "/me/totp"})).status_code == 303
    assert (await client.get("/me/totp")).status_code == 200


async def test_demo_confirms_at_once_and_only_there(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place()
    doctor = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    await make.insert("demo_sign_ins", county=COUNTY, account_id=doctor.account_id, role="doctor", label="x")
    use_settings(client, demo=True)
    await client.post("/demo/session", data={"person": f"{COUNTY}:{doctor.account_id}:doctor"})
    assert await at_work(client)
    later(minutes=STEP_UP_MINUTES + 1)
    assert "演示：直接确认" in (await client.get("/me/totp")).text
    again = {"confirm.demo": "1", "confirm.to": "/me/totp"}
    assert (await client.post("/me/confirmation", data=again)).status_code == 303
    assert (await client.get("/me/totp")).status_code == 200
    use_settings(client, demo=False)
    assert not await at_work(client)
    client.cookies.update(await make.session(doctor))
    use_settings(client, demo=True)
    assert (await client.post("/me/confirmation", data=again)).status_code == 404


async def test_who_lost_everything_begins_anew(
    client: httpx.AsyncClient, mailbox: Mailbox, grant: UUID, system: Database, make: Factory
) -> None:
    """`jiayi forget-factors`: by whoever runs the server; signed out everywhere, the old app is worth nothing."""
    secret = await in_role(client, mailbox, EMAIL, grant)
    assert await forget_factors(system, make.vault, EMAIL) == 0
    assert not await at_work(client)
    to = await come_in(client, mailbox)
    assert (await prove(client, grant, code=code(secret, 1))).status_code == 422
    assert "设置第二道验证" in (await client.get(to)).text
    assert await forget_factors(system, make.vault, "nobody@example.cn") == 2


def test_steps_near_now_fit_and_no_others() -> None:
    """RFC 6238 5.2: one step of grace to either side."""
    secret = totp.new_secret()
    code = pyotp.TOTP(secret).at(1_000_000)
    now = 1_000_000 // 30
    fits = [totp.fitting_step(secret, code, 1_000_000 + 30 * n) for n in (-2, -1, 0, 1, 2)]
    assert fits == [None, now, now, now, None]


async def test_codes_of_an_older_set_are_still_read() -> None:
    """Sets of before have a shorter salt; new ones cost more (ASVS 5.0 6.5.2)."""
    older = hashlib.scrypt(b"ABCDEFGHJK", salt=b"1" * 16, n=2**14, r=8, p=1, dklen=32)
    assert await recovery.hashes(["abcde-fghjk"], b"1" * 16) == [older]
    assert len(recovery.new_salt()) > len(b"1" * 16)


async def test_making_codes_is_limited(db: Database, make: Factory) -> None:
    """Each set costs seconds of the machine (ASVS 5.0 15.2.2)."""
    actor = await make.actor(Role.RESIDENT, await make.place())
    for _ in range(limits.RECOVERY_SETS.hits):
        await keep_within(db, make.vault, (limits.RECOVERY_SETS, str(actor.account_id)))
    with pytest.raises(TooMany):
        await actions.make_recovery_codes(db, make.vault, actor)
