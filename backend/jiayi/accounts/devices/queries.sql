-- name: add_session
-- Somebody is signed in.
insert into sessions (token_hash, county, account_id, role_grant_id, created_at, expires_at, idle, factor, factor_at,
  browser, system, network)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: find_session -> accounts.devices.store.Session
-- One that was not ended, with its role.
select s.created_at, s.role_grant_id, coalesce(g.role, 'resident') as role, s.factor, s.factor_at, s.confirmed_at
from sessions s left join role_grants g on g.county = s.county and g.id = s.role_grant_id
where s.token_hash = $1 and s.ended_at is null;

-- name: change_session
-- A new token in place of the old one, which is worth nothing from then on.
update sessions set token_hash = $2, role_grant_id = $3, expires_at = $4, idle = $5, factor = $6, factor_at = $7,
  confirmed_at = $8, seen_at = $9
where token_hash = $1 and ended_at is null;

-- name: end_session
-- Sign out.
update sessions set ended_at = $2 where token_hash = $1 and ended_at is null;

-- name: list_sessions -> accounts.devices.store.Listed
-- Where an account is signed in, the last used first.
select encode(substring(s.token_hash from 1 for 8), 'hex') as key, s.browser, s.system, s.network,
  coalesce(g.role, 'resident') as role, s.created_at, coalesce(s.seen_at, s.created_at) as seen_at
from sessions s left join role_grants g on g.county = s.county and g.id = s.role_grant_id
where s.county = $1 and s.account_id = $2 and session_is_open(s, $3, $4)
order by 7 desc, s.token_hash;

-- name: end_listed
-- Sign one device out.
update sessions set ended_at = $4
where county = $1 and account_id = $2 and encode(substring(token_hash from 1 for 8), 'hex') = $3 and ended_at is null;

-- name: end_others
-- Sign out everywhere but here.
update sessions set ended_at = $4 where county = $1 and account_id = $2 and token_hash <> $3 and ended_at is null;
