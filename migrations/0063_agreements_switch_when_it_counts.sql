-- A switch that still waits stands beside the agreement that still holds: it has its days and its doctor's place, but
-- one_agreement_at_a_time compares it only with other switches. When it counts it becomes a family_doctor agreement.

-- The agreement that this one follows is locked first: who ends that one locks it before this one. Of another
-- institution it is hidden from the staff who accept, so the owner locks.
create function lock_agreement(of_county int, of_agreement uuid) returns void
language plpgsql security definer set search_path = public as $$
begin
  perform a.id from agreements a where a.county = of_county and (a.id = of_agreement
    or a.id = (select n.previous_id from agreements n where n.county = of_county and n.id = of_agreement))
  order by a.id = of_agreement for update;
end $$;

-- Call with the agreement locked. If it is a switch that waits for nothing more, the old agreement ends on this day
-- and the new one begins where the old one stops. Returns the old one's id when that happened.
create function begin_switch(of_county int, of_agreement uuid, on_day date, at_moment timestamptz) returns uuid
language sql security definer set search_path = public as $$
  insert into agreement_endings (county, agreement_id, reason, remark, ended_on, ended_at, ended_by, planned_to)
  select o.county, o.id, 'switched', '', on_day, at_moment, n.requested_by, upper(o.term)
  from agreement_standings n join agreements o on o.county = n.county and o.id = n.previous_id
  where n.county = of_county and n.id = of_agreement and n.kind = 'switch' and n.waits_for = '' and not isempty(n.term)
    and not isempty(o.term) and (upper_inf(o.term) or upper(o.term) > on_day);
  update agreements o set term = daterange(lower(o.term), greatest(lower(o.term), on_day))
  from agreement_endings e, agreements n
  where n.county = of_county and n.id = of_agreement and n.kind = 'switch' and o.county = n.county
    and o.id = n.previous_id and e.county = o.county and e.agreement_id = o.id and e.reason = 'switched'
    and e.ended_on = on_day and not isempty(o.term);
  update agreements n set kind = 'family_doctor',
    term = daterange(greatest(lower(n.term), coalesce(upper(o.term), lower(n.term))), upper(n.term))
  from agreements o
  where n.county = of_county and n.id = of_agreement and n.kind = 'switch' and not isempty(n.term)
    and o.county = n.county and o.id = n.previous_id
    and exists (select 1 from agreement_standings s where s.county = n.county and s.id = n.id and s.waits_for = '')
  returning o.id
$$;

-- As before; and a switch may begin later than signed, where the agreement of the other institution stops.
create or replace function agreement_is_untouched(of_county int, of_agreement uuid) returns boolean
language sql stable set search_path = public as $$
  select coalesce((select a.proof_hash = sha256(convert_to(agreement_facts(a.county, a.id), 'UTF8'))
    and a.doctor_id = coalesce((select c.to_doctor_id from doctor_changes c where c.county = a.county
      and c.agreement_id = a.id order by c.changed_at desc, c.id desc limit 1), o.doctor_id)
    and (a.team_id is not distinct from o.team_id or exists (select 1 from doctor_changes c
      where c.county = a.county and c.agreement_id = a.id))
    and (isempty(a.term) or lower(a.term) = o.starts_on or lower(a.term) = (select upper(p.term) from agreements p
      where p.county = a.county and p.id = a.previous_id and p.institution_id <> a.institution_id))
    and (upper(a.term) is not distinct from o.ends_on and not isempty(a.term)
      or (isempty(a.term) or upper(a.term) <= coalesce(o.ends_on, upper(a.term)))
        and (exists (select 1 from agreement_endings e where e.county = a.county and e.agreement_id = a.id)
          or exists (select 1 from agreement_decisions k where k.county = a.county and k.agreement_id = a.id
            and k.outcome = 'declined')))
  from agreements a join agreement_originals o on o.county = a.county and o.agreement_id = a.id
  where a.county = of_county and a.id = of_agreement), false)
$$;

-- A request that nobody confirmed, answered or paid in time ends by itself: nobody is its ended_by.
-- squawk-ignore ban-drop-not-null
alter table agreement_endings alter column ended_by drop not null;
