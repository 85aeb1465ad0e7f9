-- name: settle_account
-- Move the asking account from "no county yet" to the person's county, and tie them; false: it has a county.
select settle_account($1, $2, $3);

-- name: tie_account
-- Tie an account that already has its county to its person.
update accounts set resident_id = $3, display_name = $4 where county = $1 and id = $2 and resident_id is null;

-- name: begin_own_household
-- A household of one for the asking person whom the roster gave none.
select begin_own_household($1);

-- name: join_household
-- Take a person of the roster into the asking head's household, if everything fits.
select join_household($1, $2, $3, $4);

-- name: leave_household
-- Into a household of one's own; null for a head.
select leave_household($1);

-- name: remove_member
-- Out of the household again, whom the asking head took in; null otherwise.
select remove_member($1);

-- name: list_joined
-- Which of these the asking head took in.
select one.id from unnest($2::uuid[]) one(id) where joined_by_head($1, one.id);

-- name: list_homes -> accounts.me.store.Home
-- These service areas (counties $1, ids $2), in this order.
select s.county, s.id, s.name, s.address, s.township_name, s.committee_name,
  coalesce(p.name, '') || coalesce(d.name, '') as district
from unnest($1::int[], $2::uuid[]) with ordinality as x (county, id, place)
join service_areas s on s.county = x.county and s.id = x.id
left join divisions d on d.code = s.county left join divisions p on p.code = d.parent order by x.place;

-- name: find_home -> accounts.me.store.Home
-- One service area.
select s.county, s.id, s.name, s.address, s.township_name, s.committee_name,
  coalesce(p.name, '') || coalesce(d.name, '') as district
from service_areas s left join divisions d on d.code = s.county left join divisions p on p.code = d.parent
where s.county = $1 and s.id = $2;

-- name: list_home_buildings -> accounts.me.store.HomeBuilding
-- Its buildings in order.
select id, name from buildings where county = $1 and area_id = $2 order by position, name;

-- name: find_answering_institution
-- The institution whose team answers for a building on a day.
select t.institution_id from area_assignments a join teams t on t.county = a.county and t.id = a.team_id
where a.county = $1 and a.area_id = $2 and (a.building_id is null or a.building_id = $3) and a.valid @> $4::date
order by a.building_id nulls last limit 1;

-- name: find_identity_notice -> accounts.me.store.IdentityNotice
-- What the asking account is told while its number turned out to be somebody else's.
select settled_at, place, outcome, desk, address, phone from own_identity_notice();

-- name: find_home_desk -> accounts.me.store.HomeDesk
-- The institution whose team answers for an area on a day: its desk is the one to go to.
select n.name, n.address, n.phone from area_assignments a
join teams t on t.county = a.county and t.id = a.team_id
join institutions n on n.id = t.institution_id
where a.county = $1 and a.area_id = $2 and a.valid @> $3::date order by a.building_id nulls first limit 1;

-- name: find_institution_name
-- What staff see as their place of work.
select name from institutions where id = $1;
