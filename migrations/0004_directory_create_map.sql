-- Institutions (reference table), doctors, teams, service areas and who answers for them. All public.
create table institutions (
  id uuid primary key,
  county int not null,
  code text not null unique,
  name text not null,
  pinyin text not null,
  initials text not null,
  kind text not null,
  level int not null default 1 check (level between 1 and 3),
  ownership text not null default 'public' check (ownership in ('public', 'private')),
  parent_id uuid references institutions (id),
  medical_community_id uuid references institutions (id),
  address text not null,
  phone text not null,
  hours text not null,
  ways_to_sign text[] not null default '{online,desk}',
  location point not null,
  accepts_each_request boolean not null default false,
  contracted_since date,
  contracted_until date
);
create index institutions_by_county on institutions (county, kind, name);

create table doctors (
  county int not null,
  id uuid not null,
  institution_id uuid not null references institutions (id),
  code text not null,
  name text not null,
  pinyin text not null,
  sex text not null check (sex in ('male', 'female')),
  kind text not null,
  title text not null,
  introduction text not null default '',
  specialties text[] not null default '{}',
  languages text[] not null default '{}',
  phone text not null default '',
  practice_scope text not null default '',
  registered_on date,
  trained_until date,
  signs boolean not null default true,
  left_on date,
  primary key (county, id),
  unique (county, code)
);
create index doctors_by_institution on doctors (county, institution_id);

-- The row that is locked when places are counted (infra/db/locks.py).
create table doctor_panels (
  county int not null,
  doctor_id uuid not null,
  capacity int not null check (capacity >= 0),
  primary key (county, doctor_id),
  foreign key (county, doctor_id) references doctors (county, id)
);

create table teams (
  county int not null,
  id uuid not null,
  institution_id uuid not null references institutions (id),
  code text not null,
  name text not null,
  pinyin text not null,
  introduction text not null default '',
  hours text not null default '',
  phone text not null default '',
  colour smallint not null default 0 check (colour between 0 and 9),
  closed_on date,
  primary key (county, id),
  unique (county, code)
);
create index teams_by_institution on teams (county, institution_id);

create table team_members (
  county int not null,
  team_id uuid not null,
  doctor_id uuid not null,
  duty text not null,
  is_lead boolean not null default false,
  since date not null,
  until date,
  primary key (county, team_id, doctor_id, since),
  foreign key (county, team_id) references teams (county, id),
  foreign key (county, doctor_id) references doctors (county, id)
);
create index team_members_by_doctor on team_members (county, doctor_id);

create table service_areas (
  county int not null,
  id uuid not null,
  code text not null,
  kind text not null check (kind in ('compound', 'building', 'villagers_group')),
  name text not null,
  pinyin text not null,
  initials text not null,
  township bigint not null,
  committee bigint not null,
  township_name text not null,
  committee_name text not null,
  address text not null default '',
  search_text text not null,
  household_count int not null default 0,
  primary key (county, id),
  unique (county, code)
);
create index service_areas_by_committee on service_areas (county, township, committee, name);
create index service_areas_by_text on service_areas using gin (search_text gin_trgm_ops);

create table buildings (
  county int not null,
  id uuid not null,
  area_id uuid not null,
  name text not null,
  position int not null default 0,
  primary key (county, id),
  unique (county, area_id, name),
  foreign key (county, area_id) references service_areas (county, id)
);

-- Boundaries and assignments are dated: a change closes one row and opens the next.
create table area_boundaries (
  county int not null,
  id uuid not null,
  area_id uuid not null,
  valid daterange not null check (not isempty(valid)),
  boundary polygon not null,
  centre point not null,
  drawn_by uuid,
  primary key (county, id),
  foreign key (county, area_id) references service_areas (county, id),
  exclude using gist (county with =, area_id with =, valid with &&)
);
create index area_boundaries_current on area_boundaries using gist (boundary) where upper_inf(valid);
create index area_boundaries_by_area on area_boundaries (county, area_id);

create table area_assignments (
  county int not null,
  id uuid not null,
  area_id uuid not null,
  building_id uuid,
  team_id uuid not null,
  valid daterange not null check (not isempty(valid)),
  assigned_by uuid,
  primary key (county, id),
  foreign key (county, area_id) references service_areas (county, id),
  foreign key (county, building_id) references buildings (county, id),
  foreign key (county, team_id) references teams (county, id),
  exclude using gist (county with =, area_id with =,
    (coalesce(building_id, '00000000-0000-0000-0000-000000000000'::uuid)) with =, valid with &&)
);
create index area_assignments_by_team on area_assignments (county, team_id);

alter table residents add foreign key (county, area_id) references service_areas (county, id);
alter table residents add foreign key (county, building_id) references buildings (county, id);
alter table residents add foreign key (institution_id) references institutions (id);
alter table households add foreign key (county, area_id) references service_areas (county, id);
alter table accounts add foreign key (county, doctor_id) references doctors (county, id);
alter table role_grants add foreign key (institution_id) references institutions (id);

grant select, insert, update on institutions, doctors, doctor_panels, teams, team_members, service_areas, buildings,
  area_boundaries, area_assignments to jiayi_web, jiayi_worker;
