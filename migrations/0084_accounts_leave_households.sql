-- Whoever does not head the household leaves it by their own wish, into one of their own; null: nothing to leave.
create function leave_household(of_id uuid) returns uuid
language sql security definer set search_path = public as $$
  with me as (
    select r.*, (select h.id from households h where h.county = r.county and h.head_id = r.id) as headed from residents r
    where r.county = actor_county() and r.id = actor_resident() and actor_role() = 'resident'
      and r.household_id is not null and not exists (select 1 from households h where h.county = r.county
        and h.id = r.household_id and h.head_id = r.id)),
  written as (
    insert into households (county, id, head_id, area_id, building_id, room)
    select me.county, of_id, me.id, me.area_id, me.building_id, me.room from me where me.headed is null)
  update residents r set household_id = coalesce(me.headed, of_id), relation_to_head = 'head'
  from me where r.county = me.county and r.id = me.id
  returning r.household_id
$$;
-- Whether the asking head took this person in, and not a roster.
create function joined_by_head(of_county int, of_resident uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select 1 from history_events e where e.county = of_county and e.subject_id = of_resident
    and of_county = actor_county() and e.kind = 'accounts.member.joined' and e.actor_account_id = actor_account()
    and e.data ->> 'household' = actor_household()::text)
$$;
-- A head takes out again whom they took in themselves; the person and their agreement stay as they are.
create function remove_member(of_resident uuid) returns uuid
language sql security definer set search_path = public as $$
  update residents r set household_id = null, relation_to_head = 'head'
  where r.county = actor_county() and r.id = of_resident and r.id <> actor_resident() and actor_role() = 'resident'
    and r.household_id = actor_household() and joined_by_head(r.county, r.id)
  returning r.id
$$;
revoke execute on function leave_household(uuid), joined_by_head(int, uuid), remove_member(uuid) from public;
grant execute on function leave_household(uuid), joined_by_head(int, uuid), remove_member(uuid) to jiayi_web, jiayi_worker;
