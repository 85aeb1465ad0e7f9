"""Signing in as a person would: ask, read the mail, type the code."""

import re
from collections.abc import Iterator

import httpx
import msgspec
import pytest

from tests.fakes.smtp import Mailbox, smtp_server


@pytest.fixture
def mailbox(client: httpx.AsyncClient) -> Iterator[Mailbox]:
    """A mail server that the application of ``client`` uses."""
    with smtp_server() as (url, box):
        use_settings(client, smtp_url=url)
        yield box


def use_settings(client: httpx.AsyncClient, **changes: object) -> None:
    state = client.app.state  # type: ignore[attr-defined]
    state["settings"] = msgspec.structs.replace(state["settings"], **changes)


def code_in(mailbox: Mailbox) -> str:
    body = mailbox.mails[-1].get_body()
    found = re.search(r"^\s+(\d{6})$", body.get_content() if body else "", re.MULTILINE)
    assert found, "no code in the mail"
    return found[1]


async def ask(client: httpx.AsyncClient, email: str = "wang@example.cn", **more: str) -> httpx.Response:
    return await client.post("/sign-in", data={"email": email, **more})


async def enter(client: httpx.AsyncClient, code: str) -> httpx.Response:
    return await client.post("/sign-in/code", data={"code": code})
