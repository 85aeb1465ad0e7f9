-- How often somebody looked, and a name like 赵**, for all who may know of the emergency: the log and the person's own row
-- do not open to everybody who must look into it.
create function emergency_use(of_county int, of_id uuid) returns table (looks int, person text)
language sql stable security definer set search_path = public as $$
  select (select count(*)::int from access_log l where l.county = e.county and l.resident_id = e.resident_id
      and l.account_id = e.account_id and l.part = 'emergency' and l.looked_at >= e.opened_at
      and l.looked_at <= coalesce(x.ended_at, e.opened_at + (e.expires_at - e.starts_at))),
    left(r.name, 1) || repeat('*', length(r.name) - 1)
  from emergencies e left join emergency_endings x on x.county = e.county and x.emergency_id = e.id
  left join residents r on r.county = e.county and r.id = e.resident_id
  where e.county = of_county and e.id = of_id and (actor_role() = 'system'
    or e.county = actor_county() and e.resident_id = actor_resident()
    or e.county = actor_county() and e.account_id = actor_account() and actor_role() = 'doctor'
    or answers_for_emergency(e.county, e.institution_id, e.account_id))
$$;
revoke execute on function emergency_use(int, uuid) from public;
grant execute on function emergency_use(int, uuid) to jiayi_web, jiayi_worker;
