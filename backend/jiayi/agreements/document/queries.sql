-- name: find_paper -> agreements.document.model.Paper
-- Parties and term when it was signed; without an original (older rows) as they stand now.
select coalesce(s.name, r.name) as resident_name, coalesce(s.identity_tail, r.identity_tail) as identity_tail, r.phone_tail, n.address as institution_address, coalesce(t.name, '') as team_name,
  coalesce(t.phone, '') as team_phone, d.name as doctor_name, d.title as doctor_title, d.phone as doctor_phone,
  coalesce(o.starts_on, lower(a.term)) as starts_on,
  case when o.agreement_id is null then upper(a.term) else o.ends_on end as ends_on
from agreements a
join residents r on r.county = a.county and r.id = a.resident_id
join institutions n on n.id = a.institution_id
left join agreement_people s on s.county = a.county and s.agreement_id = a.id
left join agreement_originals o on o.county = a.county and o.agreement_id = a.id
join doctors d on d.county = a.county and d.id = coalesce(o.doctor_id, a.doctor_id)
left join teams t on t.county = a.county
  and t.id = case when o.agreement_id is null then a.team_id else o.team_id end
where a.county = $1 and a.id = $2;

-- name: list_signatures -> agreements.document.model.Signed
-- Who signed, in what order; and who signed later what was prepared for them.
select s.signer, s.typed_name, s.drawing, s.signed_at, coalesce(g.relation, '') as relation
from agreement_signatures s
left join agreement_guardians g on g.county = s.county and g.agreement_id = s.agreement_id and s.signer = 'guardian'
where s.county = $1 and s.agreement_id = $2
union all
select 'resident', c.typed_name, c.drawing, c.signed_at, '' from agreement_consents c
where c.county = $1 and c.agreement_id = $2
union all
select 'witness', k.witness_name, '', k.confirmed_at, '' from agreement_confirmations k
where k.county = $1 and k.agreement_id = $2 and k.witness_account_id is not null
order by 4, 1;

-- name: list_doctor_changes -> agreements.document.model.DoctorChange
-- Which doctor followed which.
select c.changed_at, f.name as from_name, t.name as to_name from doctor_changes c
join doctors f on f.county = c.county and f.id = c.from_doctor_id
join doctors t on t.county = c.county and t.id = c.to_doctor_id
where c.county = $1 and c.agreement_id = $2 order by c.changed_at, c.id;

-- name: verify -> agreements.document.model.Verdict
-- What a third person learns of a proof hash on this day.
select number_tail, institution_name as institution, state, matches from verify_agreement($1, $2::date);

-- name: add_original
-- What later changes overwrite: team, doctor, first day, first day after.
insert into agreement_originals (county, agreement_id, team_id, doctor_id, starts_on, ends_on)
values ($1, $2, $3, $4, $5, $6);
