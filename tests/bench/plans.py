"""How PostgreSQL finds the rows of each hot statement: with the values at hand, and with a plan for any value, which a
prepared statement may get from its sixth use on."""

import json
import re
from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from tests.bench.bare import SESSION
from tests.bench.capture import Sent
from tests.bench.pgbench import literal

LARGE = 5_000


class Plan(msgspec.Struct):
    case: str
    sql: str
    rows: int
    ms: float
    ms_generic: float
    indexes: list[str]
    read_whole: list[str]
    """Large tables that one of the two plans reads from end to end."""
    discarded: int
    """Rows read and thrown away by a filter, in the worse of the two plans."""


async def of(case: str, requests: Sequence[Sequence[Sent]], web_dsn: str) -> list[Plan]:
    """Each distinct SELECT of a case, run as the person who asked."""
    threshold = {"pg_trgm.word_similarity_threshold": SESSION["pg_trgm.word_similarity_threshold"]}
    connection = await asyncpg.connect(web_dsn, server_settings=threshold, statement_cache_size=0)
    large = {
        row[0]
        for row in await connection.fetch("select relname from pg_class where reltuples >= $1", float(LARGE))
    }
    found: dict[str, Plan] = {}
    try:
        for sent in (one for request in requests for one in request if one.works):
            if sent.sql not in found and sent.sql.lower().startswith(("select", "with")):
                found[sent.sql] = await _plan(connection, case, sent, large)
    finally:
        await connection.close()
    return list(found.values())


async def _plan(connection: asyncpg.Connection, case: str, sent: Sent, large: set[str]) -> Plan:
    custom = await _explain(connection, sent, "force_custom_plan")
    generic = await _explain(connection, sent, "force_generic_plan")
    nodes = [*_nodes(custom["Plan"]), *_nodes(generic["Plan"])]
    whole = {
        n["Relation Name"] for n in nodes if n["Node Type"] == "Seq Scan" and n["Relation Name"] in large
    }
    return Plan(
        case=case,
        sql=re.sub(r"\s+", " ", sent.sql),
        rows=round(custom["Plan"]["Actual Rows"]),
        ms=custom["Execution Time"],
        ms_generic=generic["Execution Time"],
        indexes=sorted({n["Index Name"] for n in nodes if "Index Name" in n}),
        read_whole=sorted(whole),
        discarded=int(max((_discarded(n) for n in nodes), default=0)),
    )


async def _explain(connection: asyncpg.Connection, sent: Sent, mode: str) -> dict[str, Any]:
    values = ", ".join(map(literal, sent.args))
    await connection.execute(sent.setting or "begin")
    try:
        await connection.execute(f"set local plan_cache_mode = {mode}; prepare hot as {sent.sql}")
        call = f"explain (analyze, format json) execute hot{f'({values})' if values else ''}"
        told = [json.loads(await connection.fetchval(call))[0] for _ in range(3)]
    finally:
        await connection.execute("rollback; deallocate hot")
    return dict(min(told, key=lambda plan: plan["Execution Time"]))


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in _nodes(child))]


def _discarded(node: dict[str, Any]) -> float:
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return float(removed * node.get("Actual Loops", 1))
