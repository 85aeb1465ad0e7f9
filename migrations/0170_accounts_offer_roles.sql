-- A manager gives the roles of the own institution, an administrator those of the county: always as an offer to a
-- mailbox, which whoever reads that mailbox takes up by signing in with a code of it (as 0078, for doctors of the roster).
-- squawk-ignore ban-drop-constraint
alter table role_grants drop constraint role_grants_role_check;
alter table role_grants add constraint role_grants_role
  check (role in ('doctor', 'manager', 'coordinator', 'helper', 'bureau', 'admin')) not valid;
alter table role_grants
  add column given_because text not null default '',
  add column ended_by uuid,
  add column ended_because text not null default '';
alter table staff_invitations add column reason text not null default '';

-- Of a doctor's role the invitation stands in staff_invitations, where the roster looks for it.
create table role_offers (
  county int not null,
  id uuid not null,
  role text not null,
  institution_id uuid references institutions (id),
  display_name text not null,
  email_hash bytea not null,
  -- As the pages of the staff show it: the first letter and what follows the @.
  email_hint text not null,
  starts_on date not null,
  ends_on date,
  reason text not null,
  offered_at timestamptz not null,
  offered_by uuid not null,
  expires_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  -- No reference: it is written a statement before an account without a county moves here.
  taken_by uuid,
  taken_at timestamptz,
  primary key (county, id),
  constraint role_offers_role check (role in ('manager', 'coordinator', 'helper', 'bureau', 'admin')),
  constraint role_offers_place check ((role in ('bureau', 'admin')) = (institution_id is null)),
  constraint role_offers_name check (length(display_name) between 1 and 40),
  constraint role_offers_reason check (length(reason) between 1 and 300),
  constraint role_offers_days check (ends_on is null or ends_on > starts_on),
  constraint role_offers_taken check ((taken_by is null) = (taken_at is null))
);
create index role_offers_by_email on role_offers (email_hash) where taken_at is null;
create index role_offers_by_institution on role_offers (institution_id);

-- Nobody gives or ends a role above the own, or of another place.
create function may_give_role(of_county int, of_role text, of_institution uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_role in ('doctor', 'manager', 'coordinator', 'helper')
        and of_institution = actor_institution())))
$$;
alter table role_offers enable row level security;
create policy role_offers_read on role_offers for select using (may_give_role(county, role, institution_id));
create policy role_offers_add on role_offers for insert with check (
  actor_role() = 'system'
  or (may_give_role(county, role, institution_id) and offered_by = actor_account() and taken_at is null
    and (institution_id is null or exists (
      select 1 from institutions i where i.id = institution_id and i.county = role_offers.county))));
create policy role_offers_withdraw on role_offers for update
  using (may_give_role(county, role, institution_id) and taken_at is null)
  with check (may_give_role(county, role, institution_id));
grant select, insert on role_offers to jiayi_web, jiayi_worker;
grant update (withdrawn_at, withdrawn_by) on role_offers to jiayi_web;

-- A role begins by taking up an offer and ends by end_role: the web writes no grant itself.
drop policy role_grants_add on role_grants;
create policy role_grants_add on role_grants for insert with check (actor_role() = 'system');
revoke insert on role_grants from jiayi_web;
-- squawk-ignore ban-drop-function
drop function may_grant(int, text, uuid);

-- Does the account hold this role today? Asked of who gives or ends, whatever their session still says.
create function holds_role(of_county int, of_account uuid, of_role text, of_institution uuid, on_day date) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select 1 from role_grants g where g.county = of_county and g.account_id = of_account and g.role = of_role
    and (of_role in ('bureau', 'admin') or g.institution_id is not distinct from of_institution) and g.ended_at is null
    and g.starts_on <= on_day and (g.ends_on is null or g.ends_on > on_day))
$$;

-- What waits for this mailbox goes to the asking account, which proved it by a code in this very transaction; nothing of
-- one's own offering, and nothing of somebody who may no longer give it. The grants that began.
create function take_up_offers(of_hash bytea, on_day date, at_moment timestamptz)
returns table (county int, grant_id uuid, role text)
language sql security definer set search_path = public as $$
  with waiting as (
    select o.county, o.id from role_offers o
    where o.email_hash = of_hash and o.taken_at is null and o.withdrawn_at is null and o.expires_at > at_moment
      and (o.ends_on is null or o.ends_on > on_day) and o.offered_by <> actor_account()
      and actor_role() = 'resident' and actor_county() in (0, o.county)
      and (holds_role(o.county, o.offered_by, 'admin', null, on_day)
        or (o.role not in ('bureau', 'admin') and holds_role(o.county, o.offered_by, 'manager', o.institution_id, on_day)))
      and exists (select 1 from sign_in_codes c where c.email_hash = of_hash and c.used_at = at_moment)
      and exists (select 1 from key_directory k where k.key_hash = of_hash and k.kind = 'email'
        and k.county = actor_county() and k.subject_id = actor_account()))
  update role_offers o set taken_by = actor_account(), taken_at = at_moment
  from waiting w where o.county = w.county and o.id = w.id and w.county = (select min(m.county) from waiting m);
  insert into accounts (county, id, display_name, email_sealed, resident_id, doctor_id, created_at)
  select distinct on (a.id) o.county, a.id, o.display_name, a.email_sealed, null::uuid, null::uuid, a.created_at
  from role_offers o join accounts a on a.county = 0 and a.id = actor_account()
  where o.email_hash = of_hash and o.taken_by = actor_account() and o.taken_at = at_moment
  order by a.id, o.offered_at;
  select carry_ways((select min(o.county) from role_offers o
    where o.email_hash = of_hash and o.taken_by = actor_account() and o.taken_at = at_moment));
  delete from accounts a using role_offers o
  where o.email_hash = of_hash and o.taken_by = actor_account() and o.taken_at = at_moment
    and a.county = 0 and a.id = actor_account();
  insert into role_grants (county, id, account_id, role, institution_id, starts_on, ends_on, granted_by, granted_at,
    given_because)
  select o.county, o.id, actor_account(), o.role, o.institution_id, greatest(o.starts_on, on_day), o.ends_on, o.offered_by,
    at_moment, o.reason
  from role_offers o
  where o.email_hash = of_hash and o.taken_by = actor_account() and o.taken_at = at_moment
    and not holds_role(o.county, actor_account(), o.role, o.institution_id, on_day);
  select g.county, g.id, g.role from role_offers o join role_grants g on g.county = o.county and g.id = o.id
  where o.email_hash = of_hash and o.taken_by = actor_account() and o.taken_at = at_moment
$$;

-- 'ended'; 'last': a county keeps an administrator and, as far as its managers go, an institution a manager, each without
-- a last day; null: no such role, or not for the asking one. The caller holds the lock of the county's roles.
create function end_role(of_grant uuid, why text, on_day date, at_moment timestamptz) returns text
language sql security definer set search_path = public as $$
  with asked as (
    select g.county, g.id, (g.role = 'admin' or (g.role = 'manager' and actor_role() = 'manager')) and not exists (
        select 1 from role_grants o where o.county = g.county and o.role = g.role and o.id <> g.id
          and (g.role = 'admin' or o.institution_id is not distinct from g.institution_id)
          and o.ended_at is null and o.starts_on <= on_day and o.ends_on is null) as is_last
    from role_grants g
    where g.county = actor_county() and g.id = of_grant and g.ended_at is null and (g.ends_on is null or g.ends_on > on_day)
      and may_give_role(g.county, g.role, g.institution_id)
      and holds_role(g.county, actor_account(), actor_role(), actor_institution(), on_day)),
  ended as (
    update role_grants g set ends_on = greatest(on_day, g.starts_on), ended_at = at_moment, ended_by = actor_account(),
      ended_because = why
    from asked a where g.county = a.county and g.id = a.id and not a.is_last)
  select case when a.is_last then 'last' else 'ended' end from asked a
$$;

-- Who works where, with who gave it and why; the bureau reads along.
create function staff_roles() returns table (
  id uuid, account_id uuid, display_name text, role text, institution_id uuid, institution_name text, starts_on date,
  ends_on date, granted_at timestamptz, given_by text, given_because text, ended_at timestamptz, ended_by text,
  ended_because text)
language sql stable security definer set search_path = public as $$
  select g.id, g.account_id, a.display_name, g.role, g.institution_id, coalesce(i.name, ''), g.starts_on, g.ends_on,
    g.granted_at, coalesce(b.display_name, ''), g.given_because, g.ended_at, coalesce(e.display_name, ''), g.ended_because
  from role_grants g
  join accounts a on a.county = g.county and a.id = g.account_id
  left join institutions i on i.id = g.institution_id
  left join accounts b on b.county = g.county and b.id = g.granted_by
  left join accounts e on e.county = g.county and e.id = g.ended_by
  where g.county = actor_county() and (actor_role() in ('admin', 'bureau')
    or (actor_role() = 'manager' and g.institution_id = actor_institution() and g.role not in ('bureau', 'admin')))
$$;

-- As in 0103, with the reason.
create or replace function take_up_invitation(of_hash bytea, of_grant uuid, on_day date, at_moment timestamptz) returns int
language sql security definer set search_path = public as $$
  update staff_invitations i set taken_by = actor_account(), taken_at = at_moment
  where i.email_hash = of_hash and i.taken_by is null and (i.ends_on is null or i.ends_on > on_day)
    and actor_role() = 'resident' and actor_county() in (0, i.county)
    and i.county = (select min(o.county) from staff_invitations o where o.email_hash = of_hash and o.taken_by is null
      and (o.ends_on is null or o.ends_on > on_day) and actor_county() in (0, o.county))
    and exists (select 1 from sign_in_codes c where c.email_hash = of_hash and c.used_at = at_moment)
    and exists (select 1 from key_directory k where k.key_hash = of_hash and k.kind = 'email'
      and k.county = actor_county() and k.subject_id = actor_account())
    and not exists (select 1 from accounts a where a.county = i.county and a.id = actor_account()
      and a.doctor_id <> i.doctor_id);
  insert into accounts (county, id, display_name, email_sealed, resident_id, doctor_id, created_at)
  select i.county, a.id, d.name, a.email_sealed, null, d.id, a.created_at
  from staff_invitations i join doctors d on d.county = i.county and d.id = i.doctor_id
    join accounts a on a.county = 0 and a.id = actor_account()
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment;
  update accounts a set doctor_id = i.doctor_id from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
    and a.county = i.county and a.id = actor_account() and a.doctor_id is null;
  select carry_ways(i.county) from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment;
  delete from accounts a using staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
    and a.county = 0 and a.id = actor_account();
  insert into role_grants (county, id, account_id, role, institution_id, starts_on, ends_on, granted_by, granted_at,
    given_because)
  select i.county, of_grant, actor_account(), 'doctor', i.institution_id, on_day, i.ends_on, i.invited_by, at_moment,
    i.reason
  from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment;
  select i.county from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
$$;
-- As in 0120, and offers too.
create or replace function follow_invitation(of_old bytea, of_new bytea) returns void
language sql security definer set search_path = public as $$
  update staff_invitations i set email_hash = of_new
  where i.email_hash = of_old
    and exists (select 1 from key_directory k where k.key_hash = of_new and k.kind = 'email'
      and k.county = actor_county() and k.subject_id = actor_account());
  update role_offers o set email_hash = of_new
  where o.email_hash = of_old and o.taken_at is null
    and exists (select 1 from key_directory k where k.key_hash = of_new and k.kind = 'email'
      and k.county = actor_county() and k.subject_id = actor_account())
$$;

revoke all on function holds_role(int, uuid, text, uuid, date), take_up_offers(bytea, date, timestamptz),
  end_role(uuid, text, date, timestamptz), staff_roles() from public;
grant execute on function take_up_offers(bytea, date, timestamptz), end_role(uuid, text, date, timestamptz), staff_roles()
  to jiayi_web;
