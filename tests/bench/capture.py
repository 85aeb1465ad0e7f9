"""Which statements a request sends, with their arguments: from the driver's own log, so nothing is copied by hand."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import asyncpg
import httpx
import msgspec

from jiayi.app import create_app
from jiayi.infra.db.database import Database, connect
from jiayi.settings import Settings
from tests.bench.http_load import Ask

_NO_WORK = ("begin", "commit", "rollback", "select set_config(")


class Sent(msgspec.Struct, frozen=True):
    sql: str
    args: tuple[Any, ...]
    seconds: float
    setting: str
    """The "begin; select set_config(…)" of its transaction: as whom it ran."""

    @property
    def works(self) -> bool:
        return not self.sql.startswith(_NO_WORK) and "session_actor(" not in self.sql


class Recorder:
    """One connection of the web role whose statements are kept."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.sent: list[Sent] = []
        self._setting = ""

    @classmethod
    async def on(cls, dsn: str) -> "Recorder":
        recorder = cls(await connect(dsn, role=None, size=1))
        async with recorder.db.pool.acquire() as connection:
            connection.add_query_logger(recorder._note)
        return recorder

    def _note(self, logged: asyncpg.connection.LoggedQuery) -> None:
        if logged.query.startswith("begin"):
            self._setting = logged.query
        rows = logged.args or ()
        self.sent.append(Sent(logged.query, tuple(rows), logged.elapsed, self._setting))

    def take(self) -> list[Sent]:
        taken, self.sent = self.sent, []
        return taken


async def of_requests(settings: Settings, dsn: str, asks: Sequence[Ask], warm: int) -> list[list[Sent]]:
    """Per request, in order, after the first ``warm`` (statements prepared, data read)."""
    recorder = await Recorder.on(dsn)
    app = create_app(settings, dsn)
    app.state.db = recorder.db
    found = []
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            for ask in asks:
                await _send(client, ask)
                found.append(recorder.take())
    finally:
        await recorder.db.close()
    return found[warm:]


async def _send(client: httpx.AsyncClient, ask: Ask) -> None:
    headers = {"accept": "text/html"} | ({"cookie": f"jiayi={ask.cookie}"} if ask.cookie else {})
    if ask.body:
        form = headers | {"content-type": "application/x-www-form-urlencoded"}
        answer = await client.post(ask.path, content=ask.body, headers=form)
    else:
        answer = await client.get(ask.path, headers=headers)
    if answer.status_code != (303 if ask.body else 200):
        raise RuntimeError(f"{ask.path} answers {answer.status_code}: {_words(answer.text)}")


def heaviest(requests: Sequence[Sequence[Sent]]) -> str:
    """The statement in which PostgreSQL spends most time over all requests."""
    spent: dict[str, float] = defaultdict(float)
    for request in requests:
        for sent in request:
            if sent.works and sent.sql.lower().startswith("select"):
                spent[sent.sql] += sent.seconds
    return max(spent, key=lambda sql: spent[sql])


def arguments(requests: Sequence[Sequence[Sent]], sql: str) -> list[tuple[Any, ...]]:
    return [sent.args for request in requests for sent in request if sent.sql == sql]


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())[:400]
