-- As in 0078, and passkeys and the like go along (0102).
-- The role that an invitation holds goes to the asking account, whose mailbox was proved by a code in this very
-- transaction. Answers the county it now belongs to; null: nothing was waiting, or it is not for this account (one of
-- another county, or already somebody else of the staff).
create or replace function take_up_invitation(of_hash bytea, of_grant uuid, on_day date, at_moment timestamptz) returns int
language sql security definer set search_path = public as $$
  update staff_invitations i set taken_by = actor_account(), taken_at = at_moment
  where i.email_hash = of_hash and i.taken_by is null and (i.ends_on is null or i.ends_on > on_day)
    and actor_role() = 'resident' and actor_county() in (0, i.county)
    and i.county = (select min(o.county) from staff_invitations o where o.email_hash = of_hash and o.taken_by is null
      and (o.ends_on is null or o.ends_on > on_day) and actor_county() in (0, o.county))
    and exists (select 1 from sign_in_codes c where c.email_hash = of_hash and c.used_at = at_moment)
    and exists (select 1 from key_directory k where k.key_hash = of_hash and k.kind = 'email'
      and k.county = actor_county() and k.subject_id = actor_account())
    and not exists (select 1 from accounts a where a.county = i.county and a.id = actor_account()
      and a.doctor_id <> i.doctor_id);
  insert into accounts (county, id, display_name, email_sealed, resident_id, doctor_id, created_at)
  select i.county, a.id, d.name, a.email_sealed, null, d.id, a.created_at
  from staff_invitations i join doctors d on d.county = i.county and d.id = i.doctor_id
    join accounts a on a.county = 0 and a.id = actor_account()
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment;
  update accounts a set doctor_id = i.doctor_id from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
    and a.county = i.county and a.id = actor_account() and a.doctor_id is null;
  select carry_ways(i.county) from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment;
  delete from accounts a using staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
    and a.county = 0 and a.id = actor_account();
  insert into role_grants (county, id, account_id, role, institution_id, starts_on, ends_on, granted_by, granted_at)
  select i.county, of_grant, actor_account(), 'doctor', i.institution_id, on_day, i.ends_on, i.invited_by, at_moment
  from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment;
  select i.county from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
$$;

-- As in 0078; from that moment the account's other sign-ins begin anew, too (0100).
-- squawk-ignore ban-drop-function
drop function end_doctor_role(int, uuid, date);
create function end_doctor_role(of_county int, of_doctor uuid, on_day date, at_moment timestamptz) returns int
language sql security definer set search_path = public as $$
  with ended as (
    update role_grants g set ends_on = on_day, ended_at = case when on_day <= (at_moment at time zone 'Asia/Shanghai')::date then at_moment end
    from accounts a, doctors d
    where d.county = of_county and d.id = of_doctor and may_invite(d.county, d.institution_id)
      and a.county = d.county and a.doctor_id = d.id
      and g.county = a.county and g.account_id = a.id and g.role = 'doctor' and g.institution_id = d.institution_id
      and (g.ends_on is null or g.ends_on > on_day)
    returning 1)
  select count(*)::int from ended
$$;
revoke execute on function end_doctor_role(int, uuid, date, timestamptz) from public;
grant execute on function end_doctor_role(int, uuid, date, timestamptz) to jiayi_web, jiayi_worker;
