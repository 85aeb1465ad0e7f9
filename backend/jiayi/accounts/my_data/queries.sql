-- name: add_request
-- A person asks.
insert into data_requests (county, id, resident_id, kind, item, words_sealed, asked_at, asked_by, answer_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: add_answer
-- Once; a second answer changes nothing.
insert into data_answers (county, request_id, resident_id, outcome, words_sealed, answered_at, answered_by)
values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing;

-- name: list_requests -> accounts.my_data.model.Request
-- What a person asked, newest first.
select q.id, q.resident_id, r.name, q.kind, q.item, q.words_sealed, q.asked_at, q.answer_by,
  coalesce(a.outcome, '') as outcome, a.words_sealed as answer_sealed, a.answered_at
from data_requests q join residents r on r.county = q.county and r.id = q.resident_id
left join data_answers a on a.county = q.county and a.request_id = q.id
where q.county = $1 and q.resident_id = $2 order by q.asked_at desc, q.id limit 100;

-- name: list_open_requests -> accounts.my_data.model.Request
-- Corrections that wait for the institution of the acting manager, the most urgent first.
select q.id, q.resident_id, r.name, q.kind, q.item, q.words_sealed, q.asked_at, q.answer_by,
  '' as outcome, null::bytea as answer_sealed, null::timestamptz as answered_at
from data_requests q join residents r on r.county = q.county and r.id = q.resident_id
where q.county = $1 and q.kind = 'correction' and r.institution_id = $2
  and not exists (select 1 from data_answers a where a.county = q.county and a.request_id = q.id)
order by q.answer_by, q.id limit 100;

-- name: find_request -> accounts.my_data.model.Request
-- One request, as the actor may see it.
select q.id, q.resident_id, r.name, q.kind, q.item, q.words_sealed, q.asked_at, q.answer_by,
  coalesce(a.outcome, '') as outcome, a.words_sealed as answer_sealed, a.answered_at
from data_requests q join residents r on r.county = q.county and r.id = q.resident_id
left join data_answers a on a.county = q.county and a.request_id = q.id
where q.county = $1 and q.id = $2;

-- name: list_blockers
-- What must end before a person ($2, account $3) is erased on a day ($4).
select 'agreement' as blocker where exists (select 1 from agreements a where a.county = $1 and a.resident_id = $2
  and not isempty(a.term) and (upper_inf(a.term) or upper(a.term) > $4::date))
union all select 'role' where exists (select 1 from role_grants g where g.county = $1 and g.account_id = $3::uuid
  and (g.ends_on is null or g.ends_on > $4::date))
union all select 'proxy' where exists (select 1 from proxies p where p.ended_at is null and p.ends_on > $4::date
  and ((p.county = $1 and p.grantor_id = $2) or p.helper_account_id = $3::uuid));

-- name: list_erasures_asked -> accounts.my_data.model.Asked
-- Erasures that nobody carried out yet.
select q.county, q.id, q.resident_id, q.asked_by from data_requests q
where q.kind = 'erasure' and not exists (select 1 from data_answers a where a.county = q.county and a.request_id = q.id)
order by q.asked_at, q.id limit 100;

-- name: add_erasure
-- This person was erased, as far as nothing forces keeping.
insert into erasures (county, resident_id, account_id, erased_at) values ($1, $2, $3, $4) on conflict do nothing;

-- name: list_finishable -> accounts.my_data.model.Unfinished
-- Erased people of a county of whom nothing must be kept any more: every agreement over before $2, no answer to a
-- consent after $3.
select e.county, e.resident_id, e.account_id from erasures e
where e.county = $1 and e.finished_at is null
  and not exists (select 1 from agreements a where a.county = e.county and a.resident_id = e.resident_id
    and (upper_inf(a.term) or coalesce(upper(a.term), a.requested_at::date) > $2::date))
  and not exists (select 1 from consents c where c.county = e.county and c.resident_id = e.resident_id
    and c.decided_at > $3)
order by e.resident_id limit 100;

-- name: finish_erasure
-- Nothing is left of this person.
update erasures set finished_at = $3 where county = $1 and resident_id = $2 and finished_at is null;

-- name: list_counties
-- Where people are.
select distinct county from institutions order by county;
