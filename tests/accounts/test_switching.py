"""Several residents on one phone (F5, decision 0010): each keeps the own session; staff are never a tap away."""

from typing import Any

import httpx
import msgspec
import pytest

from jiayi.accounts.devices.store import key_of
from jiayi.accounts.sign_in.limits import MOST_BESIDE
from jiayi.app import create_app
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database, connect
from jiayi.settings import Settings
from tests.conftest import Server
from tests.desk.helpers import one_value
from tests.factories import Factory, Place

BESIDE = "jiayi-beside"
OPEN = "select count(*) from sessions where ended_at is null"


@pytest.fixture
async def place(make: Factory) -> Place:
    return await make.place()


async def person(make: Factory, place: Place, name: str) -> tuple[Actor, str]:
    """And the token of their session."""
    me = await make.actor(Role.RESIDENT, place, name=name, resident_id=await make.resident(place, name=name))
    return me, (await make.session(me))["jiayi"]


def on_phone(web: httpx.AsyncClient, now: str, *beside: str) -> None:
    web.cookies.clear()
    put(web, "jiayi", now)
    if beside:
        put(web, BESIDE, ".".join(beside))


def put(web: httpx.AsyncClient, name: str, value: str) -> None:
    """As if the site had set it, so that the site can take it away."""
    web.cookies.set(name, value, domain="testserver.local")


async def signed_in(web: httpx.AsyncClient) -> str:
    """Whose page /me is; '' nobody's."""
    shown = await web.get("/me")
    return shown.text.split("<h1>")[1].split("</h1>")[0] if shown.status_code == 200 else ""


async def change_to(web: httpx.AsyncClient, token: str, **more: Any) -> httpx.Response:
    return await web.post("/me/people", data={"key": key_of(token), **more})


async def test_an_old_couple_on_one_phone(
    client: httpx.AsyncClient, system: Database, make: Factory, place: Place
) -> None:
    (_, hers), (_, his) = await person(make, place, "王芳"), await person(make, place, "李强")
    on_phone(client, hers)
    assert (
        "换人" in (await client.get("/me/devices")).text and "现在是 " not in (await client.get("/me")).text
    )
    assert (await client.post("/me/people/another")).headers["location"] == "/sign-in"
    assert await signed_in(client) == "" and "/me/people" in (await client.get("/sign-in")).text
    put(client, "jiayi", his)  # he signs in
    assert await signed_in(client) == "李强"
    assert "<strong>李强</strong>" in (await client.get("/agreements")).text  # on each page
    listed = (await client.get("/me/people")).text
    assert "换成王芳" in listed and hers not in listed and his not in listed
    assert (await change_to(client, hers)).status_code == 303
    assert await signed_in(client) == "王芳" and await one_value(system, OPEN) == 2
    assert (await change_to(client, his)).status_code == 303
    left = await client.post("/session/ending")
    assert left.headers["location"] == "/me/people"
    assert await signed_in(client) == "" and await one_value(system, OPEN) == 1
    assert "换成王芳" in (await client.get("/me/people")).text
    await change_to(client, hers)
    assert await signed_in(client) == "王芳"
    events = "select count(*) from history_events where kind = 'accounts.session.switched'"
    assert await one_value(system, events) == 3


async def test_one_beside_is_signed_out(
    client: httpx.AsyncClient, system: Database, make: Factory, place: Place
) -> None:
    (_, hers), (_, his) = await person(make, place, "王芳"), await person(make, place, "李强")
    on_phone(client, hers, his)
    done = await client.post("/me/people/ending", data={"key": key_of(his)})
    assert done.status_code == 303 and await one_value(system, OPEN) == 1
    assert await signed_in(client) == "王芳"
    assert "李强" not in (await client.get("/me/people")).text


@pytest.mark.parametrize("way", ["in the work role", "as a resident"])
async def test_staff_are_never_held_aside(
    client: httpx.AsyncClient, system: Database, make: Factory, place: Place, way: str
) -> None:
    """Also not the resident's session of somebody who may take a work role (NIST SP 800-63B-4: AAL2 sessions)."""
    doctor, _ = await person(make, place, "赵敏")
    await make.grant(place, doctor.account_id, Role.DOCTOR)  # type: ignore[arg-type]
    role = Role.DOCTOR if way == "in the work role" else Role.RESIDENT
    work = await make.session(msgspec.structs.replace(doctor, role=role))
    _, hers = await person(make, place, "王芳")
    on_phone(client, work["jiayi"], hers)
    assert (await client.post("/me/people/another")).status_code == 403
    assert "您会退出登录" in (await client.get("/me/people")).text
    assert (await change_to(client, hers)).status_code == 303
    assert await signed_in(client) == "王芳"
    assert "赵敏" not in (await client.get("/me/people")).text
    ended = "select ended_at is not null from sessions where token_hash = sha256($1::text::bytea)"
    assert await one_value(system, ended, work["jiayi"])
    # nor one that was put into the cookie by hand
    again = (await make.session(msgspec.structs.replace(doctor, role=Role.DOCTOR)))["jiayi"]
    on_phone(client, hers, again)
    assert "赵敏" not in (await client.get("/me/people")).text
    assert (await change_to(client, again)).status_code == 404


@pytest.mark.parametrize("why", ["of another phone", "ended", "idle", "a role since", "nonsense"])
async def test_what_does_not_hold_is_not_there(
    client: httpx.AsyncClient, system: Database, make: Factory, place: Place, why: str
) -> None:
    (_, hers), (he, his) = await person(make, place, "王芳"), await person(make, place, "李强")
    on_phone(
        client, hers, *([] if why == "of another phone" else ["<script>"] if why == "nonsense" else [his])
    )
    async with system.transaction(SYSTEM) as tx:
        if why == "ended":
            await tx.run("update sessions set ended_at = now() where account_id = $1", he.account_id)
        if why == "idle":
            await tx.run(
                "update sessions set idle = interval '1 day', created_at = $2, seen_at = null where account_id = $1",
                he.account_id, clock.now().replace(year=2025),
            )  # fmt: skip
    if why == "a role since":
        await make.grant(place, he.account_id, Role.DOCTOR)  # type: ignore[arg-type]
    assert "李强" not in (await client.get("/me/people")).text
    assert (await change_to(client, his)).status_code == 404
    assert await signed_in(client) == "王芳"


async def test_to_list_a_session_is_not_to_use_it(
    client: httpx.AsyncClient, system: Database, make: Factory, place: Place
) -> None:
    (_, hers), (he, his) = await person(make, place, "王芳"), await person(make, place, "李强")
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update sessions set created_at = created_at - interval '1 day'")
    on_phone(client, hers, his)
    assert "李强" in (await client.get("/me/people")).text
    seen = "select seen_at is null from sessions where account_id = $1"
    assert await one_value(system, seen, he.account_id)


async def test_a_form_of_one_is_not_sent_by_the_other(
    client: httpx.AsyncClient, system: Database, make: Factory, place: Place
) -> None:
    """Two tabs, two people: nothing is done, and one press goes on as who had opened it, with what was typed."""
    (_, hers), (he, his) = await person(make, place, "王芳"), await person(make, place, "李强")
    on_phone(client, hers, his)
    page = (await client.get("/me/devices")).text
    mark = page.split('name="opened.by" value="')[1].split('"')[0]
    fields = {"key": "others", "opened.by": mark, "acting.for": "self"}
    await change_to(client, his)
    refused = await client.post("/me/devices/ending", data=fields)
    assert refused.status_code == 409 and "这张表单是王芳登录时打开的" in refused.text
    assert await one_value(system, "select count(*) from history_events where actor_account_id = $1"
                           " and kind = 'accounts.session.ended'", he.account_id) == 0  # fmt: skip
    carried = fields | {"turn.to": "/me/devices/ending", "turn.key": key_of(hers)}
    turned = await client.post("/me/people/turn", data=carried)
    assert turned.status_code == 307 and turned.headers["location"] == "/me/devices/ending"
    assert (await client.post("/me/devices/ending", data=carried)).status_code == 303
    assert await signed_in(client) == "王芳"
    on_phone(client, his)  # she is not on this phone any more
    lost = await client.post("/me/devices/ending", data=fields)
    assert lost.status_code == 409 and "turn.key" not in lost.text


async def test_a_family_fits_and_no_more(client: httpx.AsyncClient, make: Factory, place: Place) -> None:
    tokens = [(await person(make, place, f"王{n}"))[1] for n in "一二三四五"]
    on_phone(client, tokens[0], *tokens[1 : MOST_BESIDE + 1])
    assert "再登录一个人" not in (await client.get("/me/people")).text
    assert (await client.post("/me/people/another")).status_code == 409


async def test_behind_https_the_cookie_is_of_this_host_and_shut_to_scripts(
    server: Server, database: str, settings: Settings, make: Factory, place: Place
) -> None:
    """ASVS 5.0 3.3.1–3.3.4; and the site reads it under the name that it wrote."""
    (_, hers), (_, his) = await person(make, place, "王芳"), await person(make, place, "李强")
    app = create_app(
        msgspec.structs.replace(settings, base_url="https://testserver"), server.dsn(database, "jiayi_web")
    )
    app.state.db = await connect(server.dsn(database, "jiayi_web"), role=None, size=4)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="https://testserver") as web:
        put(web, "__Host-jiayi", hers)
        answer = await web.post("/me/people/another")
        (said,) = [one for one in answer.headers.get_list("set-cookie") if "-beside" in one]
        assert said.startswith(f"__Host-jiayi-beside={hers};") and "domain" not in said.lower()
        assert {"httponly", "secure", "path=/", "samesite=lax"} <= set(said.lower().split("; "))
        put(web, "__Host-jiayi", his)
        assert "王芳" in (await web.get("/me/people")).text
    await app.state.db.close()
