-- name: add_challenge
-- What an authenticator is asked to sign.
insert into passkey_challenges (id, challenge, purpose, account_id, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6);

-- name: redeem_challenge
-- Used up by the first answer, right or wrong. No row: unknown, used, too late, or not for this.
update passkey_challenges set used_at = $2
where id = $1 and used_at is null and expires_at > $2 and purpose = $3 and account_id is not distinct from $4
returning challenge;

-- name: find_passkey -> accounts.passkeys.ceremony.Credential
-- One passkey of the account, by the credential that answers.
select id, credential_id, public_key, sign_count from passkeys
where county = $1 and account_id = $2 and credential_id = $3;

-- name: note_use
-- Used now; its counter only rises.
update passkeys set sign_count = $3, used_at = $4
where county = $1 and id = $2 and (sign_count < $3 or (sign_count = 0 and $3 = 0));

-- name: add_passkey
-- A new passkey.
insert into passkeys (county, id, account_id, credential_id, public_key, sign_count, verifies_user, name, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: list_passkeys -> accounts.passkeys.store.Listed
-- The passkeys of an account, the newest first.
select id, name, created_at, used_at, verifies_user from passkeys where county = $1 and account_id = $2
order by created_at desc, id;

-- name: list_credentials -> accounts.passkeys.ceremony.Credential
-- What the browser may offer, or must not register twice.
select id, credential_id, public_key, sign_count from passkeys where county = $1 and account_id = $2 order by id;

-- name: remove_passkey
-- Without this passkey from now on.
delete from passkeys where county = $1 and account_id = $2 and id = $3;

-- name: remove_passkeys
-- Without any: who lost them all begins anew.
delete from passkeys where county = $1 and account_id = $2;
