-- name: keep_text
-- The words of a purpose, before anybody answers to them; once.
insert into consent_texts (purpose, version, sha256, body, first_used_at) values ($1, $2, $3, $4, $5) on conflict do nothing;

-- name: add_consent
-- One answer. Nothing is ever changed or removed here.
insert into consents (county, id, resident_id, purpose, text_version, text_sha256, decision, how, decided_at, recorded_by,
  witness_account_id, typed_name)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: list_last_answers -> accounts.consents.model.Answer
-- The last answer of a person to each purpose.
select distinct on (purpose) purpose, text_version, decision, how, decided_at from consents
where county = $1 and resident_id = $2 order by purpose, decided_at desc, id desc;

-- name: list_answers -> accounts.consents.model.Answer
-- Every answer of a person, newest first.
select purpose, text_version, decision, how, decided_at from consents
where county = $1 and resident_id = $2 order by decided_at desc, id desc limit 100;

-- name: ask_if_stands
-- Does the last answer to a purpose ($3), to one of these versions ($4), allow it? $5: what holds without an answer.
select consent_stands($1, $2, $3, $4::text[], $5);

-- name: is_ward
-- May the acting head of a household answer for this child, apart from the age?
select is_ward($1, $2);
