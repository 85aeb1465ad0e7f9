"""One run: every case beside its two limits, in turns, so that what else the machine does weighs on all alike."""

import asyncio
import itertools
import pickle
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import msgspec

from jiayi.asgi import WEB_DSN
from jiayi.infra.db.embedded import EmbeddedPostgres
from jiayi.settings import Settings, from_environment
from tests.bench import capture, cases, guarding, http_load, pgbench, plans, report, signing
from tests.bench.capture import Sent
from tests.bench.cluster import DATABASE
from tests.bench.http_load import Ask, Sample
from tests.bench.server import web

ROUNDS = 3  # one alone in a run of less than three seconds
CONNECTIONS = 8
WARM_UP = 12
SPARE = 150  # signings a second that we could at most do; what is left over is not used again


class Prepared(msgspec.Struct, kw_only=True):
    name: str
    path: str
    requests: list[list[Sent]]
    sql: str
    sets: list[tuple[object, ...]]
    more: Callable[[int], Awaitable[list[Ask]]]


class Run:
    def __init__(self, server: EmbeddedPostgres, folder: Path, seconds: float) -> None:
        self.folder = folder
        self.seconds = seconds
        self.asks = 100 if seconds >= ROUNDS else 20
        self.owner_dsn, self.web_dsn = (server.dsn(user, DATABASE) for user in ("jiayi_admin", "jiayi_web"))
        self.settings: Settings = from_environment({"JIAYI_DATA_DIR": str(folder)})

    async def all(self) -> tuple[list[report.Case], list[plans.Plan], list[guarding.Cost]]:
        self.owner = await asyncpg.connect(self.owner_dsn)
        try:
            prepared = [await self._reading(name) for name in ("search", "viewport", "home")]
            prepared.append(await self._signing())
            kept = {one.name: (one.sql, one.sets) for one in prepared}
            (self.folder / "cases.pickle").write_bytes(pickle.dumps(kept))
            measured = await self._measure(prepared)
            found = [
                plan for one in prepared for plan in await plans.of(one.name, one.requests, self.web_dsn)
            ]
            costs = await self._guards(prepared)
        finally:
            await self.owner.close()
        return measured, found, costs

    async def _guards(self, prepared: list[Prepared]) -> list[guarding.Cost]:
        dsns, rounds = (self.owner_dsn, self.web_dsn), ROUNDS if self.seconds >= ROUNDS else 1
        reading = [one for one in prepared if one.name != "signing"]
        costs = [await guarding.measure(one.name, one.requests, *dsns, rounds) for one in reading]
        return costs + await guarding.staff_costs(self.owner, self.settings, *dsns, self.asks, rounds)

    async def _reading(self, name: str) -> Prepared:
        if name == "home":
            path, asks = await self._home()
        else:
            asks = await getattr(cases, name)(self.owner, self.asks)
            path = asks[0].path.split("?")[0]
        requests = await capture.of_requests(self.settings, self.web_dsn, asks + asks, warm=len(asks))
        sql = capture.heaviest(requests)

        async def again(_: int) -> list[Ask]:
            return asks

        sets = capture.arguments(requests, sql)
        return Prepared(name=name, path=path, requests=requests, sql=sql, sets=sets, more=again)

    async def _home(self) -> tuple[str, list[Ask]]:
        """The page that reads one's agreements: / itself, or the part that it fetches."""
        for path in ("/", "/home/mine"):
            asks = await cases.home(self.owner, self.asks, path)
            requests = await capture.of_requests(self.settings, self.web_dsn, asks[:1], warm=0)
            if any("from agreement_standings" in sent.sql for sent in requests[0]):
                return path, asks
        raise RuntimeError("no home page reads agreements")

    async def _signing(self) -> Prepared:
        asks = await signing.asks(self.owner, WARM_UP + 3)
        requests = await capture.of_requests(self.settings, self.web_dsn, asks, warm=WARM_UP)
        sql = await signing.limit_sql(self.owner)

        async def more(seconds: int) -> list[Ask]:
            return await signing.asks(self.owner, seconds * SPARE)

        return Prepared(name="signing", path="/agreements", requests=requests, sql=sql, sets=[()], more=more)

    async def _measure(self, prepared: list[Prepared]) -> list[report.Case]:
        limit = {"BENCH_CASES": str(self.folder / "cases.pickle"), "BENCH_DSN": self.owner_dsn}
        with web(self.folder, "jiayi.asgi:create", **{WEB_DSN: self.web_dsn}) as house:
            with web(self.folder, "tests.bench.bare:create", **limit) as framework:
                return [await self._case(one, house, framework) for one in prepared]

    async def _case(self, one: Prepared, house: int, framework: int) -> report.Case:
        scripts = pgbench.write_scripts(self.folder / "pgbench" / one.name, one.sql, one.sets)
        bare_asks = [Ask(f"/{one.name}/{n}") for n in range(len(one.sets))]
        samples = {key: Sample() for key in ("house", "framework", "database")}
        await self._turn(one, house, framework, bare_asks, [], 0.3)
        rounds = ROUNDS if self.seconds >= ROUNDS else 1
        for _ in range(rounds):
            got = await self._turn(one, house, framework, bare_asks, scripts, self.seconds / rounds)
            for key, sample in got.items():
                samples[key].add(sample)
        statements = round(sum(map(len, one.requests)) / len(one.requests))
        return report.case(one.name, one.path, statements, one.sql, samples)

    async def _turn(
        self,
        one: Prepared,
        house: int,
        framework: int,
        bare_asks: list[Ask],
        scripts: list[Path],
        span: float,
    ) -> dict[str, Sample]:
        asks = await one.more(max(1, round(span)))
        endless = asks if asks[0].body else itertools.cycle(asks)
        got = {
            "house": await http_load.run(house, endless, span, CONNECTIONS),
            "framework": await http_load.run(framework, itertools.cycle(bare_asks), span, CONNECTIONS),
        }
        if scripts:
            whole = max(1, round(span))
            got["database"] = await asyncio.to_thread(
                pgbench.run, self.owner_dsn, scripts, whole, CONNECTIONS
            )
        return got
