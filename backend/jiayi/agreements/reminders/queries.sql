-- name: list_open_campaigns -> agreements.reminders.model.OpenCampaign
-- Every campaign that runs on this day.
select county, id, institution_id, year, closes_on from confirmation_campaigns
where opens_on <= $1::date and closes_on > $1::date order by county, id;

-- name: list_unreminded -> agreements.reminders.model.Unreminded
-- Agreements not confirmed for the year and not told in this stage: to the person's own account, else the head's,
-- who has not objected to such mails ($8, $9); without either, to whoever helps with the person's messages.
select s.id as agreement_id, a.id as account_id, a.email_sealed, s.resident_id
from agreement_standings s
join residents r on r.county = s.county and r.id = s.resident_id
left join households h on h.county = r.county and h.id = r.household_id
left join lateral (
  select a.id, a.email_sealed, a.resident_id from accounts a
  where a.county = s.county and a.resident_id in (r.id, h.head_id) and a.email_sealed is not null
  order by a.resident_id = r.id desc limit 1) a on true
where (a.id is not null or exists (select 1 from message_copies(s.county, s.resident_id, $3)))
  and s.county = $1 and s.institution_id = $2 and s.waits_for = '' and s.term @> $3::date
  and not exists (select 1 from yearly_confirmations y
    where y.county = s.county and y.agreement_id = s.id and y.year = $4)
  and not exists (select 1 from confirmation_reminders m
    where m.county = s.county and m.campaign_id = $5 and m.agreement_id = s.id and m.stage = $6)
  and consent_stands(s.county, coalesce(a.resident_id, s.resident_id), 'reminder_mails', $8::text[], $9)
order by a.id, s.id limit $7;

-- name: add_reminders
-- These agreements were told of in one mail.
insert into confirmation_reminders (county, campaign_id, agreement_id, stage, mail_id)
select $1, $2, i, $4, $5 from unnest($3::uuid[]) as i;
