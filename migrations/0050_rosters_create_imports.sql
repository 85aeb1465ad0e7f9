-- An import of a roster: what was brought, what became of it, how far it is, and what is to be mended.
create table imports (
  county int not null,
  id uuid not null,
  kind text not null check (kind in ('institutions', 'teams', 'staff', 'residents', 'insurance', 'areas')),
  file_name text not null,
  sha256 text not null,
  size_bytes bigint not null,
  institution_id uuid references institutions (id),
  requested_at timestamptz not null,
  requested_by uuid,
  requested_name text not null,
  primary key (county, id)
);
create index imports_by_time on imports (county, requested_at desc);

create table import_states (
  county int not null,
  import_id uuid not null,
  state text not null check (state in ('checking', 'checked', 'applying', 'applied', 'refused', 'failed')),
  at timestamptz not null,
  by uuid,
  data jsonb not null default '{}',
  primary key (county, import_id, state),
  foreign key (county, import_id) references imports (county, id)
);

-- Overwritten while the file is read: what a progress bar shows, nothing else.
create table import_progress (
  county int not null,
  import_id uuid not null,
  rows_total int not null,
  rows_read int not null,
  rows_written int not null,
  told_at timestamptz not null,
  primary key (county, import_id),
  foreign key (county, import_id) references imports (county, id)
);

create table import_faults (
  county int not null,
  import_id uuid not null,
  position int not null,
  sheet text not null,
  row_number int not null,
  column_letter text not null,
  header text not null,
  sentence text not null,
  "values" jsonb not null default '{}',
  primary key (county, import_id, position),
  foreign key (county, import_id) references imports (county, id)
);

-- The file itself, sealed, from the check until it is applied; a day at most.
create table import_files (
  county int not null,
  import_id uuid not null,
  sealed bytea not null,
  kept_since timestamptz not null,
  primary key (county, import_id),
  foreign key (county, import_id) references imports (county, id)
);

create function may_see_import(of_county int, of_institution uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_institution = actor_institution())))
$$;
create function may_see_import_part(of_county int, of_import uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or exists (select 1 from imports i where i.county = of_county and i.id = of_import)
$$;
alter table imports enable row level security;
create policy imports_rows on imports using (may_see_import(county, institution_id));
alter table import_states enable row level security;
create policy import_states_rows on import_states using (may_see_import_part(county, import_id));
alter table import_progress enable row level security;
create policy import_progress_rows on import_progress using (may_see_import_part(county, import_id));
alter table import_faults enable row level security;
create policy import_faults_rows on import_faults using (may_see_import_part(county, import_id));
alter table import_files enable row level security;
create policy import_files_rows on import_files using (may_see_import_part(county, import_id));

grant select, insert on imports, import_states to jiayi_web, jiayi_worker;
grant select, insert, update on import_progress to jiayi_web, jiayi_worker;
grant select, insert on import_faults to jiayi_web, jiayi_worker;
grant select, insert, delete on import_files to jiayi_web, jiayi_worker;
-- A county's administrator brings whole rosters; which households they see stays as accounts decided.
create policy households_by_roster on households using (false)
  with check (county = actor_county() and actor_role() = 'admin');
-- A session looks for the household that its person heads, and so does a roster.
create index households_by_head on households (county, head_id) where head_id is not null;
