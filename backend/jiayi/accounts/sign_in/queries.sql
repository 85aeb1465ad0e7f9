-- name: count_hit
-- One more hit in this window; returns how many there were with it.
insert into rate_counters (key_hash, window_start, hits) values ($1, $2, 1)
on conflict (key_hash, window_start) do update set hits = rate_counters.hits + 1 returning hits;

-- name: read_hits
-- How many hits there were in this window; null: none.
select hits from rate_counters where key_hash = $1 and window_start = $2;

-- name: add_code
-- A code that was asked for.
insert into sign_in_codes (id, email_hash, code_hash, created_at, expires_at) values ($1, $2, $3, $4, $5);

-- name: redeem_code
-- One try: counts it and uses the code up if it fits. No row: unknown, used, expired, replaced or tried too often.
update sign_in_codes c set attempts = attempts + 1, used_at = case when c.code_hash = $2 then $3::timestamptz end
where c.id = $1 and c.used_at is null and c.attempts < 5 and c.expires_at > $3
  and not exists (select 1 from sign_in_codes n where n.email_hash = c.email_hash and n.id > c.id)
returning c.used_at is not null;

-- name: follow_invitation
-- An invitation under an older index key, for the address that was just proved.
select follow_invitation($1, $2)::text;

-- name: take_up_invitation
-- The role that a roster holds for this address, now that its mailbox is proved; the county, or null.
select take_up_invitation($1, $2, $3, $4);

-- name: find_code -> accounts.sign_in.store.CodeState
-- Why a try did not count.
select c.expires_at <= $2 as expired, c.used_at is not null as used, c.attempts >= 5 as exhausted,
  exists (select 1 from sign_in_codes n where n.email_hash = c.email_hash and n.id > c.id) as replaced, c.attempts
from sign_in_codes c where c.id = $1;

-- name: list_demo_people -> accounts.sign_in.store.DemoPerson
-- Whom the demo offers.
select county, account_id, role, label from demo_sign_ins order by county, position, label;

-- name: find_demo_person -> accounts.sign_in.store.DemoPerson
-- One of them.
select county, account_id, role, label from demo_sign_ins where county = $1 and account_id = $2 and role = $3;
