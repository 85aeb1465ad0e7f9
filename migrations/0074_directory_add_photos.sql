-- A doctor's picture: a small square that was re-encoded here. Public, as the doctor's introduction is; only the manager
-- of the doctor's institution puts it up or takes it down, and what is taken down is gone.
create table doctor_photos (
  county int not null,
  doctor_id uuid not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  content bytea not null check (length(content) <= 65536),
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  primary key (county, doctor_id),
  foreign key (county, doctor_id) references doctors (county, id)
);
create function may_change_photo(of_county int, of_doctor uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and actor_role() = 'manager' and exists (
      select 1 from doctors d
      where d.county = of_county and d.id = of_doctor and d.institution_id = actor_institution()))
$$;
alter table doctor_photos enable row level security;
create policy doctor_photos_read on doctor_photos for select using (true);
create policy doctor_photos_insert on doctor_photos for insert with check (may_change_photo(county, doctor_id));
create policy doctor_photos_update on doctor_photos for update using (may_change_photo(county, doctor_id));
create policy doctor_photos_delete on doctor_photos for delete using (may_change_photo(county, doctor_id));
grant select, insert, update, delete on doctor_photos to jiayi_web, jiayi_worker;
