-- name: add_proxy
-- A person gives it, or staff write down that somebody does.
insert into proxies (county, id, grantor_id, helper_name, areas, starts_on, ends_on, asked_by, asked_at, code_hash,
  code_expires_at, grantor_agreed_at, grantor_channel)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: add_evidence
-- Who agreed on staff's screen.
insert into proxy_evidence (county, proxy_id, typed_name, drawing, origin, signed_at, staff_account_id, staff_name,
  institution_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing;

-- name: take_up -> accounts.proxies.model.TakenUp
-- The helper types in the code.
select proxy_county as county, proxy_id, grantor_id from take_up_proxy($1, $2);

-- name: ask_to_help -> accounts.proxies.model.Asked
-- The helper asks; no row for a mismatch, and the page says the same.
select grantor_county as county, grantor_id, account_id, email_sealed from ask_to_help($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: agree
-- The grantor says yes to who asked.
select agree_to_proxy($1, $2);

-- name: witness
-- A colleague has seen the grantor.
select witness_proxy($1, $2, $3);

-- name: end_proxy
-- From now on; who ended it, or null.
select end_proxy($1, $2, $3);

-- name: list_helpers -> accounts.proxies.model.Proxy
-- Who helps somebody, those that may still hold first.
select p.county, p.id, p.grantor_id, p.helper_name, p.areas, p.starts_on, p.ends_on, p.asked_by, p.asked_at,
  p.grantor_agreed_at, p.helper_agreed_at, p.ended_at, coalesce(p.ended_by, '') as ended_by, p.code_expires_at,
  proxy_holds(p, $3) as holds
from proxies p where p.county = $1 and p.grantor_id = $2
order by p.ended_at is not null, p.asked_at desc, p.id limit 100;

-- name: find_proxy -> accounts.proxies.model.Proxy
-- One, for who is party to it.
select p.county, p.id, p.grantor_id, p.helper_name, p.areas, p.starts_on, p.ends_on, p.asked_by, p.asked_at,
  p.grantor_agreed_at, p.helper_agreed_at, p.ended_at, coalesce(p.ended_by, '') as ended_by, p.code_expires_at,
  proxy_holds(p, $3) as holds
from proxies p where p.county = $1 and p.id = $2;

-- name: list_helped -> accounts.proxies.model.Helped
-- Whom the asking account helps.
select county, id, grantor_id, name, areas, starts_on, ends_on, agreed, ended_at, ended_by, holds from people_helped($1);

-- name: choose_acting
-- For whom this session acts from now on; null: for oneself.
update sessions set acting_county = $2, acting_proxy = $3 where token_hash = $1 and ended_at is null;

-- name: list_deeds -> accounts.proxies.model.Deed
-- What was done by a proxy, newest first, as far as the asking person may know.
select happened_at as at, kind as what from history_events
where county = $1 and data ->> 'proxy' = $2::uuid::text order by happened_at desc, id desc limit 200;

-- name: list_looks -> accounts.proxies.model.Deed
-- What a helper looked at.
select looked_at as at, part as what from proxy_looks($1, $2);

-- name: list_addresses -> accounts.proxies.model.Address
-- Where the two are told of it.
select side, account_id, email_sealed, grantor_name, helper_name from proxy_addresses($1, $2);

-- name: list_copies -> accounts.proxies.model.Copy
-- Who gets letters about somebody in copy.
select account_id, email_sealed, grantor_name from message_copies($1, $2, $3);

-- name: list_unwitnessed -> accounts.proxies.model.Unwitnessed
-- What a colleague wrote down and nobody has witnessed yet.
select p.county, p.id, p.grantor_id, r.name as grantor_name, p.helper_name, p.areas, p.starts_on, p.ends_on, e.typed_name,
  e.drawing, e.origin, e.signed_at, e.staff_name, e.staff_account_id
from proxy_evidence e
join proxies p on p.county = e.county and p.id = e.proxy_id and p.ended_at is null
join residents r on r.county = p.county and r.id = p.grantor_id
where e.county = $1 and e.institution_id = $2 and e.witnessed_at is null order by e.signed_at limit 100;
