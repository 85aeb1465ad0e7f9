-- name: list_counties
-- Where minors with a guardian's account live.
select distinct h.county from households h join accounts a on a.county = h.county and a.resident_id = h.head_id
where a.email_sealed is not null order by 1;

-- name: list_untold -> accounts.birthdays.actions.Untold
-- Children and grandchildren of a household who have this birthday within the days asked for, and nobody was told.
select r.county, r.id as resident_id, r.name, r.birth_date, g.id as guardian_account, g.email_sealed as guardian_email,
  c.id as child_account, c.email_sealed as child_email
from residents r
join households h on h.county = r.county and h.id = r.household_id and h.head_id <> r.id
left join accounts g on g.county = h.county and g.resident_id = h.head_id and g.email_sealed is not null
left join accounts c on c.county = r.county and c.resident_id = r.id and c.email_sealed is not null
where r.county = $1 and r.birth_date > $2 and r.birth_date <= $3 and r.relation_to_head in ('child', 'grandchild')
  and (g.id is not null or c.id is not null)
  and not exists (select 1 from birthday_notices n
    where n.county = r.county and n.resident_id = r.id and n.age_years = $4)
order by r.id limit $5;

-- name: add_notice
-- Told.
insert into birthday_notices (county, resident_id, age_years, told_at) values ($1, $2, $3, $4) on conflict do nothing;
