"""A whole signing: the form posted to the application; its limit, one statement that writes the same rows."""

from urllib.parse import urlencode

import asyncpg

from jiayi.accounts.session import token_hash
from jiayi.agreements.policy import policy_for, words_for
from jiayi.infra import clock
from jiayi.infra.ids import new_id
from tests.bench.http_load import Ask

PACKAGE = "cn_base"

LIMIT = """
with u as (select * from bench.unsigned where turn = (select nextval('bench.turn'))),
locked as (select p.capacity from u join doctor_panels p on p.county = u.county and p.doctor_id = u.doctor_id
  for update of p),
room as (select u.*, gen_random_uuid() as id from u, locked
  where places_taken(u.county, u.doctor_id, current_date) < locked.capacity),
a as (insert into agreements (county, id, number, resident_id, institution_id, team_id, doctor_id, term,
    policy_division, policy_on, text_version, origin, requested_at, requested_by, proof_hash)
  select county, id, id::text, resident_id, institution_id, team_id, doctor_id,
    daterange(current_date, current_date + 365), county, current_date, 'bench', 'online', now(), account_id,
    sha256(id::text::bytea) from room returning county, id, requested_by, proof_hash, team_id, doctor_id),
proof as (insert into agreement_proofs (proof_hash, county, agreement_id) select proof_hash, county, id from a),
said as (insert into agreement_confirmations (county, agreement_id, confirmed_at, confirmed_by, channel)
  select county, id, now(), requested_by, 'own_account' from a),
decided as (insert into agreement_decisions (county, agreement_id, outcome, decided_at)
  select county, id, 'accepted', now() from a),
packed as (insert into agreement_packages (county, agreement_id, package_code, name, citation)
  select county, id, 'p' || i, '基础包', '《通知》' from a, generate_series(1, {packages}) i),
items as (insert into agreement_items (county, agreement_id, item_code, name)
  select county, id, 'i' || i, '服务项目' from a, generate_series(1, {items}) i),
fees as (insert into agreement_fee_lines (county, agreement_id, package_code, payer, amount_fen, citation)
  select county, id, 'p1', 'payer' || i, 4000, '《通知》' from a, generate_series(1, {fee_lines}) i),
original as (insert into agreement_originals (county, agreement_id, team_id, doctor_id, starts_on, ends_on)
  select county, id, team_id, doctor_id, current_date, current_date + 365 from a),
signed as (insert into agreement_signatures (county, id, agreement_id, signer, account_id, typed_name, signed_at)
  select county, gen_random_uuid(), id, 'resident', requested_by, '王芳', now() from a),
claimed as (insert into idempotency_keys (county, account_id, key, result, created_at)
  select county, requested_by, gen_random_uuid(), id::text, now() from a),
told as (insert into history_events (county, id, happened_at, kind, subject_id, actor_account_id, actor_role)
  select county, gen_random_uuid(), now(), 'agreements.requested', id, requested_by, 'resident' from a)
select count(*) from a
"""


async def asks(owner: asyncpg.Connection, count: int) -> list[Ask]:
    """The form of the last page, by signed-in people who have no agreement. Each only once: the sequence is the one
    that the limits draw from, too."""
    rows = await owner.fetch(
        "select u.county, resident_id, account_id, team_id, r.name from bench.unsigned u "
        "join residents r on r.county = u.county and r.id = u.resident_id "
        "where turn = any (array(select nextval('bench.turn') from generate_series(1, $1)))",
        count,
    )
    if len(rows) < count:
        raise RuntimeError("nobody is left to sign; load the data again")
    sessions = [(_token_hash(row), row["county"], row["account_id"]) for row in rows]
    await owner.executemany(
        "insert into sessions (token_hash, county, account_id, created_at, expires_at) "
        "values ($1, $2, $3, now(), now() + interval '1 day')", sessions,
    )  # fmt: skip
    await owner.executemany(
        "insert into accounts (county, id, display_name, resident_id, created_at) values ($1, $2, $3, $4, now())",
        [(row["county"], row["account_id"], row["name"], row["resident_id"]) for row in rows],
    )
    return [_ask(row) for row in rows]


def _token_hash(row: asyncpg.Record) -> bytes:
    return token_hash(str(row["account_id"]))


def _ask(row: asyncpg.Record) -> Ask:
    who, words = row["resident_id"], words_for(policy_for(row["county"], clock.today()))
    fields = {
        "team": row["team_id"], "who": who, f"p-{who}": PACKAGE, f"c-{who}": "yes", "key": new_id(),
        "text": words.version if words else "", "typed_name": row["name"],
    }  # fmt: skip
    return Ask("/agreements", cookie=str(row["account_id"]), body=urlencode(fields))


async def limit_sql(owner: asyncpg.Connection) -> str:
    """With as many packages, items and fee lines as the agreement that the application signed last."""
    newest = await owner.fetchval(
        "select subject_id from history_events where kind = 'agreements.requested' "
        "order by happened_at desc limit 1"
    )
    sql = LIMIT.strip()
    for part in ("packages", "items", "fee_lines"):
        rows = await owner.fetchval(f"select count(*) from agreement_{part} where agreement_id = $1", newest)
        sql = sql.replace("{" + part + "}", str(rows))
    return sql
