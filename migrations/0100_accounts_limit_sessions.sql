-- Sessions end by age, by idleness, and when the account's roles change; each knows how far its person proved themselves.
-- idle: the figure of sign_in/limits.py at the sign-in. A row that old code writes gets the strictest one.
alter table sessions
  add column idle interval not null default interval '30 minutes',
  add column seen_at timestamptz,
  -- The last proof of any kind, an e-mailed code included; null: the sign-in itself.
  add column confirmed_at timestamptz,
  -- The second factor that was proven, and when. 'demo' counts only while JIAYI_DEMO=1.
  add column factor text not null default 'none',
  add column factor_at timestamptz,
  -- What the list of own devices says: coarse words, never the browser's whole description or address.
  add column browser text not null default '',
  add column system text not null default '',
  add column network text not null default '';
-- One table of small rows, made anew within a month: a short lock is no harm.
-- squawk-ignore constraint-missing-not-valid
alter table sessions add constraint sessions_factor_known
  check (factor in ('none', 'passkey', 'totp', 'recovery', 'demo'));
-- squawk-ignore constraint-missing-not-valid
alter table sessions add constraint sessions_factor_dated
  check ((factor = 'none') = (factor_at is null));
-- squawk-ignore require-concurrent-index-creation
create index sessions_by_account on sessions (account_id, created_at desc);

-- A role given or ended after a sign-in ends that sign-in everywhere.
alter table role_grants add column ended_at timestamptz;

create function session_is_open(s sessions, at_moment timestamptz, in_demo boolean) returns boolean
language sql stable as $$
  select s.ended_at is null and s.expires_at > at_moment and coalesce(s.seen_at, s.created_at) + s.idle > at_moment
    and (s.factor <> 'demo' or in_demo)
    and not exists (select 1 from role_grants c where c.county = s.county and c.account_id = s.account_id
      and greatest(c.granted_at, c.ended_at) > s.created_at)
    and (s.role_grant_id is null
      or (s.factor <> 'none' and exists (select 1 from role_grants g
        where g.county = s.county and g.id = s.role_grant_id and g.account_id = s.account_id and g.ended_at is null
          and g.starts_on <= (at_moment at time zone 'Asia/Shanghai')::date
          and (g.ends_on is null or g.ends_on > (at_moment at time zone 'Asia/Shanghai')::date))))
$$;

-- Old code asks with two arguments and reads by name: both fit.
-- squawk-ignore ban-drop-function
drop function session_actor(bytea, timestamptz);
create function session_actor(of_token bytea, at_moment timestamptz, in_demo boolean default false) returns table (
  role text, county int, account_id uuid, resident_id uuid, household_id uuid, institution_id uuid, doctor_id uuid,
  display_name text, factor text, factor_at timestamptz, confirmed_at timestamptz, seen_at timestamptz)
language sql stable security definer set search_path = public as $$
  select coalesce(g.role, 'resident'), a.county, a.id, case when g.id is null then a.resident_id end,
    case when g.id is null then h.id end, g.institution_id, case when g.role = 'doctor' then a.doctor_id end,
    a.display_name, s.factor, s.factor_at, greatest(s.created_at, s.confirmed_at, s.factor_at),
    coalesce(s.seen_at, s.created_at)
  from sessions s
  join accounts a on a.county = s.county and a.id = s.account_id
  left join role_grants g on g.county = s.county and g.id = s.role_grant_id
  left join residents r on r.county = a.county and r.id = a.resident_id
  left join households h on h.county = r.county and h.id = r.household_id and h.head_id = r.id
  where s.token_hash = of_token and session_is_open(s, at_moment, in_demo)
$$;

-- Who holds the token was here. Definer's rights like session_actor: the page has not begun.
create function touch_session(of_token bytea, at_moment timestamptz) returns void
language sql security definer set search_path = public as $$
  update sessions set seen_at = at_moment
  where token_hash = of_token and ended_at is null and coalesce(seen_at, created_at) < at_moment
$$;

alter table sessions enable row level security;
create policy sessions_rows on sessions using (
  actor_role() = 'system' or (county = actor_county() and account_id = actor_account()));

revoke execute on function session_actor(bytea, timestamptz, boolean), touch_session(bytea, timestamptz) from public;
grant execute on function session_actor(bytea, timestamptz, boolean), touch_session(bytea, timestamptz) to jiayi_web;
