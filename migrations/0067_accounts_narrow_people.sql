-- Who may write people, households, accounts and roles: what the actions need and nothing more. Reading is apart.

-- The role that asks, also inside a function that runs with its owner's rights: there current_user is the owner.
create or replace function actor_role() returns text language sql stable as $$
  select case when current_setting('jiayi.role', true) = 'system'
      and coalesce(nullif(current_setting('role'), 'none'), session_user) = 'jiayi_web' then 'anonymous'
    else coalesce(current_setting('jiayi.role', true), 'anonymous') end
$$;
-- The day on which the transaction acts.
create function actor_today() returns date language sql stable as $$
  select coalesce(nullif(current_setting('jiayi.today', true), '')::date, (now() at time zone 'Asia/Shanghai')::date)
$$;

-- An institution sees a person of another one from the moment somebody confirmed that the agreement is wanted (K1), and
-- not when it was declined. What was asked for at a desk and not confirmed is seen while the visit is open
-- (at_our_desk). After the end it sees them for 90 days more, because services of the last quarter are still settled;
-- no document says how long, so this number is ours.
create or replace function signed_with(of_county int, of_resident uuid, of_institution uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (
    select 1 from agreements a
    join agreement_confirmations c on c.county = a.county and c.agreement_id = a.id
    left join agreement_decisions k on k.county = a.county and k.agreement_id = a.id
    where a.county = of_county and a.resident_id = of_resident and a.institution_id = of_institution
      and of_county = actor_county() and of_institution = actor_institution()
      and not isempty(a.term) and (upper_inf(a.term) or upper(a.term) + 90 > actor_today())
      and k.outcome is distinct from 'declined')
$$;

-- A roster brings people: the institution's own, or for the whole county.
create function may_change_resident(of_county int, of_institution uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_institution = actor_institution())))
$$;
create function may_change_facts(of_county int, of_resident uuid) returns boolean language sql stable as $$
  select actor_role() = 'system' or exists (
    select 1 from residents r where r.county = of_county and r.id = of_resident
      and may_change_resident(r.county, r.institution_id))
$$;

drop policy residents_rows on residents;
create policy residents_read on residents for select
  using (may_see_resident(county, id, household_id, institution_id));
-- Besides rosters: one registers oneself, in a household of one's own; the head registers who lives with them.
create policy residents_add on residents for insert with check (
  may_change_resident(county, institution_id)
  or (county = actor_county() and actor_role() = 'resident' and (
    household_id = actor_household()
    or (id = actor_resident() and (household_id is null or exists (select 1 from households h
      where h.county = residents.county and h.id = residents.household_id and h.head_id = actor_resident()))))));
create policy residents_change on residents for update
  using (may_change_resident(county, institution_id)) with check (may_change_resident(county, institution_id));
revoke update on residents from jiayi_web;
grant update (household_id, relation_to_head, name, pinyin, phone_sealed, phone_tail, area_id, building_id, room,
  institution_id) on residents to jiayi_web;

drop policy households_rows on households;
drop policy households_by_roster on households;
create policy households_read on households for select using (
  actor_role() = 'system'
  or (county = actor_county() and (id = actor_household() or head_id = actor_resident()
    or exists (select 1 from residents r where r.county = households.county and r.household_id = households.id)
    or exists (select 1 from residents r where r.county = households.county and r.id = households.head_id))));
create policy households_add on households for insert with check (
  actor_role() = 'system'
  or (county = actor_county() and (actor_role() in ('manager', 'admin')
    or (actor_role() = 'resident' and head_id = actor_resident() and not exists (
      select 1 from residents r where r.county = households.county and r.id = actor_resident())))));
create policy households_change on households for update using (
  actor_role() = 'system'
  or (county = actor_county() and (actor_role() = 'admin' or (actor_role() = 'manager' and exists (
    select 1 from residents r where r.county = households.county and r.household_id = households.id
      and r.institution_id = actor_institution())))));
revoke update on households from jiayi_web;
grant update (area_id, building_id, room) on households to jiayi_web;

do $$
declare facts text;
begin
  foreach facts in array array['resident_conditions', 'resident_groups', 'insurance_records'] loop
    execute format('drop policy %I on %I', facts || '_rows', facts);
    execute format('create policy %I on %I for select using (may_see_facts(county, resident_id))',
      facts || '_read', facts);
    execute format('create policy %I on %I for insert with check (may_change_facts(county, resident_id))',
      facts || '_add', facts);
    execute format('create policy %I on %I for update using (may_change_facts(county, resident_id))',
      facts || '_change', facts);
  end loop;
end $$;
create policy resident_conditions_remove on resident_conditions for delete
  using (may_change_facts(county, resident_id));
revoke delete on resident_groups, insurance_records from jiayi_web, jiayi_worker;

-- A manager sees who works, or is about to work, at the institution.
drop policy accounts_rows on accounts;
create policy accounts_read on accounts for select using (
  actor_role() = 'system'
  or (county = actor_county() and (id = actor_account() or actor_role() = 'admin'
    or (actor_role() = 'manager' and exists (select 1 from role_grants g
      where g.county = accounts.county and g.account_id = accounts.id and g.institution_id = actor_institution()
        and (g.ends_on is null or g.ends_on > actor_today()))))));
-- Who signs in for the first time has no county, no person and no role yet.
create policy accounts_add on accounts for insert with check (
  actor_role() = 'system'
  or (county = 0 and id = actor_account() and resident_id is null and doctor_id is null));
-- Staff who live here too say who they are, once.
create policy accounts_change on accounts for update
  using (actor_role() = 'system' or (county = actor_county() and id = actor_account() and resident_id is null))
  with check (actor_role() = 'system'
    or (county = actor_county() and id = actor_account() and resident_id = actor_resident()));
revoke update on accounts from jiayi_web;
grant update (resident_id, display_name) on accounts to jiayi_web;

-- Nobody gives a role to themselves, a manager neither; nothing changes a grant yet.
drop policy role_grants_insert on role_grants;
drop policy role_grants_update on role_grants;
create policy role_grants_add on role_grants for insert with check (
  may_grant(county, role, institution_id) and (actor_role() = 'system' or account_id is distinct from actor_account()));
create policy role_grants_change on role_grants for update using (actor_role() = 'system');
revoke update on role_grants from jiayi_web;

-- As before; and one heads the household that one lives in: who moved away sees its people no longer.
create or replace function session_actor(of_token bytea, at_moment timestamptz) returns table (
  role text, county int, account_id uuid, resident_id uuid, household_id uuid, institution_id uuid, doctor_id uuid,
  display_name text)
language sql stable security definer set search_path = public as $$
  select coalesce(g.role, 'resident'), a.county, a.id, case when g.id is null then a.resident_id end,
    case when g.id is null then h.id end, g.institution_id, case when g.role = 'doctor' then a.doctor_id end,
    a.display_name
  from sessions s
  join accounts a on a.county = s.county and a.id = s.account_id
  left join role_grants g on g.county = s.county and g.id = s.role_grant_id
  left join residents r on r.county = a.county and r.id = a.resident_id
  left join households h on h.county = r.county and h.id = r.household_id and h.head_id = r.id
  where s.token_hash = of_token and s.ended_at is null and s.expires_at > at_moment
    and (s.role_grant_id is null
      or (g.account_id = a.id and g.starts_on <= (at_moment at time zone 'Asia/Shanghai')::date
        and (g.ends_on is null or g.ends_on > (at_moment at time zone 'Asia/Shanghai')::date)))
$$;

-- A person of the roster whom no roster gave a household begins one; null: they have one, or it is not for them.
create function begin_own_household(of_id uuid) returns uuid
language sql security definer set search_path = public as $$
  with me as (
    select r.*, (select h.id from households h where h.county = r.county and h.head_id = r.id) as headed from residents r
    where r.county = actor_county() and r.id = actor_resident() and actor_role() = 'resident' and r.household_id is null),
  written as (
    insert into households (county, id, head_id, area_id, building_id, room)
    select me.county, of_id, me.id, me.area_id, me.building_id, me.room from me where me.headed is null)
  update residents r set household_id = coalesce(me.headed, of_id), relation_to_head = 'head'
  from me where r.county = me.county and r.id = me.id
  returning r.household_id
$$;

-- As before, for the asking account and its own person alone; false: the account has its county already.
-- Who calls the older one reads the answer as text, which fits both.
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
  where kind = 'email' and county = 0 and subject_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update sessions set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  with gone as (
    delete from accounts a where a.county = 0 and a.id = actor_account()
      and exists (select 1 from accounts n where n.county = to_county and n.id = a.id and n.resident_id = of_resident)
    returning 1)
  select exists (select 1 from gone)
$$;

-- A key is its account's: its answer names what was made.
alter table idempotency_keys enable row level security;
create policy idempotency_keys_read on idempotency_keys for select
  using (actor_role() = 'system' or (county = actor_county() and account_id = actor_account()));
create policy idempotency_keys_add on idempotency_keys for insert
  with check (actor_role() = 'system' or (county = actor_county() and account_id = actor_account()));
create policy idempotency_keys_remove on idempotency_keys for delete using (actor_role() = 'system');
