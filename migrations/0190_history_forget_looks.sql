-- Looks whose period is over go; their links stay, so that the chain still holds (decision 0006). Only sealed ones, at most
-- so many at a time; one of which something was said since then stays with what was said. The worker's alone.
create function forget_looks(of_county int, before timestamptz, most int) returns int
language sql security definer set search_path = public as $$
  with over as (
    select l.id from access_log l
    join audit_links k on k.county = l.county and k.source = 'look' and k.row_id = l.id
    where l.county = of_county and actor_role() = 'system' and l.looked_at < before and k.sealed_at < before
      and not exists (select 1 from look_notes n where n.county = l.county and n.look_id = l.id and n.written_at >= before)
    order by l.id limit most
  ), notes as (
    delete from look_notes n using over o where n.county = of_county and n.look_id = o.id
  ), flags as (
    delete from look_flags f using over o where f.county = of_county and f.look_id = o.id
  ), gone as (
    delete from access_log l using over o where l.county = of_county and l.id = o.id returning 1
  ) select count(*)::int from gone
$$;
revoke execute on function forget_looks(int, timestamptz, int) from public;
grant execute on function forget_looks(int, timestamptz, int) to jiayi_worker;
