"""Write who may touch which rows, from the database that the migrations make: ``python deploy/who_may.py deploy/who-may.md``."""

import asyncio
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import asyncpg

from jiayi.infra.db import embedded
from jiayi.infra.db.migrate import migrate
from jiayi.settings import ROOT

SENTENCES = ROOT / "deploy/who_may.toml"
ROLES = ("all", "resident", "doctor", "manager", "helper", "bureau", "admin")
DEEDS = {"SELECT": "read", "INSERT": "add", "UPDATE": "change", "DELETE": "remove"}

HEAD = """# Who may do what to which rows

Written by `deploy/who_may.py` from the policies and grants in the database; do not edit. A test compares.

A row is touched when the database role holds the grant, one permissive policy lets it, and no restrictive policy ("never
unless") stands against it. `jiayi_web` acts for people, `jiayi_worker` as "system". Who is in no cell sees no row. Functions with
the owner's rights (`security definer`) read and write beside the policies; tests/contracts/test_row_security.py holds them.
"""
_POLICIES = """
select tablename, policyname, permissive, cmd, coalesce(qual, '') as sees, coalesce(with_check, '') as writes
from pg_policies where schemaname = 'public' order by tablename, cmd, permissive, policyname"""
_GRANTS = """
select table_name, grantee, string_agg(distinct privilege_type, ',' order by privilege_type) as deeds
from information_schema.column_privileges
where table_schema = 'public' and grantee in ('jiayi_web', 'jiayi_worker') group by 1, 2"""
_REMOVES = """
select table_name, grantee from information_schema.table_privileges
where table_schema = 'public' and privilege_type = 'DELETE' and grantee in ('jiayi_web', 'jiayi_worker')"""
_TABLES = """
select relname, relrowsecurity from pg_class
where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by relname"""
_RULES = """
select proname from pg_proc where pronamespace = 'public'::regnamespace and prorettype = 'boolean'::regtype"""


async def written(connection: asyncpg.Connection, sentences: dict[str, dict[str, str]]) -> str:
    """The whole document. Raises ValueError for a rule without a sentence, or a sentence without a rule."""
    policies = await connection.fetch(_POLICIES)
    known = {row[0] for row in await connection.fetch(_RULES)}
    used = {name for row in policies for name in rules_in(row["sees"] + row["writes"]) if name in known}
    used -= {"resident_has_account"}  # a fact that others ask, no rule of who may
    if used != set(sentences):
        raise ValueError(f"deploy/who_may.toml and the policies differ: {sorted(used ^ set(sentences))}")
    parts = [HEAD, "## Rules\n", _rules(sentences), "## Tables\n"]
    grants: dict[tuple[str, str], set[str]] = {
        (r["table_name"], r["grantee"]): set(r["deeds"].split(",")) for r in await connection.fetch(_GRANTS)
    }
    for row in await connection.fetch(_REMOVES):
        grants.setdefault((row["table_name"], row["grantee"]), set()).add("DELETE")
    for table in await connection.fetch(_TABLES):
        name = table["relname"]
        mine = [row for row in policies if row["tablename"] == name]
        parts.append(_table(name, table["relrowsecurity"], mine, grants))
    return "\n".join(parts)


def rules_in(expression: str) -> set[str]:
    return set(re.findall(r"([a-z_]+)\(", expression))


def _rules(sentences: dict[str, dict[str, str]]) -> str:
    lines = ["| rule | role | rows |", "|---|---|---|"]
    for rule in sorted(sentences):
        lines += [
            f"| `{rule}` | {role} | {sentences[rule][role]} |" for role in ROLES if role in sentences[rule]
        ]
    return "\n".join(lines) + "\n"


def _table(name: str, guarded: bool, policies: list[Any], grants: dict[tuple[str, str], set[str]]) -> str:
    lines = [f"### {name}\n", f"{_granted(name, grants)}\n"]
    if not guarded:
        return "\n".join([*lines, "No row-level security: tests/contracts/test_row_security.py says why.\n"])
    lines += ["| policy | deed | rows |", "|---|---|---|"]
    for row in policies:
        deed = DEEDS.get(row["cmd"], "all")
        kind = deed if row["permissive"] == "PERMISSIVE" else f"{deed}: never unless"
        rows = " ; writes ".join(dict.fromkeys(filter(None, (_short(row["sees"]), _short(row["writes"])))))
        lines.append(f"| {row['policyname']} | {kind} | `{rows}` |")
    return "\n".join(lines) + "\n"


def _granted(name: str, grants: dict[tuple[str, str], set[str]]) -> str:
    said = []
    for who in ("jiayi_web", "jiayi_worker"):
        held = grants.get((name, who), set())
        said.append(f"{who}: {', '.join(word for deed, word in DEEDS.items() if deed in held) or 'nothing'}")
    return "; ".join(said)


def _short(expression: str) -> str:
    text = re.sub(r"\s+", " ", expression).replace("::text", "").replace("|", "\\|")
    return text[1:-1] if text.startswith("((") and text.endswith("))") else text


async def _from(dsn: str) -> str:
    await migrate(dsn, ROOT / "migrations")
    connection = await asyncpg.connect(dsn)
    try:
        return await written(connection, tomllib.loads(SENTENCES.read_text()))
    finally:
        await connection.close()


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="jy-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = embedded.EmbeddedPostgres(Path(folder)).start()
        try:
            target.write_text(asyncio.run(_from(server.dsn())))
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
