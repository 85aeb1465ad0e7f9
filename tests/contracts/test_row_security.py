"""Who may touch a row is said once, in the catalog: functions with owner's rights, tables without rows' rights, policies."""

import asyncpg
import pytest

OPEN_TABLES = {
    "institutions": "directory: the map shows it to everybody",
    "doctors": "directory: the map shows it to everybody",
    "doctor_panels": "directory: how many residents a doctor takes",
    "teams": "directory: the map shows it to everybody",
    "team_members": "directory: the map shows it to everybody",
    "service_areas": "directory: the map shows it to everybody",
    "buildings": "directory: the map shows it to everybody",
    "area_boundaries": "directory: the map shows it to everybody",
    "area_assignments": "directory: the map shows it to everybody",
    "institution_prices": "what an institution asks is public",
    "institution_reductions": "what an institution asks is public",
    "confirmation_campaigns": "of an institution and a year, of no person",
    "key_directory": "found by a hash alone: says which county keeps whom",
    "agreement_proofs": "found by a hash alone: anybody may ask whether it is genuine",
    "demo_sign_ins": "made-up people that the demo offers to everybody",
}
"""Tables with a county and without row-level security, and why."""

WRITTEN_AS_READ = {
    "sessions_rows": "one's own sign-ins: made, seen and ended by nobody else",
    "passkeys_rows": "one's own ways in: made, seen and removed by nobody else",
    "totp_secrets_rows": "one's own ways in: made, seen and removed by nobody else",
    "recovery_codes_rows": "one's own ways in: made, seen and removed by nobody else",
    "passkey_challenges_rows": "asked before or after sign-in, answered once by the same account",
}
"""Policies FOR ALL, and why reading and writing may be the same. Those of the worker alone need no reason."""


async def strings(owner: asyncpg.Connection, sql: str, *args: object) -> list[str]:
    return [row[0] for row in await owner.fetch(sql, *args)]


async def test_owners_rights_have_a_fixed_path_and_named_callers(owner: asyncpg.Connection) -> None:
    loose = """
        select p.oid::regprocedure::text from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prosecdef
          and (not coalesce(p.proconfig @> array['search_path=public'], false)
            or exists (select 1 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0))
        order by 1"""
    assert await strings(owner, loose) == []


async def test_the_whole_line_is_for_no_role(owner: asyncpg.Connection) -> None:
    for role in ("jiayi_web", "jiayi_worker"):
        name = "whole_waiting_line(int, uuid, timestamptz)"
        assert not await owner.fetchval("select has_function_privilege($1, $2, 'execute')", role, name)


async def test_tables_of_a_county_without_row_security_are_named(owner: asyncpg.Connection) -> None:
    bare = """
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'county'
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity"""
    assert set(await strings(owner, bare)) == set(OPEN_TABLES)


async def test_views_ask_with_the_readers_rights(owner: asyncpg.Connection) -> None:
    loose = """
        select c.relname from pg_class c where c.relkind in ('v', 'm') and c.relnamespace = 'public'::regnamespace
          and not coalesce(c.reloptions @> array['security_invoker=true'], false)"""
    assert await strings(owner, loose) == []


async def test_no_policy_is_for_reading_and_writing_alike(owner: asyncpg.Connection) -> None:
    alike = """
        select policyname from pg_policies where schemaname = 'public' and cmd = 'ALL' and permissive = 'PERMISSIVE'
          and qual <> $$(actor_role() = 'system'::text)$$"""
    assert set(await strings(owner, alike)) == set(WRITTEN_AS_READ)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("households", "head_id"),
        ("residents", "identity_sealed"),
        ("residents", "birth_date"),
        ("agreements", "resident_id"),
        ("agreements", "institution_id"),
        ("agreements", "proof_hash"),
        ("accounts", "doctor_id"),
        ("role_grants", "role"),
        ("waiting_entries", "offer_expires_at"),
        ("waiting_entries", "resident_id"),
    ],
)
async def test_the_web_never_rewrites(owner: asyncpg.Connection, table: str, column: str) -> None:
    assert not await owner.fetchval(
        "select has_column_privilege('jiayi_web', $1, $2, 'update')", table, column
    )
