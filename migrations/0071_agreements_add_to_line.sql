-- Who put somebody in line at the desk, and why: the person may read it. Null: by themselves.
alter table waiting_entries add column added_by uuid;
alter table waiting_entries add column added_reason text not null default '';
