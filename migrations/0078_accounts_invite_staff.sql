-- A roster names an address for somebody of the staff. Nothing is given to an account until whoever reads that mailbox
-- signs in with a code of it: then the role is theirs, beside whatever the account was before.
create table staff_invitations (
  county int not null,
  doctor_id uuid not null,
  institution_id uuid not null references institutions (id),
  email_hash bytea not null,
  ends_on date,
  invited_at timestamptz not null,
  invited_by uuid,
  -- No reference: it is written a statement before an account without a county moves here.
  taken_by uuid,
  taken_at timestamptz,
  primary key (county, doctor_id),
  unique (county, email_hash),
  foreign key (county, doctor_id) references doctors (county, id),
  check ((taken_by is null) = (taken_at is null))
);
create index staff_invitations_by_email on staff_invitations (email_hash) where taken_by is null;
create index staff_invitations_by_institution on staff_invitations (institution_id);

create function may_invite(of_county int, of_institution uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_institution = actor_institution())))
$$;
alter table staff_invitations enable row level security;
create policy staff_invitations_read on staff_invitations for select using (may_invite(county, institution_id));
create policy staff_invitations_add on staff_invitations for insert with check (may_invite(county, institution_id));
create policy staff_invitations_change on staff_invitations for update
  using (may_invite(county, institution_id)) with check (may_invite(county, institution_id));
grant select, insert, update on staff_invitations to jiayi_web, jiayi_worker;

-- The doctor's role of one person at their institution ends on a day; how many grants that closed.
create function end_doctor_role(of_county int, of_doctor uuid, on_day date) returns int
language sql security definer set search_path = public as $$
  with ended as (
    update role_grants g set ends_on = on_day
    from accounts a, doctors d
    where d.county = of_county and d.id = of_doctor and may_invite(d.county, d.institution_id)
      and a.county = d.county and a.doctor_id = d.id
      and g.county = a.county and g.account_id = a.id and g.role = 'doctor' and g.institution_id = d.institution_id
      and (g.ends_on is null or g.ends_on > on_day)
    returning 1)
  select count(*)::int from ended
$$;

-- The role that an invitation holds goes to the asking account, whose mailbox was proved by a code in this very
-- transaction. Answers the county it now belongs to; null: nothing was waiting, or it is not for this account (one of
-- another county, or already somebody else of the staff).
create function take_up_invitation(of_hash bytea, of_grant uuid, on_day date, at_moment timestamptz) returns int
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
  update key_directory k set county = i.county from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
    and k.kind = 'email' and k.county = 0 and k.subject_id = actor_account();
  update sessions s set county = i.county from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
    and s.county = 0 and s.account_id = actor_account();
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
revoke execute on function end_doctor_role(int, uuid, date), take_up_invitation(bytea, uuid, date, timestamptz) from public;
grant execute on function end_doctor_role(int, uuid, date) to jiayi_web, jiayi_worker;
grant execute on function take_up_invitation(bytea, uuid, date, timestamptz) to jiayi_web;
