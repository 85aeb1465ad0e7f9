-- A new account finds its person: from "no county yet" (0) to the county that keeps the person.
create function settle_account(to_county int, of_name text, of_resident uuid) returns void
language sql security definer set search_path = public as $$
  insert into accounts (county, id, display_name, email_sealed, resident_id, doctor_id, created_at)
  select to_county, id, of_name, email_sealed, of_resident, null, created_at from accounts
  where county = 0 and id = actor_account();
  delete from accounts where county = 0 and id = actor_account();
  update key_directory set county = to_county where kind = 'email' and county = 0 and subject_id = actor_account();
  update sessions set county = to_county where county = 0 and account_id = actor_account();
$$;

-- A head takes a person of the roster into the household. Every condition is checked here, because the person's row
-- does not exist for the head yet; the answer never says which one failed.
create function join_household(of_hash bytea, of_name text, of_phone_tail text, of_relation text) returns uuid
language sql security definer set search_path = public as $$
  update residents r set household_id = actor_household(), relation_to_head = of_relation
  from key_directory d
  where d.key_hash = of_hash and d.kind = 'identity' and d.county = actor_county()
    and r.county = d.county and r.id = d.subject_id
    and actor_household() is not null
    and exists (select 1 from households h where h.county = r.county and h.id = actor_household()
      and h.head_id = actor_resident())
    and r.name = of_name and r.phone_tail = of_phone_tail and r.phone_tail <> ''
    and not exists (select 1 from accounts a where a.county = r.county and a.resident_id = r.id)
    and not exists (select 1 from residents o where o.county = r.county and o.household_id = r.household_id
      and o.id <> r.id)
  returning r.id
$$;
