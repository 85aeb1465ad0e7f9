-- Narrower rows for households and role grants, and look-ups that answer one question each.
create function resident_has_account(of_county int, of_resident uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select 1 from accounts a where a.county = of_county and a.resident_id = of_resident)
$$;

-- A household exists for who may see one of its people; who registers themselves makes their own.
drop policy households_rows on households;
create policy households_rows on households using (
  actor_role() = 'system'
  or (county = actor_county() and (id = actor_household() or exists (
    select 1 from residents r where r.county = households.county and r.household_id = households.id))))
  with check (
    actor_role() = 'system'
    or (county = actor_county() and (id = actor_household() or head_id = actor_resident()
      or actor_role() in ('doctor', 'manager'))));

-- Nobody gives a role to themselves.
drop policy role_grants_rows on role_grants;
create policy role_grants_read on role_grants for select using (
  actor_role() = 'system'
  or (county = actor_county() and (account_id = actor_account() or actor_role() = 'admin'
      or (actor_role() = 'manager' and institution_id = actor_institution()))));
create function may_grant(of_county int, of_role text, of_institution uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_role in ('doctor', 'manager') and of_institution = actor_institution())))
$$;
create policy role_grants_insert on role_grants for insert with check (may_grant(county, role, institution_id));
create policy role_grants_update on role_grants for update using (may_grant(county, role, institution_id));

-- The people one may sign in as when JIAYI_DEMO=1; only the demo loader writes here.
create table demo_sign_ins (
  county int not null,
  account_id uuid not null,
  role text not null,
  label text not null,
  position int not null default 0,
  primary key (county, account_id, role),
  foreign key (county, account_id) references accounts (county, id)
);
grant select on demo_sign_ins to jiayi_web, jiayi_worker;
grant insert on demo_sign_ins to jiayi_worker;

-- Mails that may still have to leave.
create index outgoing_mails_by_expiry on outgoing_mails (expires_at);
