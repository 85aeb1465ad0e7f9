-- name: find_ways -> accounts.factors.store.Ways
-- How an account can prove itself; $3 is the day of its roles.
select a.email_sealed is not null as has_email,
  exists (select 1 from role_grants g where g.county = a.county and g.account_id = a.id and g.ended_at is null
    and g.starts_on <= $3 and (g.ends_on is null or g.ends_on > $3)) as works,
  (select count(*)::int from passkeys p where p.county = a.county and p.account_id = a.id) as keys,
  (select count(*)::int from passkeys p where p.county = a.county and p.account_id = a.id and p.verifies_user)
    as verifying_keys,
  (select t.created_at from totp_secrets t where t.county = a.county and t.account_id = a.id) as totp_since,
  (select count(*)::int from recovery_codes c where c.county = a.county and c.account_id = a.id and c.used_at is null)
    as recovery_left,
  exists (select 1 from key_directory d where d.subject_id = a.id and d.kind = 'open_id') as provider
from accounts a where a.county = $1 and a.id = $2;

-- name: find_totp -> accounts.factors.store.TotpRow
-- The authenticator app of an account.
select secret_sealed, last_step from totp_secrets where county = $1 and account_id = $2;

-- name: use_step
-- A time step is accepted once, and none before it.
update totp_secrets set last_step = $3, used_at = $4 where county = $1 and account_id = $2 and last_step < $3;

-- name: put_totp
-- A new authenticator app takes the place of the old one.
insert into totp_secrets (county, account_id, secret_sealed, created_at, last_step) values ($1, $2, $3, $4, $5)
on conflict (county, account_id) do update set secret_sealed = excluded.secret_sealed, created_at = excluded.created_at,
  last_step = excluded.last_step, used_at = null;

-- name: remove_totp
-- Without an authenticator app from now on.
delete from totp_secrets where county = $1 and account_id = $2;

-- name: remove_recovery
-- The old set is worth nothing.
delete from recovery_codes where county = $1 and account_id = $2;

-- name: add_recovery
-- A set of codes.
insert into recovery_codes (county, account_id, code_hash, salt, made_at)
select $1, $2, h, $4, $5 from unnest($3::bytea[]) h;

-- name: find_recovery_salt
-- The salt of the account's set.
select salt from recovery_codes where county = $1 and account_id = $2 limit 1;

-- name: use_recovery
-- A code is used up.
update recovery_codes set used_at = $4 where county = $1 and account_id = $2 and code_hash = $3 and used_at is null;

-- name: redeem_own_code
-- One try of an e-mailed code by who is signed in: it must have gone to the account's own address ($4).
update sign_in_codes c set attempts = attempts + 1, used_at = case when c.code_hash = $2 then $3::timestamptz end
where c.id = $1 and c.email_hash = $4 and c.used_at is null and c.attempts < 5 and c.expires_at > $3
  and not exists (select 1 from sign_in_codes n where n.email_hash = c.email_hash and n.id > c.id)
returning c.used_at is not null;
