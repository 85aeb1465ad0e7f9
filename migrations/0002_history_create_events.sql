-- What happened, and who looked. Append-only: neither role may UPDATE or DELETE.
create table history_events (
  county int not null,
  id uuid not null,
  happened_at timestamptz not null,
  kind text not null,
  subject_id uuid not null,
  actor_account_id uuid,
  actor_role text not null,
  institution_id uuid,
  data jsonb not null default '{}',
  primary key (county, id)
);
create index history_events_by_subject on history_events (county, subject_id, happened_at desc);

create table access_log (
  county int not null,
  id uuid not null,
  looked_at timestamptz not null,
  resident_id uuid not null,
  account_id uuid,
  role text not null,
  actor_name text not null,
  institution_id uuid,
  part text not null,
  primary key (county, id)
);
create index access_log_by_resident on access_log (county, resident_id, looked_at desc);

alter table history_events enable row level security;
create policy history_events_write on history_events for insert with check (true);
create policy history_events_read on history_events for select using (
  actor_role() = 'system'
  or (county = actor_county() and actor_role() in ('manager', 'bureau', 'admin'))
  or actor_account_id = actor_account());

alter table access_log enable row level security;
create policy access_log_write on access_log for insert with check (true);
create policy access_log_read on access_log for select using (
  actor_role() = 'system'
  or (county = actor_county() and resident_id = actor_resident())
  or (county = actor_county() and actor_role() in ('manager', 'admin') and institution_id = actor_institution()));

grant select, insert on history_events, access_log to jiayi_web, jiayi_worker;
