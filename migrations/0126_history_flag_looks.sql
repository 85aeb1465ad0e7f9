-- Unusual looks, put before whoever answers for them, with what became of each; and the resident's own question.
-- Who reads of somebody's unusual looks: the institution's managers; of a manager's own, the county's bureau if it has
-- anybody else, else the institution's other managers.
create function look_reader(of_county int, of_account uuid, of_role text) returns text
  language sql stable security definer set search_path = public as $$
  select case when of_role in ('bureau', 'admin') or (of_role = 'manager' and exists (
    select 1 from role_grants g where g.county = of_county and g.role = 'bureau' and g.account_id <> of_account
      and g.starts_on <= actor_today() and (g.ends_on is null or g.ends_on > actor_today())))
    then 'bureau' else 'manager' end
$$;
revoke all on function look_reader(int, uuid, text) from public;
grant execute on function look_reader(int, uuid, text) to jiayi_web, jiayi_worker;

create table look_flags (
  county int not null,
  look_id uuid not null,
  reason text not null,
  resident_id uuid not null,
  account_id uuid not null,
  institution_id uuid,
  reader text not null,
  flagged_at timestamptz not null,
  primary key (county, look_id, reason),
  foreign key (county, look_id) references access_log (county, id),
  constraint look_flags_reader check (reader in ('manager', 'bureau'))
);
create index look_flags_by_institution on look_flags (county, institution_id, look_id desc);

-- What was said of a look: the resident's question, the answer to it, what the manager found. Append-only.
create table look_notes (
  county int not null,
  id uuid not null,
  look_id uuid not null,
  resident_id uuid not null,
  account_id uuid not null,
  institution_id uuid,
  reader text not null,
  kind text not null,
  body text not null,
  written_at timestamptz not null,
  written_by uuid not null,
  writer_name text not null,
  primary key (county, id),
  foreign key (county, look_id) references access_log (county, id),
  constraint look_notes_kind check (kind in ('asked', 'answered', 'looked_into')),
  constraint look_notes_body check (length(body) between 1 and 500)
);
create index look_notes_by_look on look_notes (county, look_id);

-- Up to which position of the county's chain looks were examined.
create table looks_examined (
  county int not null,
  position bigint not null,
  examined_at timestamptz not null,
  primary key (county)
);

-- Nobody reads of the own looks here.
create function answers_for_looks(of_county int, of_institution uuid, of_account uuid, of_reader text) returns boolean
  language sql stable as $$
  select actor_role() = 'system' or (of_county = actor_county() and of_account is distinct from actor_account()
    and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_reader = 'manager' and of_institution = actor_institution())
      or (actor_role() = 'bureau' and of_reader = 'bureau')))
$$;

alter table look_flags enable row level security;
create policy look_flags_read on look_flags for select using (
  answers_for_looks(county, institution_id, account_id, reader)
  or (county = actor_county() and resident_id = actor_resident() and reason = 'asked'));
create policy look_flags_add on look_flags for insert with check (
  actor_role() = 'system'
  or (county = actor_county() and resident_id = actor_resident() and reason = 'asked'));

alter table look_notes enable row level security;
create policy look_notes_read on look_notes for select using (
  answers_for_looks(county, institution_id, account_id, reader)
  or (county = actor_county() and resident_id = actor_resident() and kind in ('asked', 'answered')));
create policy look_notes_add on look_notes for insert with check (
  actor_role() = 'system'
  or (written_by = actor_account() and (
    (kind = 'asked' and county = actor_county() and resident_id = actor_resident())
    or (kind <> 'asked' and answers_for_looks(county, institution_id, account_id, reader)))));

alter table looks_examined enable row level security;
create policy looks_examined_rows on looks_examined using (actor_role() = 'system');

-- The bureau sees of the access log what is put before it.
create policy access_log_read_flagged on access_log for select using (
  county = actor_county() and actor_role() in ('bureau', 'admin') and exists (
    select 1 from look_flags f where f.county = access_log.county and f.look_id = access_log.id));

grant select, insert on look_flags, look_notes to jiayi_web, jiayi_worker;
grant select, insert, update on looks_examined to jiayi_worker;
