-- Who stands in line for a doctor: an offer that ran out no longer counts, whether or not that was written down yet.
create function waiting_line(of_county int, of_doctor uuid, at_moment timestamptz)
returns table (id uuid, resident_id uuid, place int, offered boolean)
language sql stable security definer set search_path = public as $$
  select w.id, w.resident_id, (row_number() over (order by w.priority desc, w.joined_at, w.id))::int,
    w.offer_expires_at is not null
  from waiting_entries w
  where w.county = of_county and w.doctor_id = of_doctor and w.left_at is null
    and (w.offer_expires_at is null or w.offer_expires_at > at_moment)
$$;

-- Places that are kept for others: those offered, and for who has no offer everybody further ahead in line. So a
-- freed place goes to the line from the first moment, before anybody has written the offer.
create or replace function places_held(of_county int, of_doctor uuid, for_resident uuid, at_moment timestamptz)
returns int language sql stable security definer set search_path = public as $$
  with line as (select * from waiting_line(of_county, of_doctor, at_moment)),
  me as (select * from line l where l.resident_id = for_resident)
  select count(*)::int from line l
  where l.resident_id is distinct from for_resident
    and (l.offered or not exists (select 1 from me where me.offered or me.place < l.place))
$$;

-- Writes down what ran out and offers free places in order. Call with the panel locked. Returns the new offers.
create function offer_places(of_county int, of_doctor uuid, capacity int, on_day date, at_moment timestamptz,
  expires timestamptz) returns setof uuid language sql security definer set search_path = public as $$
  update waiting_entries w set left_at = at_moment, left_reason = 'offer_expired'
  where w.county = of_county and w.doctor_id = of_doctor and w.left_at is null and w.offer_expires_at <= at_moment;
  update waiting_entries w set offered_at = at_moment, offer_expires_at = expires
  from (
    select l.id, row_number() over (order by l.place) as turn
    from waiting_line(of_county, of_doctor, at_moment) l where not l.offered) o
  where w.county = of_county and w.id = o.id and o.turn <= capacity - places_taken(of_county, of_doctor, on_day)
    - (select count(*) from waiting_line(of_county, of_doctor, at_moment) l where l.offered)
  returning w.id
$$;
