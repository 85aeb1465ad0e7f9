-- name: list_registered -> accounts.keys.model.Registered
-- The keys that rows may have been made with.
select use, id, check_value from sealing_keys where retired_at is null order by use, id;

-- name: register_key
-- A key of the key file, before anything is made with it.
insert into sealing_keys (use, id, algorithm, check_value, registered_at) values ($1, $2, $3, $4, $5)
on conflict do nothing;

-- name: retire_key
-- Nothing is made with it any more.
update sealing_keys set retired_at = $3 where use = $1 and id = $2;

-- name: list_samples -> accounts.keys.model.SealedRow
-- One sealed value, to try the keys on a database that has none registered yet.
select county, id, identity_sealed as sealed from residents where identity_sealed <> '' limit 1;

-- name: count_sealed -> accounts.keys.model.Usage
-- What is sealed, by place and key; what was wiped when its period was over is under none.
select 'residents.identity' as place, sealed_with(identity_sealed) as key_id, count(*) as values
from residents where identity_sealed <> '' group by 2
union all select 'residents.phone', sealed_with(phone_sealed), count(*)
from residents where phone_sealed is not null group by 2
union all select 'accounts.email', sealed_with(email_sealed), count(*)
from accounts where email_sealed is not null group by 2
union all select 'totp_secrets', sealed_with(secret_sealed), count(*) from totp_secrets group by 2
union all select 'outgoing_mails.recipient', sealed_with(recipient_sealed), count(*) from outgoing_mails
where recipient_sealed <> '' group by 2
union all select 'outgoing_mails.body', sealed_with(body_sealed), count(*) from outgoing_mails
where body_sealed <> '' group by 2
union all select 'data_requests', sealed_with(words_sealed), count(*) from data_requests where words_sealed <> '' group by 2
union all select 'data_answers', sealed_with(words_sealed), count(*) from data_answers where words_sealed <> '' group by 2
union all select 'identity_cases.identity', sealed_with(identity_sealed), count(*) from identity_cases
where identity_sealed <> '' group by 2
union all select 'identity_cases.phone', sealed_with(phone_sealed), count(*) from identity_cases
where phone_sealed <> '' group by 2
union all select 'import_files', sealed_with(sealed), count(*) from import_files group by 2
order by 1, 2;

-- name: count_indexed -> accounts.keys.model.Usage
-- Blind indexes, by kind and key.
select kind as place, indexed_with(key_hash) as key_id, count(*) as values from key_directory group by 1, 2
union all select 'staff_invitations', indexed_with(email_hash), count(*) from staff_invitations group by 2
union all select 'role_offers', indexed_with(email_hash), count(*) from role_offers
where taken_at is null and withdrawn_at is null and expires_at > now() group by 2
order by 1, 2;

-- name: count_lone_hashes -> accounts.keys.model.Usage
-- What only this index key finds. A removed passkey's hash is none of these: nobody looks for it.
select d.kind as place, $1::text as key_id, count(*) as values from key_directory d
where indexed_with(d.key_hash) = $1 and not exists (
    select 1 from key_directory n
    where n.subject_id = d.subject_id and n.kind = d.kind and indexed_with(n.key_hash) <> $1)
  and (d.kind <> 'passkey' or exists (select 1 from passkeys p where p.account_id = d.subject_id))
group by 1
union all select 'staff_invitations', $1::text, count(*) from staff_invitations
where indexed_with(email_hash) = $1 having count(*) > 0
union all select 'role_offers', $1::text, count(*) from role_offers
where indexed_with(email_hash) = $1 and taken_at is null and withdrawn_at is null and expires_at > now() having count(*) > 0
order by 1;

-- name: drop_hashes
-- Those of a retired index key.
delete from key_directory where indexed_with(key_hash) = $1;

-- name: list_identities -> accounts.keys.model.SealedRow
-- Identity numbers not under key $1, after row ($2, $3).
select county, id, identity_sealed as sealed from residents
where (county, id) > ($2::int, $3::uuid) and identity_sealed <> '' and sealed_with(identity_sealed) <> $1
order by county, id limit $4;

-- name: put_identities
-- Sealed anew, where nobody wrote in between.
update residents r set identity_sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where r.county = t.county and r.id = t.id and r.identity_sealed = t.stale;

-- name: list_phones -> accounts.keys.model.SealedRow
-- Phones not under key $1, after row ($2, $3).
select county, id, phone_sealed as sealed from residents
where (county, id) > ($2::int, $3::uuid) and phone_sealed is not null and sealed_with(phone_sealed) <> $1
order by county, id limit $4;

-- name: put_phones
-- Sealed anew, where nobody wrote in between.
update residents r set phone_sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where r.county = t.county and r.id = t.id and r.phone_sealed = t.stale;

-- name: list_emails -> accounts.keys.model.SealedRow
-- E-mails not under key $1, after row ($2, $3).
select county, id, email_sealed as sealed from accounts
where (county, id) > ($2::int, $3::uuid) and email_sealed is not null and sealed_with(email_sealed) <> $1
order by county, id limit $4;

-- name: put_emails
-- Sealed anew, where nobody wrote in between.
update accounts a set email_sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where a.county = t.county and a.id = t.id and a.email_sealed = t.stale;

-- name: list_totp_secrets -> accounts.keys.model.SealedRow
-- Secrets of authenticator apps not under key $1, after row ($2, $3).
select county, account_id as id, secret_sealed as sealed from totp_secrets
where (county, account_id) > ($2::int, $3::uuid) and sealed_with(secret_sealed) <> $1
order by county, account_id limit $4;

-- name: put_totp_secrets
-- Sealed anew, where nobody wrote in between.
update totp_secrets s set secret_sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where s.county = t.county and s.account_id = t.id and s.secret_sealed = t.stale;

-- name: list_case_identities -> accounts.keys.model.SealedRow
-- Numbers that are taken back at a desk, not under key $1, after row ($2, $3).
select county, id, identity_sealed as sealed from identity_cases
where (county, id) > ($2::int, $3::uuid) and identity_sealed <> '' and sealed_with(identity_sealed) <> $1
order by county, id limit $4;

-- name: put_case_identities
-- Sealed anew, where nobody wrote in between.
update identity_cases c set identity_sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where c.county = t.county and c.id = t.id and c.identity_sealed = t.stale;

-- name: list_case_phones -> accounts.keys.model.SealedRow
-- Phones of those who take them back, not under key $1, after row ($2, $3).
select county, id, phone_sealed as sealed from identity_cases
where (county, id) > ($2::int, $3::uuid) and phone_sealed <> '' and sealed_with(phone_sealed) <> $1
order by county, id limit $4;

-- name: put_case_phones
-- Sealed anew, where nobody wrote in between.
update identity_cases c set phone_sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where c.county = t.county and c.id = t.id and c.phone_sealed = t.stale;

-- name: list_request_words -> accounts.keys.model.SealedRow
-- What people asked to have corrected, not under key $1, after row ($2, $3).
select county, id, words_sealed as sealed from data_requests
where (county, id) > ($2::int, $3::uuid) and words_sealed <> '' and sealed_with(words_sealed) <> $1
order by county, id limit $4;

-- name: put_request_words
-- Sealed anew, where nobody wrote in between.
update data_requests q set words_sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where q.county = t.county and q.id = t.id and q.words_sealed = t.stale;

-- name: list_answer_words -> accounts.keys.model.SealedRow
-- What they were answered, not under key $1, after row ($2, $3).
select county, request_id as id, words_sealed as sealed from data_answers
where (county, request_id) > ($2::int, $3::uuid) and words_sealed <> '' and sealed_with(words_sealed) <> $1
order by county, request_id limit $4;

-- name: put_answer_words
-- Sealed anew, where nobody wrote in between.
update data_answers a set words_sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where a.county = t.county and a.request_id = t.id and a.words_sealed = t.stale;

-- name: list_recipients -> accounts.keys.model.SealedRow
-- Recipients of mails not under key $1, after mail $3; $2 is 0.
select 0 as county, id, recipient_sealed as sealed from outgoing_mails
where (0, id) > ($2::int, $3::uuid) and recipient_sealed <> '' and sealed_with(recipient_sealed) <> $1
order by id limit $4;

-- name: put_recipients
-- Sealed anew, where nobody wrote in between.
update outgoing_mails m set recipient_sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where m.id = t.id and m.recipient_sealed = t.stale;

-- name: list_bodies -> accounts.keys.model.SealedRow
-- Texts of mails not under key $1, after mail $3; $2 is 0.
select 0 as county, id, body_sealed as sealed from outgoing_mails
where (0, id) > ($2::int, $3::uuid) and body_sealed <> '' and sealed_with(body_sealed) <> $1
order by id limit $4;

-- name: put_bodies
-- Sealed anew, where nobody wrote in between.
update outgoing_mails m set body_sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where m.id = t.id and m.body_sealed = t.stale;

-- name: list_import_files -> accounts.keys.model.SealedRow
-- Files of imports not under key $1, after row ($2, $3).
select county, import_id as id, sealed from import_files
where (county, import_id) > ($2::int, $3::uuid) and sealed_with(sealed) <> $1 order by county, import_id limit $4;

-- name: put_import_files
-- Sealed anew, where nobody wrote in between.
update import_files f set sealed = t.fresh
from unnest($1::int[], $2::uuid[], $3::bytea[], $4::bytea[]) as t (county, id, stale, fresh)
where f.county = t.county and f.import_id = t.id and f.sealed = t.stale;

-- name: list_unindexed_identities -> accounts.keys.model.SealedRow
-- People without a blind index of key $1, after row ($2, $3).
select r.county, r.id, r.identity_sealed as sealed from residents r
where (r.county, r.id) > ($2::int, $3::uuid) and r.identity_sealed <> '' and not exists (
  select 1 from key_directory d
  where d.subject_id = r.id and d.kind = 'identity' and indexed_with(d.key_hash) = $1)
order by r.county, r.id limit $4;

-- name: list_unindexed_emails -> accounts.keys.model.SealedRow
-- Accounts whose e-mail has no blind index of key $1, after row ($2, $3).
select a.county, a.id, a.email_sealed as sealed from accounts a
where (a.county, a.id) > ($2::int, $3::uuid) and a.email_sealed is not null and not exists (
  select 1 from key_directory d where d.subject_id = a.id and d.kind = 'email' and indexed_with(d.key_hash) = $1)
order by a.county, a.id limit $4;

-- name: list_passkeys_after -> accounts.keys.model.PasskeyRow
-- Passkeys after row ($1, $2).
select county, id, account_id, credential_id from passkeys
where (county, id) > ($1::int, $2::uuid) order by county, id limit $3;

-- name: add_hashes
-- Blind indexes of one kind; one that is there stays.
insert into key_directory (key_hash, kind, county, subject_id)
select k, $1, c, s from unnest($2::bytea[], $3::int[], $4::uuid[]) as t (k, c, s)
on conflict do nothing;

-- name: list_taken_invitations -> accounts.keys.model.TakenInvitation
-- Invitations not under index key $1 whose owner has an account here.
select i.county, i.doctor_id, i.email_hash, a.id as account_id, a.email_sealed
from staff_invitations i join accounts a on a.county = i.county and a.id = i.taken_by
where indexed_with(i.email_hash) <> $1 and a.email_sealed is not null;

-- name: move_invitation
-- The same address under another index key.
update staff_invitations set email_hash = $4 where county = $1 and doctor_id = $2 and email_hash = $3;
