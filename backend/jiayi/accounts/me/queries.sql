-- name: settle_account
-- Move the asking account from "no county yet" to the person's county, and tie them.
select settle_account($1, $2, $3)::text;

-- name: tie_account
-- Tie an account that already has its county to its person.
update accounts set resident_id = $3, display_name = $4 where county = $1 and id = $2 and resident_id is null;

-- name: add_own_household
-- A household of one for a person whom the roster gave none; with its twin below.
insert into households (county, id, head_id, area_id, building_id, room)
select county, $3, id, area_id, building_id, room from residents where county = $1 and id = $2 and household_id is null;

-- name: enter_own_household
-- The person lives in it.
update residents set household_id = $3, relation_to_head = 'head'
where county = $1 and id = $2 and household_id is null;

-- name: join_household
-- Take a person of the roster into the asking head's household, if everything fits.
select join_household($1, $2, $3, $4);

-- name: search_homes -> accounts.me.store.Home
-- Service areas whose name, address or pinyin holds what was typed.
select county, id, name, address, township_name, committee_name from service_areas
where search_text ilike '%' || $1 || '%' order by length(name), name, id limit 8;

-- name: find_home -> accounts.me.store.Home
-- One service area.
select county, id, name, address, township_name, committee_name from service_areas where county = $1 and id = $2;

-- name: list_home_buildings -> accounts.me.store.HomeBuilding
-- Its buildings in order.
select id, name from buildings where county = $1 and area_id = $2 order by position, name;

-- name: find_answering_institution
-- The institution whose team answers for a building on a day.
select t.institution_id from area_assignments a join teams t on t.county = a.county and t.id = a.team_id
where a.county = $1 and a.area_id = $2 and (a.building_id is null or a.building_id = $3) and a.valid @> $4::date
order by a.building_id nulls last limit 1;

-- name: find_institution_name
-- What staff see as their place of work.
select name from institutions where id = $1;
