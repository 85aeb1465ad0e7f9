-- name: list_people -> agreements.model.Person
-- One resident ($2) or a household ($4), the head first, with what the policies ask about; rows that only a bill tells
-- of are treated, not diagnosed. Whoever has an own account decides there, nobody else for them (K1).
select r.id, r.name, r.birth_date, r.household_id, r.institution_id, r.area_id, r.building_id,
  resident_has_account(r.county, r.id) as has_account,
  array(select c.condition from resident_conditions c where c.county = r.county and c.resident_id = r.id
    and (c.diagnosed_on is not null or c.source <> 'claims') order by c.condition) as conditions,
  array(select c.condition from resident_conditions c where c.county = r.county and c.resident_id = r.id
    and c.treated order by c.condition) as treated,
  array(select distinct g.priority_group from resident_groups g where g.county = r.county and g.resident_id = r.id
    and g.since <= $3::date and (g.until is null or g.until > $3::date) order by 1) as groups,
  coalesce(i.scheme, 'none') as scheme, coalesce(i.county_of_insurance, 0) as county_of_insurance,
  coalesce(i.premium_paid, false) as premium_paid, i.outpatient_balance_fen,
  coalesce(i.two_disease, '{}') as two_disease, coalesce(i.special_chronic, '{}') as special_chronic,
  i.resident_id is not null as insurance_known, r.relation_to_head as relation,
  r.identity_unproven_at is not null as unproven
from residents r
left join households h on h.county = r.county and h.id = r.household_id
left join insurance_records i on i.county = r.county and i.resident_id = r.id
where r.county = $1 and (r.id = $2::uuid or r.household_id = $4::uuid)
order by r.id is distinct from h.head_id, r.birth_date, r.id;

-- name: list_household
-- Ids of the members of a household, the head first.
select r.id from residents r join households h on h.county = r.county and h.id = r.household_id
where r.county = $1 and r.household_id = $2 order by r.id <> h.head_id, r.birth_date;

-- name: find_party -> agreements.model.Party
-- A doctor who signs, by team (its lead unless a doctor is named) or by doctor alone, with places on this day.
select d.id as doctor_id, d.name as doctor_name, d.title as doctor_title, d.kind as doctor_kind,
  d.phone as doctor_phone, d.introduction, d.specialties, d.signs,
  coalesce(p.capacity, 0) as capacity, places_taken(d.county, d.id, $4::date) as taken,
  t.id as team_id, coalesce(t.name, '') as team_name, coalesce(t.phone, '') as team_phone,
  n.id as institution_id, n.county as institution_county, n.name as institution_name, n.kind as institution_kind,
  n.ownership, coalesce(o.kind, '') as parent_kind, n.accepts_each_request,
  n.contracted_since, n.contracted_until,
  c.contracted_since as community_since, c.contracted_until as community_until
from doctors d
left join teams t on t.county = d.county and t.id = $2 and t.closed_on is null
join institutions n on n.id = coalesce(t.institution_id, d.institution_id)
left join institutions o on o.id = n.parent_id
left join institutions c on c.id = n.medical_community_id
left join doctor_panels p on p.county = d.county and p.doctor_id = d.id
where d.county = $1 and (d.left_on is null or d.left_on > $4::date) and ($2::uuid is null or t.id is not null)
  and d.id = coalesce($3::uuid, (select m.doctor_id from team_members m where m.county = $1 and m.team_id = $2
    and m.since <= $4::date and (m.until is null or m.until > $4::date) order by m.is_lead desc, m.since limit 1))
  and ($2::uuid is null or exists (select 1 from team_members m where m.county = $1 and m.team_id = $2
    and m.doctor_id = d.id and m.since <= $4::date and (m.until is null or m.until > $4::date)));

-- name: list_team_doctors
-- Ids of a team's doctors on this day, the lead first.
select m.doctor_id from team_members m join doctors d on d.county = m.county and d.id = m.doctor_id
where m.county = $1 and m.team_id = $2 and m.since <= $3::date and (m.until is null or m.until > $3::date)
  and d.signs and (d.left_on is null or d.left_on > $3::date)
order by m.is_lead desc, d.pinyin;

-- name: list_teams_of_doctor
-- Ids of the teams a doctor is in on this day, first those they lead.
select m.team_id from team_members m join teams t on t.county = m.county and t.id = m.team_id
where m.county = $1 and m.doctor_id = $2 and m.since <= $3::date and (m.until is null or m.until > $3::date)
  and t.closed_on is null
order by m.is_lead desc, m.since, m.team_id;

-- name: list_institution_doctors
-- Ids of an institution's doctors who sign on this day.
select d.id from doctors d where d.county = $1 and d.institution_id = $2 and d.signs
  and (d.left_on is null or d.left_on > $3::date) order by d.pinyin, d.id;

-- name: find_team_of_area
-- The team that answers for a building, else for its area, on this day.
select s.team_id from area_assignments s where s.county = $1 and s.area_id = $2
  and (s.building_id = $3::uuid or s.building_id is null) and s.valid @> $4::date
order by s.building_id is null limit 1;

-- name: find_places -> agreements.model.Places
-- How many residents this doctor takes, how many places are taken on this day, and kept for others than this resident.
select p.capacity, places_taken(p.county, p.doctor_id, $3::date) as taken,
  places_held(p.county, p.doctor_id, $4, $5) as held
from doctor_panels p where p.county = $1 and p.doctor_id = $2;

-- name: list_prices -> agreements.model.Price
-- The institution's own prices in force on this day.
select distinct on (code) code, price_fen from institution_prices
where county = $1 and institution_id = $2 and since <= $3::date order by code, since desc;

-- name: find_reduction
-- By how much the institution lowers the own share of a consultation on this day (CD-3.5).
select amount_fen from institution_reductions where county = $1 and institution_id = $2 and since <= $3::date
order by since desc limit 1;

-- name: list_hospitals -> agreements.model.Hospital
-- What a resident may name beside the team: hospitals of the city, and clinics of the county.
select id, name, level, kind from institutions
where county / 100 = $1::int / 100 and (level > 1 or (county = $1::int and kind = 'private_clinic'))
order by level desc, name limit 60;

-- name: list_agreements -> agreements.model.Agreement
-- One agreement ($2) or all of some residents ($3), the newest first, with what makes its state.
select a.county, a.id, a.number, a.kind, a.resident_id, r.name as resident_name, a.institution_id,
  n.name as institution_name, n.phone as institution_phone, a.team_id, coalesce(t.name, '') as team_name,
  coalesce(t.phone, '') as team_phone, a.doctor_id, d.name as doctor_name, d.title as doctor_title,
  d.phone as doctor_phone, lower(a.term) as term_from, upper(a.term) as term_to, isempty(a.term) as term_empty,
  a.long_term, a.policy_division, a.policy_on, a.text_version, a.previous_id, a.next_id, a.origin, a.requested_at,
  a.requested_by, a.proof_hash, a.confirmed_at, a.channel, a.outcome, coalesce(a.decision_reason, '') as decision_reason,
  a.decided_at, a.ended_on, a.ending_reason, coalesce(a.ending_remark, '') as ending_remark, a.planned_to, a.due_fen,
  a.paid_fen, a.waits_for, (select max(v.reversed_at) from payment_reversals v
    where v.county = a.county and v.agreement_id = a.id) as reversed_at
from agreement_standings a
join residents r on r.county = a.county and r.id = a.resident_id
join institutions n on n.id = a.institution_id
join doctors d on d.county = a.county and d.id = a.doctor_id
left join teams t on t.county = a.county and t.id = a.team_id
where a.county = $1 and (a.id = $2::uuid or a.resident_id = any($3::uuid[])) order by a.requested_at desc;

-- name: list_unanswered
-- Requests of every county, made before this moment and not over on this day, without confirmation, answer or payment.
select a.county, a.id from agreements a
where a.requested_at < $1 and not isempty(a.term) and coalesce(upper(a.term) > $2::date, true) and not exists (
  select 1 from agreement_confirmations c where c.county = a.county and c.agreement_id = a.id)
union select a.county, a.id from agreements a
where a.requested_at < $1 and not isempty(a.term) and coalesce(upper(a.term) > $2::date, true) and not exists (
  select 1 from agreement_decisions k where k.county = a.county and k.agreement_id = a.id)
union select a.county, a.id from agreement_fee_lines f
join agreement_standings a on a.county = f.county and a.id = f.agreement_id
where f.payer = 'resident' and f.due = 'at_signing' and a.waits_for = 'payment'
  and a.requested_at < $1 and not isempty(a.term) and coalesce(upper(a.term) > $2::date, true);

-- name: begin_switch
-- The old agreement's id, if this switch counts now and has just taken its place.
select begin_switch($1, $2, $3::date, $4);

-- name: begin_agreement
-- The first day of the term, if this agreement counts only now and its term was written to begin earlier.
select begin_agreement($1, $2);

-- name: find_first_signed_day
-- Since when this resident has been signed with this doctor without a gap, up to this day ($4) or the day before (N-1.5).
select lower(together) from (
  select unnest(range_agg(a.term)) as together from agreement_standings a
  where a.county = $1 and a.resident_id = $2 and a.doctor_id = $3 and not isempty(a.term) and a.waits_for = ''
) terms where together && daterange($4::date - 1, $4::date, '[]');

-- name: add_text
-- The words agreed to, once a version.
insert into agreement_texts (version, sha256, body, first_used_at) values ($1, $2, $3, $4) on conflict do nothing;

-- name: find_text -> agreements.model.AgreementText
-- The words of one version.
select version, sha256, body from agreement_texts where version = $1;

-- name: add_agreement
-- The agreement's own row; one_agreement_at_a_time refuses a second one for the same days.
insert into agreements (county, id, number, resident_id, institution_id, team_id, doctor_id, term, long_term,
  policy_division, policy_on, text_version, previous_id, origin, requested_at, requested_by, proof_hash, kind)
values ($1, $2, $3, $4, $5, $6, $7, daterange($8::date, $9::date), $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: add_proof
-- Where a proof hash leads.
insert into agreement_proofs (proof_hash, county, agreement_id) values ($1, $2, $3);

-- name: add_packages
-- The packages with the document each comes from.
insert into agreement_packages (county, agreement_id, package_code, name, citation) values ($1, $2, $3, $4, $5);

-- name: add_items
-- The single items that were ordered.
insert into agreement_items (county, agreement_id, item_code, package_code, name, times) values ($1, $2, $3, $4, $5, $6);

-- name: add_fee_lines
-- Who pays what, with the document and our reading of it.
insert into agreement_fee_lines (county, agreement_id, package_code, payer, amount_fen, citation, reading, note,
  within_price, due) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: add_hospitals
-- The hospitals of “3+2+X”.
insert into agreement_hospitals (county, agreement_id, institution_id, level) values ($1, $2, $3, $4);

-- name: add_reduction
-- The stated amount by which the own share is lowered (CD-3.5).
insert into agreement_reductions (county, agreement_id, amount_fen, citation) values ($1, $2, $3, $4);

-- name: add_signature
-- Who signed, as what, how.
insert into agreement_signatures (county, id, agreement_id, signer, account_id, typed_name, drawing, signed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: add_confirmation
-- The person, or two members of staff, say that the agreement is wanted.
insert into agreement_confirmations (county, agreement_id, confirmed_at, confirmed_by, channel, witness_account_id,
  witness_name)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: add_guardian
-- Who signed for a minor.
insert into agreement_guardians (county, agreement_id, name, relation) values ($1, $2, $3, $4);

-- name: add_consent
-- The person signs on staff's screen what the head prepared; a repeat changes nothing.
insert into agreement_consents (county, agreement_id, typed_name, drawing, origin, signed_at, staff_account_id)
values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing;

-- name: find_consent -> agreements.model.Consent
-- That signature, if there is one.
select typed_name, drawing, origin, signed_at, staff_account_id from agreement_consents
where county = $1 and agreement_id = $2;

-- name: add_death
-- Somebody was recorded as deceased; nobody signs for them until it is corrected.
insert into deaths (county, id, resident_id, agreement_id, institution_id, evidence, recorded_at, recorded_by,
  recorded_name)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: list_deaths -> agreements.model.Death
-- Which of these residents are recorded as deceased, and by whom.
select d.id, d.resident_id, d.agreement_id, d.institution_id, n.name as institution_name, n.phone as institution_phone, d.evidence,
  d.recorded_at, d.recorded_name
from deaths d join institutions n on n.id = d.institution_id
where d.county = $1 and d.resident_id = any($2::uuid[]) and d.corrected_at is null;

-- name: correct_death
-- It was a mistake; $4: what ended with it runs again. The agreement's id, null for whom it is not to correct.
select correct_death($1, $2, $3, $4, $5);

-- name: add_decision
-- The team's answer; decided_by is null where the institution takes every request.
insert into agreement_decisions (county, agreement_id, outcome, reason, decided_at, decided_by)
values ($1, $2, $3, $4, $5, $6);

-- name: add_ending
-- Why and from which day an agreement no longer holds.
insert into agreement_endings (county, agreement_id, reason, remark, ended_on, ended_at, ended_by, planned_to)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: cut_term
-- Ends the term on this day; empty when that is its first day or before.
update agreements set term = daterange(lower(term), greatest(lower(term), least($3::date, coalesce(upper(term), $3::date))))
where county = $1 and id = $2 and not isempty(term);

-- name: empty_term
-- A declined or withdrawn request takes no days.
update agreements set term = 'empty' where county = $1 and id = $2;

-- name: change_doctor
-- The agreement's doctor and team from now on.
update agreements set doctor_id = $3, team_id = $4 where county = $1 and id = $2;

-- name: add_doctor_change
-- From whom to whom, and why.
insert into doctor_changes (county, id, agreement_id, from_doctor_id, to_doctor_id, reason, changed_at, changed_by)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: add_payment
-- What was paid, once a reference.
insert into agreement_payments (county, id, agreement_id, amount_fen, method, reference, paid_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: take_receipt_number
-- Nothing is written where the institution has used the number this year.
insert into receipt_numbers (county, institution_id, year, number, agreement_id, payment_id)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing;

-- name: find_receipt -> agreements.model.Receipt
-- Where a number of an institution's year was used, as far as the actor may see that agreement.
select a.number, p.paid_at from receipt_numbers n
join agreements a on a.county = n.county and a.id = n.agreement_id
join agreement_payments p on p.county = n.county and p.id = n.payment_id
where n.county = $1 and n.institution_id = $2 and n.year = $3 and n.number = $4;

-- name: list_payments -> agreements.model.Payment
-- What was paid for an agreement, and what of it was taken back.
select p.id, p.amount_fen, p.method, p.reference, p.paid_at, v.reversed_at, coalesce(v.reason, '') as reversal_reason,
  coalesce(v.reversed_name, '') as reversed_name
from agreement_payments p left join payment_reversals v on v.county = p.county and v.payment_id = p.id
where p.county = $1 and p.agreement_id = $2 order by p.paid_at;

-- name: reverse_payment
-- Nothing is written where it was taken back already, or the desk took no such payment.
insert into payment_reversals (county, payment_id, agreement_id, reason, reversed_at, reversed_by, reversed_name)
select p.county, p.id, p.agreement_id, $4, $5, $6, $7 from agreement_payments p
where p.county = $1 and p.agreement_id = $2 and p.id = $3 and p.method = 'desk' on conflict do nothing;

-- name: add_yearly_confirmation
-- This year's yes (N-10.1) and how it was given; a repeat changes nothing.
insert into yearly_confirmations (county, agreement_id, year, confirmed_at, confirmed_by, channel, witness_account_id,
  witness_name)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing;

-- name: find_confirmation_days -> agreements.model.ConfirmationDays
-- On which days an institution asks for a year's yes, where it has set them.
select opens_on as first, closes_on - 1 as last from confirmation_campaigns
where county = $1 and institution_id = $2 and year = $3;

-- name: find_year_standing -> agreements.model.YearStanding
-- How a year ($3) was confirmed, and why its last signature at the desk was sent back.
select y.confirmed_at, coalesce(y.channel, '') as channel, coalesce(y.witness_name, '') as witness_name,
  coalesce(f.reason, '') as refused_because, f.refused_at
from agreements a
left join yearly_confirmations y on y.county = a.county and y.agreement_id = a.id and y.year = $3
left join lateral (select r.reason, r.refused_at from yearly_refusals r where r.county = a.county
  and r.agreement_id = a.id and r.year = $3 order by r.refused_at desc limit 1) f on true
where a.county = $1 and a.id = $2;

-- name: list_confirmed_years
-- The years that were confirmed.
select year from yearly_confirmations where county = $1 and agreement_id = $2 order by year;

-- name: list_packages -> agreements.model.AgreedPackage
-- What was agreed: packages.
select package_code, name, citation from agreement_packages where county = $1 and agreement_id = $2 order by package_code;

-- name: list_items -> agreements.model.AgreedItem
-- What was agreed: single items.
select item_code, package_code, name, times from agreement_items where county = $1 and agreement_id = $2 order by item_code;

-- name: list_fee_lines -> agreements.model.AgreedFee
-- What was agreed: who pays what.
select package_code, payer, amount_fen, citation, reading, note, within_price, due from agreement_fee_lines
where county = $1 and agreement_id = $2 order by package_code, payer;

-- name: list_agreed_hospitals -> agreements.model.AgreedHospital
-- What was agreed: hospitals.
select h.institution_id, n.name, h.level from agreement_hospitals h join institutions n on n.id = h.institution_id
where h.county = $1 and h.agreement_id = $2 order by h.level desc, n.name;

-- name: find_agreed_reduction
-- What was agreed: the lowered own share (CD-3.5).
select amount_fen from agreement_reductions where county = $1 and agreement_id = $2;

-- name: leave_waiting_list
-- Whoever has signed with the doctor waits no longer.
update waiting_entries set left_at = $4, left_reason = 'signed'
where county = $1 and doctor_id = $2 and resident_id = $3 and left_at is null;

-- name: add_exception
-- The manager lets a change happen that is refused in principle, and says why; a repeat changes nothing.
insert into agreement_exceptions (county, agreement_id, kind, reason, allowed_at, allowed_by)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing;

-- name: list_exceptions -> agreements.model.Special
-- What was allowed beside the rule.
select kind, reason, allowed_at from agreement_exceptions where county = $1 and agreement_id = $2 order by allowed_at;
