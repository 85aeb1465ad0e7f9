-- When an account moves to its county, what it proves itself by goes along: one function for whatever moves accounts.
-- Called between making the account's new row and deleting the old one, by functions that run as the owner.
create function carry_ways(to_county int) returns void language sql as $$
  update key_directory set county = to_county
  where kind in ('email', 'passkey', 'open_id') and county = 0 and subject_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update sessions set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update passkeys set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update totp_secrets set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update recovery_codes set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account())
$$;
revoke execute on function carry_ways(int) from public;

create or replace function settle_account(to_county int, of_name text, of_resident uuid) returns boolean
language sql security definer set search_path = public as $$
  insert into accounts (county, id, display_name, email_sealed, resident_id, doctor_id, created_at)
  select r.county, a.id, of_name, a.email_sealed, r.id, null, a.created_at
  from accounts a join residents r on r.county = to_county and r.id = of_resident
  where a.county = 0 and a.id = actor_account() and actor_role() = 'resident'
    and to_county = actor_county() and of_resident = actor_resident();
  select carry_ways(to_county);
  with gone as (
    delete from accounts a where a.county = 0 and a.id = actor_account()
      and exists (select 1 from accounts n where n.county = to_county and n.id = a.id and n.resident_id = of_resident)
    returning 1)
  select exists (select 1 from gone)
$$;

-- As before; a role whose last day was planned ends the sign-ins of earlier days when that day comes.
create or replace function session_is_open(s sessions, at_moment timestamptz, in_demo boolean) returns boolean
language sql stable as $$
  select s.ended_at is null and s.expires_at > at_moment and coalesce(s.seen_at, s.created_at) + s.idle > at_moment
    and (s.factor <> 'demo' or in_demo)
    and not exists (select 1 from role_grants c where c.county = s.county and c.account_id = s.account_id
      and (greatest(c.granted_at, c.ended_at) > s.created_at
        or (c.ends_on <= (at_moment at time zone 'Asia/Shanghai')::date
          and c.ends_on > (s.created_at at time zone 'Asia/Shanghai')::date)))
    and (s.role_grant_id is null
      or (s.factor <> 'none' and exists (select 1 from role_grants g
        where g.county = s.county and g.id = s.role_grant_id and g.account_id = s.account_id and g.ended_at is null
          and g.starts_on <= (at_moment at time zone 'Asia/Shanghai')::date
          and (g.ends_on is null or g.ends_on > (at_moment at time zone 'Asia/Shanghai')::date))))
$$;
