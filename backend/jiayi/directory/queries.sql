-- name: list_counties -> directory.model.County
-- Counties that are served, by name of their city; the division's own code where no name is kept.
select i.county as code, coalesce(d.name, i.county::text) as name, coalesce(p.name, '') as city
from (select distinct county from institutions) i
left join divisions d on d.code = i.county left join divisions p on p.code = d.parent
order by i.county;

-- name: find_institution -> directory.model.Institution
-- One institution.
select id, county, code, name, kind, level, ownership, parent_id, medical_community_id, address, phone, hours,
  ways_to_sign, location[0] as lon, location[1] as lat, accepts_each_request, contracted_since, contracted_until
from institutions where id = $1;

-- name: list_institutions -> directory.model.Institution
-- Institutions of a county, centres before stations.
select id, county, code, name, kind, level, ownership, parent_id, medical_community_id, address, phone, hours,
  ways_to_sign, location[0] as lon, location[1] as lat, accepts_each_request, contracted_since, contracted_until
from institutions where county = $1 order by level desc, kind, name;

-- name: list_nearest_institutions -> directory.model.Pin
-- Where to ask when no area contains a point.
select id, name, kind, phone, address, location[0] as lon, location[1] as lat
from institutions where level = 1 order by location <-> point($1, $2) limit 8;

-- name: list_pins -> directory.model.Pin
-- Institutions of a county as points of the map.
select id, name, kind, phone, address, location[0] as lon, location[1] as lat
from institutions where county = $1 order by kind, name;

-- name: find_area -> directory.model.Area
-- One service area with the centre of its present boundary.
select s.county, s.id, s.code, s.kind, s.name, s.township, s.committee, s.township_name, s.committee_name, s.address,
  s.household_count, b.centre[0] as lon, b.centre[1] as lat, s.closed_on
from service_areas s
left join area_boundaries b on b.county = s.county and b.area_id = s.id and upper_inf(b.valid)
where s.county = $1 and s.id = $2;

-- name: find_area_by_code
-- The id behind the code on a poster.
select id from service_areas where county = $1 and code = $2;

-- name: find_team_of_area -> directory.model.Team
-- Who answers for a building on a day: its own team, else the team of the whole area.
select t.county, t.id, t.institution_id, i.name as institution_name, t.code, t.name, t.introduction,
  coalesce(nullif(t.hours, ''), i.hours) as hours, coalesce(nullif(t.phone, ''), i.phone) as phone, t.colour,
  t.closed_on
from area_assignments a join teams t on t.county = a.county and t.id = a.team_id
join institutions i on i.id = t.institution_id
where a.county = $1 and a.area_id = $2 and (a.building_id is null or a.building_id = $3) and a.valid @> $4::date
order by a.building_id nulls last limit 1;

-- name: list_teams_of_area -> directory.model.Team
-- Every team that answers for a part of an area on a day.
select distinct t.county, t.id, t.institution_id, i.name as institution_name, t.code, t.name, t.introduction,
  coalesce(nullif(t.hours, ''), i.hours) as hours, coalesce(nullif(t.phone, ''), i.phone) as phone, t.colour,
  t.closed_on
from area_assignments a join teams t on t.county = a.county and t.id = a.team_id
join institutions i on i.id = t.institution_id
where a.county = $1 and a.area_id = $2 and a.valid @> $3::date order by t.name, t.id;

-- name: find_team -> directory.model.Team
-- One team; its institution's hours and phone where it has none of its own.
select t.county, t.id, t.institution_id, i.name as institution_name, t.code, t.name, t.introduction,
  coalesce(nullif(t.hours, ''), i.hours) as hours, coalesce(nullif(t.phone, ''), i.phone) as phone, t.colour,
  t.closed_on
from teams t join institutions i on i.id = t.institution_id where t.county = $1 and t.id = $2;

-- name: list_teams -> directory.model.Team
-- Teams of an institution that work on a day.
select t.county, t.id, t.institution_id, i.name as institution_name, t.code, t.name, t.introduction,
  coalesce(nullif(t.hours, ''), i.hours) as hours, coalesce(nullif(t.phone, ''), i.phone) as phone, t.colour,
  t.closed_on
from teams t join institutions i on i.id = t.institution_id
where t.county = $1 and t.institution_id = $2 and (t.closed_on is null or t.closed_on > $3) order by t.name, t.id;

-- name: list_members -> directory.model.Member
-- The people of a team on a day, the lead first, with the places each has left.
select d.id as doctor_id, d.name, d.sex, d.kind, d.title, m.duty, m.is_lead, d.introduction, d.specialties,
  d.languages, d.phone, d.signs,
  case when d.signs then greatest(p.capacity - places_taken(d.county, d.id, $3::date)
    - places_held(d.county, d.id, null, $4), 0) end as places_left, coalesce(ph.digest, '') as photo
from team_members m join doctors d on d.county = m.county and d.id = m.doctor_id
left join doctor_panels p on p.county = d.county and p.doctor_id = d.id
left join doctor_photos ph on ph.county = d.county and ph.doctor_id = d.id
where m.county = $1 and m.team_id = $2 and m.since <= $3 and (m.until is null or m.until > $3)
  and (d.left_on is null or d.left_on > $3)
order by m.is_lead desc, d.signs desc, d.pinyin, d.id;

-- name: find_doctor -> directory.model.Doctor
-- One doctor.
select d.county, d.id, d.institution_id, i.name as institution_name, d.name, d.sex, d.kind, d.title, d.introduction,
  d.specialties, d.languages, d.phone, d.signs, d.left_on, coalesce(ph.digest, '') as photo
from doctors d join institutions i on i.id = d.institution_id
left join doctor_photos ph on ph.county = d.county and ph.doctor_id = d.id
where d.county = $1 and d.id = $2;

-- name: list_teams_of_doctor -> directory.model.Team
-- The teams a doctor works in on a day.
select t.county, t.id, t.institution_id, i.name as institution_name, t.code, t.name, t.introduction,
  coalesce(nullif(t.hours, ''), i.hours) as hours, coalesce(nullif(t.phone, ''), i.phone) as phone, t.colour,
  t.closed_on
from team_members m join teams t on t.county = m.county and t.id = m.team_id
join institutions i on i.id = t.institution_id
where m.county = $1 and m.doctor_id = $2 and m.since <= $3 and (m.until is null or m.until > $3) order by t.name, t.id;

-- name: count_places_left
-- Capacity less the places taken and those kept for the waiting line, never below none; null for who has no panel.
select greatest(capacity - places_taken(county, doctor_id, $3::date) - places_held(county, doctor_id, null, $4), 0)
from doctor_panels
where county = $1 and doctor_id = $2;

-- name: list_buildings -> directory.model.Building
-- Buildings of an area in order, with the team of those that have their own.
select b.id, b.name, a.team_id
from buildings b left join area_assignments a on a.county = b.county and a.area_id = b.area_id
  and a.building_id = b.id and a.valid @> $3::date
where b.county = $1 and b.area_id = $2 order by b.position, b.name;

-- name: lower_search_threshold
-- For this transaction: how like a word must be; and that comparing trigrams costs more than the planner believes.
select set_config('pg_trgm.word_similarity_threshold', '0.34', true), set_config('cpu_operator_cost', '0.1', true);

-- name: search_areas -> directory.model.AreaHit
-- Candidates: what was typed ($2) or its pinyin ($3) is like a part of the text.
select s.county, s.id, s.kind, s.name, s.pinyin, s.initials, s.township_name, s.committee_name, s.address,
  coalesce((select t.name from area_assignments a join teams t on t.county = a.county and t.id = a.team_id
    where a.county = s.county and a.area_id = s.id and a.building_id is null and a.valid @> $4::date), '') as team_name
from service_areas s
where s.county = $1 and (s.search_text %> $2 or s.search_text %> $3) and (s.closed_on is null or s.closed_on > $4::date)
order by greatest(word_similarity($2, s.search_text), word_similarity($3, s.search_text)) desc, s.name, s.id limit 120;

-- name: list_areas_containing -> directory.model.AreaHit
-- What was typed, anywhere in the text. One or two characters are too short for the index of three: the county is read.
select s.county, s.id, s.kind, s.name, s.pinyin, s.initials, s.township_name, s.committee_name, s.address,
  coalesce((select t.name from area_assignments a join teams t on t.county = a.county and t.id = a.team_id
    where a.county = s.county and a.area_id = s.id and a.building_id is null and a.valid @> $3::date), '') as team_name
from service_areas s where s.county = $1 and s.search_text like $2
  and (s.closed_on is null or s.closed_on > $3::date)
order by length(s.name), s.name, s.id limit 60;

-- name: search_areas_anywhere -> directory.model.AreaHit
-- As search_areas, of all counties.
select s.county, s.id, s.kind, s.name, s.pinyin, s.initials, s.township_name, s.committee_name, s.address, '' as team_name
from service_areas s where (s.search_text %> $1 or s.search_text %> $2) and (s.closed_on is null or s.closed_on > $3::date)
order by greatest(word_similarity($1, s.search_text), word_similarity($2, s.search_text)) desc, s.name, s.id limit 120;

-- name: list_areas_containing_anywhere -> directory.model.AreaHit
-- As list_areas_containing, of all counties.
select s.county, s.id, s.kind, s.name, s.pinyin, s.initials, s.township_name, s.committee_name, s.address, '' as team_name
from service_areas s where s.search_text like $1 and (s.closed_on is null or s.closed_on > $2::date)
order by length(s.name), s.name, s.county, s.id limit 60;

-- name: list_townships -> directory.model.Named
-- Townships of a county that have areas.
select township as code, min(township_name) as name, count(*)::int as areas from service_areas
where county = $1 and (closed_on is null or closed_on > $2::date) group by township order by township;

-- name: list_committees -> directory.model.Named
-- Committees of a township that have areas.
select committee as code, min(committee_name) as name, count(*)::int as areas from service_areas
where county = $1 and township = $2 and (closed_on is null or closed_on > $3::date) group by committee order by committee;

-- name: list_areas -> directory.model.AreaHit
-- Areas of a committee by name.
select s.county, s.id, s.kind, s.name, s.pinyin, s.initials, s.township_name, s.committee_name, s.address,
  coalesce((select t.name from area_assignments a join teams t on t.county = a.county and t.id = a.team_id
    where a.county = s.county and a.area_id = s.id and a.building_id is null and a.valid @> $4::date), '') as team_name
from service_areas s where s.county = $1 and s.township = $2 and s.committee = $3 and (s.closed_on is null or s.closed_on > $4::date)
order by s.name, s.id;

-- name: find_area_at_point -> directory.model.AreaHit
-- The area a position lies in. The small box lets the polygon index find it.
select s.county, s.id, s.kind, s.name, s.pinyin, s.initials, s.township_name, s.committee_name, s.address,
  coalesce((select t.name from area_assignments a join teams t on t.county = a.county and t.id = a.team_id
    where a.county = s.county and a.area_id = s.id and a.building_id is null and a.valid @> $3::date), '') as team_name
from area_boundaries b join service_areas s on s.county = b.county and s.id = b.area_id
where upper_inf(b.valid) and b.boundary && polygon(box(point($1 - 1e-6, $2 - 1e-6), point($1 + 1e-6, $2 + 1e-6)))
  and b.boundary @> point($1, $2) and (s.closed_on is null or s.closed_on > $3::date) limit 3;

-- name: list_shapes_in_view -> directory.model.AreaShape
-- Areas whose boundary meets a box (west, south, east, north), the largest first.
select b.county, s.id, s.name, s.township, s.township_name, t.id as team_id, coalesce(t.name, '') as team_name,
  coalesce(t.colour, -1)::int as colour, b.boundary
from area_boundaries b join service_areas s on s.county = b.county and s.id = b.area_id
left join area_assignments a on a.county = b.county and a.area_id = b.area_id and a.building_id is null
  and a.valid @> $5::date
left join teams t on t.county = a.county and t.id = a.team_id
where upper_inf(b.valid) and b.boundary && polygon(box(point($1, $2), point($3, $4)))
  and (s.closed_on is null or s.closed_on > $5::date)
order by area(box(b.boundary)) desc limit $6;

-- name: list_shapes -> directory.model.AreaShape
-- Boundaries of a county, or of one township of it.
select b.county, s.id, s.name, s.township, s.township_name, t.id as team_id, coalesce(t.name, '') as team_name,
  coalesce(t.colour, -1)::int as colour, b.boundary
from service_areas s
join area_boundaries b on b.county = s.county and b.area_id = s.id and upper_inf(b.valid)
left join area_assignments a on a.county = b.county and a.area_id = b.area_id and a.building_id is null
  and a.valid @> $3::date
left join teams t on t.county = a.county and t.id = a.team_id
where s.county = $1 and ($2::bigint is null or s.township = $2) and (s.closed_on is null or s.closed_on > $3::date)
order by s.township, s.committee, s.name, s.id;

-- name: list_areas_of_team -> directory.model.TeamArea
-- What a team answers for on a day.
select s.id, s.name, s.township_name, s.committee_name,
  case when bool_or(a.building_id is null) then '' else string_agg(b.name, '、' order by b.position) end as buildings
from area_assignments a join service_areas s on s.county = a.county and s.id = a.area_id
left join buildings b on b.county = a.county and b.id = a.building_id
where a.county = $1 and a.team_id = $2 and a.valid @> $3::date and (s.closed_on is null or s.closed_on > $3::date)
group by s.id, s.name, s.township_name, s.committee_name, s.township, s.committee
order by s.township, s.committee, s.name limit 300;

-- name: list_work_areas -> directory.model.WorkArea
-- What an institution's teams answer for, and what nobody does.
select s.id, s.name, s.township_name, s.committee_name, coalesce(t.name, '') as team_name,
  exists (select 1 from area_boundaries b where b.county = s.county and b.area_id = s.id and upper_inf(b.valid)) as drawn,
  s.closed_on
from service_areas s
left join area_assignments a on a.county = s.county and a.area_id = s.id and a.building_id is null
  and a.valid @> $3::date
left join teams t on t.county = a.county and t.id = a.team_id
where s.county = $1 and (t.institution_id = $2 or t.id is null)
order by (s.closed_on <= $3::date) is true, (t.id is null) desc, s.township, s.committee, s.name, s.id limit 1000;

-- name: list_assignments -> directory.model.Assignment
-- Who answered, answers and will answer for an area, newest first.
select a.id, a.building_id, coalesce(b.name, '') as building_name, a.team_id, t.name as team_name, t.institution_id,
  lower(a.valid) as since, upper(a.valid) as until
from area_assignments a join teams t on t.county = a.county and t.id = a.team_id
left join buildings b on b.county = a.county and b.id = a.building_id
where a.county = $1 and a.area_id = $2 order by a.building_id nulls first, lower(a.valid) desc;

-- name: close_assignment
-- The day on which the assignment no longer holds.
update area_assignments set valid = daterange(lower(valid), $3) where county = $1 and id = $2;

-- name: change_assignment
-- Another team for an assignment that begins on the very day.
update area_assignments set team_id = $3, assigned_by = $4 where county = $1 and id = $2;

-- name: add_assignment
-- From a day, until something else is said.
insert into area_assignments (county, id, area_id, building_id, team_id, valid, assigned_by)
values ($1, $2, $3, $4, $5, daterange($6, null), $7);

-- name: find_boundary
-- The present boundary of an area.
select boundary from area_boundaries where county = $1 and area_id = $2 and upper_inf(valid);

-- name: close_boundary
-- The old boundary ends today, unless it began today.
update area_boundaries set valid = daterange(lower(valid), $3)
where county = $1 and area_id = $2 and upper_inf(valid) and lower(valid) < $3;

-- name: redraw_boundary
-- A boundary drawn today is drawn again.
update area_boundaries set boundary = $4, centre = $5, drawn_by = $6
where county = $1 and area_id = $2 and upper_inf(valid) and lower(valid) = $3;

-- name: add_boundary
-- From a day on.
insert into area_boundaries (county, id, area_id, valid, boundary, centre, drawn_by)
values ($1, $2, $3, daterange($4, null), $5, $6, $7);

-- name: add_area
-- A new compound, building or villagers' group.
insert into service_areas (county, id, code, kind, name, pinyin, initials, township, committee, township_name,
  committee_name, address, search_text)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: rename_area
-- Another name or address, and what is searched for.
update service_areas set name = $3, pinyin = $4, initials = $5, address = $6, search_text = $7
where county = $1 and id = $2;

-- name: close_area
-- The first day on which it is no longer found; null: it stays.
update service_areas set closed_on = $3 where county = $1 and id = $2;

-- name: count_namesakes
-- Areas of the same name in a committee that are found on a day.
select count(*)::int from service_areas
where county = $1 and committee = $2 and name = $3 and (closed_on is null or closed_on > $4::date)
  and id is distinct from $5::uuid;

-- name: count_people_of_area
-- Residents who live there, as far as the actor may know.
select count(*)::int from residents where county = $1 and area_id = $2;

-- name: cancel_assignment
-- One that has not begun.
delete from area_assignments where county = $1 and id = $2 and lower(valid) > $3;

-- name: reopen_assignment
-- The assignment that the cancelled one would have ended goes on as long as that would have.
update area_assignments set valid = daterange(lower(valid), $5)
where county = $1 and area_id = $2 and building_id is not distinct from $3::uuid and upper(valid) = $4;

-- name: list_overlaps -> directory.model.Overlap
-- Pairs of boundaries in a county that meet; the exact size is measured afterwards.
select a.area_id as first_id, sa.name as first_name, a.boundary as first_boundary,
  b.area_id as second_id, sb.name as second_name, b.boundary as second_boundary
from area_boundaries a
join area_boundaries b on b.boundary && a.boundary and upper_inf(b.valid) and b.county = a.county
  and b.area_id > a.area_id
join service_areas sa on sa.county = a.county and sa.id = a.area_id
join service_areas sb on sb.county = b.county and sb.id = b.area_id
where a.county = $1 and upper_inf(a.valid) and (sa.closed_on is null or sa.closed_on > $2::date)
  and (sb.closed_on is null or sb.closed_on > $2::date)
order by sa.name, sb.name limit 20000;

-- name: list_overlaps_of -> directory.model.Overlap
-- The boundaries that meet that of one area.
select a.area_id as first_id, sa.name as first_name, a.boundary as first_boundary,
  b.area_id as second_id, sb.name as second_name, b.boundary as second_boundary
from area_boundaries a
join area_boundaries b on b.boundary && a.boundary and upper_inf(b.valid) and b.county = a.county
  and b.area_id <> a.area_id
join service_areas sa on sa.county = a.county and sa.id = a.area_id
join service_areas sb on sb.county = b.county and sb.id = b.area_id
where a.county = $1 and a.area_id = $2 and upper_inf(a.valid) and (sa.closed_on is null or sa.closed_on > $3::date)
  and (sb.closed_on is null or sb.closed_on > $3::date)
order by sb.name limit 200;

-- name: find_photo -> directory.model.Photo
-- The picture of a doctor who has not left.
select ph.digest, ph.content from doctor_photos ph join doctors d on d.county = ph.county and d.id = ph.doctor_id
where ph.county = $1 and ph.doctor_id = $2 and (d.left_on is null or d.left_on > $3);

-- name: list_pictures -> directory.model.PictureOf
-- The doctors of an institution ($3: one of them); who has left only while there is a picture to take down.
select d.id as doctor_id, d.name, d.title, coalesce(ph.digest, '') as photo
from doctors d left join doctor_photos ph on ph.county = d.county and ph.doctor_id = d.id
where d.county = $1 and d.institution_id = $2 and ($3::uuid is null or d.id = $3)
  and (d.left_on is null or d.left_on > $4 or ph.digest is not null)
order by d.signs desc, d.pinyin, d.id;

-- name: put_photo
-- A doctor has one picture; the next takes its place.
insert into doctor_photos (county, doctor_id, digest, content, uploaded_by, uploaded_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (county, doctor_id) do update set digest = excluded.digest, content = excluded.content,
  uploaded_by = excluded.uploaded_by, uploaded_at = excluded.uploaded_at;

-- name: drop_photo
-- Taken down: the bytes go.
delete from doctor_photos where county = $1 and doctor_id = $2;
