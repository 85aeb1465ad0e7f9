"""What row-level security and the writing of looks cost: the statements of real requests, sent again in turns, as the web
role and as the tables' owner; with the looks and without. In one run, so the ratios stand whatever else the machine does."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import asyncpg
import msgspec

from jiayi.accounts.session import token_hash
from jiayi.infra.ids import new_id
from jiayi.settings import Settings
from tests.bench import capture
from tests.bench.bare import SESSION
from tests.bench.capture import Sent
from tests.bench.http_load import Ask

LOOK = "insert into access_log"
Request = Sequence[Sent]


class Cost(msgspec.Struct, kw_only=True):
    """Median milliseconds of a request's statements, one connection."""

    name: str
    statements: int
    ms: float
    """As it is: as the web role, with row-level security and the looks."""
    ms_without_security: float
    """The same statements as the owner, whom no policy binds."""
    rows: int
    rows_without_security: int
    """Read over all requests; more than ``rows`` where a policy, not the statement, leaves rows out."""
    security: float
    """How many times as long as without."""
    ms_without_looks: float | None = None
    looks: float | None = None


async def staff(owner: asyncpg.Connection, count: int) -> dict[str, list[Ask]]:
    """A manager signed in at an institution: the panel, and pages of single people who signed there."""
    rows = await owner.fetch(
        "select code, institution, array_agg(bench.id('resident', n) order by n) as people from bench.signed "
        "where k = 0 group by 1, 2 order by count(*) desc, 1, 2 limit 1"
    )
    county, institution, people = rows[0]["code"], rows[0]["institution"], rows[0]["people"][:count]
    account, grant, token = new_id(), new_id(), str(new_id())
    await owner.execute(
        "insert into accounts (county, id, display_name, created_at) values ($1, $2, '管理', now())",
        county,
        account,
    )
    await owner.execute(
        "insert into role_grants (county, id, account_id, role, institution_id, starts_on, granted_at) "
        "values ($1, $2, $3, 'manager', bench.id('institution', $4::int), '2025-01-01', now())",
        county, grant, account, institution,
    )  # fmt: skip
    await owner.execute(
        "insert into sessions (token_hash, county, account_id, role_grant_id, created_at, expires_at, factor, factor_at) "
        "values ($1, $2, $3, $4, now(), now() + interval '1 day', 'passkey', now())",
        token_hash(token), county, account, grant,
    )  # fmt: skip
    return {
        "panel": [Ask("/work/panel", cookie=token)] * min(count, 20),
        "person": [Ask(f"/work/residents/{one}", cookie=token) for one in people],
    }


async def measure(name: str, requests: Sequence[Request], owner_dsn: str, web_dsn: str, rounds: int) -> Cost:
    """``requests`` as captured; each is sent ``rounds`` times each way."""
    owner, web = [await asyncpg.connect(dsn, server_settings=SESSION) for dsn in (owner_dsn, web_dsn)]
    looks = any(_is_look(sent) for request in requests for sent in request)
    spent: dict[str, list[float]] = {"guarded": [], "bare": [], "unseen": []}
    rows = {"guarded": 0, "bare": 0, "unseen": 0}
    ways: list[tuple[str, asyncpg.Connection, Callable[[Sent], bool]]] = [
        ("guarded", web, lambda _: True), ("bare", owner, lambda _: True),
    ]  # fmt: skip
    if looks:
        ways.append(("unseen", web, lambda sent: not _is_look(sent)))
    try:
        for turn in range(rounds + 1):
            for request in requests:
                for way, connection, keeps in ways:
                    begun = time.perf_counter()
                    read = await _send_again(connection, filter(keeps, request))
                    if turn:  # the first goes to prepare the statements and read the tables
                        spent[way].append((time.perf_counter() - begun) * 1000)
                        rows[way] += read
    finally:
        await owner.close()
        await web.close()
    ms = {way: statistics.median(found) for way, found in spent.items() if found}
    return Cost(
        name=name, statements=round(statistics.mean(len([s for s in r if s.works]) for r in requests)),
        ms=round(ms["guarded"], 3), ms_without_security=round(ms["bare"], 3), rows=rows["guarded"],
        rows_without_security=rows["bare"], security=round(ms["guarded"] / ms["bare"], 3),
        ms_without_looks=round(ms["unseen"], 3) if looks else None,
        looks=round(ms["guarded"] / ms["unseen"], 3) if looks else None,
    )  # fmt: skip


async def _send_again(connection: asyncpg.Connection, request: Iterable[Sent]) -> int:
    """Rows read. Committed, for it is at the end that a written look costs most."""
    read = 0
    for setting, sents in groupby((one for one in request if one.works), key=lambda one: one.setting):
        await connection.execute(setting)
        for sent in sents:
            args = _with_new_ids(sent) if _is_look(sent) else sent.args
            read += len(await connection.fetch(sent.sql, *args))
        await connection.execute("commit")
    return read


def _is_look(sent: Sent) -> bool:
    return sent.sql.lstrip().lower().startswith(LOOK)


def _with_new_ids(sent: Sent) -> tuple[Any, ...]:
    county, ids, _, *rest = sent.args
    fresh = [new_id() for _ in ids] if isinstance(ids, list) else new_id()
    return (county, fresh, datetime.now(UTC), *rest)


async def staff_costs(
    owner: asyncpg.Connection, settings: Settings, owner_dsn: str, web_dsn: str, count: int, rounds: int
) -> list[Cost]:
    found = []
    for name, asks in (await staff(owner, count)).items():
        requests = await capture.of_requests(settings, web_dsn, asks + asks, warm=len(asks))
        found.append(await measure(name, requests, owner_dsn, web_dsn, rounds))
    return found


def lines(costs: Iterable[Cost]) -> str:
    said = [f"{'':10}{'ms':>8}{'no RLS':>9}{'ratio':>8}{'no looks':>10}{'ratio':>8}   rows, without RLS"]
    for one in costs:
        looks = f"{one.ms_without_looks:10.2f}{one.looks:8.3f}" if one.looks else f"{'':18}"
        said.append(
            f"{one.name:10}{one.ms:8.2f}{one.ms_without_security:9.2f}{one.security:8.3f}{looks}   "
            f"{one.rows}, {one.rows_without_security}"
        )
    return "\n".join(said)
