-- Signing with someone present: for a while the institution sees the person who stands at its desk.
create table desk_visits (
  county int not null,
  id uuid not null,
  resident_id uuid not null,
  institution_id uuid not null references institutions (id),
  opened_at timestamptz not null,
  opened_by uuid not null,
  -- By the database's own clock, which at_our_desk asks too.
  expires_at timestamptz not null,
  primary key (county, id),
  foreign key (county, resident_id) references residents (county, id)
);
create index desk_visits_by_resident on desk_visits (county, resident_id, expires_at desc);
alter table desk_visits enable row level security;
create policy desk_visits_rows on desk_visits for select using (
  actor_role() = 'system'
  or (county = actor_county() and (resident_id = actor_resident() or institution_id = actor_institution())));
grant select on desk_visits to jiayi_web, jiayi_worker;

-- Opened by who knows the whole identity number of somebody of the own county, or for a resident of the own
-- institution. The answer does not say which condition failed; only this function writes the table.
create function open_desk_visit(of_id uuid, of_hash bytea, of_resident uuid, at_moment timestamptz, lasts interval)
returns table (resident_id uuid, name text) language sql security definer set search_path = public as $$
  with found as (
    select r.county, r.id, r.name from residents r
    where r.county = actor_county() and actor_role() in ('doctor', 'manager') and actor_institution() is not null
      and (r.id = (select d.subject_id from key_directory d
          where d.key_hash = of_hash and d.kind = 'identity' and d.county = actor_county())
        or (r.id = of_resident and (r.institution_id = actor_institution()
          or signed_with(r.county, r.id, actor_institution()))))),
  written as (
    insert into desk_visits (county, id, resident_id, institution_id, opened_at, opened_by, expires_at)
    select f.county, of_id, f.id, actor_institution(), at_moment, actor_account(), now() + lasts from found f)
  select f.id, f.name from found f
$$;
create function at_our_desk(of_county int, of_resident uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select of_county = actor_county() and actor_role() in ('doctor', 'manager') and exists (
    select 1 from desk_visits v where v.county = of_county and v.resident_id = of_resident
      and v.institution_id = actor_institution() and v.expires_at > now())
$$;
-- Only to read. Agreements too: whoever signs a person must know what they signed elsewhere (HN-7, UR-3.2).
create policy residents_at_our_desk on residents for select using (at_our_desk(county, id));
create policy agreements_at_our_desk on agreements for select using (at_our_desk(county, resident_id));
