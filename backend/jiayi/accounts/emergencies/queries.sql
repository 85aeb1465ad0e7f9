-- name: open_emergency -> accounts.emergencies.model.Opened
-- By the hash of the whole identity number ($2); nothing: nobody of the own county.
select resident_id, seen_anyway from open_emergency($1, $2, $3, $4, $5, $6, $7);

-- name: use_emergency
-- From here to its end this transaction is about this emergency: row-level security opens the person's row.
select set_config('jiayi.emergency', $1::uuid::text, true);

-- name: list_addresses -> accounts.emergencies.model.Address
-- Where the person is told of it.
select account_id, email_sealed from emergency_addresses($1);

-- name: list_standing -> accounts.emergencies.model.Standing
-- With whom the person is signed today.
select institution_name, doctor_name, starts_on, ends_on from emergency_standing($1);

-- name: list_emergencies -> accounts.emergencies.model.Emergency
-- As far as the actor may know, newest first: one ($2), of an account ($3), of a resident ($4), of those nobody has
-- looked into ($5) or of all; $6 first row, $7 how many.
select e.county, e.id, e.resident_id, e.doctor_name, coalesce(i.name, '') as institution_name, e.reason, e.words,
  e.opened_at, e.opened_at + (e.expires_at - e.starts_at) as until, x.ended_at,
  e.expires_at > now() and x.ended_at is null as is_open,
  coalesce(u.looks, 0) as looks, coalesce(u.person, '') as person,
  n.outcome as outcome, n.body as note, n.writer_name as noted_by, n.written_at as noted_at
from emergencies e
left join institutions i on i.id = e.institution_id
left join emergency_endings x on x.county = e.county and x.emergency_id = e.id
left join lateral emergency_use(e.county, e.id) u on true
left join lateral (select outcome, body, writer_name, written_at from emergency_notes where county = e.county
  and emergency_id = e.id order by written_at desc, id desc limit 1) n on true
where e.county = $1 and ($2::uuid is null or e.id = $2) and ($3::uuid is null or e.account_id = $3)
  and ($4::uuid is null or e.resident_id = $4) and (not $5::boolean or n.body is null)
order by e.id desc offset $6 limit $7;

-- name: count_unnoted
-- How many emergencies the actor answers for and nobody has looked into.
select count(*)::int from emergencies e where e.county = $1 and answers_for_emergency(e.county, e.institution_id, e.account_id)
  and not exists (select 1 from emergency_notes n where n.county = e.county and n.emergency_id = e.id);

-- name: end_emergency
-- Once; a second time changes nothing.
insert into emergency_endings (county, emergency_id, resident_id, ended_at, ended_by) values ($1, $2, $3, $4, $5)
on conflict do nothing;

-- name: add_note
-- What a manager found. Append-only.
insert into emergency_notes (county, id, emergency_id, resident_id, outcome, body, written_at, written_by, writer_name)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);
