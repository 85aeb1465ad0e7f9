-- Functions that run with their owner's rights: nobody calls them unless named here, and what changes rows believes
-- nobody's numbers.

-- The whole line, for the functions below alone.
create function whole_waiting_line(of_county int, of_doctor uuid, at_moment timestamptz)
returns table (id uuid, resident_id uuid, place int, offered boolean)
language sql stable security definer set search_path = public as $$
  select w.id, w.resident_id, (row_number() over (order by w.priority desc, w.joined_at, w.id))::int,
    w.offer_expires_at is not null
  from waiting_entries w
  where w.county = of_county and w.doctor_id = of_doctor and w.left_at is null
    and (w.offer_expires_at is null or w.offer_expires_at > at_moment)
$$;
-- How long the line is and where one stands is for everybody; who stands in it for those who may see the entry.
create or replace function waiting_line(of_county int, of_doctor uuid, at_moment timestamptz)
returns table (id uuid, resident_id uuid, place int, offered boolean)
language sql stable security definer set search_path = public as $$
  select l.id, case when may_see_waiting(of_county, of_doctor, l.resident_id) then l.resident_id end, l.place, l.offered
  from whole_waiting_line(of_county, of_doctor, at_moment) l
$$;
create or replace function places_held(of_county int, of_doctor uuid, for_resident uuid, at_moment timestamptz)
returns int language sql stable security definer set search_path = public as $$
  with line as (select * from whole_waiting_line(of_county, of_doctor, at_moment)),
  me as (select * from line l where l.resident_id = for_resident)
  select count(*)::int from line l
  where l.resident_id is distinct from for_resident
    and (l.offered or not exists (select 1 from me where me.offered or me.place < l.place))
$$;
-- As before, in the actor's own county; the caller's capacity (the place's limit, MY-11) may only be lower than the
-- doctor's own, and an offer never lasts longer than a month.
create or replace function offer_places(of_county int, of_doctor uuid, capacity int, on_day date, at_moment timestamptz,
  expires timestamptz) returns setof uuid language sql security definer set search_path = public as $$
  update waiting_entries w set left_at = at_moment, left_reason = 'offer_expired'
  where w.county = of_county and w.doctor_id = of_doctor and w.left_at is null and w.offer_expires_at <= at_moment
    and (actor_role() = 'system' or (of_county = actor_county() and actor_role() in ('resident', 'doctor', 'manager')));
  update waiting_entries w set offered_at = at_moment, offer_expires_at = least(expires, at_moment + interval '31 days')
  from (
    select l.id, row_number() over (order by l.place) as turn
    from whole_waiting_line(of_county, of_doctor, at_moment) l where not l.offered) o,
    doctor_panels p
  where w.county = of_county and w.id = o.id and p.county = of_county and p.doctor_id = of_doctor
    and expires > at_moment
    and (actor_role() = 'system' or (of_county = actor_county() and actor_role() in ('resident', 'doctor', 'manager')))
    and o.turn <= least(offer_places.capacity, p.capacity) - places_taken(of_county, of_doctor, on_day)
      - (select count(*) from whole_waiting_line(of_county, of_doctor, at_moment) l where l.offered)
  returning w.id
$$;

-- As before; a visit lasts an hour at most.
create or replace function open_desk_visit(of_id uuid, of_hash bytea, of_resident uuid, at_moment timestamptz,
  lasts interval)
returns table (resident_id uuid, name text) language sql security definer set search_path = public as $$
  with found as (
    select r.county, r.id, r.name from residents r
    where r.county = actor_county() and actor_role() in ('doctor', 'manager') and actor_institution() is not null
      and (r.id = (select d.subject_id from key_directory d
          where d.key_hash = of_hash and d.kind = 'identity' and d.county = actor_county())
        or (r.id = of_resident and (r.institution_id = actor_institution()
          or signed_with(r.county, r.id, actor_institution()))))),
  written as (
    insert into desk_visits (county, id, resident_id, institution_id, opened_at, opened_by, expires_at)
    select f.county, of_id, f.id, actor_institution(), at_moment, actor_account(), now() + least(lasts, interval '1 hour')
    from found f)
  select f.id, f.name from found f
$$;

-- For the web: sessions, looking people up, the deeds of one person.
revoke execute on function session_actor(bytea, timestamptz), resident_of_identity(bytea),
  settle_account(int, text, uuid), begin_own_household(uuid), join_household(bytea, text, text, text),
  open_desk_visit(uuid, bytea, uuid, timestamptz, interval), verify_agreement(bytea, date),
  whole_waiting_line(int, uuid, timestamptz) from public;
grant execute on function session_actor(bytea, timestamptz), resident_of_identity(bytea),
  settle_account(int, text, uuid), begin_own_household(uuid), join_household(bytea, text, text, text),
  open_desk_visit(uuid, bytea, uuid, timestamptz, interval), verify_agreement(bytea, date) to jiayi_web;

-- For both: what policies ask, what counts places, what the worker does too.
revoke execute on function resident_has_account(int, uuid), signed_with(int, uuid, uuid), at_our_desk(int, uuid),
  works_at(int, uuid, uuid, date), places_taken(int, uuid, date), places_held(int, uuid, uuid, timestamptz),
  waiting_line(int, uuid, timestamptz), offer_places(int, uuid, int, date, timestamptz, timestamptz),
  lock_agreement(int, uuid), begin_switch(int, uuid, date, timestamptz) from public;
grant execute on function resident_has_account(int, uuid), signed_with(int, uuid, uuid), at_our_desk(int, uuid),
  works_at(int, uuid, uuid, date), places_taken(int, uuid, date), places_held(int, uuid, uuid, timestamptz),
  waiting_line(int, uuid, timestamptz), offer_places(int, uuid, int, date, timestamptz, timestamptz),
  lock_agreement(int, uuid), begin_switch(int, uuid, date, timestamptz) to jiayi_web, jiayi_worker;
