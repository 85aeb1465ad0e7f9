-- name: correct_identity -> agreements.identity.model.Corrected
-- Name and number as on the card; no row: not this manager's resident, a case is open, or a witness is needed.
select account_id, email_sealed from mend_identity($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: needs_witness
-- Whether the record has an account and gets another number.
select correction_needs_witness($1, $2);

-- name: open_correction
-- The manager's half of it; null: not theirs, or the record is being checked.
select open_correction($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: settle_correction -> agreements.identity.model.Corrected
-- The second member of staff has seen person and card too; no row: settled, or not for them.
select account_id, email_sealed from settle_correction($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: is_case_open
-- Whether a record or a number is being checked.
select exists (select 1 from identity_cases where county = $1 and settled_at is null
  and (holder_id = $2 or key_hash = any ($3)));

-- name: list_corrections -> agreements.identity.model.Correction
-- What was corrected of a resident, the newest first.
select old_name, new_name, old_tail, new_tail, old_birth, new_birth, card, evidence, corrected_at, corrected_name,
  witnessed_name
from identity_corrections where county = $1 and resident_id = $2 order by corrected_at desc, id;

-- name: open_case
-- The resident who holds the number; null: nobody of this county.
select open_claim($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: list_cases -> agreements.identity.model.Case
-- What waits for a second member of staff of the institution ($2); $3 one case.
select c.id, c.name, c.identity_sealed, c.identity_tail, c.phone_sealed, c.card, c.seen, c.reason, c.opened_at,
  c.opened_by, c.opened_name, c.opened_role, c.holder_id, c.kind, coalesce(r.name, '') as holder_name,
  coalesce(r.identity_tail, '') as holder_tail
from identity_cases c left join residents r on c.kind = 'correction' and r.county = c.county and r.id = c.holder_id
where c.county = $1 and c.institution_id = $2 and c.settled_at is null and ($3::uuid is null or c.id = $3)
order by c.opened_at, c.id limit 50;

-- name: settle_case -> agreements.identity.model.Settled
-- The second member of staff has seen the owner too; no row: somebody else settled it, or it is not for them.
select outcome, owner_id, holder_id, account_id, email_sealed, ended, reviewed, doctors
from settle_identity_case($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: refuse_case
-- Not seen: sent back with the reason.
update identity_cases set settled_at = $3, settled_by = $4, settled_name = $5, outcome = 'not_witnessed', refusal = $6
where county = $1 and id = $2 and settled_at is null;

-- name: count_open
-- Cases and agreements of the institution ($2) that somebody must look at.
select (select count(*) from identity_cases c where c.county = $1 and c.institution_id = $2 and c.settled_at is null)
  + (select count(*) from identity_reviews v where v.county = $1 and v.institution_id = $2 and v.decided_at is null);

-- name: list_reviews -> agreements.identity.model.Review
-- Agreements of the institution ($2) whose person is in question; $3 one agreement.
select v.agreement_id, a.number, a.resident_id, coalesce(r.name, '') as resident_name, v.opened_at
from identity_reviews v join agreements a on a.county = v.county and a.id = v.agreement_id
left join residents r on r.county = a.county and r.id = a.resident_id
where v.county = $1 and v.institution_id = $2 and v.decided_at is null and ($3::uuid is null or v.agreement_id = $3)
order by v.opened_at, v.agreement_id limit 50;

-- name: decide_reviews
-- The manager has looked, and says what was found.
update identity_reviews set decided_at = $3, decided_by = $4, decided_name = $5, note = $6
where county = $1 and agreement_id = $2 and decided_at is null;
