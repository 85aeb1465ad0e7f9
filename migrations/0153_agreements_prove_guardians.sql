-- Format 2 of the proof: the guardian's relation too. The name is among the signatures. What was signed under format 1
-- stays as it was hashed; a proof of format 2 never matches the text of format 1.
-- Only the database calls it.
-- squawk-ignore renaming-object
alter function agreement_facts(int, uuid) rename to agreement_facts_1;

create function agreement_facts(of_county int, of_agreement uuid) returns text
language sql stable set search_path = public as $$
  select (jsonb_set(agreement_facts_1(of_county, of_agreement)::jsonb, '{0}', '"jiayi-agreement-2"')
    || jsonb_build_array((select g.relation from agreement_guardians g
      where g.county = of_county and g.agreement_id = of_agreement)))::text
$$;
revoke execute on function agreement_facts(int, uuid) from public;

create or replace function agreement_is_untouched(of_county integer, of_agreement uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'public'
    AS $$
  select coalesce((select a.proof_hash in (sha256(convert_to(agreement_facts(a.county, a.id), 'UTF8')),
      sha256(convert_to(agreement_facts_1(a.county, a.id), 'UTF8')))
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
