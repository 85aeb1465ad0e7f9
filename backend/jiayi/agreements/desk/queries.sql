-- name: count_work -> agreements.desk.model.Work
-- What waits for this institution ($2), of one doctor's own teams ($3) or of all; anybody may witness; $4 today, $5 the year that is
-- confirmed.
select
  count(*) filter (where own and outcome is null)::int as requests,
  count(*) filter (where own and outcome is not null and confirmed_at is null)::int as unconfirmed,
  (count(*) filter (where confirmed_at is null and (origin <> 'online' or consented)) + count(*) filter (where year_signed))::int
    as to_witness,
  count(*) filter (where own and running)::int as signed,
  count(*) filter (where own and running and not year_confirmed)::int as not_confirmed_this_year
from (
  select a.outcome, a.confirmed_at, a.origin, exists (select 1 from agreement_consents s
      where s.county = a.county and s.agreement_id = a.id) as consented,
    a.waits_for = '' and lower(a.term) <= $4::date as running,
    exists (select 1 from yearly_confirmations y where y.county = a.county and y.agreement_id = a.id
      and y.year = $5::int) as year_confirmed,
    exists (select 1 from yearly_signatures s where s.county = a.county and s.agreement_id = a.id
      and not exists (select 1 from yearly_confirmations y where y.county = s.county
        and y.agreement_id = s.agreement_id and y.year = s.year)) as year_signed,
    $3::uuid is null or a.doctor_id = $3 or exists (select 1 from team_members m where m.county = a.county
      and m.team_id = a.team_id and m.doctor_id = $3 and m.since <= $4::date
      and (m.until is null or m.until > $4::date)) as own
  from agreement_standings a
  where a.county = $1 and a.institution_id = $2 and not isempty(a.term) and coalesce(upper(a.term) > $4::date, true)
    and (a.confirmed_at is not null
      or exists (select 1 from residents r where r.county = a.county and r.id = a.resident_id))
) all_of_them;

-- name: list_open_requests
-- Ids of what does not count yet for want ($5) of an answer, of a confirmation, or of a witness, of people whom the
-- actor sees; the oldest first, $6 first row, $7 how many.
select a.id from agreement_standings a
where a.county = $1 and a.institution_id = $2 and not isempty(a.term) and coalesce(upper(a.term) > $4::date, true)
  and exists (select 1 from residents r where r.county = a.county and r.id = a.resident_id)
  and case $5::text when 'answer' then a.outcome is null
    when 'confirmation' then a.outcome is not null and a.confirmed_at is null
    else a.confirmed_at is null and (a.origin <> 'online' or exists (select 1 from agreement_consents s
      where s.county = a.county and s.agreement_id = a.id)) end
  and ($3::uuid is null or a.doctor_id = $3 or exists (select 1 from team_members m where m.county = a.county
    and m.team_id = a.team_id and m.doctor_id = $3 and m.since <= $4::date and (m.until is null or m.until > $4::date)))
order by a.requested_at, a.id offset $6 limit $7;

-- name: list_panel -> agreements.desk.model.PanelRow
-- Signed residents: $5 part of a name, $6 group ($8 and $13: by age, born at the latest and after), $7 condition, $9 the
-- term ends on or before, $10 not confirmed in this year, $14 team, $11 first row, $12 how many. $15, $16: what
-- allows staff to see conditions.
select r.id, r.name, r.sex, extract(year from age($4::date, r.birth_date))::int as age_years, a.id as agreement_id,
  d.name as doctor_name, coalesce(t.name, '') as team_name, upper(a.term) - 1 as last_day,
  coalesce((select n.waits_for from agreement_standings n where n.county = a.county and n.id = a.next_id), '') as next_waits,
  array(select distinct g.priority_group from resident_groups g where g.county = r.county and g.resident_id = r.id
    and g.since <= $4::date and (g.until is null or g.until > $4::date) order by 1) as groups,
  array(select x.condition from resident_conditions x where x.county = r.county and x.resident_id = r.id
    and (x.diagnosed_on is not null or x.source <> 'claims')
    and consent_stands(r.county, r.id, 'health_data', $15::text[], $16) order by 1) as conditions
from agreement_standings a
join residents r on r.county = a.county and r.id = a.resident_id
join doctors d on d.county = a.county and d.id = a.doctor_id
left join teams t on t.county = a.county and t.id = a.team_id
where a.county = $1 and a.institution_id = $2 and a.waits_for = '' and a.term @> $4::date
  and ($3::uuid is null or a.doctor_id = $3 or exists (select 1 from team_members m where m.county = a.county
    and m.team_id = a.team_id and m.doctor_id = $3 and m.since <= $4::date and (m.until is null or m.until > $4::date)))
  and ($5::text = '' or strpos(r.name, $5) > 0)
  and ($6::text = '' or coalesce(r.birth_date <= $8::date and r.birth_date > $13::date, false)
    or exists (select 1 from resident_groups g where g.county = r.county and g.resident_id = r.id
      and g.priority_group = $6 and g.since <= $4::date and (g.until is null or g.until > $4::date)))
  and ($7::text = '' or exists (select 1 from resident_conditions x where x.county = r.county and x.resident_id = r.id
    and x.condition = $7 and (x.diagnosed_on is not null or x.source <> 'claims'))
    and consent_stands(r.county, r.id, 'health_data', $15::text[], $16))
  and ($14::uuid is null or a.team_id = $14)
  and ($9::date is null or (upper(a.term) <= $9 and not exists (select 1 from agreement_standings n
    where n.county = a.county and n.id = a.next_id and n.waits_for = '')))
  and ($10::int is null or not exists (select 1 from yearly_confirmations y
    where y.county = a.county and y.agreement_id = a.id and y.year = $10))
order by r.pinyin, r.id offset $11 limit $12;

-- name: open_visit -> agreements.desk.model.Visitor
-- The person at the desk: by the hash of the identity number, or a resident of the own institution.
select resident_id, name from open_desk_visit($1, $2, $3, $4, $5);

-- name: list_people -> agreements.desk.model.Neighbour
-- Residents whom the institution ($2) answers for: $4 part of a name or the beginning of its pinyin, $5 area, $6 part of
-- a building's name, $7 first row, $8 how many.
select r.id, r.name, r.sex, extract(year from age($3::date, r.birth_date))::int as age_years,
  coalesce(s.name, '') as area_name, coalesce(b.name, '') as building_name,
  exists (select 1 from agreements a where a.county = r.county and a.resident_id = r.id and a.institution_id = $2
    and not isempty(a.term) and coalesce(upper(a.term) > $3::date, true)) as signed
from residents r
left join service_areas s on s.county = r.county and s.id = r.area_id
left join buildings b on b.county = r.county and b.id = r.building_id
where r.county = $1 and r.institution_id = $2
  and ($4::text = '' or strpos(r.name, $4) > 0 or starts_with(r.pinyin, lower($4)))
  and ($5::uuid is null or r.area_id = $5) and ($6::text = '' or strpos(b.name, $6) > 0)
order by r.pinyin, r.id offset $7 limit $8;

-- name: list_areas -> agreements.desk.model.Area
-- Areas that teams of the institution answer for on this day.
select s.id, s.name from service_areas s where s.county = $1 and exists (
  select 1 from area_assignments x join teams t on t.county = x.county and t.id = x.team_id
  where x.county = s.county and x.area_id = s.id and x.valid @> $3::date and t.institution_id = $2)
order by s.pinyin, s.id;

-- name: list_teams -> agreements.desk.model.Team
-- Teams of an institution that are not closed.
select id, name from teams where county = $1 and institution_id = $2 and (closed_on is null or closed_on > $3::date)
order by pinyin, id;

-- name: find_panel -> agreements.desk.model.Panel
-- A doctor who signs and how many residents they take.
select d.id as doctor_id, d.name as doctor_name, d.institution_id, n.name as institution_name, d.signs,
  p.capacity, places_taken(d.county, d.id, $3::date) as taken
from doctors d join doctor_panels p on p.county = d.county and p.doctor_id = d.id
join institutions n on n.id = d.institution_id
where d.county = $1 and d.id = $2 and (d.left_on is null or d.left_on > $3::date);

-- name: count_held
-- Places of this doctor that are kept for others than this resident.
select places_held($1, $2, $3, $4);

-- name: is_signed_with
-- Whether this resident has an agreement with the doctor that is not over.
select exists (select 1 from agreements a where a.county = $1 and a.resident_id = $2 and a.doctor_id = $3
  and not isempty(a.term) and coalesce(upper(a.term) > $4::date, true));

-- name: add_waiting
-- The end of the line; who stands in it already stays where they are.
insert into waiting_entries (county, id, doctor_id, resident_id, joined_at) values ($1, $2, $3, $4, $5)
on conflict (county, doctor_id, resident_id) where left_at is null do nothing;

-- name: add_to_line
-- As above, by staff ($6) for a person at the desk, with the reason.
insert into waiting_entries (county, id, doctor_id, resident_id, joined_at, added_by, added_reason)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (county, doctor_id, resident_id) where left_at is null do nothing;

-- name: list_in_line -> agreements.desk.model.InLine
-- How many stand in line for each doctor of an institution.
select d.id as doctor_id, count(l.id)::int as waiting from doctors d
cross join lateral waiting_line(d.county, d.id, $3) l
where d.county = $1 and d.institution_id = $2 group by d.id;

-- name: leave_waiting
-- Leaves the line by own wish.
update waiting_entries set left_at = $4, left_reason = 'withdrawn'
where county = $1 and id = $2 and resident_id = $3 and left_at is null;

-- name: put_ahead
-- Further ahead in line, for a reason that the person may read.
update waiting_entries w set priority = $4, priority_reason = $5 from doctors d
where w.county = $1 and w.id = $2 and w.left_at is null and w.offered_at is null
  and d.county = w.county and d.id = w.doctor_id and d.institution_id = $3;

-- name: find_waiting_doctor
-- Whose line an open entry stands in.
select doctor_id from waiting_entries where county = $1 and id = $2 and left_at is null;

-- name: offer_places
-- Offers that ran out are closed, free places offered in order; ids of the new offers.
select offer_places($1, $2, $3, $4::date, $5, $6) as id;

-- name: list_own_waiting -> agreements.desk.model.OwnPlace
-- A resident's places in line that are not over.
select w.id, w.doctor_id, d.name as doctor_name, n.name as institution_name, l.place,
  (select count(*) from waiting_line(w.county, w.doctor_id, $3) x)::int as waiting, w.joined_at, w.priority,
  w.priority_reason, w.offer_expires_at, p.capacity, places_taken(w.county, w.doctor_id, $4::date) as taken,
  places_held(w.county, w.doctor_id, w.resident_id, $3) as held, w.added_reason
from waiting_entries w
join doctors d on d.county = w.county and d.id = w.doctor_id
join institutions n on n.id = d.institution_id
join doctor_panels p on p.county = w.county and p.doctor_id = w.doctor_id
join lateral waiting_line(w.county, w.doctor_id, $3) l on l.id = w.id
where w.county = $1 and w.resident_id = $2 and w.left_at is null order by w.joined_at;

-- name: list_lost_offers -> agreements.desk.model.LostOffer
-- Offers to a resident that ran out since a moment.
select d.id as doctor_id, d.name as doctor_name, w.offer_expires_at
from waiting_entries w join doctors d on d.county = w.county and d.id = w.doctor_id
where w.county = $1 and w.resident_id = $2 and w.offer_expires_at between $4 and $3
  and (w.left_at is null or w.left_reason = 'offer_expired') order by w.offer_expires_at desc;

-- name: list_waiting -> agreements.desk.model.Waiting
-- The lines of an institution's doctors ($3: of one doctor), as far as the actor may see who stands in them; $5 first
-- row, $6 how many.
select w.id, w.doctor_id, d.name as doctor_name, w.resident_id, coalesce(r.name, '') as resident_name, l.place,
  w.joined_at, w.priority, w.priority_reason, w.offer_expires_at, w.added_reason
from doctors d
join waiting_entries w on w.county = d.county and w.doctor_id = d.id and w.left_at is null
join lateral waiting_line(w.county, w.doctor_id, $4) l on l.id = w.id
left join residents r on r.county = w.county and r.id = w.resident_id
where d.county = $1 and d.institution_id = $2 and ($3::uuid is null or d.id = $3)
order by d.pinyin, d.id, l.place offset $5 limit $6;

-- name: list_doctors_waited_for -> agreements.desk.model.WaitedFor
-- Doctors with an open line.
select distinct county, doctor_id from waiting_entries where left_at is null;

-- name: add_campaign
-- This year's time of confirmation; a second one for the same year is refused by the table.
insert into confirmation_campaigns (county, id, institution_id, year, opens_on, closes_on, opened_by, opened_at)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: find_campaign -> agreements.desk.model.Campaign
-- The institution's time of confirmation for a year.
select id, year, opens_on, closes_on from confirmation_campaigns where county = $1 and institution_id = $2 and year = $3;

-- name: move_campaign
-- Other days, before it begins.
update confirmation_campaigns set opens_on = $3, closes_on = $4 where county = $1 and id = $2;

-- name: cancel_campaign
-- As if it had not been set, before it begins.
delete from confirmation_campaigns where county = $1 and id = $2;

-- name: list_progress -> agreements.desk.model.Progress
-- How many of each team's signed residents have confirmed the year.
select t.id as team_id, coalesce(t.name, '') as team_name, count(*)::int as signed, count(y.agreement_id)::int as confirmed
from agreement_standings a
left join teams t on t.county = a.county and t.id = a.team_id
left join yearly_confirmations y on y.county = a.county and y.agreement_id = a.id and y.year = $4
where a.county = $1 and a.institution_id = $2 and a.waits_for = '' and a.term @> $3::date group by t.id, t.name order by t.name nulls last;

-- name: set_capacity
-- How many residents a doctor of the institution takes.
update doctor_panels p set capacity = $4 from doctors d
where p.county = $1 and p.doctor_id = $2 and d.county = p.county and d.id = p.doctor_id and d.institution_id = $3;

-- name: is_at_our_desk
-- Whether this person's visit to the actor's institution is still open.
select at_our_desk($1, $2);

-- name: find_head
-- Who heads a household.
select head_id from households where county = $1 and id = $2;

-- name: add_year_signature
-- The year's yes on paper of the screen (N-10.1); it counts once witnessed. A repeat changes nothing.
insert into yearly_signatures (county, agreement_id, year, typed_name, drawing, origin, signed_at, staff_account_id)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing;

-- name: refuse_year_signature
-- Not witnessed, with the reason: the signature moves to the refusals.
with gone as (
  delete from yearly_signatures s where s.county = $1 and s.agreement_id = $2 and s.year = $3
  returning s.typed_name, s.drawing, s.origin, s.signed_at, s.staff_account_id)
insert into yearly_refusals (county, agreement_id, year, typed_name, drawing, origin, signed_at, staff_account_id, reason,
  refused_at, refused_by, refused_name)
select $1, $2, $3, g.typed_name, g.drawing, g.origin, g.signed_at, g.staff_account_id, $4, $5, $6, $7 from gone g;

-- name: list_year_signatures -> agreements.desk.model.YearSignature
-- What was signed for a year and waits for a witness, of an institution; $3 of one agreement, $4 first row, $5 how
-- many, $6 today.
select s.agreement_id, s.year, a.resident_id, r.name as resident_name, d.name as doctor_name, s.origin, s.signed_at,
  s.staff_account_id, s.typed_name, s.drawing
from yearly_signatures s
join agreements a on a.county = s.county and a.id = s.agreement_id
join residents r on r.county = a.county and r.id = a.resident_id
join doctors d on d.county = a.county and d.id = a.doctor_id
where a.county = $1 and a.institution_id = $2 and a.term @> $6::date and ($3::uuid is null or a.id = $3) and not exists (
  select 1 from yearly_confirmations y where y.county = s.county and y.agreement_id = s.agreement_id and y.year = s.year)
order by s.signed_at, s.agreement_id offset $4 limit $5;

-- name: list_untold_offers -> agreements.desk.model.UntoldOffer
-- Open offers not told by mail yet: to the person's own account, else to that of the head of the household, else
-- to whoever helps with the person's messages.
select w.county, w.id as entry_id, w.offered_at, w.offer_expires_at, a.id as account_id, a.email_sealed, w.resident_id
from waiting_entries w
join residents r on r.county = w.county and r.id = w.resident_id
left join households h on h.county = r.county and h.id = r.household_id
left join lateral (
  select a.id, a.email_sealed from accounts a
  where a.county = w.county and a.resident_id in (w.resident_id, h.head_id) and a.email_sealed is not null
  order by a.resident_id = w.resident_id desc limit 1) a on true
where w.left_at is null and w.offer_expires_at > $1
  and (a.id is not null or exists (select 1 from message_copies(w.county, w.resident_id, actor_today())))
  and not exists (
  select 1 from waiting_offer_mails m where m.county = w.county and m.entry_id = w.id and m.offered_at = w.offered_at)
order by w.offered_at limit $2;

-- name: add_offer_mail
-- This offer was told.
insert into waiting_offer_mails (county, entry_id, offered_at, mail_id) values ($1, $2, $3, $4);

-- name: list_totals -> agreements.desk.model.InstitutionTotals
-- What each institution of a county has in force on a day, and how many requests wait for an answer.
select i.id as institution_id, i.name as institution_name,
  count(*) filter (where a.waits_for = '' and a.term @> $2::date)::int as in_force,
  count(*) filter (where a.outcome is null and not isempty(a.term))::int as requests
from institutions i left join agreement_standings a on a.county = i.county and a.institution_id = i.id
where i.county = $1 and (i.level = 1 or a.id is not null)
group by i.id, i.name order by 3 desc, i.name, i.id;

-- name: count_teamless_areas
-- Areas that are found on a day and have nobody who answers for the whole.
select count(*)::int from service_areas s
where s.county = $1 and (s.closed_on is null or s.closed_on > $2::date)
  and not exists (select 1 from area_assignments a where a.county = s.county and a.area_id = s.id
    and a.valid @> $2::date);

-- name: count_taken
-- Places of a doctor that are taken on a day.
select places_taken($1, $2, $3::date);
