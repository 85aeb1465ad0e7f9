-- What stood when an agreement was signed and later changes overwrite (another doctor, an early end); never updated.
create table agreement_originals (
  county int not null,
  agreement_id uuid not null,
  team_id uuid,
  doctor_id uuid not null,
  starts_on date not null,
  ends_on date,
  primary key (county, agreement_id),
  foreign key (county, agreement_id) references agreements (county, id)
);
alter table agreement_originals enable row level security;
create policy agreement_originals_rows on agreement_originals using (may_see_part(county, agreement_id));
grant select, insert on agreement_originals to jiayi_web, jiayi_worker;

-- The same text as agreements/document/proof.py makes when signing: arrays only, jsonb's own spelling, microseconds.
create function agreement_facts(of_county int, of_agreement uuid) returns text
language sql stable set search_path = public as $$
  select jsonb_build_array('jiayi-agreement-1', a.county, a.id, a.number, a.resident_id, a.institution_id,
    o.team_id, o.doctor_id, o.starts_on, o.ends_on, a.policy_division, a.policy_on, a.text_version,
    encode(sha256(convert_to(t.body, 'UTF8')), 'hex'), a.previous_id, a.origin,
    (extract(epoch from a.requested_at) * 1000000)::bigint, a.requested_by,
    (select coalesce(jsonb_agg(jsonb_build_array(p.package_code, p.name, p.citation)
        order by p.package_code collate "C"), '[]')
      from agreement_packages p where p.county = a.county and p.agreement_id = a.id),
    (select coalesce(jsonb_agg(jsonb_build_array(i.item_code, i.package_code, i.name, i.times)
        order by i.item_code collate "C"), '[]')
      from agreement_items i where i.county = a.county and i.agreement_id = a.id),
    (select coalesce(jsonb_agg(jsonb_build_array(f.package_code, f.payer, f.amount_fen, f.citation, f.reading, f.note,
        f.within_price, f.due) order by f.package_code collate "C", f.payer collate "C"), '[]')
      from agreement_fee_lines f where f.county = a.county and f.agreement_id = a.id),
    (select coalesce(jsonb_agg(jsonb_build_array(h.institution_id, h.level)
        order by h.institution_id::text collate "C"), '[]')
      from agreement_hospitals h where h.county = a.county and h.agreement_id = a.id),
    coalesce((select r.amount_fen from agreement_reductions r where r.county = a.county and r.agreement_id = a.id), 0),
    (select coalesce(jsonb_agg(s.digest order by s.digest collate "C"), '[]') from (
      select encode(sha256(convert_to(jsonb_build_array(g.signer, g.account_id, g.typed_name, g.drawing,
        (extract(epoch from g.signed_at) * 1000000)::bigint)::text, 'UTF8')), 'hex') as digest
      from agreement_signatures g where g.county = a.county and g.agreement_id = a.id) s)
  )::text
  from agreements a
  join agreement_originals o on o.county = a.county and o.agreement_id = a.id
  join agreement_texts t on t.version = a.text_version
  where a.county = of_county and a.id = of_agreement
$$;
revoke execute on function agreement_facts(int, uuid) from public;

-- Whether the rows still say what was signed; a doctor changed or a term ended needs the row that says so.
create function agreement_is_untouched(of_county int, of_agreement uuid) returns boolean
language sql stable set search_path = public as $$
  select coalesce((select a.proof_hash = sha256(convert_to(agreement_facts(a.county, a.id), 'UTF8'))
    and a.doctor_id = coalesce((select c.to_doctor_id from doctor_changes c where c.county = a.county
      and c.agreement_id = a.id order by c.changed_at desc, c.id desc limit 1), o.doctor_id)
    and (a.team_id is not distinct from o.team_id or exists (select 1 from doctor_changes c
      where c.county = a.county and c.agreement_id = a.id))
    and (a.term = daterange(o.starts_on, o.ends_on)
      or (isempty(a.term) or (lower(a.term) = o.starts_on and upper(a.term) <= coalesce(o.ends_on, upper(a.term))))
        and (exists (select 1 from agreement_endings e where e.county = a.county and e.agreement_id = a.id)
          or exists (select 1 from agreement_decisions k where k.county = a.county and k.agreement_id = a.id
            and k.outcome = 'declined')))
  from agreements a join agreement_originals o on o.county = a.county and o.agreement_id = a.id
  where a.county = of_county and a.id = of_agreement), false)
$$;
revoke execute on function agreement_is_untouched(int, uuid) from public;

-- All that a third person learns. Asked without sign-in: no name, no doctor, no package leaves.
create function verify_agreement(of_hash bytea, on_day date)
returns table (number_tail text, institution_name text, state text, matches boolean)
language sql stable security definer set search_path = public as $$
  select right(a.number, 4), n.name,
    case
      when e.ended_on <= on_day or k.outcome = 'declined' or isempty(a.term) or upper(a.term) <= on_day then 'ended'
      when c.agreement_id is null or k.outcome is null or lower(a.term) > on_day
        or (select coalesce(sum(p.amount_fen), 0) from agreement_payments p where p.county = a.county
            and p.agreement_id = a.id)
          < (select coalesce(sum(f.amount_fen), 0) from agreement_fee_lines f where f.county = a.county
            and f.agreement_id = a.id and f.payer = 'resident' and f.due = 'at_signing') then 'not_yet'
      else 'in_force' end,
    a.proof_hash = of_hash and agreement_is_untouched(a.county, a.id)
  from agreement_proofs x
  join agreements a on a.county = x.county and a.id = x.agreement_id
  join institutions n on n.id = a.institution_id
  left join agreement_confirmations c on c.county = a.county and c.agreement_id = a.id
  left join agreement_decisions k on k.county = a.county and k.agreement_id = a.id
  left join agreement_endings e on e.county = a.county and e.agreement_id = a.id
  where x.proof_hash = of_hash
$$;
