-- name: add_import
-- A file was brought.
insert into imports (county, id, kind, file_name, sha256, size_bytes, institution_id, requested_at, requested_by, requested_name)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: add_import_state
-- What became of it; each state once, so that a second click does nothing.
insert into import_states (county, import_id, state, at, by, data) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing;

-- name: put_progress
-- How far the file is read; seen by others at once, so in a transaction of its own.
insert into import_progress (county, import_id, rows_total, rows_read, rows_written, told_at) values ($1, $2, $3, $4, $5, $6)
on conflict (county, import_id) do update set rows_total = excluded.rows_total, rows_read = excluded.rows_read,
  rows_written = excluded.rows_written, told_at = excluded.told_at;

-- name: add_faults
-- What is to be mended, in the order of the file.
insert into import_faults (county, import_id, position, sheet, row_number, column_letter, header, sentence, "values")
select $1, $2, r.position, r.sheet, r.row, r."column", r.header, r.text, r."values"
from jsonb_to_recordset($3::jsonb) as r(position int, sheet text, row int, "column" text, header text, text text, "values" jsonb)
on conflict do nothing;

-- name: keep_file
-- The sealed file, until it is applied.
insert into import_files (county, import_id, sealed, kept_since) values ($1, $2, $3, $4);

-- name: find_file
-- The sealed file, unless it lies longer than it should.
select sealed from import_files where county = $1 and import_id = $2 and kept_since >= $3;

-- name: forget_file
-- The import is over; its file goes.
delete from import_files where county = $1 and import_id = $2;

-- name: forget_old_files
-- Files that were checked and then left lying, in all counties.
delete from import_files where kept_since < $1;

-- name: forget_old_faults
-- What was to be mended in files of long ago: it may quote a cell.
delete from import_faults f using imports i where i.county = f.county and i.id = f.import_id and i.requested_at < $1;

-- name: find_import -> rosters.model.Import
-- One import.
select county, id, kind, file_name, sha256, size_bytes as size, requested_at, requested_name from imports
where county = $1 and id = $2;

-- name: list_states -> rosters.model.State
-- What became of one import, oldest first.
select state, at, data from import_states where county = $1 and import_id = $2 order by at;

-- name: find_progress -> rosters.model.Progress
-- How far one import is.
select rows_total, rows_read, rows_written, told_at from import_progress where county = $1 and import_id = $2;

-- name: list_faults -> rosters.model.Fault
-- What is to be mended in one file.
select sheet, row_number as row, column_letter as column, header, sentence as text, "values" from import_faults
where county = $1 and import_id = $2 order by position limit $3;

-- name: list_imports -> rosters.model.ListedImport
-- The latest imports that the actor may see.
select i.id, i.kind, i.file_name, i.requested_at,
  coalesce((select s.state from import_states s where s.county = i.county and s.import_id = i.id
    order by s.at desc limit 1), 'checking') as state
from imports i where i.county = $1 order by i.requested_at desc limit 10;

-- name: list_institutions -> rosters.store.InstitutionRow
-- Institutions of a county, and those elsewhere whose codes the file names.
select id, county, code, name, kind, level, ownership, address, phone, hours, ways_to_sign,
  location[0] as longitude, location[1] as latitude, parent_id, medical_community_id, accepts_each_request,
  contracted_since, contracted_until
from institutions where county = $1 or code = any($2::text[]);

-- name: put_institutions
-- New and changed institutions.
insert into institutions (id, county, code, name, pinyin, initials, kind, level, ownership, address, phone, hours,
  ways_to_sign, location, parent_id, medical_community_id, accepts_each_request, contracted_since, contracted_until)
select r.id, r.county, r.code, r.name, r.pinyin, r.initials, r.kind, r.level, r.ownership, r.address, r.phone, r.hours,
  r.ways_to_sign, point(r.longitude, r.latitude), r.parent_id, r.medical_community_id, r.accepts_each_request,
  r.contracted_since, r.contracted_until
from jsonb_to_recordset($1::jsonb) as r(id uuid, county int, code text, name text, pinyin text, initials text, kind text,
  level int, ownership text, address text, phone text, hours text, ways_to_sign text[], longitude float8,
  latitude float8, parent_id uuid, medical_community_id uuid, accepts_each_request boolean, contracted_since date,
  contracted_until date)
on conflict (code) do update set name = excluded.name, pinyin = excluded.pinyin, initials = excluded.initials,
  kind = excluded.kind, level = excluded.level, ownership = excluded.ownership, address = excluded.address,
  phone = excluded.phone, hours = excluded.hours, ways_to_sign = excluded.ways_to_sign, location = excluded.location,
  parent_id = excluded.parent_id, medical_community_id = excluded.medical_community_id,
  accepts_each_request = excluded.accepts_each_request, contracted_since = excluded.contracted_since,
  contracted_until = excluded.contracted_until;

-- name: list_teams -> rosters.store.TeamRow
-- Teams of a county.
select id, code, institution_id, name, introduction, hours, phone, colour::int, closed_on from teams where county = $1;

-- name: put_teams
-- New and changed teams.
insert into teams (county, id, institution_id, code, name, pinyin, introduction, hours, phone, colour, closed_on)
select $2, r.id, r.institution_id, r.code, r.name, r.pinyin, r.introduction, r.hours, r.phone, r.colour, r.closed_on
from jsonb_to_recordset($1::jsonb) as r(id uuid, institution_id uuid, code text, name text, pinyin text,
  introduction text, hours text, phone text, colour smallint, closed_on date)
on conflict (county, code) do update set institution_id = excluded.institution_id, name = excluded.name,
  pinyin = excluded.pinyin, introduction = excluded.introduction, hours = excluded.hours, phone = excluded.phone,
  colour = excluded.colour, closed_on = excluded.closed_on;

-- name: list_staff -> rosters.store.StaffRow
-- Doctors and other staff of a county, with the number of residents they may sign.
select d.id, d.code, d.institution_id, d.name, d.sex, d.kind, d.title, d.introduction, d.specialties, d.languages,
  d.phone, d.practice_scope, d.registered_on, d.trained_until, d.signs, d.left_on, p.capacity
from doctors d left join doctor_panels p on p.county = d.county and p.doctor_id = d.id
where d.county = $1;

-- name: put_staff
-- New and changed staff.
insert into doctors (county, id, institution_id, code, name, pinyin, sex, kind, title, introduction, specialties,
  languages, phone, practice_scope, registered_on, trained_until, signs, left_on)
select $2, r.id, r.institution_id, r.code, r.name, r.pinyin, r.sex, r.kind, r.title, r.introduction, r.specialties,
  r.languages, r.phone, r.practice_scope, r.registered_on, r.trained_until, r.signs, r.left_on
from jsonb_to_recordset($1::jsonb) as r(id uuid, institution_id uuid, code text, name text, pinyin text, sex text,
  kind text, title text, introduction text, specialties text[], languages text[], phone text, practice_scope text,
  registered_on date, trained_until date, signs boolean, left_on date)
on conflict (county, code) do update set institution_id = excluded.institution_id, name = excluded.name,
  pinyin = excluded.pinyin, sex = excluded.sex, kind = excluded.kind, title = excluded.title,
  introduction = excluded.introduction, specialties = excluded.specialties, languages = excluded.languages,
  phone = excluded.phone, practice_scope = excluded.practice_scope, registered_on = excluded.registered_on,
  trained_until = excluded.trained_until, signs = excluded.signs, left_on = excluded.left_on;

-- name: list_invitations -> rosters.store.InvitationRow
-- Which address of the staff may take up which role, and until when.
select doctor_id, email_hash, ends_on from staff_invitations where county = $1;

-- name: put_invitation
-- An address from the roster. Another address than before has to be proved afresh.
insert into staff_invitations (county, doctor_id, institution_id, email_hash, ends_on, invited_at, invited_by)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (county, doctor_id) do update set institution_id = excluded.institution_id, ends_on = excluded.ends_on,
  invited_at = excluded.invited_at, invited_by = excluded.invited_by,
  taken_by = case when staff_invitations.email_hash = excluded.email_hash then staff_invitations.taken_by end,
  taken_at = case when staff_invitations.email_hash = excluded.email_hash then staff_invitations.taken_at end,
  email_hash = excluded.email_hash;

-- name: move_invitation
-- The same address under another index key: nothing has to be proved afresh.
update staff_invitations set email_hash = $4 where county = $1 and doctor_id = $2 and email_hash = $3;

-- name: end_doctor_role
-- Who leaves, or whose address changes, works in that role no longer from that day.
select end_doctor_role($1, $2, $3, $4);

-- name: put_panels
-- How many residents each may sign.
insert into doctor_panels (county, doctor_id, capacity)
select $2, r.id, r.capacity from jsonb_to_recordset($1::jsonb) as r(id uuid, capacity int)
where r.capacity is not null
on conflict (county, doctor_id) do update set capacity = excluded.capacity;

-- name: list_memberships -> rosters.store.MembershipRow
-- Who is in which team now.
select doctor_id, team_id, duty, is_lead from team_members where county = $1 and until is null;

-- name: end_memberships
-- Memberships that the roster no longer has, or has otherwise.
update team_members m set until = $3 from jsonb_to_recordset($1::jsonb) as r(doctor_id uuid, team_id uuid)
where m.county = $2 and m.doctor_id = r.doctor_id and m.team_id = r.team_id and m.until is null;

-- name: put_memberships
-- Memberships from today; one that was ended today goes on.
insert into team_members (county, team_id, doctor_id, duty, is_lead, since)
select $2, r.team_id, r.doctor_id, r.duty, r.is_lead, $3
from jsonb_to_recordset($1::jsonb) as r(doctor_id uuid, team_id uuid, duty text, is_lead boolean)
on conflict (county, team_id, doctor_id, since) do update set duty = excluded.duty, is_lead = excluded.is_lead, until = null;

-- name: list_areas -> rosters.store.AreaRow
-- Service areas of a county with boundary and team of today.
select a.id, a.code, a.kind, a.name, a.township, a.committee, a.township_name, a.committee_name, a.address,
  a.household_count, b.boundary::text as boundary, t.team_id,
  array(select h.name from buildings h where h.county = a.county and h.area_id = a.id order by h.position, h.name) as buildings,
  a.closed_on is null or a.closed_on > $2::date as is_open
from service_areas a
left join area_boundaries b on b.county = a.county and b.area_id = a.id and b.valid @> $2::date
left join area_assignments t on t.county = a.county and t.area_id = a.id and t.building_id is null and t.valid @> $2::date
where a.county = $1;

-- name: put_areas
-- New and changed service areas.
insert into service_areas (county, id, code, kind, name, pinyin, initials, township, committee, township_name,
  committee_name, address, search_text, household_count)
select $2, r.id, r.code, r.kind, r.name, r.pinyin, r.initials, r.township, r.committee, r.township_name,
  r.committee_name, r.address, r.search_text, r.household_count
from jsonb_to_recordset($1::jsonb) as r(id uuid, code text, kind text, name text, pinyin text, initials text,
  township bigint, committee bigint, township_name text, committee_name text, address text, search_text text,
  household_count int)
on conflict (county, code) do update set kind = excluded.kind, name = excluded.name, pinyin = excluded.pinyin,
  initials = excluded.initials, township = excluded.township, committee = excluded.committee,
  township_name = excluded.township_name, committee_name = excluded.committee_name, address = excluded.address,
  search_text = excluded.search_text, household_count = excluded.household_count;

-- name: put_buildings
-- Buildings of an area; one that is known keeps its id and takes its place in the list.
insert into buildings (county, id, area_id, name, position)
select $2, r.id, r.area_id, r.name, r.position
from jsonb_to_recordset($1::jsonb) as r(id uuid, area_id uuid, name text, position int)
on conflict (county, area_id, name) do update set position = excluded.position;

-- name: list_buildings -> rosters.store.BuildingRow
-- Buildings of a county.
select area_id, name, id from buildings where county = $1;

-- name: list_area_codes -> rosters.store.CodeRow
-- Codes of the service areas.
select code, id from service_areas where county = $1;

-- name: end_boundaries
-- A changed boundary: yesterday's ends today.
update area_boundaries b set valid = daterange(lower(b.valid), $3::date)
where b.county = $1 and b.area_id = any($2::uuid[]) and b.valid @> $3::date and lower(b.valid) < $3::date;

-- name: redraw_boundaries
-- A boundary that was drawn today is drawn again.
update area_boundaries b set boundary = r.boundary::polygon, centre = point(r.longitude, r.latitude), drawn_by = $4
from jsonb_to_recordset($1::jsonb) as r(area_id uuid, boundary text, longitude float8, latitude float8)
where b.county = $2 and b.area_id = r.area_id and lower(b.valid) = $3::date;

-- name: put_boundaries
-- Boundaries from today.
insert into area_boundaries (county, id, area_id, valid, boundary, centre, drawn_by)
select $2, r.boundary_id, r.area_id, daterange($3::date, null), r.boundary::polygon, point(r.longitude, r.latitude), $4
from jsonb_to_recordset($1::jsonb) as r(boundary_id uuid, area_id uuid, boundary text, longitude float8, latitude float8)
where not exists (select 1 from area_boundaries b
  where b.county = $2 and b.area_id = r.area_id and b.valid && daterange($3::date, null));

-- name: end_assignments
-- Another team from today: yesterday's assignment ends.
update area_assignments a set valid = daterange(lower(a.valid), $3::date)
where a.county = $1 and a.area_id = any($2::uuid[]) and a.building_id is null and a.valid @> $3::date
  and lower(a.valid) < $3::date;

-- name: change_assignments
-- What was assigned today is assigned again.
update area_assignments a set team_id = r.team_id, assigned_by = $4
from jsonb_to_recordset($1::jsonb) as r(area_id uuid, team_id uuid)
where a.county = $2 and a.area_id = r.area_id and a.building_id is null and lower(a.valid) = $3::date;

-- name: put_assignments
-- Teams that answer for areas from today.
insert into area_assignments (county, id, area_id, team_id, valid, assigned_by)
select $2, r.assignment_id, r.area_id, r.team_id, daterange($3::date, null), $4
from jsonb_to_recordset($1::jsonb) as r(assignment_id uuid, area_id uuid, team_id uuid)
where not exists (select 1 from area_assignments a where a.county = $2 and a.area_id = r.area_id
  and a.building_id is null and a.valid && daterange($3::date, null));

-- name: find_people -> rosters.store.PersonFound
-- Who stands behind these identity numbers; visible: the actor may change them. The row is null to who may not see it.
select d.key_hash, d.county, d.subject_id,
  r.id is not null and may_change_resident(r.county, r.institution_id) as visible, r.name, r.sex, r.birth_date,
  r.relation_to_head as relation, r.household_id, r.phone_sealed, r.area_id, r.building_id, r.room, r.institution_id,
  (select h.id from households h where h.county = d.county and h.head_id = d.subject_id limit 1) as headed,
  array(select c.condition from resident_conditions c where c.county = r.county and c.resident_id = r.id) as conditions,
  array(select c.condition from resident_conditions c
    where c.county = r.county and c.resident_id = r.id and c.source = 'roster') as roster_conditions,
  array(select g.priority_group from resident_groups g
    where g.county = r.county and g.resident_id = r.id and g.until is null) as groups,
  array(select g.priority_group from resident_groups g
    where g.county = r.county and g.resident_id = r.id and g.until is null and g.source = 'roster') as roster_groups
from key_directory d left join residents r on r.county = d.county and r.id = d.subject_id
where d.key_hash = any($1::bytea[]) and d.kind = 'identity';

-- name: add_keys
-- Identity numbers of new residents.
insert into key_directory (key_hash, kind, county, subject_id)
select k, 'identity', $1, s from unnest($2::bytea[], $3::uuid[]) as r(k, s);

-- name: add_households
-- New households with their head, who may stand further down in the same file.
insert into households (county, id, head_id, area_id, building_id, room)
select $1, r.* from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[]) as r;

-- name: settle_households
-- A household whose head came after its members lives where the head lives.
update households h set area_id = r.area, building_id = r.building, room = r.room
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[]) as r(id, head, area, building, room)
where h.county = $1 and h.id = r.id and h.head_id = r.head;

-- name: add_residents
-- New residents.
insert into residents (county, id, household_id, relation_to_head, name, pinyin, sex, birth_date, identity_sealed,
  identity_tail, phone_sealed, phone_tail, area_id, building_id, room, institution_id, registered_at)
select $1, r.*, $2 from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[],
  $10::bytea[], $11::text[], $12::bytea[], $13::text[], $14::uuid[], $15::uuid[], $16::text[], $17::uuid[]) as r;

-- name: keep_signed_names
-- Before change_residents: what was signed keeps the name of that day.
select keep_signed_identities($1, $2, $3);

-- name: change_residents
-- What a roster may change of a known resident; the identity number stays.
update residents t set household_id = r.household, relation_to_head = r.relation, name = r.name, pinyin = r.pinyin,
  phone_sealed = r.phone, phone_tail = r.tail, area_id = r.area, building_id = r.building, room = r.room,
  institution_id = r.institution
from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[], $9::uuid[],
  $10::uuid[], $11::text[], $12::uuid[])
  as r(id, household, relation, name, pinyin, phone, tail, area, building, room, institution)
where t.county = $1 and t.id = r.id;

-- name: add_conditions
-- Conditions that the roster names.
insert into resident_conditions (county, resident_id, condition, source)
select $1, r.resident, r.condition, 'roster' from unnest($2::uuid[], $3::text[]) as r(resident, condition)
on conflict do nothing;

-- name: drop_conditions
-- Conditions that a roster named once and no longer names.
delete from resident_conditions c using unnest($2::uuid[], $3::text[]) as r(resident, condition)
where c.county = $1 and c.resident_id = r.resident and c.condition = r.condition and c.source = 'roster';

-- name: add_groups
-- Priority groups that the roster names.
insert into resident_groups (county, resident_id, priority_group, since, source)
select $1, r.resident, r.grp, $4, 'roster' from unnest($2::uuid[], $3::text[]) as r(resident, grp)
on conflict (county, resident_id, priority_group, since) do update set until = null;

-- name: end_groups
-- Priority groups that a roster named once and no longer names.
update resident_groups g set until = $4 from unnest($2::uuid[], $3::text[]) as r(resident, grp)
where g.county = $1 and g.resident_id = r.resident and g.priority_group = r.grp and g.until is null and g.source = 'roster';

-- name: find_insurance -> rosters.store.InsuranceFound
-- What is known of the insurance of these people; visible: the actor may change it.
select d.key_hash, d.subject_id, r.id is not null and may_change_resident(r.county, r.institution_id) as visible, i.scheme, i.county_of_insurance, i.premium_paid,
  i.outpatient_balance_fen, i.two_disease, i.special_chronic, i.as_of
from key_directory d left join residents r on r.county = d.county and r.id = d.subject_id
left join insurance_records i on i.county = r.county and i.resident_id = r.id
where d.key_hash = any($1::bytea[]) and d.kind = 'identity' and d.county = $2;

-- name: put_insurance
-- What the insurance file says, one row a person.
insert into insurance_records (county, resident_id, scheme, county_of_insurance, premium_paid, outpatient_balance_fen,
  two_disease, special_chronic, as_of)
select $1, r.id, r.scheme, r.place, r.paid, r.balance, string_to_array(r.two, ','), string_to_array(r.chronic, ','), r.day
from unnest($2::uuid[], $3::text[], $4::int[], $5::boolean[], $6::bigint[], $7::text[], $8::text[], $9::date[])
  as r(id, scheme, place, paid, balance, two, chronic, day)
on conflict (county, resident_id) do update set scheme = excluded.scheme,
  county_of_insurance = excluded.county_of_insurance, premium_paid = excluded.premium_paid,
  outpatient_balance_fen = excluded.outpatient_balance_fen, two_disease = excluded.two_disease,
  special_chronic = excluded.special_chronic, as_of = excluded.as_of;
