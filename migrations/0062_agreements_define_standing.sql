-- Only the same resident's next agreement takes over a place.
create or replace function places_taken(of_county int, of_doctor uuid, on_day date) returns int
language sql stable security definer set search_path = public as $$
  select count(*)::int from agreements a
  where a.county = of_county and a.doctor_id = of_doctor
    and not isempty(a.term) and (upper_inf(a.term) or upper(a.term) > on_day)
    and not exists (select 1 from agreements n where n.county = a.county and n.previous_id = a.id
      and n.resident_id = a.resident_id and n.doctor_id = a.doctor_id and not isempty(n.term))
$$;

-- The one place that says what an agreement still waits for: '' counts from the first day of its term to the last.
create view agreement_standings with (security_invoker = true) as
select s.*, case
    when s.confirmed_at is null then 'confirmation'
    when s.outcome is distinct from 'accepted' then 'acceptance'
    when s.paid_fen < s.due_fen then 'payment'
    else '' end as waits_for
from (
  select a.county, a.id, a.number, a.kind, a.resident_id, a.institution_id, a.team_id, a.doctor_id, a.term, a.long_term,
    a.policy_division, a.policy_on, a.text_version, a.previous_id, a.origin, a.requested_at, a.requested_by,
    a.proof_hash, c.confirmed_at, c.channel, k.outcome, k.reason as decision_reason, k.decided_at,
    e.ended_on, e.reason as ending_reason, e.remark as ending_remark, e.planned_to,
    (select x.id from agreements x where x.county = a.county and x.previous_id = a.id and not isempty(x.term)) as next_id,
    (select coalesce(sum(f.amount_fen), 0)::bigint from agreement_fee_lines f where f.county = a.county
      and f.agreement_id = a.id and f.payer = 'resident' and f.due = 'at_signing') as due_fen,
    (select coalesce(sum(p.amount_fen), 0)::bigint from agreement_payments p where p.county = a.county
      and p.agreement_id = a.id) as paid_fen
  from agreements a
  left join agreement_confirmations c on c.county = a.county and c.agreement_id = a.id
  left join agreement_decisions k on k.county = a.county and k.agreement_id = a.id
  left join agreement_endings e on e.county = a.county and e.agreement_id = a.id
) s;
grant select on agreement_standings to jiayi_web, jiayi_worker;

create or replace function verify_agreement(of_hash bytea, on_day date)
returns table (number_tail text, institution_name text, state text, matches boolean)
language sql stable security definer set search_path = public as $$
  select right(a.number, 4), n.name,
    case
      when a.ended_on <= on_day or a.outcome = 'declined' or isempty(a.term) or upper(a.term) <= on_day then 'ended'
      when a.waits_for <> '' or lower(a.term) > on_day then 'not_yet'
      else 'in_force' end,
    a.proof_hash = of_hash and agreement_is_untouched(a.county, a.id)
  from agreement_proofs x
  join agreement_standings a on a.county = x.county and a.id = x.agreement_id
  join institutions n on n.id = a.institution_id
  where x.proof_hash = of_hash
$$;
