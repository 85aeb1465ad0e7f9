-- A number that somebody else holds is taken back at the desk; a mistyped one is corrected there. What was signed keeps
-- what it said.
alter table residents add column identity_unproven_at timestamptz;

-- Name and last digits as they stood when an agreement was signed: a row from the moment they change.
create table agreement_people (
  county int not null,
  agreement_id uuid not null,
  name text not null,
  identity_tail text not null,
  primary key (county, agreement_id),
  foreign key (county, agreement_id) references agreements (county, id)
);
alter table agreement_people enable row level security;
create policy agreement_people_read on agreement_people for select using (may_see_part(county, agreement_id));
grant select on agreement_people to jiayi_web, jiayi_worker;

create table identity_corrections (
  county int not null,
  id uuid not null,
  resident_id uuid not null,
  institution_id uuid not null references institutions (id),
  old_name text not null,
  new_name text not null,
  old_tail text not null,
  new_tail text not null,
  old_birth date not null,
  new_birth date not null,
  card text not null check (card in ('identity_card', 'temporary_card', 'household_book')),
  evidence text not null check (evidence <> ''),
  corrected_at timestamptz not null,
  corrected_by uuid not null,
  corrected_name text not null,
  primary key (county, id),
  foreign key (county, resident_id) references residents (county, id)
);
create index identity_corrections_by_resident on identity_corrections (county, resident_id, corrected_at desc);
alter table identity_corrections enable row level security;
create policy identity_corrections_read on identity_corrections for select using (actor_role() = 'system' or exists (
  select 1 from residents r where r.county = identity_corrections.county and r.id = identity_corrections.resident_id));
grant select on identity_corrections to jiayi_web, jiayi_worker;

-- The true owner stood at a desk with the card. Opened by one member of staff, settled by another; one of them manages.
create table identity_cases (
  county int not null,
  id uuid not null,
  institution_id uuid not null references institutions (id),
  key_hash bytea not null,
  holder_id uuid not null,
  name text not null,
  identity_sealed bytea not null,
  identity_tail text not null,
  phone_sealed bytea not null,
  phone_tail text not null,
  card text not null check (card in ('identity_card', 'temporary_card', 'household_book')),
  seen text not null check (seen <> ''),
  reason text not null check (reason <> ''),
  opened_at timestamptz not null,
  opened_by uuid not null,
  opened_name text not null,
  opened_role text not null,
  settled_at timestamptz,
  settled_by uuid,
  settled_name text not null default '',
  outcome text check (outcome in ('number_moved', 'account_loosened', 'not_witnessed')),
  refusal text not null default '',
  owner_id uuid,
  account_id uuid,
  primary key (county, id),
  foreign key (county, holder_id) references residents (county, id),
  check ((settled_at is null) = (settled_by is null) and (settled_at is null) = (outcome is null)),
  check ((outcome is not distinct from 'not_witnessed') = (refusal <> '')),
  check (settled_by is distinct from opened_by or outcome = 'not_witnessed')
);
-- Two desks at once: the second is told.
create unique index identity_cases_one_open on identity_cases (county, key_hash) where settled_at is null;
create index identity_cases_by_institution on identity_cases (county, institution_id, opened_at);
create index identity_cases_by_account on identity_cases (county, account_id) where account_id is not null;
create index identity_cases_by_holder on identity_cases (county, holder_id);
alter table identity_cases enable row level security;
create policy identity_cases_read on identity_cases for select using (actor_role() = 'system'
  or (county = actor_county() and actor_role() in ('doctor', 'manager') and institution_id = actor_institution()));
create policy identity_cases_refuse on identity_cases for update using (
  county = actor_county() and actor_role() in ('doctor', 'manager') and institution_id = actor_institution()
  and settled_at is null) with check (outcome = 'not_witnessed' and settled_by = actor_account());
grant select on identity_cases to jiayi_web, jiayi_worker;
grant update (settled_at, settled_by, settled_name, outcome, refusal) on identity_cases to jiayi_web;

-- An agreement that was in force under a wrong identity goes on until the manager of its institution has looked.
create table identity_reviews (
  county int not null,
  agreement_id uuid not null,
  case_id uuid not null,
  institution_id uuid not null references institutions (id),
  opened_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_name text not null default '',
  note text not null default '',
  primary key (county, agreement_id, case_id),
  foreign key (county, agreement_id) references agreements (county, id),
  foreign key (county, case_id) references identity_cases (county, id),
  check ((decided_at is null) = (note = '') and (decided_at is null) = (decided_by is null))
);
create index identity_reviews_open on identity_reviews (county, institution_id, opened_at) where decided_at is null;
create index identity_reviews_by_case on identity_reviews (county, case_id);
alter table identity_reviews enable row level security;
create policy identity_reviews_read on identity_reviews for select using (actor_role() = 'system'
  or (county = actor_county() and actor_role() in ('doctor', 'manager') and institution_id = actor_institution()));
create policy identity_reviews_decide on identity_reviews for update using (
  county = actor_county() and actor_role() = 'manager' and institution_id = actor_institution() and decided_at is null)
  with check (decided_by = actor_account());
grant select on identity_reviews to jiayi_web, jiayi_worker;
grant update (decided_at, decided_by, decided_name, note) on identity_reviews to jiayi_web;

create function keep_signed_identity(of_county int, of_resident uuid) returns void
language sql security definer set search_path = public as $$
  insert into agreement_people (county, agreement_id, name, identity_tail)
  select a.county, a.id, r.name, r.identity_tail from agreements a
  join residents r on r.county = a.county and r.id = a.resident_id
  where a.county = of_county and a.resident_id = of_resident on conflict do nothing
$$;
revoke execute on function keep_signed_identity(int, uuid) from public;

-- By the manager of the institution that answers for the person, or whose agreement with them is in force; with the
-- account that is told of it. No row: not theirs, or a case is open. A number that is somebody else's fails on
-- key_directory's key. What files said of the old number goes; it comes again with the next file that has the right one.
create function correct_identity(of_resident uuid, of_hash bytea, of_sealed bytea, of_tail text, of_name text,
  of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, by_name text, of_id uuid,
  at_moment timestamptz) returns table (account_id uuid, email_sealed bytea)
language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
declare
  r residents;
  moves boolean;
begin
  select * into r from residents x where x.county = actor_county() and x.id = of_resident and actor_role() = 'manager'
    and (x.institution_id = actor_institution() or exists (select 1 from agreement_standings s where s.county = x.county
      and s.resident_id = x.id and s.institution_id = actor_institution() and s.waits_for = '' and s.term @> actor_today()))
    for update;
  if not found then return; end if;
  moves := not exists (select 1 from key_directory d
    where d.key_hash = of_hash and d.county = r.county and d.subject_id = r.id and d.kind = 'identity');
  if exists (select 1 from identity_cases c where c.county = r.county and c.settled_at is null
      and (c.holder_id = r.id or c.key_hash = of_hash)) then return; end if;
  perform keep_signed_identity(r.county, r.id);
  if moves then
    delete from insurance_records x where x.county = r.county and x.resident_id = r.id;
    delete from resident_conditions x where x.county = r.county and x.resident_id = r.id and x.source <> 'doctor';
    delete from resident_groups x where x.county = r.county and x.resident_id = r.id and x.source <> 'doctor';
  end if;
  insert into identity_corrections (county, id, resident_id, institution_id, old_name, new_name, old_tail,
    new_tail, old_birth, new_birth, card, evidence, corrected_at, corrected_by, corrected_name)
  values (r.county, of_id, r.id, actor_institution(), r.name, of_name, r.identity_tail, of_tail,
    r.birth_date, of_birth, of_card, of_evidence, at_moment, actor_account(), by_name);
  delete from key_directory d where d.subject_id = r.id and d.county = r.county and d.kind = 'identity'
    and d.key_hash <> of_hash;
  if not exists (select 1 from key_directory d where d.key_hash = of_hash and d.subject_id = r.id) then
    insert into key_directory (key_hash, kind, county, subject_id) values (of_hash, 'identity', r.county, r.id);
  end if;
  update accounts a set display_name = of_name
  where a.county = r.county and a.resident_id = r.id and a.display_name = r.name;
  update residents x set name = of_name, pinyin = of_pinyin, sex = of_sex, birth_date = of_birth,
    identity_sealed = of_sealed, identity_tail = of_tail, identity_unproven_at = null
  where x.county = r.county and x.id = r.id;
  return query select a.id, a.email_sealed from (values (r.id)) one (id)
    left join accounts a on a.county = r.county and a.resident_id = one.id;
end $$;
revoke execute on function correct_identity(uuid, bytea, bytea, text, text, text, text, date, text, text, text, uuid,
  timestamptz) from public;
grant execute on function correct_identity(uuid, bytea, bytea, text, text, text, text, date, text, text, text, uuid,
  timestamptz) to jiayi_web;

-- Only for a number that the own county holds; null: it does not.
create function open_identity_case(of_id uuid, of_hash bytea, of_name text, of_sealed bytea, of_tail text, of_phone bytea,
  of_phone_tail text, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamptz) returns uuid
language sql security definer set search_path = public as $$
  insert into identity_cases (county, id, institution_id, key_hash, holder_id, name, identity_sealed, identity_tail,
    phone_sealed, phone_tail, card, seen, reason, opened_at, opened_by, opened_name, opened_role)
  select r.county, of_id, actor_institution(), of_hash, r.id, of_name, of_sealed, of_tail, of_phone, of_phone_tail,
    of_card, of_seen, of_reason, at_moment, actor_account(), by_name, actor_role()
  from key_directory d join residents r on r.county = d.county and r.id = d.subject_id
  where d.key_hash = of_hash and d.kind = 'identity' and d.county = actor_county()
    and actor_role() in ('doctor', 'manager') and actor_institution() is not null
  returning holder_id
$$;
revoke execute on function open_identity_case(uuid, bytea, text, bytea, text, bytea, text, text, text, text, text,
  timestamptz) from public;
grant execute on function open_identity_case(uuid, bytea, text, bytea, text, bytea, text, text, text, text, text,
  timestamptz) to jiayi_web;

-- A second member of staff has seen the owner too. A record that its holder registered online stays the holder's, without
-- a number: the owner gets one of their own, and what files said of the number goes along. A record of a roster is the
-- owner's: the account that took it is loosened from it. Requests stop; what is in force waits for a manager.
create function settle_identity_case(of_case uuid, of_owner uuid, of_household uuid, of_sealed bytea, owner_phone bytea,
  holder_phone bytea, of_pinyin text, of_sex text, of_birth date, why text, by_name text, at_moment timestamptz)
returns table (outcome text, owner_id uuid, holder_id uuid, account_id uuid, email_sealed bytea, ended uuid[],
  reviewed uuid[], doctors uuid[])
language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
declare
  c identity_cases;
  r residents;
  held_by accounts;
  moved boolean;
  stopped uuid[];
  kept uuid[];
  queued uuid[];
  child residents;
  alone uuid;
begin
  select * into c from identity_cases x where x.county = actor_county() and x.id = of_case and x.settled_at is null
    and x.institution_id = actor_institution() and x.opened_by <> actor_account()
    and (actor_role() = 'manager' or (actor_role() = 'doctor' and x.opened_role = 'manager')) for update;
  if not found then return; end if;
  select x.* into r from residents x join key_directory d on d.county = x.county and d.subject_id = x.id
  where x.county = c.county and x.id = c.holder_id and d.key_hash = c.key_hash for update of x;
  if not found then return; end if;
  moved := exists (select 1 from history_events e where e.county = r.county and e.subject_id = r.id
    and e.kind in ('accounts.resident.registered', 'accounts.member.joined') and e.happened_at = r.registered_at);
  select a.* into held_by from accounts a left join households h on h.county = r.county and h.id = r.household_id
  where a.county = r.county and (a.resident_id = r.id or (moved and a.resident_id = h.head_id))
  order by a.resident_id = r.id desc limit 1;
  perform keep_signed_identity(r.county, r.id);

  -- What is being accepted at this moment is in force, not a request that stops.
  perform 1 from agreements a where a.county = r.county and a.resident_id = r.id order by a.id for update;
  stopped := array(select s.id from agreement_standings s where s.county = r.county and s.resident_id = r.id
    and not isempty(s.term) and coalesce(upper(s.term) > actor_today(), true) and s.waits_for <> ''
    and (moved or s.requested_by = held_by.id) and s.paid_fen = 0 order by s.id);
  kept := array(select s.id from agreement_standings s where s.county = r.county and s.resident_id = r.id
    and not isempty(s.term) and coalesce(upper(s.term) > actor_today(), true) and s.id <> all(stopped)
    and (moved or s.requested_by = held_by.id) order by s.id);
  insert into agreement_endings (county, agreement_id, reason, remark, ended_on, ended_at, ended_by, planned_to)
  select r.county, one.id, 'withdrawn', why, actor_today(), at_moment, actor_account(), null from unnest(stopped) one(id);
  update agreements a set term = 'empty' where a.county = r.county and a.id = any(stopped);

  -- Nobody signs under a doubted identity, nor keeps a place from the next in line.
  queued := array(select distinct w.doctor_id from waiting_entries w
    where w.county = r.county and w.resident_id = r.id and w.left_at is null);
  update waiting_entries w set left_at = at_moment, left_reason = 'withdrawn'
  where w.county = r.county and w.resident_id = r.id and w.left_at is null;

  if moved then
    insert into households (county, id, head_id) values (r.county, of_household, of_owner);
    insert into residents (county, id, household_id, relation_to_head, name, pinyin, sex, birth_date, identity_sealed,
      identity_tail, phone_sealed, phone_tail, institution_id, registered_at)
    values (r.county, of_owner, of_household, 'head', c.name, of_pinyin, of_sex, of_birth, of_sealed, c.identity_tail,
      owner_phone, c.phone_tail, c.institution_id, at_moment);
    update key_directory d set subject_id = of_owner where d.key_hash = c.key_hash;
    update resident_conditions x set resident_id = of_owner
    where x.county = r.county and x.resident_id = r.id and x.source <> 'doctor';
    update resident_groups x set resident_id = of_owner
    where x.county = r.county and x.resident_id = r.id and x.source <> 'doctor';
    update insurance_records x set resident_id = of_owner where x.county = r.county and x.resident_id = r.id;
    update residents x set identity_sealed = '', identity_tail = '', identity_unproven_at = at_moment,
      institution_id = coalesce(x.institution_id, c.institution_id)
    where x.county = r.county and x.id = r.id;
  else
    -- Whom that account had taken into the household are not the owner's family: each stands alone until a desk knows more.
    for child in select x.* from residents x join history_events e on e.county = x.county and e.subject_id = x.id
        and e.kind = 'accounts.member.joined' and e.actor_account_id = held_by.id
      where x.county = r.county and x.household_id = r.household_id and x.id <> r.id order by x.id for update of x loop
      alone := gen_random_uuid();
      insert into households (county, id, head_id) values (r.county, alone, child.id);
      update residents x set household_id = alone, relation_to_head = 'head' where x.county = r.county and x.id = child.id;
      kept := kept || array(select s.id from agreement_standings s where s.county = r.county
        and s.resident_id = child.id and not isempty(s.term) and coalesce(upper(s.term) > actor_today(), true));
    end loop;
    update accounts a set resident_id = null, display_name = case when exists (select 1 from role_grants g
      where g.county = a.county and g.account_id = a.id) then a.display_name else '' end
    where a.county = r.county and a.resident_id = r.id;
    update residents x set name = c.name, pinyin = of_pinyin, phone_sealed = holder_phone, phone_tail = c.phone_tail
    where x.county = r.county and x.id = r.id;
  end if;
  insert into identity_reviews (county, agreement_id, case_id, institution_id, opened_at)
  select a.county, a.id, c.id, a.institution_id, at_moment from agreements a
  where a.county = r.county and a.id = any(kept);
  update identity_cases x set settled_at = at_moment, settled_by = actor_account(), settled_name = by_name,
    outcome = case when moved then 'number_moved' else 'account_loosened' end,
    owner_id = case when moved then of_owner else r.id end, account_id = held_by.id
  where x.county = c.county and x.id = c.id;
  return query select case when moved then 'number_moved' else 'account_loosened' end,
    case when moved then of_owner else r.id end, r.id, held_by.id, held_by.email_sealed, stopped, kept,
    array(select distinct a.doctor_id from agreements a where a.county = r.county and a.id = any(stopped)
      union select unnest(queued));
end $$;
revoke execute on function settle_identity_case(uuid, uuid, uuid, bytea, bytea, bytea, text, text, date, text, text,
  timestamptz) from public;
grant execute on function settle_identity_case(uuid, uuid, uuid, bytea, bytea, bytea, text, text, date, text, text,
  timestamptz) to jiayi_web;

-- What the holder of the account is told, until they have proved who they are; and the desk that can mend it.
create function own_identity_notice() returns table (settled_at timestamptz, place text, outcome text, desk text,
  address text, phone text)
language sql stable security definer set search_path = public as $$
  select c.settled_at, i.name, c.outcome, o.name, o.address, o.phone
  from identity_cases c join institutions i on i.id = c.institution_id
  join residents h on h.county = c.county and h.id = c.holder_id
  join institutions o on o.id = case when c.outcome = 'number_moved' then coalesce(h.institution_id, i.id) else i.id end
  where c.county = actor_county() and c.account_id = actor_account() and actor_role() = 'resident'
    and case c.outcome
      when 'number_moved' then exists (select 1 from residents r where r.county = c.county and r.id = c.holder_id
        and r.identity_unproven_at is not null)
      when 'account_loosened' then exists (select 1 from accounts a where a.county = c.county and a.id = c.account_id
        and a.resident_id is null) end
  order by c.settled_at desc limit 1
$$;
revoke execute on function own_identity_notice() from public;
grant execute on function own_identity_notice() to jiayi_web;
