-- no-transaction
-- squawk-ignore-file ban-concurrent-index-creation-in-transaction
-- Nobody heads two households. Does the work of households_by_head too.
create unique index concurrently if not exists one_household_per_head on households (county, head_id) where head_id is not null;
drop index concurrently if exists households_by_head;
-- The worker looks for files that were left lying in all counties.
create index concurrently if not exists import_files_by_age on import_files (kept_since);
