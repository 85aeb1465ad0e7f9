-- Search within one county: the county stands in the trigram index itself, so a common word of other counties costs nothing.
-- fastupdate off: areas are written rarely, and a pending list makes the planner avoid the index.
create extension if not exists btree_gin;
create index service_areas_by_county_text on service_areas using gin (county, search_text gin_trgm_ops) with (fastupdate = off);
drop index service_areas_by_text;
