"""Signing in as a person would: ask, read the mail, type the code."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import asyncpg
import httpx
import msgspec
import pyotp
import pytest

from jiayi.infra import clock
from jiayi.infra.db.database import Database
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


def secret_on(page: str) -> tuple[str, str]:
    """The authenticator's secret on /me/totp, and its sealed twin in the form."""
    return page.split("<code>")[1].split("<")[0].replace(" ", ""), page.split('name="sealed" value="')[
        1
    ].split('"')[0]


async def in_role(client: httpx.AsyncClient, mailbox: Mailbox, email: str, grant: UUID) -> str:
    """Sign new staff in by e-mail, set an app up, take the role; the app's secret."""
    client.cookies.clear()
    await ask(client, email)
    await enter(client, code_in(mailbox))
    secret, sealed = secret_on((await client.get("/me/totp")).text)
    code = pyotp.TOTP(secret).at(clock.real_seconds())
    await client.post("/me/totp", data={"sealed": sealed, "code": code})
    await client.post("/me/roles", data={"grant": str(grant)})
    return secret


@contextmanager
def counting(db: Database, seen: list[str]) -> Iterator[None]:
    """Every statement that goes to PostgreSQL, without its values."""

    def note(query: asyncpg.connection.LoggedQuery) -> None:
        seen.append(re.sub(r"'[^']*'", "?", query.query))

    holders = [holder._con for holder in db.pool._holders if holder._con]
    for connection in holders:
        connection.add_query_logger(note)
    yield
    for connection in holders:
        connection.remove_query_logger(note)
