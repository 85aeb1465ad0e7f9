-- no-transaction
-- Each statement is a transaction of its own, and may be run again if a later one fails.
-- squawk-ignore-file ban-concurrent-index-creation-in-transaction, constraint-missing-not-valid, ban-drop-constraint
-- An agreement follows one of the same resident, never somebody else's.
create unique index concurrently if not exists agreements_by_id_and_resident on agreements (county, id, resident_id);
alter table agreements drop constraint if exists agreements_follow_own;
alter table agreements add constraint agreements_follow_own foreign key (county, previous_id, resident_id)
  references agreements (county, id, resident_id) not valid;
alter table agreements validate constraint agreements_follow_own;
-- The key above says the same and more.
alter table agreements drop constraint if exists agreements_county_previous_id_fkey;
-- A switch is what waits to take the place of another institution's agreement (0063).
alter table agreements drop constraint if exists agreements_kind;
alter table agreements add constraint agreements_kind check (kind in ('family_doctor', 'switch')) not valid;
alter table agreements validate constraint agreements_kind;
