-- A person reads what was noted of calling them; what signed papers and cases keep of a person is blanked when nothing
-- forces keeping it any more (0131).
create policy renewal_contacts_own on renewal_contacts for select using (
  actor_role() = 'resident' and may_see_part(county, agreement_id));
grant update (note) on renewal_contacts to jiayi_worker;
create policy renewal_contacts_blank on renewal_contacts for update
  using (actor_role() = 'system') with check (actor_role() = 'system');
grant update (typed_name, drawing) on yearly_refusals to jiayi_worker;
create policy yearly_refusals_blank on yearly_refusals for update
  using (actor_role() = 'system') with check (actor_role() = 'system');
grant update (name, identity_tail) on agreement_people to jiayi_worker;
create policy agreement_people_blank on agreement_people for update
  using (actor_role() = 'system') with check (actor_role() = 'system');
grant update (old_name, new_name) on identity_corrections to jiayi_worker;
create policy identity_corrections_blank on identity_corrections for update
  using (actor_role() = 'system') with check (actor_role() = 'system');
grant update (name, seen, reason) on identity_cases to jiayi_worker;
