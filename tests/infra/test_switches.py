"""长辈版 and English: pressed anywhere, the person stays where they are and loses nothing."""

import html
import re

import httpx
import pytest

from tests.accounts.conftest import use_settings

HERE = {"host": "testserver", "referer": "http://testserver/map?county=510107"}


@pytest.mark.parametrize(
    "path", ["/find?q=翠湖&county=510107", "/map?county=1&township=2", "/sign-in?next=/sign"]
)
async def test_the_page_asked_for_is_asked_for_again(client: httpx.AsyncClient, path: str) -> None:
    page = (await client.get(path)).text
    back = html.unescape(re.findall(r'name="back" value="([^"]*)"', page)[0])
    assert httpx.URL(back) == httpx.URL(path)
    answer = await client.post("/display", data={"back": back, "elder": "1"})
    assert httpx.URL(answer.headers["location"]) == httpx.URL(path)


async def test_a_refused_form_is_shown_again_with_what_was_typed(client: httpx.AsyncClient) -> None:
    use_settings(client, demo=True)
    refused = await client.post("/sign-in", data={"email": "grandma@", "next": "/sign?team=1"})
    assert refused.status_code == 422
    switches = re.findall(
        r'<form method="post" action="([^"]*)" class="display"(.*?)</form>', refused.text, re.S
    )
    assert html.unescape(switches[0][0]) == "/sign-in" and "grandma@" in switches[0][1]
    again = await client.post("/sign-in", data={"email": "grandma@", "next": "/sign?team=1", "_elder": "1"})
    assert "data-elder" in again.text and 'value="grandma@"' in html.unescape(again.text)
    assert "这不像一个邮箱地址" in again.text and client.cookies["elder"] == "1"


async def test_a_switch_sends_no_form(client: httpx.AsyncClient) -> None:
    """What was refused before may be right by now: the switch still only looks."""
    use_settings(client, demo=True)
    answer = await client.post("/sign-in", data={"email": "grandma@example.org", "_lang": "en"})
    assert answer.status_code == 422 and 'lang="en"' in answer.text and "grandma@example.org" in answer.text
    assert "location" not in answer.headers


async def test_behind_a_refusal_the_way_leads_back(client: httpx.AsyncClient) -> None:
    answer = await client.post("/demo/session", data={"person": "nobody"}, headers=HERE)
    assert answer.status_code == 404
    assert html.unescape(answer.text).count('"/map?county=510107"') == 2, "the switches, and a link"
    elsewhere = {**HERE, "referer": "http://elsewhere.example/map"}
    answer = await client.post("/demo/session", data={"person": "nobody"}, headers=elsewhere)
    assert "/map" not in html.unescape(answer.text).split("<nav")[0]


async def test_back_may_show_a_refused_form_again(client: httpx.AsyncClient) -> None:
    """no-store would make it a dead page (ERR_CACHE_MISS)."""
    refused = await client.post("/sign-in", data={"email": "grandma@"})
    assert refused.headers["cache-control"] == "private, no-cache" and "cookie" not in refused.headers.get(
        "vary", ""
    )
    assert (await client.get("/sign-in")).headers["cache-control"] == "no-store"
