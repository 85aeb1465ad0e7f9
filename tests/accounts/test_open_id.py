"""OpenID Connect against a real issuer of our own: what is not signed, fresh, ours and asked for gets nobody in."""

import html
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

from jiayi.infra.db.actor import SYSTEM, Actor, Role
from tests.accounts.conftest import use_settings
from tests.factories import Factory
from tests.fakes.city import City, city_service

TAPPED = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def city(client: httpx.AsyncClient) -> Iterator[City]:
    with city_service() as service:
        use_settings(client, open_id_issuer=service.url)
        yield service


async def leave(client: httpx.AsyncClient, path: str = "/sign-in/city?next=/map") -> str:
    answer = await client.get(path, headers=TAPPED)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def come_back(client: httpx.AsyncClient, query: str) -> httpx.Response:
    return await client.get(f"/sign-in/city/return?{query}")


async def round_trip(client: httpx.AsyncClient, city: City) -> httpx.Response:
    return await come_back(client, city.sign_in(await leave(client)))


async def is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/me/devices")).status_code == 200


async def accounts(make: Factory) -> int:
    async with make.db.transaction(SYSTEM) as tx:
        return await tx.value("select count(*) from accounts")


async def test_first_time_makes_an_account_and_the_next_finds_it(
    client: httpx.AsyncClient, city: City, make: Factory
) -> None:
    address = await leave(client)
    assert "code_challenge_method=S256" in address and "nonce=" in address and "state=" in address
    assert (await come_back(client, city.sign_in(address))).headers["location"] == "/map"
    assert await is_in(client)
    client.cookies.clear()
    assert (await round_trip(client, city)).status_code == 303 and await is_in(client)
    assert await accounts(make) == 1
    city.subject = city.subject.lower()
    client.cookies.clear()
    await round_trip(client, city)
    assert await accounts(make) == 2, "a subject is exact to the letter"


def lie(**claims: Any) -> Callable[[City], None]:
    return lambda city: city.claims.update(claims)


def stranger(city: City) -> None:
    city.stranger = True


def without_nonce(city: City) -> None:
    city.claims["nonce"] = ""


LIES = {
    "nonce": lie(nonce="another"),
    "no nonce": without_nonce,
    "audience": lie(aud="another-app"),
    "several audiences, not ours": lie(aud=["a", "b"]),
    "issuer": lie(iss="https://evil.example"),
    "expired": lie(exp=int(time.time()) - 600, iat=int(time.time()) - 900),
    "subject": lie(sub=""),
    "hash of the access token": lie(at_hash="AAAA"),
    "signature": stranger,
}


@pytest.mark.parametrize("what", LIES)
async def test_a_token_that_does_not_hold_is_refused(
    client: httpx.AsyncClient, city: City, make: Factory, what: str
) -> None:
    LIES[what](city)
    answer = await round_trip(client, city)
    assert answer.status_code == 422 and "统一身份认证没有通过" in answer.text
    assert not await is_in(client) and await accounts(make) == 0


@pytest.mark.parametrize("alter", ["state=wrong&code=c", "code=code-0", "", "error=access_denied"])
async def test_an_answer_nobody_here_asked_for_is_refused(
    client: httpx.AsyncClient, city: City, alter: str
) -> None:
    city.sign_in(await leave(client))
    asked = len(city.asked)
    assert (await come_back(client, alter)).status_code == 422
    assert len(city.asked) == asked, "refused before the issuer is asked"
    assert not await is_in(client)


async def test_an_answer_of_another_browser_or_used_twice_is_refused(
    client: httpx.AsyncClient, city: City
) -> None:
    query = city.sign_in(await leave(client))
    mine = dict(client.cookies)
    client.cookies.clear()
    assert (await come_back(client, query)).status_code == 422
    client.cookies.set("city_attempt", mine["city_attempt"], path="/")
    assert (await come_back(client, query)).status_code == 303
    assert (await come_back(client, query)).status_code == 422


async def test_an_issuer_that_names_another_one_is_refused(client: httpx.AsyncClient, city: City) -> None:
    """RFC 9207."""
    query = city.sign_in(await leave(client)) + "&iss=https://evil.example"
    assert (await come_back(client, query)).status_code == 422


@pytest.mark.parametrize(
    "metadata",
    [{"token_endpoint": "http://127.0.0.1:9/token"}, {"issuer": "https://evil.example"},
     {"authorization_endpoint": "https://evil.example/authorize"}],
)  # fmt: skip
async def test_nobody_but_the_issuer_is_asked(
    client: httpx.AsyncClient, city: City, metadata: dict[str, str]
) -> None:
    city.metadata = metadata
    answer = await client.get("/sign-in/city", headers=TAPPED)
    if answer.status_code == 303:
        answer = await come_back(client, city.sign_in(answer.headers["location"]))
    assert answer.status_code == 503 and "用邮箱登录" in answer.text


@pytest.mark.parametrize(
    ("said", "begins"),
    [({"sec-fetch-site": "same-origin"}, True), ({"referer": "http://testserver/sign-in"}, True),
     ({"sec-fetch-site": "cross-site", "referer": "http://testserver/sign-in"}, False),
     ({"sec-fetch-site": "same-site"}, False), ({"sec-fetch-site": "none"}, False),
     ({"referer": "https://evil.example/"}, False), ({}, False)],
)  # fmt: skip
async def test_only_a_tap_on_our_page_begins(
    client: httpx.AsyncClient, city: City, said: dict[str, str], begins: bool
) -> None:
    """ASVS 5.0 7.6.2: nobody is signed in because another site opened the address."""
    answer = await client.get("/sign-in/city?next=/map", headers=said)
    assert answer.headers["location"].startswith(city.url if begins else "/sign-in?next=/map")


async def test_changed_keys_are_fetched_again(client: httpx.AsyncClient, city: City) -> None:
    await round_trip(client, city)
    client.cookies.clear()
    city.keys = [RSAKey.generate_key(2048, {"kid": "2", "use": "sig"})]
    assert (await round_trip(client, city)).status_code == 303


async def test_away_is_said_and_the_mail_stays(client: httpx.AsyncClient) -> None:
    use_settings(client, open_id_issuer="http://127.0.0.1:9")
    answer = await client.get("/sign-in/city", headers=TAPPED)
    assert answer.status_code == 503 and "用邮箱登录" in answer.text


async def test_without_an_issuer_there_is_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.get("/sign-in/city", headers=TAPPED)).status_code == 404
    assert (await client.get("/sign-in/city/return?code=x&state=y")).status_code == 404


async def test_signing_out_offers_the_citys_door_too(client: httpx.AsyncClient, city: City) -> None:
    await round_trip(client, city)
    page = html.unescape((await client.post("/session/ending")).text)
    assert f"{city.url}/logout?client_id=jiayi" in page and not await is_in(client)


async def test_own_account_is_connected_and_only_once(
    client: httpx.AsyncClient, city: City, make: Factory
) -> None:
    place = await make.place()
    me, other = await make.actor(Role.RESIDENT, place), await make.actor(Role.RESIDENT, place)

    async def connect(actor: Actor) -> httpx.Response:
        client.cookies.clear()
        client.cookies.update(await make.session(actor))
        return await come_back(client, city.sign_in(await leave(client, "/me/ways/city")))

    assert (await connect(me)).headers["location"] == "/me/ways"
    assert (await connect(other)).status_code == 409
    client.cookies.clear()
    await round_trip(client, city)
    assert "统一身份认证：已开通" in (await client.get("/me/ways")).text
    assert await accounts(make) == 2


async def test_the_citys_word_is_no_second_factor(
    client: httpx.AsyncClient, city: City, make: Factory
) -> None:
    place = await make.place()
    doctor = await make.actor(Role.DOCTOR, place, doctor_id=place.doctor_id)
    client.cookies.update(await make.session(doctor))
    await come_back(client, city.sign_in(await leave(client, "/me/ways/city")))
    client.cookies.clear()
    answer = await round_trip(client, city)
    assert answer.headers["location"].startswith("/me/confirmation?grant=")
    assert (await client.get("/work")).status_code == 403
