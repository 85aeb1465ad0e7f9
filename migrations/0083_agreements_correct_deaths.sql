-- Who was recorded as deceased, who told whom, and that it was a mistake. Nobody signs for them until it is corrected.
create table deaths (
  county int not null,
  id uuid not null,
  resident_id uuid not null,
  agreement_id uuid not null,
  institution_id uuid not null references institutions (id),
  evidence text not null check (evidence <> ''),
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  recorded_name text not null,
  corrected_at timestamptz,
  corrected_by uuid,
  correction text not null default '',
  primary key (county, id),
  foreign key (county, resident_id) references residents (county, id),
  foreign key (county, agreement_id) references agreements (county, id),
  check ((corrected_at is null) = (corrected_by is null) and (corrected_at is null) = (correction = ''))
);
create unique index deaths_one_open on deaths (county, resident_id) where corrected_at is null;
alter table deaths enable row level security;
create policy deaths_read on deaths for select using (actor_role() = 'system' or exists (
  select 1 from residents r where r.county = deaths.county and r.id = deaths.resident_id));
create policy deaths_add on deaths for insert with check (
  actor_role() = 'system' or (county = actor_county() and actor_role() in ('doctor', 'manager')
    and institution_id = actor_institution() and recorded_by = actor_account() and corrected_at is null));
grant select, insert on deaths to jiayi_web, jiayi_worker;

-- A manager of the institution says that it was a mistake. $4: the agreements that ended with it run again as before.
create function correct_death(of_county int, of_death uuid, why text, bring_back boolean, at_moment timestamptz)
returns uuid language sql security definer set search_path = public as $$
  update agreements a set term = daterange(coalesce(lower(a.term), greatest(o.starts_on, counted_on(a.county, a.id))),
    e.planned_to)
  from deaths d, agreement_endings e, agreement_originals o
  where bring_back and d.county = of_county and d.id = of_death and d.corrected_at is null
    and d.county = actor_county() and d.institution_id = actor_institution() and actor_role() = 'manager'
    and e.county = d.county and e.ended_at = d.recorded_at and e.ended_by = d.recorded_by
    and a.county = e.county and a.id = e.agreement_id and a.resident_id = d.resident_id
    and o.county = a.county and o.agreement_id = a.id;
  delete from agreement_endings e using deaths d, agreements a
  where bring_back and d.county = of_county and d.id = of_death and d.corrected_at is null
    and d.county = actor_county() and d.institution_id = actor_institution() and actor_role() = 'manager'
    and e.county = d.county and e.ended_at = d.recorded_at and e.ended_by = d.recorded_by
    and a.county = e.county and a.id = e.agreement_id and a.resident_id = d.resident_id;
  update deaths d set corrected_at = at_moment, corrected_by = actor_account(), correction = why
  where d.county = of_county and d.id = of_death and d.corrected_at is null
    and d.county = actor_county() and d.institution_id = actor_institution() and actor_role() = 'manager'
  returning d.agreement_id
$$;
revoke execute on function correct_death(int, uuid, text, boolean, timestamptz) from public;
grant execute on function correct_death(int, uuid, text, boolean, timestamptz) to jiayi_web, jiayi_worker;
