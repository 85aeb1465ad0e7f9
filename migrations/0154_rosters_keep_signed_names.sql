-- A roster renames people: what they signed before keeps the name it was signed with.
create function keep_signed_identities(of_county int, of_residents uuid[], of_names text[]) returns void
language sql security definer set search_path = public as $$
  select keep_signed_identity(r.county, r.id)
  from unnest(of_residents, of_names) as x(id, name) join residents r on r.county = of_county and r.id = x.id
  where r.name <> x.name and (actor_role() = 'system' or of_county = actor_county() and actor_role() <> 'resident')
$$;
revoke execute on function keep_signed_identities(int, uuid[], text[]) from public;
grant execute on function keep_signed_identities(int, uuid[], text[]) to jiayi_web, jiayi_worker;
