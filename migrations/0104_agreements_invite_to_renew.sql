-- Inviting to renew: every try to reach a person whose agreement runs out, and every mail, is a row that stays.
create table renewal_contacts (
  county int not null,
  id uuid not null,
  agreement_id uuid not null,
  channel text not null check (channel in ('phone', 'visit', 'mail')),
  outcome text not null check (outcome in ('unreached', 'willing', 'unwilling', 'wrong_contact', 'invited')),
  note text not null default '' check (char_length(note) <= 200),
  made_at timestamptz not null,
  made_by uuid not null,
  -- As it stood then: a colleague may leave.
  made_name text not null,
  primary key (county, id),
  foreign key (county, agreement_id) references agreements (county, id),
  check ((channel = 'mail') = (outcome = 'invited'))
);
create index renewal_contacts_by_agreement on renewal_contacts (county, agreement_id, made_at);
create index renewal_contacts_mails on renewal_contacts (made_at) where channel = 'mail';
-- An agreement runs out once: that is its season, and it is written for once.
create unique index renewal_contacts_one_mail on renewal_contacts (county, agreement_id) where channel = 'mail';

alter table renewal_contacts enable row level security;
create policy renewal_contacts_read on renewal_contacts for select using (
  actor_role() = 'system' or (actor_role() in ('doctor', 'manager') and exists (select 1 from agreements a
    where a.county = renewal_contacts.county and a.id = renewal_contacts.agreement_id
      and a.institution_id = actor_institution())));
create policy renewal_contacts_add on renewal_contacts for insert with check (
  actor_role() in ('doctor', 'manager') and county = actor_county() and made_by = actor_account()
  and exists (select 1 from agreements a where a.county = renewal_contacts.county
    and a.id = renewal_contacts.agreement_id and a.institution_id = actor_institution()
    and (actor_role() = 'manager' or a.doctor_id = actor_doctor() or exists (select 1 from team_members m
      where m.county = a.county and m.team_id = a.team_id and m.doctor_id = actor_doctor()
        and m.since <= actor_today() and (m.until is null or m.until > actor_today())))));
grant select, insert on renewal_contacts to jiayi_web;
grant select on renewal_contacts to jiayi_worker;

-- The mail that an invitation became.
create table renewal_mails (
  county int not null,
  contact_id uuid not null,
  mail_id uuid not null references outgoing_mails (id),
  primary key (county, contact_id),
  foreign key (county, contact_id) references renewal_contacts (county, id)
);
create index renewal_mails_by_mail on renewal_mails (mail_id);
alter table renewal_mails enable row level security;
create policy renewal_mails_rows on renewal_mails using (actor_role() = 'system');
grant select, insert on renewal_mails to jiayi_worker;

-- Agreements in their renewal window that nothing follows yet, of an institution and (not null) one doctor's own
-- panel, with how far the inviting is. Asks with the caller's rights.
create function renewals_due(of_county int, of_institution uuid, of_doctor uuid, on_day date, days_before int, days_after int)
returns table (agreement_id uuid, resident_id uuid, doctor_id uuid, ends_on date, next_waits text, stage text, invited_at timestamptz)
language sql stable as $$
  select a.id, a.resident_id, a.doctor_id, upper(a.term),
    coalesce((select n.waits_for from agreement_standings n where n.county = a.county and n.resident_id = a.resident_id
      and n.id <> a.id and n.waits_for <> '' and not isempty(n.term) limit 1), ''),
    case (select c.outcome from renewal_contacts c where c.county = a.county and c.agreement_id = a.id
        and c.channel <> 'mail' order by c.made_at desc, c.id desc limit 1)
      when 'willing' then 'willing' when 'unwilling' then 'unwilling'
      when 'unreached' then 'unreached' when 'wrong_contact' then 'unreached'
      else case when w.made_at is null then 'new' else 'mailed' end end,
    w.made_at
  from agreement_standings a
  left join renewal_contacts w on w.county = a.county and w.agreement_id = a.id and w.channel = 'mail'
  where a.county = of_county and a.institution_id = of_institution and a.waits_for = '' and a.ending_reason is null
    and not isempty(a.term) and lower(a.term) <= on_day
    and upper(a.term) between on_day - days_after and on_day + days_before
    and not exists (select 1 from agreement_standings n where n.county = a.county and n.resident_id = a.resident_id
      and n.id <> a.id and n.waits_for = '' and not isempty(n.term)
      and coalesce(upper(n.term) > on_day and upper(n.term) > upper(a.term), true))
    and (of_doctor is null or a.doctor_id = of_doctor or exists (select 1 from team_members m where m.county = a.county
      and m.team_id = a.team_id and m.doctor_id = of_doctor and m.since <= on_day and (m.until is null or m.until > on_day)))
$$;
revoke all on function renewals_due(int, uuid, uuid, date, int, int) from public;
grant execute on function renewals_due(int, uuid, uuid, date, int, int) to jiayi_web, jiayi_worker;

-- Which of these residents a mail would reach, themselves or the head of their household: staff never see the address.
create function renewal_reach(of_county int, of_residents uuid[]) returns setof uuid
language sql stable security definer set search_path = public as $$
  select r.id from residents r
  left join households h on h.county = r.county and h.id = r.household_id
  where r.county = of_county and r.id = any (of_residents) and of_county = actor_county()
    and actor_role() in ('doctor', 'manager')
    and (r.institution_id = actor_institution() or signed_with(r.county, r.id, actor_institution()))
    and exists (select 1 from accounts a where a.county = r.county and a.resident_id in (r.id, h.head_id)
      and a.email_sealed is not null)
$$;
revoke all on function renewal_reach(int, uuid[]) from public;
grant execute on function renewal_reach(int, uuid[]) to jiayi_web;
