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

-- name: add_looks
-- As add_look, of several residents ($4), each with its id ($2).
insert into access_log (county, id, looked_at, resident_id, account_id, role, actor_name, institution_id, part)
select $1, l.id, $3, l.resident, $5, $6, $7, $8, $9 from unnest($2::uuid[], $4::uuid[]) as l (id, resident);

-- name: list_looks -> history.model.Look
-- Who looked at a resident's data, newest first, before a look ($3), at most $4.
select l.id, l.looked_at, l.role, l.actor_name, coalesce(i.name, '') as institution_name, l.part, q.body as question,
  a.body as answer, a.writer_name as answered_by
from access_log l
left join institutions i on i.id = l.institution_id
left join lateral (select n.body from look_notes n where n.county = $1 and n.look_id = l.id and n.kind = 'asked'
  order by n.written_at, n.id limit 1) q on true
left join lateral (select n.body, n.writer_name from look_notes n where n.county = $1 and n.look_id = l.id
  and n.kind = 'answered' order by n.written_at desc, n.id desc limit 1) a on true
where l.county = $1 and l.resident_id = $2 and ($3::uuid is null or (l.looked_at, l.id) < (
  select b.looked_at, b.id from access_log b where b.county = $1 and b.id = $3))
order by l.looked_at desc, l.id desc limit $4;

-- name: find_look -> history.model.LookOf
-- One look, and who answers for it.
select id, resident_id, account_id, institution_id, role, look_reader(county, account_id, role) as reader
from access_log where county = $1 and id = $2;

-- name: add_look_note
-- What is said of a look.
insert into look_notes (county, id, look_id, resident_id, account_id, institution_id, reader, kind, body, written_at,
  written_by, writer_name)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: flag_question
-- The resident asks why: once a look.
insert into look_flags (county, look_id, reason, resident_id, account_id, institution_id, reader, flagged_at)
values ($1, $2, 'asked', $3, $4, $5, $6, $7) on conflict do nothing;

-- name: list_counties
-- Counties that have any history or looks.
with recursive of_events(county) as (
  select min(county) from history_events
  union all
  select (select min(e.county) from history_events e where e.county > c.county) from of_events c where c.county is not null
), of_looks(county) as (
  select min(county) from access_log
  union all
  select (select min(l.county) from access_log l where l.county > c.county) from of_looks c where c.county is not null
)
select county from of_events where county is not null
union
select county from of_looks where county is not null
order by 1;

-- name: list_unsealed_events -> history.chain.Sealable
-- Events without a link, from an id ($2) on, at most $3. The fields stand in the order of the table.
select 'event' as source, e.id, e.happened_at as at, array[e.kind, e.subject_id::text, e.actor_account_id::text,
  e.actor_role, e.institution_id::text, e.data::text] as fields
from history_events e where e.county = $1 and e.id >= $2
  and not exists (select 1 from audit_links k where k.county = $1 and k.source = 'event' and k.row_id = e.id)
order by e.id limit $3;

-- name: list_unsealed_looks -> history.chain.Sealable
-- Looks without a link, from an id ($2) on, at most $3. The fields stand in the order of the table.
select 'look' as source, l.id, l.looked_at as at, array[l.resident_id::text, l.account_id::text, l.role, l.actor_name,
  l.institution_id::text, l.part] as fields
from access_log l where l.county = $1 and l.id >= $2
  and not exists (select 1 from audit_links k where k.county = $1 and k.source = 'look' and k.row_id = l.id)
order by l.id limit $3;

-- name: count_unsealed_events -> history.model.Count
-- Events of a county without a link.
select count(*) as rows, min(e.happened_at) as oldest from history_events e where e.county = $1
  and not exists (select 1 from audit_links k where k.county = $1 and k.source = 'event' and k.row_id = e.id);

-- name: count_unsealed_looks -> history.model.Count
-- Looks of a county without a link.
select count(*) as rows, min(l.looked_at) as oldest from access_log l where l.county = $1
  and not exists (select 1 from audit_links k where k.county = $1 and k.source = 'look' and k.row_id = l.id);

-- name: find_last_id
-- The youngest id that is sealed.
select row_id from audit_links where county = $1 and source = $2 order by row_id desc limit 1;

-- name: find_head -> history.model.Head
-- The end of a county's chain.
select county, position, digest, sealed_at from audit_links where county = $1 order by position desc limit 1;

-- name: add_links
-- Chain rows behind a position ($2).
insert into audit_links (county, position, source, row_id, sealed_at, digest)
select $1, $2::bigint + n, source, row_id, $3, digest
from unnest($4::text[], $5::uuid[], $6::bytea[]) with ordinality as new (source, row_id, digest, n);

-- name: list_links -> history.model.Link
-- The links behind a position ($2), at most $3, each with its row as list_unsealed_events and list_unsealed_looks read it.
select k.position, k.source, k.row_id, k.sealed_at, k.digest, r.at, r.fields
from (select * from audit_links where county = $1 and position > $2 order by position limit $3) k
left join lateral (
  select e.happened_at as at, array[e.kind, e.subject_id::text, e.actor_account_id::text, e.actor_role,
    e.institution_id::text, e.data::text] as fields
  from history_events e where k.source = 'event' and e.county = $1 and e.id = k.row_id
  union all
  select l.looked_at, array[l.resident_id::text, l.account_id::text, l.role, l.actor_name, l.institution_id::text, l.part]
  from access_log l where k.source = 'look' and l.county = $1 and l.id = k.row_id
  limit 1) r on true
order by k.position;

-- name: forget_looks
-- Removes sealed looks of before a moment ($2), at most $3; how many went.
select forget_looks($1, $2, $3);

-- name: list_forgotten -> history.forgetting.Forgotten
-- What the events of this kind ($2) tell of.
select happened_at as at, (data ->> 'before')::timestamptz as before, (data ->> 'rows')::int as rows
from history_events where county = $1 and kind = $2 order by id;
