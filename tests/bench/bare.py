"""The limit of the framework: one statement, its rows as JSON; no template, no session, no transaction, no row filter."""

import os
import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
from litestar import Litestar, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from jiayi.infra.db.database import _nothing_to_reset

SESSION = {"pg_trgm.word_similarity_threshold": "0.34"}
"""The search's own threshold: the statement then finds the same rows. The owner asks, whom no row filter slows."""
POOL = 8


@get("/{case:str}/{turn:int}")
async def answer(state: State, case: FromPath[str], turn: FromPath[int]) -> Response[bytes]:
    sql, sets = state.cases[case]
    rows = await state.pool.fetch(sql, *sets[turn % len(sets)])
    body = msgspec.json.encode([tuple(row) for row in rows], enc_hook=str)
    return Response(body, media_type="application/json")


@asynccontextmanager
async def _pool(app: Litestar) -> AsyncIterator[None]:
    app.state.cases = pickle.loads(Path(os.environ["BENCH_CASES"]).read_bytes())
    app.state.pool = await asyncpg.create_pool(
        os.environ["BENCH_DSN"], min_size=1, max_size=POOL, reset=_nothing_to_reset, server_settings=SESSION,
        statement_cache_size=256,
    )  # fmt: skip
    yield
    await app.state.pool.close()


def create() -> Any:
    return Litestar(route_handlers=[answer], lifespan=[_pool], openapi_config=None, logging_config=None)
