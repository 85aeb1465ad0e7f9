-- What each person agreed to, refused and took back, by purpose and by the words they read. Rows are only added.

-- The words themselves, once: what a row of the ledger points to can be read after the policy file changed.
create table consent_texts (
  purpose text not null,
  version text not null,
  sha256 text not null,
  body text not null,
  first_used_at timestamptz not null,
  primary key (purpose, version)
);
grant select, insert on consent_texts to jiayi_web, jiayi_worker;

create table consents (
  county int not null,
  id uuid not null,
  resident_id uuid not null,
  purpose text not null,
  text_version text not null,
  text_sha256 text not null,
  decision text not null check (decision in ('given', 'refused', 'withdrawn')),
  how text not null check (how in ('own_account', 'guardian', 'desk', 'home_visit')),
  decided_at timestamptz not null,
  recorded_by uuid not null,
  -- At the desk or at home: who saw the person agree, and the name they wrote.
  witness_account_id uuid,
  typed_name text not null default '',
  primary key (county, id),
  foreign key (county, resident_id) references residents (county, id),
  foreign key (purpose, text_version) references consent_texts (purpose, version),
  check ((how in ('desk', 'home_visit')) = (witness_account_id is not null))
);
create index consents_by_resident on consents (county, resident_id, purpose, decided_at desc, id desc);

-- A child of the asking head's household that has no account of its own; the age is the policy's.
create function is_ward(of_county int, of_resident uuid) returns boolean language sql stable as $$
  select actor_role() = 'resident' and actor_household() is not null and exists (
    select 1 from residents r where r.county = of_county and r.id = of_resident and of_county = actor_county()
      and r.household_id = actor_household() and r.relation_to_head in ('child', 'grandchild')
      and not resident_has_account(r.county, r.id))
$$;

-- The last word counts. A yes to words that no longer count, or none at all, is what "otherwise" says.
create function consent_stands(of_county int, of_resident uuid, of_purpose text, versions text[], otherwise boolean)
returns boolean language sql stable as $$
  select coalesce((select c.decision = 'given' and (otherwise or c.text_version = any (versions)) from consents c
    where c.county = of_county and c.resident_id = of_resident and c.purpose = of_purpose
    order by c.decided_at desc, c.id desc limit 1), otherwise)
$$;

alter table consents enable row level security;
create policy consents_read on consents for select using (may_see_facts(county, resident_id));
create policy consents_add on consents for insert with check (
  actor_role() = 'system' or (county = actor_county() and recorded_by = actor_account() and (
    -- Whoever acts for another has that person's id, and an account that is not theirs.
    (how = 'own_account' and actor_role() = 'resident' and resident_id = actor_resident() and exists (
      select 1 from accounts a where a.county = consents.county and a.id = recorded_by
        and a.resident_id = consents.resident_id))
    or (how = 'guardian' and is_ward(county, resident_id))
    or (how in ('desk', 'home_visit') and actor_role() in ('doctor', 'manager')
      and witness_account_id = actor_account() and may_see_facts(county, resident_id)))));
grant select, insert on consents to jiayi_web, jiayi_worker;
