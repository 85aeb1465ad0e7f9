"""Several counties are served: nobody is sent to the first of them; who chose is remembered by the browser."""

import html

import httpx
import pytest

from tests.factories import COUNTY, Factory

OTHER = 510703
PAGES = ["/", "/areas", "/map", "/find?q=洗面桥"]


@pytest.mark.parametrize("path", PAGES)
async def test_asked_when_several_are_served(client: httpx.AsyncClient, make: Factory, path: str) -> None:
    await make.place()
    await make.place(county=OTHER)
    text = (await client.get(path)).text
    assert "请选择您所在的区县" in text and text.count("<h1") == 1
    assert f"?county={COUNTY}" in text and f"?county={OTHER}" in text
    assert "set-cookie" not in (await client.get(path)).headers


@pytest.mark.parametrize("path", PAGES)
async def test_not_asked_when_one_is_served(client: httpx.AsyncClient, make: Factory, path: str) -> None:
    await make.place()
    assert "请选择您所在的区县" not in (await client.get(path)).text


async def test_the_choice_is_remembered_and_holds_nothing_personal(
    client: httpx.AsyncClient, make: Factory
) -> None:
    await make.place()
    await make.place(county=OTHER)
    answer = await client.get(f"/?county={OTHER}")
    assert "您住在哪里" in answer.text and answer.headers["cache-control"] == "no-store"
    assert client.cookies["county"] == str(OTHER)
    for path in PAGES:
        assert "请选择您所在的区县" not in (await client.get(path)).text, path


async def test_what_was_typed_is_kept_while_choosing(client: httpx.AsyncClient, make: Factory) -> None:
    await make.place()
    await make.place(county=OTHER)
    address = f"/find?county={COUNTY}&q=%E6%B4%97%E9%9D%A2%E6%A1%A5"
    assert address in html.unescape((await client.get("/find?q=洗面桥")).text)
