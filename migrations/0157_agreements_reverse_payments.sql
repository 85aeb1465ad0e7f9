-- A payment that was written down by mistake is taken back by the manager: a row beside it, which stays. Its receipt number
-- stays used: it was printed. Who paid nothing after all waits for payment again; the days and the place stay as they are.
create table payment_reversals (
  county int not null,
  payment_id uuid not null,
  agreement_id uuid not null,
  reason text not null check (reason <> ''),
  reversed_at timestamptz not null,
  reversed_by uuid not null,
  -- As it stood then.
  reversed_name text not null,
  primary key (county, payment_id),
  foreign key (county, payment_id) references agreement_payments (county, id),
  foreign key (county, agreement_id) references agreements (county, id)
);
create index payment_reversals_by_agreement on payment_reversals (county, agreement_id);
alter table payment_reversals enable row level security;
create policy payment_reversals_read on payment_reversals for select using (may_see_part(county, agreement_id));
create policy payment_reversals_add on payment_reversals for insert with check (
  actor_role() = 'manager' and reversed_by = actor_account() and may_write_part(county, agreement_id)
  and exists (select 1 from agreement_payments p where p.county = payment_reversals.county
    and p.id = payment_reversals.payment_id and p.agreement_id = payment_reversals.agreement_id and p.method = 'desk'));
grant select, insert on payment_reversals to jiayi_web;
grant select on payment_reversals to jiayi_worker;

-- As before, without what was taken back.
create or replace view agreement_standings with (security_invoker = true) as
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
      and p.agreement_id = a.id and not exists (select 1 from payment_reversals v
        where v.county = p.county and v.payment_id = p.id)) as paid_fen
  from agreements a
  left join agreement_confirmations c on c.county = a.county and c.agreement_id = a.id
  left join agreement_decisions k on k.county = a.county and k.agreement_id = a.id
  left join agreement_endings e on e.county = a.county and e.agreement_id = a.id
) s;

-- As before. What counted once keeps the day on which it counted, though its payment was taken back since: its term may
-- have begun on that day, and paying again does not move it.
create or replace function counted_on(of_county int, of_agreement uuid) returns date
language sql stable set search_path = public as $$
  select (case when s.due_fen = 0 then greatest(s.confirmed_at, s.decided_at)
    when d.paid_at is not null then greatest(s.confirmed_at, s.decided_at, d.paid_at) end at time zone 'Asia/Shanghai')::date
  from agreement_standings s
  cross join lateral (select min(f.paid_at) as paid_at from (
    select p.paid_at, sum(p.amount_fen) over (order by p.paid_at, p.id) - coalesce((
      select sum(r.amount_fen) from payment_reversals v
      join agreement_payments r on r.county = v.county and r.id = v.payment_id
      where v.county = p.county and v.agreement_id = p.agreement_id and v.reversed_at <= p.paid_at), 0) as so_far
    from agreement_payments p where p.county = s.county and p.agreement_id = s.id) f where f.so_far >= s.due_fen) d
  where s.county = of_county and s.id = of_agreement and s.confirmed_at is not null and s.outcome = 'accepted'
$$;
