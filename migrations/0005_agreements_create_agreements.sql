-- Agreements. A state is a row with who and when; the term's range is what the database guards.
create table agreement_texts (
  version text primary key,
  sha256 text not null,
  body text not null,
  first_used_at timestamptz not null
);

create table agreements (
  county int not null,
  id uuid not null,
  number text not null,
  kind text not null default 'family_doctor',
  resident_id uuid not null,
  institution_id uuid not null references institutions (id),
  team_id uuid,
  doctor_id uuid not null,
  -- Emptied when a request is declined or withdrawn, shortened when the agreement ends early.
  term daterange not null,
  long_term boolean not null default false,
  policy_division int not null,
  policy_on date not null,
  text_version text not null references agreement_texts (version),
  previous_id uuid,
  origin text not null check (origin in ('online', 'desk', 'home_visit')),
  requested_at timestamptz not null,
  requested_by uuid not null,
  proof_hash bytea not null,
  primary key (county, id),
  unique (county, number),
  foreign key (county, resident_id) references residents (county, id),
  foreign key (county, doctor_id) references doctors (county, id),
  foreign key (county, team_id) references teams (county, id),
  foreign key (county, previous_id) references agreements (county, id),
  constraint one_agreement_at_a_time exclude using gist
    (county with =, resident_id with =, kind with =, term with &&) where (not isempty(term))
);
create index agreements_by_resident on agreements (county, resident_id, requested_at desc);
create index agreements_by_doctor on agreements (county, doctor_id) include (term);
create index agreements_by_team on agreements (county, team_id) include (term);
create index agreements_by_institution on agreements (county, institution_id, requested_at desc);
create unique index agreements_renewed_once on agreements (county, previous_id)
  where previous_id is not null and not isempty(term);

-- The person (own channel) or two members of staff say that the agreement is really wanted (K1).
create table agreement_confirmations (
  county int not null,
  agreement_id uuid not null,
  confirmed_at timestamptz not null,
  confirmed_by uuid not null,
  channel text not null check (channel in ('own_account', 'signature_and_witness', 'household_head')),
  witness_account_id uuid,
  primary key (county, agreement_id),
  foreign key (county, agreement_id) references agreements (county, id),
  check ((channel = 'signature_and_witness') = (witness_account_id is not null)),
  check (witness_account_id is distinct from confirmed_by)
);

create table agreement_decisions (
  county int not null,
  agreement_id uuid not null,
  outcome text not null check (outcome in ('accepted', 'declined')),
  reason text not null default '',
  decided_at timestamptz not null,
  decided_by uuid,
  primary key (county, agreement_id),
  foreign key (county, agreement_id) references agreements (county, id),
  check (outcome = 'accepted' or reason <> '')
);

create table agreement_endings (
  county int not null,
  agreement_id uuid not null,
  reason text not null,
  remark text not null default '',
  ended_on date not null,
  ended_at timestamptz not null,
  ended_by uuid not null,
  primary key (county, agreement_id),
  foreign key (county, agreement_id) references agreements (county, id)
);

create table agreement_packages (
  county int not null,
  agreement_id uuid not null,
  package_code text not null,
  name text not null,
  citation text not null,
  primary key (county, agreement_id, package_code),
  foreign key (county, agreement_id) references agreements (county, id)
);
create table agreement_items (
  county int not null,
  agreement_id uuid not null,
  item_code text not null,
  package_code text,
  name text not null,
  times int not null default 1 check (times > 0),
  primary key (county, agreement_id, item_code),
  foreign key (county, agreement_id) references agreements (county, id)
);
create table agreement_fee_lines (
  county int not null,
  agreement_id uuid not null,
  package_code text not null,
  payer text not null,
  amount_fen bigint not null check (amount_fen >= 0),
  citation text not null,
  reading text not null default '',
  primary key (county, agreement_id, package_code, payer),
  foreign key (county, agreement_id) references agreements (county, id)
);
create table agreement_hospitals (
  county int not null,
  agreement_id uuid not null,
  institution_id uuid not null references institutions (id),
  level int not null,
  primary key (county, agreement_id, institution_id),
  foreign key (county, agreement_id) references agreements (county, id)
);
create table agreement_signatures (
  county int not null,
  id uuid not null,
  agreement_id uuid not null,
  signer text not null check (signer in ('resident', 'household_head', 'guardian', 'staff', 'witness')),
  account_id uuid not null,
  typed_name text not null,
  drawing text not null default '',
  signed_at timestamptz not null,
  primary key (county, id),
  foreign key (county, agreement_id) references agreements (county, id)
);
create table agreement_payments (
  county int not null,
  id uuid not null,
  agreement_id uuid not null,
  amount_fen bigint not null check (amount_fen > 0),
  method text not null check (method in ('desk', 'online')),
  reference text not null,
  paid_at timestamptz not null,
  recorded_by uuid not null,
  primary key (county, id),
  unique (county, agreement_id, reference),
  foreign key (county, agreement_id) references agreements (county, id)
);
create table doctor_changes (
  county int not null,
  id uuid not null,
  agreement_id uuid not null,
  from_doctor_id uuid not null,
  to_doctor_id uuid not null,
  reason text not null,
  changed_at timestamptz not null,
  changed_by uuid not null,
  primary key (county, id),
  foreign key (county, agreement_id) references agreements (county, id)
);
create table yearly_confirmations (
  county int not null,
  agreement_id uuid not null,
  year int not null,
  confirmed_at timestamptz not null,
  confirmed_by uuid not null,
  primary key (county, agreement_id, year),
  foreign key (county, agreement_id) references agreements (county, id)
);
create table confirmation_campaigns (
  county int not null,
  id uuid not null,
  institution_id uuid not null references institutions (id),
  year int not null,
  opens_on date not null,
  closes_on date not null,
  opened_by uuid not null,
  opened_at timestamptz not null,
  primary key (county, id),
  unique (county, institution_id, year),
  check (closes_on > opens_on)
);
create table waiting_entries (
  county int not null,
  id uuid not null,
  doctor_id uuid not null,
  resident_id uuid not null,
  priority int not null default 0,
  priority_reason text not null default '',
  joined_at timestamptz not null,
  offered_at timestamptz,
  offer_expires_at timestamptz,
  left_at timestamptz,
  left_reason text check (left_reason in ('signed', 'withdrawn', 'offer_expired')),
  primary key (county, id),
  foreign key (county, doctor_id) references doctors (county, id),
  foreign key (county, resident_id) references residents (county, id)
);
create unique index waiting_entries_one_open on waiting_entries (county, doctor_id, resident_id) where left_at is null;
create index waiting_entries_in_order on waiting_entries (county, doctor_id, priority desc, joined_at) where left_at is null;

-- A third person learns that an agreement is genuine, and nothing more.
create table agreement_proofs (
  proof_hash bytea primary key,
  county int not null,
  agreement_id uuid not null
);

create function may_see_agreement(of_county int, of_resident uuid, of_institution uuid) returns boolean
language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (
      of_resident = actor_resident()
      or (actor_role() in ('doctor', 'manager') and of_institution = actor_institution())
      or actor_role() in ('bureau', 'admin')
      or (actor_household() is not null and exists (
        select 1 from residents r where r.county = of_county and r.id = of_resident
          and r.household_id = actor_household()))))
$$;
alter table agreements enable row level security;
create policy agreements_rows on agreements using (may_see_agreement(county, resident_id, institution_id));

create function may_see_part(of_county int, of_agreement uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or exists (select 1 from agreements a where a.county = of_county and a.id = of_agreement)
$$;
do $$
declare part text;
begin
  foreach part in array array['agreement_confirmations', 'agreement_decisions', 'agreement_endings',
    'agreement_packages', 'agreement_items', 'agreement_fee_lines', 'agreement_hospitals', 'agreement_signatures',
    'agreement_payments', 'doctor_changes', 'yearly_confirmations'] loop
    execute format('alter table %I enable row level security', part);
    execute format('create policy %I on %I using (may_see_part(county, agreement_id))', part || '_rows', part);
    execute format('grant select, insert on %I to jiayi_web, jiayi_worker', part);
  end loop;
end $$;
alter table waiting_entries enable row level security;
create policy waiting_entries_rows on waiting_entries using (
  actor_role() = 'system'
  or (county = actor_county() and (resident_id = actor_resident() or actor_role() in ('doctor', 'manager'))));

-- Counting places must see every agreement of the doctor, whoever asks; only the number leaves.
create function places_taken(of_county int, of_doctor uuid, on_day date) returns int
language sql stable security definer set search_path = public as $$
  select count(*)::int from agreements a
  where a.county = of_county and a.doctor_id = of_doctor
    and not isempty(a.term) and (upper_inf(a.term) or upper(a.term) > on_day)
    and not exists (select 1 from agreements n where n.county = a.county and n.previous_id = a.id
      and n.doctor_id = a.doctor_id and not isempty(n.term))
$$;

grant select, insert, update on agreements, waiting_entries to jiayi_web, jiayi_worker;
grant select, insert on agreement_texts, agreement_proofs, confirmation_campaigns to jiayi_web, jiayi_worker;
