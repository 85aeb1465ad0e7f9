-- A term begins on the day on which the agreement counts: confirmed, accepted, and paid where that is due first.

create function counted_on(of_county int, of_agreement uuid) returns date
language sql stable set search_path = public as $$
  select (greatest(s.confirmed_at, s.decided_at, (select max(p.paid_at) from agreement_payments p
    where p.county = s.county and p.agreement_id = s.id and s.due_fen > 0)) at time zone 'Asia/Shanghai')::date
  from agreement_standings s
  where s.county = of_county and s.id = of_agreement and s.confirmed_at is not null and s.outcome = 'accepted'
    and s.paid_fen >= s.due_fen
$$;
-- The end of a term that begins later than it was written: as long as before, in years and months.
create function moved_end(starts_on date, ends_on date, began_on date) returns date language sql immutable as $$
  select (began_on + age(ends_on::timestamp, starts_on::timestamp))::date
$$;
-- Call with the agreement locked, before begin_switch. One that waits still, or that begins later, is left alone.
create function begin_agreement(of_county int, of_agreement uuid) returns date
language sql security definer set search_path = public as $$
  update agreements a set term = daterange(c.began_on, moved_end(lower(a.term), upper(a.term), c.began_on))
  from (select counted_on(of_county, of_agreement) as began_on) c
  where a.county = of_county and a.id = of_agreement and not isempty(a.term) and lower(a.term) < c.began_on
    and may_write_agreement(a.county, a.resident_id, a.institution_id)
  returning c.began_on
$$;

-- As before; and a term may begin on the day on which the agreement counted, and end as much later.
create or replace function agreement_is_untouched(of_county int, of_agreement uuid) returns boolean
language sql stable set search_path = public as $$
  select coalesce((select a.proof_hash = sha256(convert_to(agreement_facts(a.county, a.id), 'UTF8'))
    and a.doctor_id = coalesce((select c.to_doctor_id from doctor_changes c where c.county = a.county
      and c.agreement_id = a.id order by c.changed_at desc, c.id desc limit 1), o.doctor_id)
    and (a.team_id is not distinct from o.team_id or exists (select 1 from doctor_changes c
      where c.county = a.county and c.agreement_id = a.id))
    and (isempty(a.term) or lower(a.term) = o.starts_on or lower(a.term) = m.began_on
      or lower(a.term) = (select upper(p.term) from agreements p
        where p.county = a.county and p.id = a.previous_id and p.institution_id <> a.institution_id))
    and ((upper(a.term) is not distinct from o.ends_on or upper(a.term) is not distinct from m.ends_on)
        and not isempty(a.term)
      or (isempty(a.term) or upper(a.term) <= greatest(o.ends_on, m.ends_on, case when o.ends_on is null
          then upper(a.term) end))
        and (exists (select 1 from agreement_endings e where e.county = a.county and e.agreement_id = a.id)
          or exists (select 1 from agreement_decisions k where k.county = a.county and k.agreement_id = a.id
            and k.outcome = 'declined')))
  from agreements a join agreement_originals o on o.county = a.county and o.agreement_id = a.id
  cross join lateral (select n.began_on, case when lower(a.term) = n.began_on
      then moved_end(o.starts_on, o.ends_on, n.began_on) else o.ends_on end as ends_on
    from (select case when counted_on(a.county, a.id) > o.starts_on then counted_on(a.county, a.id) end as began_on) n) m
  where a.county = of_county and a.id = of_agreement), false)
$$;
revoke execute on function agreement_is_untouched(int, uuid) from public;

-- Who signed for a minor, and as what.
create table agreement_guardians (
  county int not null,
  agreement_id uuid not null,
  name text not null check (name <> ''),
  relation text not null check (relation in ('parent', 'grandparent', 'other')),
  primary key (county, agreement_id),
  foreign key (county, agreement_id) references agreements (county, id)
);
-- What a head prepared for a grown-up without an account, signed later by that person on staff's screen. It counts when
-- a second member of staff has witnessed it: then there is a row of agreement_confirmations.
create table agreement_consents (
  county int not null,
  agreement_id uuid not null,
  typed_name text not null,
  drawing text not null default '',
  origin text not null check (origin in ('desk', 'home_visit')),
  signed_at timestamptz not null,
  staff_account_id uuid not null,
  primary key (county, agreement_id),
  foreign key (county, agreement_id) references agreements (county, id),
  check (typed_name <> '' or drawing <> '')
);
do $$
declare part text;
begin
  foreach part in array array['agreement_guardians', 'agreement_consents'] loop
    execute format('alter table %I enable row level security', part);
    execute format('create policy %I on %I for select using (may_see_part(county, agreement_id))', part || '_read', part);
    execute format('create policy %I on %I for insert with check (may_write_part(county, agreement_id))',
      part || '_add', part);
    execute format('grant select, insert on %I to jiayi_web, jiayi_worker', part);
  end loop;
end $$;
create policy agreement_consents_by on agreement_consents as restrictive for insert with check (
  actor_role() = 'system' or (actor_role() in ('doctor', 'manager') and staff_account_id = actor_account()));

-- Nobody confirms for a grown-up. Older rows keep household_head; a guardian is the head of the household of a child or
-- grandchild without an own account, and the application looks at the age.
-- squawk-ignore ban-drop-constraint
alter table agreement_confirmations drop constraint agreement_confirmations_channel_check;
alter table agreement_confirmations add constraint agreement_confirmations_channel
  check (channel in ('own_account', 'signature_and_witness', 'household_head', 'guardian')) not valid;
-- squawk-ignore ban-drop-constraint
alter table yearly_confirmations drop constraint yearly_confirmations_channel;
alter table yearly_confirmations add constraint yearly_confirmations_channel check (
  channel in ('own_account', 'signature_and_witness', 'household_head', 'guardian')
  and (channel = 'signature_and_witness') = (witness_account_id is not null)
  and witness_account_id is distinct from confirmed_by) not valid;
create function is_guardian_of(of_county int, of_agreement uuid) returns boolean language sql stable as $$
  select actor_role() = 'resident' and actor_household() is not null and exists (
    select 1 from agreements a join residents r on r.county = a.county and r.id = a.resident_id
    where a.county = of_county and a.id = of_agreement and r.household_id = actor_household()
      and r.relation_to_head in ('child', 'grandchild') and not resident_has_account(a.county, a.resident_id))
$$;
drop policy agreement_confirmations_by on agreement_confirmations;
create policy agreement_confirmations_by on agreement_confirmations as restrictive for insert with check (
  actor_role() = 'system' or case channel
    when 'own_account' then exists (select 1 from agreements a where a.county = agreement_confirmations.county
      and a.id = agreement_confirmations.agreement_id and a.resident_id = actor_resident())
    when 'guardian' then is_guardian_of(county, agreement_id)
    when 'household_head' then false
    else actor_role() in ('doctor', 'manager') and actor_account() in (confirmed_by, witness_account_id) end);
revoke execute on function begin_agreement(int, uuid) from public;
grant execute on function begin_agreement(int, uuid) to jiayi_web, jiayi_worker;
