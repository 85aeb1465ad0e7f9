-- Who was told that a birthday changes who decides: once an age.
create table birthday_notices (
  county int not null,
  resident_id uuid not null,
  age_years int not null,
  told_at timestamptz not null,
  primary key (county, resident_id, age_years),
  foreign key (county, resident_id) references residents (county, id)
);
alter table birthday_notices enable row level security;
create policy birthday_notices_rows on birthday_notices using (actor_role() = 'system');
create policy birthday_notices_read on birthday_notices for select using (
  county = actor_county() and resident_id = actor_resident() and actor_proxy() is null);
grant select on birthday_notices to jiayi_web;
grant select, insert, delete on birthday_notices to jiayi_worker;
