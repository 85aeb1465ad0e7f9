-- name: add_event
-- Append what happened.
insert into history_events (county, id, happened_at, kind, subject_id, actor_account_id, actor_role, institution_id, data)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: list_events -> history.model.Event
-- What happened to one subject, in order.
select id, happened_at, kind, actor_account_id, actor_role, data from history_events
where county = $1 and subject_id = $2 order by happened_at, id limit 100;

-- name: add_look
-- Append who looked at which part of a resident's data.
insert into access_log (county, id, looked_at, resident_id, account_id, role, actor_name, institution_id, part)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: list_looks -> history.model.Look
-- Who looked at a resident's data, newest first.
select looked_at, role, actor_name, part from access_log
where county = $1 and resident_id = $2 order by looked_at desc limit 200;
