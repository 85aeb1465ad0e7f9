-- name: count_institutions
-- Has this county been loaded?
select count(*) from institutions where county = $1;

-- name: add_division
-- A division, unless it is there.
insert into divisions (code, name, level, parent, pinyin, initials) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing;

-- name: add_demo_sign_in
-- List somebody on the page of demo people.
insert into demo_sign_ins (county, account_id, role, label, position) values ($1, $2, $3, $4, $5);

-- name: add_demo_task
-- An errand for the demo's helper, given by a doctor.
insert into helper_tasks (county, id, resident_id, institution_id, helper_account_id, helper_name, purpose, words,
  last_day, given_at, given_by, given_name)
values ($1, $2, $3, $4, $5, $6, 'invite_renewal', $7, $8, $9, $10, $11);

-- name: list_demo_residents -> demo.labels.Listed
-- Residents among the demo people, whether they stand in a line, and how many live with them.
select s.account_id, r.id as resident_id, r.name,
  exists (select 1 from waiting_entries w where w.county = r.county and w.resident_id = r.id and w.left_at is null) as waits,
  (select count(*)::int from residents f where f.county = r.county and f.household_id = r.household_id) as family
from demo_sign_ins s join accounts a on a.county = s.county and a.id = s.account_id
join residents r on r.county = a.county and r.id = a.resident_id
where s.county = $1 and s.role = 'resident' order by s.position;

-- name: relabel_demo_sign_in
-- What somebody is called today.
update demo_sign_ins set label = $3 where county = $1 and account_id = $2 and role = 'resident';

-- name: is_demo
-- Do these tables hold a demo's people?
select exists (select 1 from demo_sign_ins);
