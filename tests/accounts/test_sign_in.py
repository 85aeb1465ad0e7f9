"""One-time code by e-mail: who has the newest code of the mailbox gets in, once, and nobody else."""

from datetime import timedelta

import httpx
import pytest

from jiayi.accounts.session import actor_of
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.limits import Limit
from jiayi.accounts.store import create_account_with_role
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from tests.accounts.conftest import ask, code_in, enter, in_role, use_settings
from tests.factories import COUNTY, Factory
from tests.fakes.smtp import Mailbox


async def signed_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/me/roles")).status_code == 200


def later(minutes: int) -> None:
    clock.set_now((clock.now() + timedelta(minutes=minutes)).isoformat())


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_mailed_code_signs_in_and_leads_on(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    answer = await ask(client, "Wang@Example.CN", next="/map")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/code")
    assert mailbox.mails[0]["To"] == "wang@example.cn"
    assert code_in(mailbox) not in mailbox.mails[0]["Subject"]
    done = await enter(client, code_in(mailbox))
    assert done.headers["location"] == "/map"
    assert await signed_in(client)


async def test_cookie_is_closed_to_scripts(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    use_settings(client, base_url="https://jiayi.example")
    await ask(client)
    client.cookies.set("sign_in", client.cookies.get("sign_in") or "", path="/sign-in")
    jar = "; ".join(f"{c.name}={c.value}" for c in client.cookies.jar)
    done = await client.post("/sign-in/code", data={"code": code_in(mailbox)}, headers={"cookie": jar})
    cookie = next(c for c in done.headers.get_list("set-cookie") if c.startswith("__Host-jiayi="))
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"))


async def test_wrong_code_is_told_and_five_tries_are_the_end(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await ask(client)
    right = code_in(mailbox)
    for _ in range(4):
        assert "验证码不对" in (await enter(client, other_than(right))).text
    assert "输错的次数太多" in (await enter(client, other_than(right))).text
    assert (await enter(client, right)).status_code == 422
    assert not await signed_in(client)


async def test_used_code_is_worth_nothing(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await ask(client)
    ticket = client.cookies.get("sign_in")
    await enter(client, code_in(mailbox))
    client.cookies.clear()
    client.cookies.set("sign_in", ticket or "")
    assert "已经用过" in (await enter(client, code_in(mailbox))).text


async def test_code_expires_after_ten_minutes(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await ask(client)
    later(11)
    assert "验证码过期了" in (await enter(client, code_in(mailbox))).text


async def test_only_newest_code_counts(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await ask(client)
    old_ticket, old_code = client.cookies.get("sign_in"), code_in(mailbox)
    await ask(client)
    client.cookies.clear()
    client.cookies.set("sign_in", old_ticket or "")
    assert "新的代替了" in (await enter(client, old_code)).text


async def test_code_of_another_mailbox_does_not_fit(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await ask(client, "a@example.cn")
    foreign = code_in(mailbox)
    await ask(client, "b@example.cn")
    if foreign != code_in(mailbox):
        assert (await enter(client, foreign)).status_code == 422


async def test_codes_of_an_email_are_limited(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    answers = [(await ask(client)).status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]
    assert len(mailbox.mails) == 5
    assert (await ask(client, "other@example.cn")).status_code == 303
    later(16)
    assert (await ask(client)).status_code == 303


async def test_known_and_unknown_emails_look_alike(
    client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory
) -> None:
    async with system.transaction(SYSTEM) as tx:
        await create_account_with_role(tx, make.vault, COUNTY, "王芳", email="known@example.cn")
    pages = []
    for email in ("known@example.cn", "nobody@example.cn"):
        answer = await ask(client, email)
        shown = (await client.get("/sign-in/code")).text.replace(email, "-")
        pages.append(
            (answer.status_code, answer.headers["location"], shown, len(mailbox.mails[-1].as_string()))
        )
    assert pages[0][:3] == pages[1][:3]


@pytest.mark.parametrize(
    "aim", ["https://evil.example/x", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
async def test_nobody_is_led_elsewhere(client: httpx.AsyncClient, mailbox: Mailbox, aim: str) -> None:
    await ask(client, next=aim)
    assert (await enter(client, code_in(mailbox))).headers["location"] == "/me"


async def test_staff_are_nobody_until_the_second_factor_and_then_for_a_shift(
    client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory
) -> None:
    place = await make.place()
    async with system.transaction(SYSTEM) as tx:
        account = await create_account_with_role(
            tx, make.vault, COUNTY, "李慧", email="li@example.cn", role=Role.DOCTOR,
            institution_id=place.institution_id, doctor_id=place.doctor_id,
        )  # fmt: skip
        grant = await tx.value("select id from role_grants where account_id = $1", account)
    await ask(client, "li@example.cn")
    done = await enter(client, code_in(mailbox))
    assert done.headers["location"] == f"/me/confirmation?grant={grant}&next=/me"
    assert (await client.get("/work")).status_code == 403
    await in_role(client, mailbox, "li@example.cn", grant)
    assert (await client.get("/work")).status_code == 200
    later(60 + 1)
    assert not await signed_in(client), "an hour unused"


async def test_with_two_roles_one_is_chosen(
    client: httpx.AsyncClient, mailbox: Mailbox, system: Database, make: Factory
) -> None:
    place = await make.place()
    me = await make.resident(place)
    async with system.transaction(SYSTEM) as tx:
        account = await create_account_with_role(
            tx, make.vault, COUNTY, "李慧", email="li@example.cn", role=Role.DOCTOR, resident_id=me,
            institution_id=place.institution_id, doctor_id=place.doctor_id,
        )  # fmt: skip
    foreign = await make.grant(place, await make.account(), Role.MANAGER)
    grant = await make.grant(place, account, Role.MANAGER)
    await ask(client, "li@example.cn")
    assert (await enter(client, code_in(mailbox))).headers["location"].startswith("/me/roles")
    assert "机构管理员" in (await client.get("/me/roles")).text
    assert (await client.post("/me/roles", data={"grant": str(foreign)})).status_code == 404
    await in_role(client, mailbox, "li@example.cn", grant)
    old = client.cookies.get("jiayi")
    answer = await client.post("/me/roles", data={"grant": "resident"})
    assert client.cookies.get("jiayi") != old
    kept = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("jiayi="))
    assert int(kept.split("Max-Age=")[1].split(";")[0]) <= 30 * 86400, "a choice does not prolong the sign-in"
    later(61)
    answer = await client.post("/me/roles", data={"grant": str(grant)})
    assert answer.headers["location"].startswith("/me/confirmation"), "the second factor is too old for work"
    later(12 * 60)
    assert (await client.post("/me/roles", data={"grant": str(grant)})).status_code == 403


async def test_signing_out_ends_the_session_itself(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await ask(client)
    await enter(client, code_in(mailbox))
    token = client.cookies.get("jiayi")
    await client.post("/session/ending")
    client.cookies.set("jiayi", token or "")
    assert not await signed_in(client)


async def test_without_mail_server_it_says_so(client: httpx.AsyncClient) -> None:
    assert "还没有接通邮件" in (await client.get("/sign-in")).text
    assert (await ask(client)).status_code == 503


async def test_demo_without_mail_server_shows_the_code(client: httpx.AsyncClient) -> None:
    use_settings(client, demo=True)
    await ask(client)
    shown = (await client.get("/sign-in/code")).text
    assert "演示：这里没有接通邮件" in shown
    code = shown.split("<strong>")[-1][:6]
    assert (await enter(client, code)).status_code == 303


async def test_bad_address_is_told_and_kept(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    answer = await ask(client, "wang at example")
    assert answer.status_code == 422
    assert "这不像一个邮箱地址" in answer.text and 'value="wang at example"' in answer.text


async def test_limit_follows_the_caller_behind_our_proxy_and_no_other_word(
    client: httpx.AsyncClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CODES_PER_ADDRESS", Limit("test", 1, timedelta(hours=1)))

    async def asks(n: int, caller: str) -> int:
        form = {"email": f"{n}@example.cn"}
        return (await client.post("/sign-in", data=form, headers={"x-forwarded-for": caller})).status_code

    assert [await asks(1, "203.0.113.1"), await asks(2, "203.0.113.2")] == [303, 429], (
        "a stranger's header is no address"
    )
    use_settings(client, trusted_proxies=("127.0.0.1",))
    assert [await asks(3, "203.0.113.1"), await asks(4, "203.0.113.2"), await asks(5, "203.0.113.2")] == [
        303,
        303,
        429,
    ]


async def test_signing_in_again_ends_the_session_that_was_open(
    client: httpx.AsyncClient, mailbox: Mailbox, db: Database
) -> None:
    """ASVS 5.0 7.2.4."""
    tokens = []
    for email in ("wang@example.cn", "li@example.cn"):
        await ask(client, email)
        await enter(client, code_in(mailbox))
        tokens.append(client.cookies["jiayi"])
    held = [(await actor_of(db, token, demo=False))[0].account_id is not None for token in tokens]
    assert held == [False, True]
