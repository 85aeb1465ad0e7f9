-- Residents, households and what is known of them; accounts, roles, sign-in.
create table households (
  county int not null,
  id uuid not null,
  head_id uuid,
  area_id uuid,
  building_id uuid,
  room text not null default '',
  primary key (county, id)
);

create table residents (
  county int not null,
  id uuid not null,
  household_id uuid,
  relation_to_head text not null default 'other',
  name text not null,
  pinyin text not null,
  sex text not null check (sex in ('male', 'female')),
  birth_date date not null,
  identity_sealed bytea not null,
  identity_tail text not null,
  phone_sealed bytea,
  phone_tail text not null default '',
  area_id uuid,
  building_id uuid,
  room text not null default '',
  institution_id uuid,
  registered_at timestamptz not null,
  primary key (county, id),
  foreign key (county, household_id) references households (county, id)
);
create index residents_by_household on residents (county, household_id);
create index residents_by_institution on residents (county, institution_id, pinyin);
create index residents_by_area on residents (county, area_id);
alter table households add foreign key (county, head_id) references residents (county, id) deferrable initially deferred;

create table resident_conditions (
  county int not null,
  resident_id uuid not null,
  condition text not null,
  diagnosed_on date,
  treated boolean not null default false,
  source text not null,
  primary key (county, resident_id, condition),
  foreign key (county, resident_id) references residents (county, id)
);

create table resident_groups (
  county int not null,
  resident_id uuid not null,
  priority_group text not null,
  since date not null,
  until date,
  source text not null,
  primary key (county, resident_id, priority_group, since),
  foreign key (county, resident_id) references residents (county, id)
);

-- One row a person: what the insurance file of the county said last.
create table insurance_records (
  county int not null,
  resident_id uuid not null,
  scheme text not null check (scheme in ('resident', 'employee', 'none')),
  county_of_insurance int not null,
  premium_paid boolean not null,
  outpatient_balance_fen bigint check (outpatient_balance_fen >= 0),
  two_disease text[] not null default '{}',
  special_chronic text[] not null default '{}',
  as_of date not null,
  primary key (county, resident_id),
  foreign key (county, resident_id) references residents (county, id)
);

create table accounts (
  county int not null,
  id uuid not null,
  display_name text not null,
  email_sealed bytea,
  resident_id uuid,
  doctor_id uuid,
  created_at timestamptz not null,
  primary key (county, id),
  foreign key (county, resident_id) references residents (county, id)
);
create unique index accounts_one_per_resident on accounts (county, resident_id) where resident_id is not null;

create table role_grants (
  county int not null,
  id uuid not null,
  account_id uuid not null,
  role text not null check (role in ('doctor', 'manager', 'coordinator', 'bureau', 'admin')),
  institution_id uuid,
  starts_on date not null,
  ends_on date,
  granted_by uuid,
  granted_at timestamptz not null,
  primary key (county, id),
  foreign key (county, account_id) references accounts (county, id)
);
create index role_grants_by_account on role_grants (county, account_id);

-- What is unique in the whole country, keyed by hash: e-mail of an account, identity number of a resident.
create table key_directory (
  key_hash bytea primary key,
  kind text not null check (kind in ('email', 'identity')),
  county int not null,
  subject_id uuid not null
);
create index key_directory_by_subject on key_directory (subject_id);

create table sign_in_codes (
  id uuid primary key,
  email_hash bytea not null,
  code_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  attempts int not null default 0 check (attempts between 0 and 5),
  used_at timestamptz
);
create index sign_in_codes_by_email on sign_in_codes (email_hash, created_at desc);

create table sessions (
  token_hash bytea primary key,
  county int not null,
  account_id uuid not null,
  role_grant_id uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);

create table rate_counters (
  key_hash bytea not null,
  window_start timestamptz not null,
  hits int not null,
  primary key (key_hash, window_start)
);

create table idempotency_keys (
  county int not null,
  account_id uuid not null,
  key uuid not null,
  result text not null,
  created_at timestamptz not null,
  primary key (county, account_id, key)
);

create table outgoing_mails (
  id uuid primary key,
  recipient_sealed bytea not null,
  subject text not null,
  body_sealed bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create table mail_attempts (
  mail_id uuid not null references outgoing_mails (id),
  attempted_at timestamptz not null,
  outcome text not null check (outcome in ('sent', 'retry', 'failed')),
  answer text not null,
  primary key (mail_id, attempted_at)
);

-- A resident's row exists for the person, the head of the household, and the institution that answers for them.
create function may_see_resident(of_county int, of_id uuid, of_household uuid, of_institution uuid)
returns boolean language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (
      of_id = actor_resident()
      or of_household = actor_household()
      or (actor_role() in ('doctor', 'manager') and of_institution = actor_institution())
      or actor_role() in ('bureau', 'admin')))
$$;

alter table residents enable row level security;
create policy residents_rows on residents using (may_see_resident(county, id, household_id, institution_id))
  with check (may_see_resident(county, id, household_id, institution_id) or id = actor_resident());
alter table households enable row level security;
create policy households_rows on households using (
  actor_role() = 'system' or (county = actor_county() and (id = actor_household() or actor_role() <> 'anonymous')));

create function may_see_facts(of_county int, of_resident uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or exists (select 1 from residents r where r.county = of_county and r.id = of_resident)
$$;
alter table resident_conditions enable row level security;
create policy resident_conditions_rows on resident_conditions using (may_see_facts(county, resident_id));
alter table resident_groups enable row level security;
create policy resident_groups_rows on resident_groups using (may_see_facts(county, resident_id));
alter table insurance_records enable row level security;
create policy insurance_records_rows on insurance_records using (may_see_facts(county, resident_id));

alter table accounts enable row level security;
create policy accounts_rows on accounts using (
  actor_role() = 'system' or (county = actor_county() and (id = actor_account() or actor_role() in ('manager', 'admin'))));
alter table role_grants enable row level security;
create policy role_grants_rows on role_grants using (
  actor_role() = 'system'
  or (county = actor_county() and (account_id = actor_account() or actor_role() = 'admin'
      or (actor_role() = 'manager' and institution_id = actor_institution()))));

grant select, insert, update on households, residents, accounts, role_grants to jiayi_web, jiayi_worker;
grant select, insert, update, delete on resident_conditions, resident_groups, insurance_records to jiayi_web, jiayi_worker;
grant select, insert on key_directory, outgoing_mails, mail_attempts, idempotency_keys to jiayi_web, jiayi_worker;
grant select, insert, update on sign_in_codes, sessions, rate_counters to jiayi_web, jiayi_worker;
grant delete on rate_counters, sign_in_codes, sessions, idempotency_keys to jiayi_worker;
grant insert, update on divisions to jiayi_worker;

-- Who holds this session. Definer's rights: nobody has signed in yet when it is asked.
create function session_actor(of_token bytea, at_moment timestamptz) returns table (
  role text, county int, account_id uuid, resident_id uuid, household_id uuid, institution_id uuid, doctor_id uuid,
  display_name text)
language sql stable security definer set search_path = public as $$
  select coalesce(g.role, 'resident'), a.county, a.id, case when g.id is null then a.resident_id end,
    case when g.id is null then h.id end, g.institution_id, case when g.role = 'doctor' then a.doctor_id end,
    a.display_name
  from sessions s
  join accounts a on a.county = s.county and a.id = s.account_id
  left join role_grants g on g.county = s.county and g.id = s.role_grant_id
  left join households h on h.county = a.county and h.head_id = a.resident_id
  where s.token_hash = of_token and s.ended_at is null and s.expires_at > at_moment
    and (s.role_grant_id is null
      or (g.account_id = a.id and g.starts_on <= (at_moment at time zone 'Asia/Shanghai')::date
        and (g.ends_on is null or g.ends_on > (at_moment at time zone 'Asia/Shanghai')::date)))
$$;

-- Roster look-up by identity number: says which resident and the last digits of the phone, to who knows the number.
create function resident_of_identity(of_hash bytea) returns table (
  county int, resident_id uuid, name text, phone_tail text, has_account boolean)
language sql stable security definer set search_path = public as $$
  select r.county, r.id, r.name, r.phone_tail,
    exists (select 1 from accounts a where a.county = r.county and a.resident_id = r.id)
  from key_directory d join residents r on r.county = d.county and r.id = d.subject_id
  where d.key_hash = of_hash and d.kind = 'identity'
$$;
