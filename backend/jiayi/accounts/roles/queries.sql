-- name: list_roles -> accounts.roles.model.Held
-- Who works where, as far as the actor answers for it: of an institution ($1) or of all, over by day $2 or not ($3).
select s.id, s.account_id, s.display_name, s.role, s.institution_id, s.institution_name, s.starts_on, s.ends_on,
  s.granted_at, s.given_by, s.given_because, s.ended_at, s.ended_by, s.ended_because
from staff_roles() s
where ($1::uuid is null or s.institution_id = $1) and (s.ended_at is not null or coalesce(s.ends_on <= $2, false)) = $3::boolean
order by case when $3 then s.ended_at end desc, s.institution_id is not null, s.institution_name, s.role, s.display_name, s.id
offset $4 limit $5;

-- name: find_role -> accounts.roles.model.Held
-- One of them that is not over on day $2.
select s.id, s.account_id, s.display_name, s.role, s.institution_id, s.institution_name, s.starts_on, s.ends_on,
  s.granted_at, s.given_by, s.given_because, s.ended_at, s.ended_by, s.ended_because
from staff_roles() s where s.id = $1 and s.ended_at is null and (s.ends_on is null or s.ends_on > $2);

-- name: list_waiting -> accounts.roles.model.Waiting
-- Offers, and invitations of doctors, that nobody has taken up at moment $2 of day $3.
select o.id, o.role, o.display_name as name, o.email_hint, coalesce(i.name, '') as institution_name, o.offered_at,
  o.expires_at, o.ends_on, o.reason
from role_offers o left join institutions i on i.id = o.institution_id
where o.county = $1 and o.taken_at is null and o.withdrawn_at is null and o.expires_at > $2
  and (o.ends_on is null or o.ends_on > $3)
union all
select s.doctor_id, 'doctor', d.name, '', n.name, s.invited_at, null::timestamptz, s.ends_on, s.reason
from staff_invitations s join doctors d on d.county = s.county and d.id = s.doctor_id
join institutions n on n.id = s.institution_id
where s.county = $1 and s.taken_by is null and (s.ends_on is null or s.ends_on > $3)
order by 6 desc, 1 limit 200;

-- name: list_institutions -> accounts.roles.model.Choice
-- The institutions of the county.
select id, name from institutions where county = $1 order by name, id;

-- name: list_free_doctors -> accounts.roles.model.Choice
-- Doctors of an institution who do not work under an account on day $3.
select d.id, d.name from doctors d
where d.county = $1 and d.institution_id = $2 and not exists (
  select 1 from accounts a join role_grants g on g.county = a.county and g.account_id = a.id
  where a.county = d.county and a.doctor_id = d.id and g.role = 'doctor' and g.ended_at is null
    and (g.ends_on is null or g.ends_on > $3))
order by d.name, d.id;

-- name: add_offer
-- A role, for whoever reads this mailbox.
insert into role_offers (county, id, role, institution_id, display_name, email_hash, email_hint, starts_on, ends_on,
  reason, offered_at, offered_by, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: invite_doctor
-- The same for a doctor, where the staff roster looks for it. No row: that doctor's address is in use.
insert into staff_invitations (county, doctor_id, institution_id, email_hash, ends_on, invited_at, invited_by, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (county, doctor_id) do update set institution_id = excluded.institution_id, email_hash = excluded.email_hash,
  ends_on = excluded.ends_on, invited_at = excluded.invited_at, invited_by = excluded.invited_by, reason = excluded.reason,
  taken_by = null, taken_at = null;

-- name: withdraw_offer
-- Nobody takes it up any more.
update role_offers set withdrawn_at = $3, withdrawn_by = $4
where county = $1 and id = $2 and taken_at is null and withdrawn_at is null;

-- name: withdraw_invitation
-- The same for a doctor; the next staff roster that names the address invites again.
update staff_invitations set ends_on = $3
where county = $1 and doctor_id = $2 and taken_by is null and (ends_on is null or ends_on > $3);

-- name: find_address -> accounts.roles.model.Address
-- Where somebody is told of it.
select id as account_id, email_sealed from accounts where county = $1 and id = $2;

-- name: end_role
-- 'ended', 'last' or null.
select end_role($1, $2, $3, $4);

-- name: take_up_offers -> accounts.roles.model.TakenUp
-- What waits for this address, now that its mailbox is proved.
select county, grant_id, role from take_up_offers($1, $2, $3);
