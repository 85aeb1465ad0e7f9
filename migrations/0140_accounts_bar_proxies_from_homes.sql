-- A proxy changes no household, and of what happened reads what the areas cover and what it did itself.
-- As in 0084; only for oneself.
create or replace function leave_household(of_id uuid) returns uuid
language sql security definer set search_path = public as $$
  with me as (
    select r.*, (select h.id from households h where h.county = r.county and h.head_id = r.id) as headed from residents r
    where r.county = actor_county() and r.id = actor_resident() and actor_role() = 'resident' and actor_proxy() is null
      and r.household_id is not null and not exists (select 1 from households h where h.county = r.county
        and h.id = r.household_id and h.head_id = r.id)),
  written as (
    insert into households (county, id, head_id, area_id, building_id, room)
    select me.county, of_id, me.id, me.area_id, me.building_id, me.room from me where me.headed is null)
  update residents r set household_id = coalesce(me.headed, of_id), relation_to_head = 'head'
  from me where r.county = me.county and r.id = me.id
  returning r.household_id
$$;
create policy households_in_person on households as restrictive for insert with check (actor_proxy() is null);
create policy history_events_area on history_events as restrictive for select using (
  actor_proxy() is null or actor_account_id = actor_account() or acting_covers('agreement') or acting_covers('record'));
create policy desk_visits_area on desk_visits as restrictive for select using (acting_covers('agreement'));
