-- The same count in two reads of a doctor's agreements: a probe for each one's renewal took 8 ms of 9 at 530 agreements.
create or replace function places_taken(of_county int, of_doctor uuid, on_day date) returns int
language sql stable security definer set search_path = public as $$
  select count(*)::int from agreements a
  where a.county = of_county and a.doctor_id = of_doctor
    and not isempty(a.term) and (upper_inf(a.term) or upper(a.term) > on_day)
    and (a.id, a.resident_id) not in (select n.previous_id, n.resident_id from agreements n
      where n.county = of_county and n.doctor_id = of_doctor and n.previous_id is not null and not isempty(n.term))
$$;
