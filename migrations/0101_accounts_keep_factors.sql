-- Ways to prove oneself besides the e-mailed code: passkeys, an authenticator app, recovery codes.
create table passkeys (
  county int not null,
  id uuid not null,
  account_id uuid not null,
  credential_id bytea not null,
  public_key bytea not null,
  sign_count bigint not null check (sign_count >= 0),
  -- False for a key without PIN or fingerprint: it signs a resident in, and is no second factor.
  verifies_user boolean not null,
  name text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (county, id),
  foreign key (county, account_id) references accounts (county, id)
);
create index passkeys_by_account on passkeys (county, account_id);

-- What an authenticator was asked to sign: once, for a few minutes, for one purpose and (signed in) one account.
create table passkey_challenges (
  id uuid primary key,
  challenge bytea not null,
  purpose text not null check (purpose in ('sign_in', 'register', 'confirm')),
  account_id uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((purpose = 'sign_in') = (account_id is null))
);

-- RFC 6238. Written once the first code was typed; last_step: a code is accepted once.
create table totp_secrets (
  county int not null,
  account_id uuid not null,
  secret_sealed bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  last_step bigint not null,
  primary key (county, account_id),
  foreign key (county, account_id) references accounts (county, id)
);

-- Single use. scrypt with the set's salt (ASVS 5.0 6.5.2): one computation tells whether a typed code is in the set.
create table recovery_codes (
  county int not null,
  account_id uuid not null,
  code_hash bytea not null,
  salt bytea not null,
  made_at timestamptz not null,
  used_at timestamptz,
  primary key (county, account_id, code_hash),
  foreign key (county, account_id) references accounts (county, id)
);

create function is_own_account(of_county int, of_account uuid) returns boolean language sql stable as $$
  select actor_role() = 'system' or (of_county = actor_county() and of_account = actor_account())
$$;
alter table passkeys enable row level security;
create policy passkeys_rows on passkeys using (is_own_account(county, account_id));
alter table totp_secrets enable row level security;
create policy totp_secrets_rows on totp_secrets using (is_own_account(county, account_id));
alter table recovery_codes enable row level security;
create policy recovery_codes_rows on recovery_codes using (is_own_account(county, account_id));
alter table passkey_challenges enable row level security;
create policy passkey_challenges_rows on passkey_challenges using (
  actor_role() = 'system' or account_id is null or account_id = actor_account());

grant select, insert, update, delete on passkeys, totp_secrets, recovery_codes to jiayi_web, jiayi_worker;
grant select, insert, update on passkey_challenges to jiayi_web, jiayi_worker;
grant delete on passkey_challenges to jiayi_worker;

-- Where an account is found: by e-mail, by passkey, by a city's identity service.
-- squawk-ignore ban-drop-constraint
alter table key_directory drop constraint key_directory_kind_check;
-- squawk-ignore constraint-missing-not-valid
alter table key_directory add constraint key_directory_kind_check
  check (kind in ('email', 'identity', 'passkey', 'open_id'));

-- As before, and what hangs on the account goes with it.
-- squawk-ignore ban-drop-function
drop function settle_account(int, text, uuid);
create function settle_account(to_county int, of_name text, of_resident uuid) returns boolean
language sql security definer set search_path = public as $$
  insert into accounts (county, id, display_name, email_sealed, resident_id, doctor_id, created_at)
  select r.county, a.id, of_name, a.email_sealed, r.id, null, a.created_at
  from accounts a join residents r on r.county = to_county and r.id = of_resident
  where a.county = 0 and a.id = actor_account() and actor_role() = 'resident'
    and to_county = actor_county() and of_resident = actor_resident();
  update key_directory set county = to_county
  where kind in ('email', 'passkey', 'open_id') and county = 0 and subject_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update sessions set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update passkeys set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update totp_secrets set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update recovery_codes set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  with gone as (
    delete from accounts a where a.county = 0 and a.id = actor_account()
      and exists (select 1 from accounts n where n.county = to_county and n.id = a.id and n.resident_id = of_resident)
    returning 1)
  select exists (select 1 from gone)
$$;
revoke execute on function settle_account(int, text, uuid) from public;
grant execute on function settle_account(int, text, uuid) to jiayi_web;
