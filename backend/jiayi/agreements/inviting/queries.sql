-- name: list_renewals -> agreements.inviting.model.Renewal
-- Whom to invite: $1-$6 as renewals_due, $7 stage or all, $8 one resident or all, $9 first row, $10 how many.
select x.agreement_id, x.resident_id, r.name, extract(year from age($4::date, r.birth_date))::int as age_years,
  r.phone_tail, d.name as doctor_name, x.ends_on, x.next_waits, x.stage, x.invited_at, coalesce(c.channel, '') as channel,
  coalesce(c.outcome, '') as outcome, coalesce(c.note, '') as note, c.made_at, coalesce(c.made_name, '') as made_name,
  exists (select 1 from renewal_contacts w join renewal_mails m on m.county = w.county and m.contact_id = w.id
    where w.county = $1 and w.agreement_id = x.agreement_id and m.failed <> '') as mail_failed
from renewals_due($1, $2, $3, $4, $5, $6) x
join residents r on r.county = $1 and r.id = x.resident_id
join doctors d on d.county = $1 and d.id = x.doctor_id
left join lateral (select * from renewal_contacts c where c.county = $1 and c.agreement_id = x.agreement_id
  and c.channel <> 'mail' order by c.made_at desc, c.id desc limit 1) c on true
where ($7::text = '' or x.stage = $7) and ($8::uuid is null or x.resident_id = $8)
order by x.ends_on, r.pinyin, r.id offset $9 limit $10;

-- name: count_stages -> agreements.inviting.model.Tally
-- How many stand in each stage; $1-$6 as renewals_due.
select x.stage, count(*)::int as many from renewals_due($1, $2, $3, $4, $5, $6) x
join residents r on r.county = $1 and r.id = x.resident_id group by x.stage;

-- name: weigh_mail -> agreements.inviting.model.Mailable
-- What a mail to all of a stage would do; $1-$6 as renewals_due, $7 stage or all, $8 one agreement or all.
with due as (
  select x.* from renewals_due($1, $2, $3, $4, $5, $6) x
  join residents r on r.county = $1 and r.id = x.resident_id
  where ($7::text = '' or x.stage = $7) and ($8::uuid is null or x.agreement_id = $8)),
reached as (select * from renewal_reach($1, array(select d.resident_id from due d)) as id),
sorted as (
  select case when d.invited_at is not null then 'written' when d.stage = 'unwilling' then 'unwilling'
    when d.next_waits <> '' then 'submitted' when r.id is null then 'no_address' else 'reached' end as fate
  from due d left join reached r on r.id = d.resident_id)
select count(*) filter (where fate = 'reached')::int as reached, count(*) filter (where fate = 'no_address')::int as no_address,
  count(*) filter (where fate = 'written')::int as written, count(*) filter (where fate = 'unwilling')::int as unwilling,
  count(*) filter (where fate = 'submitted')::int as submitted
from sorted;

-- name: list_targets -> agreements.inviting.model.Target
-- Who is written to: has an address, was not written to, does not say no and has not renewed; as above, $9 how many.
with due as (
  select x.* from renewals_due($1, $2, $3, $4, $5, $6) x
  join residents r on r.county = $1 and r.id = x.resident_id
  where ($7::text = '' or x.stage = $7) and ($8::uuid is null or x.agreement_id = $8)
    and x.invited_at is null and x.stage <> 'unwilling' and x.next_waits = '')
select d.agreement_id from due d
join renewal_reach($1, array(select d.resident_id from due d)) as r on r = d.resident_id
order by d.ends_on, d.agreement_id limit $9;

-- name: add_invitations -> agreements.inviting.model.Target
-- These are written to; who was already is passed over.
insert into renewal_contacts (county, id, agreement_id, channel, outcome, made_at, made_by, made_name)
select $1, t.id, t.agreement, 'mail', 'invited', $4, $5, $6 from unnest($2::uuid[], $3::uuid[]) as t (id, agreement)
on conflict do nothing returning agreement_id;

-- name: add_contact
-- What came of a try; a repeat of the same form changes nothing.
insert into renewal_contacts (county, id, agreement_id, channel, outcome, note, made_at, made_by, made_name)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing;

-- name: list_contacts -> agreements.inviting.model.Contact
-- All that was tried for one agreement, newest first.
select c.channel, c.outcome, coalesce(nullif(m.failed, ''), c.note) as note, c.made_at, c.made_name,
  coalesce(m.failed, '') <> '' as failed
from renewal_contacts c left join renewal_mails m on m.county = c.county and m.contact_id = c.id
where c.county = $1 and c.agreement_id = $2 order by c.made_at desc, c.id desc limit 50;

-- name: is_on_panel
-- Whether this resident ($5) is signed with the institution ($2) or (not null) the doctor's own panel ($3); an agreement
-- that ended $6 days ago at most still counts.
select exists (select 1 from agreement_standings a
  where a.county = $1 and a.institution_id = $2 and a.resident_id = $5 and not isempty(a.term) and a.waits_for = ''
    and coalesce(upper(a.term) >= $4::date - $6::int, true)
    and ($3::uuid is null or a.doctor_id = $3 or exists (select 1 from team_members m where m.county = a.county
      and m.team_id = a.team_id and m.doctor_id = $3 and m.since <= $4::date and (m.until is null or m.until > $4::date))));

-- name: list_unsent -> agreements.inviting.model.Unsent
-- Invitations without a mail, to the person's own account, else the head's.
select c.county, c.id as contact_id, c.agreement_id, upper(g.term) as ends_on, a.id as account_id, a.email_sealed
from renewal_contacts c
join agreements g on g.county = c.county and g.id = c.agreement_id and not isempty(g.term)
join residents r on r.county = g.county and r.id = g.resident_id
left join households h on h.county = r.county and h.id = r.household_id
join lateral (
  select a.id, a.email_sealed from accounts a
  where a.county = c.county and a.resident_id in (r.id, h.head_id) and a.email_sealed is not null
  order by a.resident_id = r.id desc limit 1) a on true
where c.channel = 'mail' and c.made_at > $1::timestamptz - interval '7 days'
  and not exists (select 1 from renewal_mails m where m.county = c.county and m.contact_id = c.id)
order by c.county, a.id, c.id limit $2;

-- name: add_mails
-- These invitations went out in one mail.
insert into renewal_mails (county, contact_id, mail_id) select $1, i, $3 from unnest($2::uuid[]) as i;

-- name: add_failures
-- These became no mail, and why.
insert into renewal_mails (county, contact_id, failed) select $1, i, $3 from unnest($2::uuid[]) as i;
