-- An adult gives another adult power over chosen areas, from one day to another (Civil Code 161-165, 173). Both agree, each on
-- their own; either ends it at once.
create table proxies (
  county int not null,
  id uuid not null,
  grantor_id uuid not null,
  -- As the grantor knows them; whoever takes it up must be called so.
  helper_name text not null check (helper_name <> ''),
  -- The helper may live in another county.
  helper_county int,
  helper_account_id uuid,
  helper_resident_id uuid,
  areas text[] not null check (cardinality(areas) > 0 and areas <@ array['agreement', 'messages', 'bookings', 'record']),
  starts_on date not null,
  -- First day without it.
  ends_on date not null,
  asked_by text not null check (asked_by in ('grantor', 'helper', 'desk')),
  asked_at timestamptz not null,
  -- What the grantor hands over, and the helper types in.
  code_hash bytea,
  code_expires_at timestamptz,
  grantor_agreed_at timestamptz,
  grantor_channel text check (grantor_channel in ('own_account', 'desk', 'home_visit')),
  helper_agreed_at timestamptz,
  ended_at timestamptz,
  ended_by text check (ended_by in ('grantor', 'helper', 'desk')),
  primary key (county, id),
  foreign key (county, grantor_id) references residents (county, id),
  check (starts_on < ends_on),
  check ((helper_agreed_at is null) or (helper_account_id is not null and helper_resident_id is not null and helper_county is not null)),
  check ((grantor_agreed_at is null) = (grantor_channel is null)),
  check ((ended_at is null) = (ended_by is null)),
  check ((code_hash is null) = (code_expires_at is null)),
  check (grantor_id is distinct from helper_resident_id)
);
create index proxies_by_grantor on proxies (county, grantor_id);
create index proxies_by_helper on proxies (helper_account_id);
create index proxies_by_code on proxies (code_hash) where code_hash is not null;

-- Who agreed at the desk or at home, on staff's screen; it counts when a colleague has confirmed who stood there.
create table proxy_evidence (
  county int not null,
  proxy_id uuid not null,
  typed_name text not null,
  drawing text not null default '',
  origin text not null check (origin in ('desk', 'home_visit')),
  signed_at timestamptz not null,
  staff_account_id uuid not null,
  staff_name text not null,
  institution_id uuid not null,
  witness_account_id uuid,
  witness_name text not null default '',
  witnessed_at timestamptz,
  primary key (county, proxy_id),
  foreign key (county, proxy_id) references proxies (county, id),
  check (typed_name <> '' or drawing <> ''),
  check (witness_account_id is distinct from staff_account_id),
  check ((witness_account_id is null) = (witnessed_at is null))
);
create index proxy_evidence_by_institution on proxy_evidence (county, institution_id) where witnessed_at is null;

-- For whom this session acts: kept here and not in the browser.
alter table sessions add column acting_county int, add column acting_proxy uuid;

create function actor_proxy() returns uuid language sql stable as
  $$ select nullif(current_setting('jiayi.proxy', true), '')::uuid $$;
-- True for who acts for themselves; a proxy only in the areas that were given.
create function acting_covers(of_area text) returns boolean language sql stable as $$
  select actor_proxy() is null or of_area = any (string_to_array(current_setting('jiayi.areas', true), ','))
$$;

-- Civil Code 173, 934: the death of either ends it.
create function proxy_holds(p proxies, on_day date) returns boolean language sql stable as $$
  select p.grantor_agreed_at is not null and p.helper_agreed_at is not null and p.ended_at is null
    and on_day >= p.starts_on and on_day < p.ends_on
    and not exists (select 1 from deaths d where d.county = p.county and d.resident_id = p.grantor_id
      and d.corrected_at is null)
    and not exists (select 1 from deaths d where d.county = p.helper_county and d.resident_id = p.helper_resident_id
      and d.corrected_at is null)
$$;

-- The beginning of every transaction of a proxy: whether it holds is asked now, and nobody ends it before the transaction does.
-- From here on the transaction acts as the grantor, in these areas.
create function begin_acting(of_proxy uuid) returns boolean
language sql volatile security definer set search_path = public as $$
  with held as (
    select p.* from proxies p
    where p.county = actor_county() and p.id = of_proxy and p.helper_account_id = actor_account()
      and actor_role() = 'resident' and proxy_holds(p, actor_today())
    for share of p)
  select coalesce(bool_and(set_config('jiayi.proxy', held.id::text, true) is not null
    and set_config('jiayi.areas', array_to_string(held.areas, ','), true) is not null
    and set_config('jiayi.household', '', true) is not null
    and set_config('jiayi.resident', held.grantor_id::text, true) is not null), false)
  from held
$$;

-- What the page has to know before it begins: for whom this session acts, and whether that still holds.
create function session_acting(of_token bytea, at_moment timestamptz) returns table (
  proxy_county int, proxy_id uuid, grantor_id uuid, grantor_name text, areas text[], holds boolean)
language sql stable security definer set search_path = public as $$
  select p.county, p.id, p.grantor_id, r.name, p.areas,
    proxy_holds(p, (at_moment at time zone 'Asia/Shanghai')::date)
  from sessions s
  join proxies p on p.county = s.acting_county and p.id = s.acting_proxy and p.helper_account_id = s.account_id
  join residents r on r.county = p.county and r.id = p.grantor_id
  where s.token_hash = of_token and s.role_grant_id is null
$$;

-- A row exists for its two people, each acting for themselves, and for the institution that answers for the grantor.
create function is_party_of_proxy(of_county int, of_grantor uuid, of_helper uuid) returns boolean
language sql stable as $$
  select actor_role() = 'system' or (actor_proxy() is null and (
    of_helper = actor_account()
    or (of_county = actor_county() and (of_grantor = actor_resident()
      or (actor_role() in ('doctor', 'manager') and exists (
        select 1 from residents r where r.county = of_county and r.id = of_grantor))))))
$$;
alter table proxies enable row level security;
create policy proxies_read on proxies for select using (is_party_of_proxy(county, grantor_id, helper_account_id));
create policy proxies_add on proxies for insert with check (
  actor_role() = 'system'
  or (actor_proxy() is null and county = actor_county() and helper_account_id is null and helper_agreed_at is null
    and ended_at is null and (
      (asked_by = 'grantor' and grantor_id = actor_resident() and grantor_channel = 'own_account')
      or (asked_by = 'desk' and grantor_agreed_at is null and actor_role() in ('doctor', 'manager') and exists (
        select 1 from residents r where r.county = proxies.county and r.id = proxies.grantor_id)))));
alter table proxy_evidence enable row level security;
create policy proxy_evidence_read on proxy_evidence for select using (
  exists (select 1 from proxies p where p.county = proxy_evidence.county and p.id = proxy_evidence.proxy_id));
create policy proxy_evidence_add on proxy_evidence for insert with check (
  actor_role() = 'system'
  or (county = actor_county() and actor_role() in ('doctor', 'manager') and staff_account_id = actor_account()
    and institution_id = actor_institution() and witness_account_id is null
    and exists (select 1 from proxies p where p.county = proxy_evidence.county and p.id = proxy_evidence.proxy_id)));
grant select, insert on proxies, proxy_evidence to jiayi_web, jiayi_worker;

-- The helper types in the code; it fits who bears the name that the grantor wrote.
create function take_up_proxy(of_hash bytea, at_moment timestamptz) returns table (proxy_county int, proxy_id uuid, grantor_id uuid)
language sql security definer set search_path = public as $$
  update proxies p set helper_county = actor_county(), helper_account_id = actor_account(),
    helper_resident_id = actor_resident(), helper_agreed_at = at_moment, code_hash = null, code_expires_at = null
  from residents r
  where p.code_hash = of_hash and p.code_expires_at > at_moment and p.ended_at is null and p.helper_agreed_at is null
    and actor_role() = 'resident' and actor_proxy() is null and actor_account() is not null
    and r.county = actor_county() and r.id = actor_resident() and r.name = p.helper_name and r.id <> p.grantor_id
  returning p.county, p.id, p.grantor_id
$$;

-- The helper asks, naming somebody exactly; the answer is for who words the letter, and never reaches the page.
create function ask_to_help(of_hash bytea, of_name text, of_phone_tail text, of_id uuid, of_areas text[],
  of_start date, of_end date, youngest date, at_moment timestamptz)
returns table (grantor_county int, grantor_id uuid, account_id uuid, email_sealed bytea)
language sql security definer set search_path = public as $$
  with asked as (
    insert into proxies (county, id, grantor_id, helper_name, helper_county, helper_account_id, helper_resident_id, areas,
      starts_on, ends_on, asked_by, asked_at, helper_agreed_at)
    select g.county, of_id, g.id, h.name, h.county, actor_account(), h.id, of_areas, of_start, of_end, 'helper', at_moment,
      at_moment
    from key_directory d
    join residents g on g.county = d.county and g.id = d.subject_id
    join residents h on h.county = actor_county() and h.id = actor_resident()
    where d.key_hash = of_hash and d.kind = 'identity' and actor_role() = 'resident' and actor_proxy() is null
      and actor_account() is not null and g.id <> h.id and g.birth_date <= youngest
      and replace(g.name, ' ', '') = of_name and g.phone_tail = of_phone_tail and g.phone_tail <> ''
      and not exists (select 1 from proxies o where o.county = g.county and o.grantor_id = g.id
        and o.helper_account_id = actor_account() and o.ended_at is null and o.ends_on > of_start)
    returning county, grantor_id)
  select asked.county, asked.grantor_id, a.id, a.email_sealed
  from asked left join accounts a on a.county = asked.county and a.resident_id = asked.grantor_id
$$;

-- The grantor says yes to who asked, in the own account.
create function agree_to_proxy(of_id uuid, at_moment timestamptz) returns boolean
language sql security definer set search_path = public as $$
  with agreed as (
    update proxies set grantor_agreed_at = at_moment, grantor_channel = 'own_account'
    where county = actor_county() and id = of_id and grantor_id = actor_resident() and actor_role() = 'resident'
      and actor_proxy() is null and grantor_agreed_at is null and ended_at is null
    returning 1)
  select exists (select 1 from agreed)
$$;

-- A colleague of who wrote it down has seen the grantor, too.
create function witness_proxy(of_id uuid, of_name text, at_moment timestamptz) returns boolean
language sql security definer set search_path = public as $$
  with seen as (
    update proxy_evidence e set witness_account_id = actor_account(), witness_name = of_name, witnessed_at = at_moment
    from proxies p
    where e.county = actor_county() and e.proxy_id = of_id and e.institution_id = actor_institution()
      and actor_role() in ('doctor', 'manager') and e.staff_account_id <> actor_account() and e.witnessed_at is null
      and p.county = e.county and p.id = e.proxy_id and p.ended_at is null
    returning e.county, e.proxy_id, e.origin),
  agreed as (
    update proxies p set grantor_agreed_at = at_moment, grantor_channel = seen.origin
    from seen where p.county = seen.county and p.id = seen.proxy_id and p.grantor_agreed_at is null
    returning 1)
  select exists (select 1 from agreed)
$$;

-- Either of the two ends it, or the institution at the grantor's word; null: nothing to end. Waits for a transaction that
-- acts by it.
create function end_proxy(of_county int, of_id uuid, at_moment timestamptz) returns text
language sql security definer set search_path = public as $$
  update proxies p set ended_at = at_moment, code_hash = null, code_expires_at = null, ended_by = case
    when p.helper_account_id = actor_account() and actor_role() = 'resident' then 'helper'
    when p.grantor_id = actor_resident() then 'grantor' else 'desk' end
  where p.county = of_county and p.id = of_id and p.ended_at is null and actor_proxy() is null and (
    (actor_role() = 'resident' and (p.helper_account_id = actor_account()
      or (p.county = actor_county() and p.grantor_id = actor_resident())))
    or (actor_role() in ('doctor', 'manager') and p.county = actor_county() and exists (
      select 1 from residents r where r.county = p.county and r.id = p.grantor_id
        and r.institution_id = actor_institution())))
  returning p.ended_by
$$;

-- Those whom the asking account helps, in whichever county, with their names; only once both have agreed.
create function people_helped(on_day date) returns table (
  county int, id uuid, grantor_id uuid, name text, areas text[], starts_on date, ends_on date, agreed boolean,
  ended_at timestamptz, ended_by text, holds boolean)
language sql stable security definer set search_path = public as $$
  select p.county, p.id, p.grantor_id, case when p.grantor_agreed_at is not null then r.name else '' end, p.areas,
    p.starts_on, p.ends_on, p.grantor_agreed_at is not null, p.ended_at, coalesce(p.ended_by, ''), proxy_holds(p, on_day)
  from proxies p join residents r on r.county = p.county and r.id = p.grantor_id
  where p.helper_account_id = actor_account() and actor_role() = 'resident'
  order by p.ended_at is not null, p.ends_on, p.id limit 200
$$;

-- What a helper looked at, told to both.
create function proxy_looks(of_county int, of_id uuid) returns table (looked_at timestamptz, part text)
language sql stable security definer set search_path = public as $$
  select l.looked_at, l.part from proxies p
  join access_log l on l.county = p.county and l.resident_id = p.grantor_id and l.account_id = p.helper_account_id
    and l.looked_at >= p.helper_agreed_at and (p.ended_at is null or l.looked_at <= p.ended_at)
  where p.county = of_county and p.id = of_id and is_party_of_proxy(p.county, p.grantor_id, p.helper_account_id)
    and (p.helper_account_id = actor_account() or p.grantor_id = actor_resident())
  order by 1 desc limit 200
$$;

-- Where the two of a proxy are told of it: for letters, to one of them.
create function proxy_addresses(of_county int, of_id uuid) returns table (
  side text, account_id uuid, email_sealed bytea, grantor_name text, helper_name text)
language sql stable security definer set search_path = public as $$
  select s.side, a.id, a.email_sealed, g.name, p.helper_name from proxies p
  join residents g on g.county = p.county and g.id = p.grantor_id
  cross join (values ('grantor'), ('helper')) s (side)
  join accounts a on (s.side = 'grantor' and a.county = p.county and a.resident_id = p.grantor_id)
    or (s.side = 'helper' and a.county = p.helper_county and a.id = p.helper_account_id)
  where p.county = of_county and p.id = of_id and a.email_sealed is not null
    and (is_party_of_proxy(p.county, p.grantor_id, p.helper_account_id))
$$;

-- Letters about somebody go in copy to who helps with their messages: for the worker.
create function message_copies(of_county int, of_resident uuid, on_day date) returns table (
  account_id uuid, email_sealed bytea, grantor_name text)
language sql stable security definer set search_path = public as $$
  select a.id, a.email_sealed, g.name from proxies p
  join residents g on g.county = p.county and g.id = p.grantor_id
  join accounts a on a.county = p.helper_county and a.id = p.helper_account_id and a.email_sealed is not null
  where p.county = of_county and p.grantor_id = of_resident and actor_role() = 'system'
    and 'messages' = any (p.areas) and proxy_holds(p, on_day)
$$;

revoke execute on function begin_acting(uuid), session_acting(bytea, timestamptz), take_up_proxy(bytea, timestamptz),
  ask_to_help(bytea, text, text, uuid, text[], date, date, date, timestamptz), agree_to_proxy(uuid, timestamptz),
  witness_proxy(uuid, text, timestamptz), end_proxy(int, uuid, timestamptz), people_helped(date), proxy_looks(int, uuid),
  proxy_addresses(int, uuid), message_copies(int, uuid, date) from public;
grant execute on function begin_acting(uuid), session_acting(bytea, timestamptz), take_up_proxy(bytea, timestamptz),
  ask_to_help(bytea, text, text, uuid, text[], date, date, date, timestamptz), agree_to_proxy(uuid, timestamptz),
  witness_proxy(uuid, text, timestamptz), end_proxy(int, uuid, timestamptz), people_helped(date), proxy_looks(int, uuid),
  proxy_addresses(int, uuid) to jiayi_web;
grant execute on function message_copies(int, uuid, date), proxy_addresses(int, uuid) to jiayi_worker;

-- What a proxy reaches, on top of what the person reaches: only the areas given; never the ways to sign in.
create policy agreements_area on agreements as restrictive using (acting_covers('agreement'));
create policy waiting_entries_area on waiting_entries as restrictive using (acting_covers('agreement'));
-- Signing asks for them, too: which package, at what price.
create policy resident_conditions_area on resident_conditions as restrictive
  using (acting_covers('record') or acting_covers('agreement'));
create policy resident_groups_area on resident_groups as restrictive
  using (acting_covers('record') or acting_covers('agreement'));
create policy insurance_records_area on insurance_records as restrictive
  using (acting_covers('record') or acting_covers('agreement'));
create policy access_log_area on access_log as restrictive for select using (acting_covers('record'));
create policy passkeys_own on passkeys as restrictive using (actor_proxy() is null);
create policy totp_secrets_own on totp_secrets as restrictive using (actor_proxy() is null);
create policy recovery_codes_own on recovery_codes as restrictive using (actor_proxy() is null);
create policy accounts_own on accounts as restrictive for update using (actor_proxy() is null);
