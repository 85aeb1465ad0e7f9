-- Who has an account is mailed of a new number, and may not be the one in front of the manager: a second member of staff
-- must have seen person and card too, as for a number that somebody else holds.
alter table identity_cases add column kind text not null default 'claim';
alter table identity_cases add constraint identity_cases_kind check (kind in ('claim', 'correction')) not valid;
-- Wider in the next statement.
-- squawk-ignore ban-drop-constraint
alter table identity_cases drop constraint identity_cases_outcome_check;
alter table identity_cases add constraint identity_cases_outcome
  check (outcome in ('number_moved', 'account_loosened', 'corrected', 'not_witnessed')) not valid;
alter table identity_corrections add column witnessed_by uuid;
alter table identity_corrections add column witnessed_name text not null default '';

-- Whose name and number the asking manager may correct.
create function correctable(of_county int, of_resident uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select 1 from residents x where x.county = of_county and x.id = of_resident and of_county = actor_county()
    and actor_role() = 'manager'
    and (x.institution_id = actor_institution() or exists (select 1 from agreement_standings s where s.county = x.county
      and s.resident_id = x.id and s.institution_id = actor_institution() and s.waits_for = '' and s.term @> actor_today())))
$$;
revoke execute on function correctable(int, uuid) from public;

-- Whether nobody alone may do it: the record has an account, and the number is not the one it has.
create function correction_needs_witness(of_resident uuid, of_hashes bytea[]) returns boolean
language sql stable security definer set search_path = public as $$
  select correctable(actor_county(), of_resident) and exists (select 1 from accounts a
      where a.county = actor_county() and a.resident_id = of_resident)
    and not exists (select 1 from key_directory d where d.key_hash = any (of_hashes) and d.county = actor_county()
      and d.subject_id = of_resident and d.kind = 'identity')
$$;
revoke execute on function correction_needs_witness(uuid, bytea[]) from public;
grant execute on function correction_needs_witness(uuid, bytea[]) to jiayi_web;

-- What correcting writes; its callers have asked whether it may be. ``of_hashes``: two while the index is rotated.
create function write_identity(of_county int, of_resident uuid, of_hashes bytea[], of_sealed bytea, of_tail text,
  of_name text, of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, at_moment timestamptz,
  of_id uuid, of_author uuid, author_name text, of_witness uuid, witness_name text) returns void
language plpgsql security definer set search_path = public as $$
declare
  r residents;
begin
  select * into strict r from residents x where x.county = of_county and x.id = of_resident for update;
  perform keep_signed_identity(r.county, r.id);
  if not exists (select 1 from key_directory d where d.key_hash = any (of_hashes) and d.county = r.county
      and d.subject_id = r.id and d.kind = 'identity') then
    delete from insurance_records x where x.county = r.county and x.resident_id = r.id;
    delete from resident_conditions x where x.county = r.county and x.resident_id = r.id and x.source <> 'doctor';
    delete from resident_groups x where x.county = r.county and x.resident_id = r.id and x.source <> 'doctor';
  end if;
  insert into identity_corrections (county, id, resident_id, institution_id, old_name, new_name, old_tail, new_tail,
    old_birth, new_birth, card, evidence, corrected_at, corrected_by, corrected_name, witnessed_by, witnessed_name)
  values (r.county, of_id, r.id, actor_institution(), r.name, of_name, r.identity_tail, of_tail, r.birth_date, of_birth,
    of_card, of_evidence, at_moment, of_author, author_name, of_witness, witness_name);
  delete from key_directory d where d.subject_id = r.id and d.county = r.county and d.kind = 'identity'
    and d.key_hash <> all (of_hashes);
  -- A hash that is somebody else's fails on the key.
  insert into key_directory (key_hash, kind, county, subject_id)
  select one, 'identity', r.county, r.id from unnest(of_hashes) one
  where not exists (select 1 from key_directory d where d.key_hash = one and d.county = r.county and d.subject_id = r.id);
  update accounts a set display_name = of_name
  where a.county = r.county and a.resident_id = r.id and a.display_name = r.name;
  update residents x set name = of_name, pinyin = of_pinyin, sex = of_sex, birth_date = of_birth,
    identity_sealed = of_sealed, identity_tail = of_tail, identity_unproven_at = null
  where x.county = r.county and x.id = r.id;
end $$;
revoke execute on function write_identity(int, uuid, bytea[], bytea, text, text, text, text, date, text, text, timestamptz,
  uuid, uuid, text, uuid, text) from public;

-- By one manager. No row: not theirs, a case is open, or a second member of staff is needed.
create function mend_identity(of_resident uuid, of_hashes bytea[], of_sealed bytea, of_tail text, of_name text,
  of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, by_name text, of_id uuid,
  at_moment timestamptz) returns table (account_id uuid, email_sealed bytea)
language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
begin
  perform 1 from residents x where x.county = actor_county() and x.id = of_resident
    and correctable(x.county, x.id) for update;
  if not found or correction_needs_witness(of_resident, of_hashes) or exists (select 1 from identity_cases c
    where c.county = actor_county() and c.settled_at is null and (c.holder_id = of_resident or c.key_hash = any (of_hashes)))
  then return; end if;
  perform write_identity(actor_county(), of_resident, of_hashes, of_sealed, of_tail, of_name, of_pinyin, of_sex, of_birth,
    of_card, of_evidence, at_moment, of_id, actor_account(), by_name, null, '');
  return query select a.id, a.email_sealed from (values (of_resident)) one (id)
    left join accounts a on a.county = actor_county() and a.resident_id = one.id;
end $$;
revoke execute on function mend_identity(uuid, bytea[], bytea, text, text, text, text, date, text, text, text, uuid,
  timestamptz) from public;
grant execute on function mend_identity(uuid, bytea[], bytea, text, text, text, text, date, text, text, text, uuid,
  timestamptz) to jiayi_web;

-- What servers of the release before call.
create or replace function correct_identity(of_resident uuid, of_hash bytea, of_sealed bytea, of_tail text, of_name text,
  of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, by_name text, of_id uuid,
  at_moment timestamptz) returns table (account_id uuid, email_sealed bytea)
language plpgsql security definer set search_path = public as $$
begin
  return query select * from mend_identity(of_resident, array[of_hash], of_sealed, of_tail, of_name, of_pinyin, of_sex,
    of_birth, of_card, of_evidence, by_name, of_id, at_moment);
end $$;

-- The manager's half of a correction that a colleague must witness. Null: not theirs, or the record is being checked.
create function open_correction(of_id uuid, of_resident uuid, of_hashes bytea[], of_name text, of_sealed bytea,
  of_tail text, of_phone bytea, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamptz)
returns uuid
language sql security definer set search_path = public as $$
  insert into identity_cases (county, id, institution_id, key_hash, holder_id, name, identity_sealed, identity_tail,
    phone_sealed, phone_tail, card, seen, reason, opened_at, opened_by, opened_name, opened_role, kind)
  select r.county, of_id, actor_institution(), of_hashes[1], r.id, of_name, of_sealed, of_tail, of_phone, '',
    of_card, of_seen, of_reason, at_moment, actor_account(), by_name, actor_role(), 'correction'
  from residents r where r.county = actor_county() and r.id = of_resident
    and correction_needs_witness(of_resident, of_hashes)
    and not exists (select 1 from identity_cases c where c.county = r.county and c.settled_at is null
      and (c.holder_id = r.id or c.key_hash = any (of_hashes)))
  returning holder_id
$$;
revoke execute on function open_correction(uuid, uuid, bytea[], text, bytea, text, bytea, text, text, text, text,
  timestamptz) from public;
grant execute on function open_correction(uuid, uuid, bytea[], text, bytea, text, bytea, text, text, text, text,
  timestamptz) to jiayi_web;

-- The second member of staff has seen person and card too. No row: settled, or not for them.
create function settle_correction(of_case uuid, of_hashes bytea[], of_sealed bytea, of_pinyin text, of_sex text,
  of_birth date, of_id uuid, by_name text, at_moment timestamptz) returns table (account_id uuid, email_sealed bytea)
language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
declare
  c identity_cases;
  held_by uuid;
begin
  select * into c from identity_cases x where x.county = actor_county() and x.id = of_case and x.settled_at is null
    and x.kind = 'correction' and x.institution_id = actor_institution() and x.opened_by <> actor_account()
    and (actor_role() = 'manager' or (actor_role() = 'doctor' and x.opened_role = 'manager')) for update;
  if not found then return; end if;
  perform write_identity(c.county, c.holder_id, of_hashes, of_sealed, c.identity_tail, c.name, of_pinyin, of_sex,
    of_birth, c.card, c.seen, at_moment, of_id, c.opened_by, c.opened_name, actor_account(), by_name);
  select a.id into held_by from accounts a where a.county = c.county and a.resident_id = c.holder_id;
  update identity_cases x set settled_at = at_moment, settled_by = actor_account(), settled_name = by_name,
    outcome = 'corrected', owner_id = c.holder_id, account_id = held_by
  where x.county = c.county and x.id = c.id;
  return query select a.id, a.email_sealed from (values (held_by)) one (id)
    left join accounts a on a.county = c.county and a.id = one.id;
end $$;
revoke execute on function settle_correction(uuid, bytea[], bytea, text, text, date, uuid, text, timestamptz) from public;
grant execute on function settle_correction(uuid, bytea[], bytea, text, text, date, uuid, text, timestamptz) to jiayi_web;

-- As open_identity_case, under whichever hash the number is kept while the index is rotated.
create function open_claim(of_id uuid, of_hashes bytea[], of_name text, of_sealed bytea, of_tail text, of_phone bytea,
  of_phone_tail text, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamptz) returns uuid
language sql security definer set search_path = public as $$
  insert into identity_cases (county, id, institution_id, key_hash, holder_id, name, identity_sealed, identity_tail,
    phone_sealed, phone_tail, card, seen, reason, opened_at, opened_by, opened_name, opened_role)
  select r.county, of_id, actor_institution(), d.key_hash, r.id, of_name, of_sealed, of_tail, of_phone, of_phone_tail,
    of_card, of_seen, of_reason, at_moment, actor_account(), by_name, actor_role()
  from key_directory d join residents r on r.county = d.county and r.id = d.subject_id
  where d.key_hash = any (of_hashes) and d.kind = 'identity' and d.county = actor_county()
    and actor_role() in ('doctor', 'manager') and actor_institution() is not null
  order by array_position(of_hashes, d.key_hash) limit 1
  returning holder_id
$$;
revoke execute on function open_claim(uuid, bytea[], text, bytea, text, bytea, text, text, text, text, text, timestamptz)
  from public;
grant execute on function open_claim(uuid, bytea[], text, bytea, text, bytea, text, text, text, text, text, timestamptz)
  to jiayi_web;

create or replace function settle_identity_case(of_case uuid, of_owner uuid, of_household uuid, of_sealed bytea, owner_phone bytea,
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
    -- All its hashes: there are two of one number while the index is rotated.
    update key_directory d set subject_id = of_owner
    where d.county = r.county and d.subject_id = r.id and d.kind = 'identity';
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
