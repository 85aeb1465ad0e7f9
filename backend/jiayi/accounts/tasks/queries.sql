-- name: list_helpers -> accounts.tasks.model.Helper
-- The helpers of the own institution.
select account_id, display_name from our_helpers() order by display_name, account_id;

-- name: is_served
-- Does the own institution serve this person?
select exists (select 1 from residents r where r.county = $1 and r.id = $2
  and may_see_resident(r.county, r.id, r.household_id, r.institution_id));

-- name: add_task
-- One errand.
insert into helper_tasks (county, id, resident_id, institution_id, helper_account_id, helper_name, purpose, words,
  last_day, given_at, given_by, given_name)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: withdraw_task
-- The helper sees it no longer.
update helper_tasks set withdrawn_at = $3 where county = $1 and id = $2 and withdrawn_at is null
returning resident_id;

-- name: list_given -> accounts.tasks.model.Given
-- Tasks of the own institution, the newest first: about one person ($2) or all, open ones only ($3), $4 first row, $5 most.
select t.id, t.resident_id, coalesce(p.name, '') as resident_name, t.helper_name, t.purpose, t.words, t.last_day,
  t.given_at, t.given_name, t.withdrawn_at, task_is_open(t.county, t.id) as is_open, r.outcome as outcome,
  r.agreed_name as agreed_name, r.note as note, r.made_at as made_at
from helper_tasks t
left join residents p on p.county = t.county and p.id = t.resident_id
left join lateral (select outcome, agreed_name, note, made_at from helper_results x
  where x.county = t.county and x.task_id = t.id order by x.id desc limit 1) r on true
where t.county = $1 and ($2::uuid is null or t.resident_id = $2) and (not $3::boolean or task_is_open(t.county, t.id))
order by t.id desc offset $4 limit $5;

-- name: list_at_hand -> accounts.tasks.model.AtHand
-- The helper's own open tasks, the most urgent first; or one of them ($1).
select id, resident_id, name, address, purpose, words, last_day, given_name, institution_name, has_phone, tries
from tasks_at_hand() where $1::uuid is null or id = $1 order by last_day, id;

-- name: find_phone -> accounts.tasks.model.Phone
-- Of the person of an open task.
select resident_id, phone_sealed as sealed from task_phone($1);

-- name: add_result
-- How it went. Append-only.
insert into helper_results (county, id, task_id, resident_id, outcome, agreed_name, note, made_at, made_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);
