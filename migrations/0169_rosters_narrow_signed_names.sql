-- Rosters are applied by managers, administrators and the machine itself: nobody else keeps names in place.
create or replace function keep_signed_identities(of_county int, of_residents uuid[], of_names text[]) returns void
language sql security definer set search_path = public as $$
  select keep_signed_identity(r.county, r.id)
  from unnest(of_residents, of_names) as x(id, name) join residents r on r.county = of_county and r.id = x.id
  where r.name <> x.name
    and (actor_role() = 'system' or of_county = actor_county() and actor_role() in ('manager', 'admin'))
$$;
