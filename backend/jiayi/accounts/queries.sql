-- name: find_session_actor -> accounts.session.SessionRow
-- Who holds this session, and in which role.
select a.role, a.county, a.account_id, a.resident_id, a.household_id, a.institution_id, a.doctor_id, a.display_name,
  a.factor_at, a.confirmed_at, a.seen_at, p.proxy_county, p.proxy_id, p.grantor_id, p.grantor_name, p.areas, p.holds
from session_actor($1, $2, $3) a left join lateral session_acting($1, $2) p on true;

-- name: touch_session
-- The session was used.
select touch_session($1, $2)::text;

-- name: find_keys -> accounts.model.KeyRow
-- Which of these identity numbers or e-mails (hashes) are known, and where.
select key_hash, county, subject_id from key_directory where key_hash = any($1::bytea[]) and kind = $2;

-- name: add_keys
-- Tie hashes to their subjects.
insert into key_directory (key_hash, kind, county, subject_id)
select k, $2, $3, s from unnest($1::bytea[], $4::uuid[]) as t (k, s);

-- name: keep_keys
-- Tie hashes to their subjects; one that is there stays.
insert into key_directory (key_hash, kind, county, subject_id)
select k, $2, $3, s from unnest($1::bytea[], $4::uuid[]) as t (k, s) on conflict do nothing;

-- name: list_homes -> accounts.model.HomeRow
-- The households of known residents.
select id as resident_id, household_id from residents where county = $1 and id = any($2::uuid[]);

-- name: add_households
-- New households with their heads, before the heads themselves.
insert into households (county, id, head_id, area_id, building_id, room)
select $1, i, h, a, b, r from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[]) as t (i, h, a, b, r);

-- name: add_residents
-- New people, a set at a time.
insert into residents (county, id, household_id, relation_to_head, name, pinyin, sex, birth_date, identity_sealed,
  identity_tail, phone_sealed, phone_tail, area_id, building_id, room, institution_id, registered_at)
select $1, i, h, rel, n, p, s, b, ids, idt, ps, pt, a, bu, r, inst, $17
from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::bytea[],
  $10::text[], $11::bytea[], $12::text[], $13::uuid[], $14::uuid[], $15::text[], $16::uuid[])
  as t (i, h, rel, n, p, s, b, ids, idt, ps, pt, a, bu, r, inst);

-- name: change_residents
-- Known people: what the newer roster says; what it does not say stays.
update residents set name = t.n, pinyin = t.p,
  phone_sealed = coalesce(t.ps, phone_sealed), phone_tail = coalesce(nullif(t.pt, ''), phone_tail),
  area_id = coalesce(t.a, area_id), building_id = case when t.a is null then building_id else t.bu end,
  room = coalesce(nullif(t.r, ''), room), institution_id = coalesce(t.inst, institution_id),
  household_id = coalesce(household_id, t.h)
from unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::uuid[], $8::uuid[], $9::text[],
  $10::uuid[], $11::uuid[]) as t (i, n, p, ps, pt, a, bu, r, inst, h)
where county = $1 and id = t.i;

-- name: put_conditions
-- Conditions that a roster names; the latest word on treatment counts.
insert into resident_conditions (county, resident_id, condition, diagnosed_on, treated, source)
select $1, i, c, d, t, s from unnest($2::uuid[], $3::text[], $4::date[], $5::bool[], $6::text[]) as x (i, c, d, t, s)
on conflict (county, resident_id, condition) do update set treated = excluded.treated, source = excluded.source,
  diagnosed_on = coalesce(excluded.diagnosed_on, resident_conditions.diagnosed_on);

-- name: put_groups
-- Priority groups that a roster names.
insert into resident_groups (county, resident_id, priority_group, since, until, source)
select $1, i, g, f, u, s from unnest($2::uuid[], $3::text[], $4::date[], $5::date[], $6::text[]) as x (i, g, f, u, s)
on conflict (county, resident_id, priority_group, since) do update set until = excluded.until, source = excluded.source;

-- name: put_insurance
-- What the insurance file says; an older file never overwrites a newer one. Lists arrive as comma-separated codes.
insert into insurance_records (county, resident_id, scheme, county_of_insurance, premium_paid, outpatient_balance_fen,
  two_disease, special_chronic, as_of)
select $1, i, s, c, p, o, string_to_array(t, ','), string_to_array(sp, ','), d
from unnest($2::uuid[], $3::text[], $4::int[], $5::bool[], $6::bigint[], $7::text[], $8::text[], $9::date[])
  as x (i, s, c, p, o, t, sp, d)
on conflict (county, resident_id) do update set scheme = excluded.scheme, premium_paid = excluded.premium_paid,
  county_of_insurance = excluded.county_of_insurance, outpatient_balance_fen = excluded.outpatient_balance_fen,
  two_disease = excluded.two_disease, special_chronic = excluded.special_chronic, as_of = excluded.as_of
where excluded.as_of >= insurance_records.as_of;

-- name: look_up_identity -> accounts.model.Known
-- The resident with this identity number, wherever kept.
select county, resident_id, name, phone_tail, has_account from resident_of_identity($1);

-- name: find_resident -> accounts.model.Resident
-- One person with address, as the actor may see them; $3 is the day of their age.
select r.county, r.id, r.household_id, r.relation_to_head, r.name, r.sex, r.birth_date,
  extract(year from age($3::date, r.birth_date))::int as age_years, r.identity_sealed, r.identity_tail,
  r.phone_sealed, r.phone_tail, r.area_id, coalesce(a.name, '') as area_name, r.building_id,
  coalesce(b.name, '') as building_name, r.room, r.institution_id, coalesce(h.head_id = r.id, false) as is_head
from residents r
left join households h on h.county = r.county and h.id = r.household_id
left join service_areas a on a.county = r.county and a.id = r.area_id
left join buildings b on b.county = r.county and b.id = r.building_id
where r.county = $1 and r.id = $2;

-- name: list_household_members -> accounts.model.Member
-- Who lives in a household, the head first, then the oldest.
select r.id, r.name, r.relation_to_head, r.sex, r.birth_date,
  extract(year from age($3::date, r.birth_date))::int as age_years,
  coalesce(h.head_id = r.id, false) as is_head, resident_has_account(r.county, r.id) as has_account
from residents r join households h on h.county = r.county and h.id = r.household_id
where r.county = $1 and r.household_id = $2 order by 7 desc, r.birth_date, r.id;

-- name: find_facts -> accounts.model.ResidentFacts
-- What the rules ask about a resident on a day.
select extract(year from age($3::date, r.birth_date))::int as age_years, coalesce(i.scheme, 'none') as scheme,
  coalesce(i.county_of_insurance, r.county) as county_of_insurance, coalesce(i.premium_paid, false) as premium_paid,
  i.outpatient_balance_fen, coalesce(i.two_disease, '{}') as two_disease,
  coalesce(i.special_chronic, '{}') as special_chronic, i.as_of as insured_as_of,
  array(select c.condition from resident_conditions c where c.county = r.county and c.resident_id = r.id
    order by 1) as conditions,
  array(select c.condition from resident_conditions c where c.county = r.county and c.resident_id = r.id and c.treated
    order by 1) as treated_conditions,
  array(select distinct g.priority_group from resident_groups g where g.county = r.county and g.resident_id = r.id
    and g.since <= $3 and (g.until is null or g.until > $3) order by 1) as groups
from residents r left join insurance_records i on i.county = r.county and i.resident_id = r.id
where r.county = $1 and r.id = $2;

-- name: add_account
-- An account; the e-mail's hash goes to the key directory.
insert into accounts (county, id, display_name, email_sealed, resident_id, doctor_id, created_at)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: find_account -> accounts.model.Account
-- One account.
select county, id, display_name, email_sealed, resident_id, doctor_id from accounts where county = $1 and id = $2;

-- name: add_grant
-- A role and where it holds.
insert into role_grants (county, id, account_id, role, institution_id, starts_on, granted_by, granted_at)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: list_grants -> accounts.model.RoleGrant
-- The roles an account holds on a day.
select g.id, g.role, g.institution_id, coalesce(i.name, '') as institution_name, g.starts_on, g.ends_on
from role_grants g left join institutions i on i.id = g.institution_id
where g.county = $1 and g.account_id = $2 and g.starts_on <= $3 and (g.ends_on is null or g.ends_on > $3)
order by g.role, i.name, g.id;

-- name: forget_codes
-- Sign-in codes that expired more than a day ago.
delete from sign_in_codes where expires_at < $1::timestamptz - interval '1 day';

-- name: forget_challenges
-- What passkeys were asked more than a day ago.
delete from passkey_challenges where expires_at < $1::timestamptz - interval '1 day';

-- name: forget_sessions
-- Sessions that expired, or lay idle, more than a day ago.
delete from sessions where least(expires_at, coalesce(seen_at, created_at) + idle) < $1::timestamptz - interval '1 day';

-- name: forget_hits
-- Counters of windows that are over.
delete from rate_counters where window_start < $1::timestamptz - interval '1 day';

-- name: find_account_of_resident
-- The account that belongs to a resident.
select id from accounts where county = $1 and resident_id = $2;

-- name: find_institution_by_code
-- An institution of the county, by the code of its roster.
select id from institutions where county = $1 and code = $2;

-- name: find_doctor_by_code
-- A doctor of the county, by the code of the staff roster.
select id from doctors where county = $1 and code = $2;

-- name: is_served
-- Does the county have an institution?
select exists (select 1 from institutions where county = $1);

-- name: list_staff_roles -> accounts.cli.Held
-- Who has a role in the county on a day, or will.
select g.id as grant_id, g.account_id, a.display_name, a.email_sealed, g.role, coalesce(i.name, '') as institution_name,
  g.starts_on, g.ends_on
from role_grants g join accounts a on a.county = g.county and a.id = g.account_id
left join institutions i on i.id = g.institution_id
where g.county = $1 and (g.ends_on is null or g.ends_on > $2) order by g.role, a.display_name, g.id;

-- name: end_grant
-- A role ends on a day; sessions in it end at once.
update role_grants set ends_on = $3, ended_at = $4 where county = $1 and id = $2 and ends_on is null;
