-- Break-glass: a doctor sees for some hours a person whom nobody of the own institution serves. Granted at once, read
-- only, told to the person, looked into afterwards. Nothing of it is changed: ending and notes are rows of their own.
create table emergencies (
  county int not null,
  id uuid not null,
  resident_id uuid not null,
  account_id uuid not null,
  doctor_name text not null,
  institution_id uuid not null references institutions (id),
  reason text not null,
  words text not null,
  opened_at timestamptz not null,
  -- By the database's own clock, which in_emergency asks too.
  starts_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (county, id),
  foreign key (county, resident_id) references residents (county, id),
  constraint emergencies_reason check (reason in ('unconscious', 'treating_now', 'danger_at_home', 'find_family')),
  constraint emergencies_words check (length(words) between 1 and 300),
  constraint emergencies_time check (expires_at > starts_at)
);
create index emergencies_by_resident on emergencies (county, resident_id, id desc);
create index emergencies_by_institution on emergencies (county, institution_id, id desc);
create index emergencies_by_account on emergencies (county, account_id, id desc);

create table emergency_endings (
  county int not null,
  emergency_id uuid not null,
  resident_id uuid not null,
  ended_at timestamptz not null,
  ended_by uuid not null,
  primary key (county, emergency_id),
  foreign key (county, emergency_id) references emergencies (county, id)
);

create table emergency_notes (
  county int not null,
  id uuid not null,
  emergency_id uuid not null,
  resident_id uuid not null,
  outcome text not null,
  body text not null,
  written_at timestamptz not null,
  written_by uuid not null,
  writer_name text not null,
  primary key (county, id),
  foreign key (county, emergency_id) references emergencies (county, id),
  constraint emergency_notes_outcome check (outcome in ('justified', 'not_justified')),
  constraint emergency_notes_body check (length(body) between 1 and 300)
);
create index emergency_notes_by_emergency on emergency_notes (county, emergency_id);

-- Which emergency this transaction is about: only the pages of one say so, everywhere else it opens nothing.
create function actor_emergency() returns uuid language sql stable as $$
  select nullif(current_setting('jiayi.emergency', true), '')::uuid
$$;
create function in_emergency(of_county int, of_resident uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select actor_emergency() is not null and actor_role() = 'doctor' and of_county = actor_county() and exists (
    select 1 from emergencies e where e.county = of_county and e.id = actor_emergency() and e.resident_id = of_resident
      and e.account_id = actor_account() and e.institution_id = actor_institution()
      and e.starts_at <= now() and e.expires_at > now()
      and not exists (select 1 from emergency_endings x where x.county = e.county and x.emergency_id = e.id))
$$;
-- By who knows the whole identity number of somebody of the own county who is not seen anyway. Only this function writes
-- the table. A form sent twice finds the first; the answer does not say which condition failed.
create function open_emergency(of_id uuid, of_hash bytea, why text, in_words text, by_name text, at_moment timestamptz,
  lasts interval) returns table (resident_id uuid, seen_anyway boolean)
language sql security definer set search_path = public as $$
  with found as (
    select r.county, r.id,
      coalesce(may_see_resident(r.county, r.id, r.household_id, r.institution_id), false) as seen from key_directory d
    join residents r on r.county = d.county and r.id = d.subject_id
    where d.key_hash = of_hash and d.kind = 'identity' and d.county = actor_county()
      and actor_role() = 'doctor' and actor_account() is not null and actor_institution() is not null),
  written as (
    insert into emergencies (county, id, resident_id, account_id, doctor_name, institution_id, reason, words, opened_at,
      starts_at, expires_at)
    select f.county, of_id, f.id, actor_account(), by_name, actor_institution(), why, in_words, at_moment, now(),
      now() + lasts from found f where not f.seen
    on conflict do nothing)
  select f.id, f.seen from found f
$$;
-- With whom the person is signed: what a doctor in an emergency rings up, and no more of the agreement.
create function emergency_standing(of_resident uuid)
returns table (institution_name text, doctor_name text, starts_on date, ends_on date)
language sql stable security definer set search_path = public as $$
  select n.name, coalesce(d.name, ''), lower(a.term), upper(a.term) from agreement_standings a
  join institutions n on n.id = a.institution_id
  left join doctors d on d.county = a.county and d.id = a.doctor_id
  where a.county = actor_county() and a.resident_id = of_resident and in_emergency(a.county, a.resident_id)
    and a.waits_for = '' and a.term @> actor_today() and (a.ended_on is null or a.ended_on > actor_today())
$$;
-- Where the person is told of it.
create function emergency_addresses(of_resident uuid) returns table (account_id uuid, email_sealed bytea)
language sql stable security definer set search_path = public as $$
  select a.id, a.email_sealed from accounts a where a.county = actor_county() and a.resident_id = of_resident
    and a.email_sealed is not null and in_emergency(a.county, of_resident)
$$;
create function answers_for_emergency(of_county int, of_institution uuid, of_account uuid) returns boolean
language sql stable as $$
  select of_county = actor_county() and of_account is distinct from actor_account()
    and (actor_role() = 'admin' or (actor_role() = 'manager' and of_institution = actor_institution()))
$$;
revoke all on function in_emergency(int, uuid) from public;
revoke all on function open_emergency(uuid, bytea, text, text, text, timestamptz, interval) from public;
revoke all on function emergency_standing(uuid) from public;
revoke all on function emergency_addresses(uuid) from public;
grant execute on function in_emergency(int, uuid) to jiayi_web, jiayi_worker;
grant execute on function open_emergency(uuid, bytea, text, text, text, timestamptz, interval) to jiayi_web;
grant execute on function emergency_standing(uuid) to jiayi_web;
grant execute on function emergency_addresses(uuid) to jiayi_web;

alter table emergencies enable row level security;
create policy emergencies_read on emergencies for select using (
  actor_role() = 'system'
  or (county = actor_county() and resident_id = actor_resident())
  or (county = actor_county() and account_id = actor_account() and actor_role() = 'doctor')
  or answers_for_emergency(county, institution_id, account_id));
create policy emergencies_area on emergencies as restrictive for select using (acting_covers('record'));

alter table emergency_endings enable row level security;
create policy emergency_endings_read on emergency_endings for select using (exists (
  select 1 from emergencies e where e.county = emergency_endings.county and e.id = emergency_id));
create policy emergency_endings_add on emergency_endings for insert with check (
  ended_by = actor_account() and actor_role() in ('doctor', 'manager', 'admin') and exists (
    select 1 from emergencies e where e.county = emergency_endings.county and e.id = emergency_id
      and e.resident_id = emergency_endings.resident_id));

alter table emergency_notes enable row level security;
create policy emergency_notes_read on emergency_notes for select using (
  actor_role() = 'system' or exists (
    select 1 from emergencies e where e.county = emergency_notes.county and e.id = emergency_id
      and answers_for_emergency(e.county, e.institution_id, e.account_id)));
create policy emergency_notes_add on emergency_notes for insert with check (
  written_by = actor_account() and exists (
    select 1 from emergencies e where e.county = emergency_notes.county and e.id = emergency_id
      and e.resident_id = emergency_notes.resident_id
      and answers_for_emergency(e.county, e.institution_id, e.account_id)));

-- The person's row, to read. What hangs on seeing a person stays shut meanwhile: health, insurance, proxies, signing.
create policy residents_in_emergency on residents for select using (in_emergency(county, id));
create policy resident_conditions_no_emergency on resident_conditions as restrictive for select using (actor_emergency() is null);
create policy resident_groups_no_emergency on resident_groups as restrictive for select using (actor_emergency() is null);
create policy insurance_records_no_emergency on insurance_records as restrictive for select using (actor_emergency() is null);
create policy consents_no_emergency on consents as restrictive for select using (actor_emergency() is null);
create policy households_no_emergency on households as restrictive for select using (actor_emergency() is null);
create policy proxies_no_emergency on proxies as restrictive for select using (actor_emergency() is null);
create policy proxies_add_no_emergency on proxies as restrictive for insert with check (actor_emergency() is null);
create policy agreements_add_no_emergency on agreements as restrictive for insert with check (actor_emergency() is null);

grant select on emergencies to jiayi_web, jiayi_worker;
grant select, insert on emergency_endings, emergency_notes to jiayi_web;
grant select on emergency_endings, emergency_notes to jiayi_worker;
-- The words may tell of an illness: the worker blanks them when the person asks for it. The fact stays.
grant update (words) on emergencies to jiayi_worker;
create policy emergencies_blank on emergencies for update using (actor_role() = 'system');
