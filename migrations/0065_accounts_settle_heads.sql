-- Before one_household_per_head: who heads two households keeps the one they live in, else the older one.
update households h set head_id = null
where h.head_id is not null and exists (
  select 1 from households o left join residents r on r.county = o.county and r.id = o.head_id
  where o.county = h.county and o.head_id = h.head_id and o.id <> h.id
    and (o.id = r.household_id or (h.id is distinct from r.household_id and o.id < h.id)));
