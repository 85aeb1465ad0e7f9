-- Who stands in line is for the person, the head of the household (who signs for them and so ends the waiting), and
-- the institution of the doctor; before, any institution of the county could read it.
create function may_see_waiting(of_county int, of_doctor uuid, of_resident uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (
      of_resident = actor_resident()
      or (actor_role() in ('doctor', 'manager') and exists (select 1 from doctors d
        where d.county = of_county and d.id = of_doctor and d.institution_id = actor_institution()))
      or (actor_household() is not null and exists (select 1 from residents r
        where r.county = of_county and r.id = of_resident and r.household_id = actor_household()))))
$$;
alter policy waiting_entries_rows on waiting_entries using (may_see_waiting(county, doctor_id, resident_id));
