-- Who may write agreements and what hangs on them; who may read what happened. Reading of agreements stays as it was.

-- The person, the head of the household, staff of the institution that the agreement is with. Not the bureau, and not
-- another institution that sees the agreement while its person stands at the desk there.
create function may_write_agreement(of_county int, of_resident uuid, of_institution uuid) returns boolean
language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (
      (actor_role() = 'resident' and (of_resident = actor_resident()
        or (actor_household() is not null and exists (select 1 from residents r
          where r.county = of_county and r.id = of_resident and r.household_id = actor_household()))))
      or (actor_role() in ('doctor', 'manager') and of_institution = actor_institution())))
$$;
create function may_write_part(of_county int, of_agreement uuid) returns boolean language sql stable as $$
  select actor_role() = 'system'
    or exists (select 1 from agreements a where a.county = of_county and a.id = of_agreement
      and may_write_agreement(a.county, a.resident_id, a.institution_id))
$$;

drop policy agreements_rows on agreements;
create policy agreements_read on agreements for select using (may_see_agreement(county, resident_id, institution_id));
-- Staff only for somebody whom they see: their own, or who stands at the desk.
create policy agreements_add on agreements for insert with check (
  may_write_agreement(county, resident_id, institution_id)
  and (actor_role() = 'system' or (requested_by = actor_account()
    and exists (select 1 from residents r where r.county = agreements.county and r.id = agreements.resident_id))));
create policy agreements_change on agreements for update
  using (may_write_agreement(county, resident_id, institution_id));
revoke update on agreements from jiayi_web;
grant update (team_id, doctor_id, term) on agreements to jiayi_web;

do $$
declare part text;
begin
  foreach part in array array['agreement_confirmations', 'agreement_decisions', 'agreement_endings',
    'agreement_packages', 'agreement_items', 'agreement_fee_lines', 'agreement_hospitals', 'agreement_signatures',
    'agreement_payments', 'agreement_reductions', 'agreement_originals', 'agreement_exceptions', 'doctor_changes',
    'yearly_confirmations'] loop
    execute format('drop policy %I on %I', part || '_rows', part);
    execute format('create policy %I on %I for select using (may_see_part(county, agreement_id))', part || '_read', part);
    execute format('create policy %I on %I for insert with check (may_write_part(county, agreement_id))',
      part || '_add', part);
  end loop;
end $$;
-- Beyond that, some rows are one side's alone. K1: a grown-up with an own account confirms alone, and staff only in twos.
create policy agreement_confirmations_by on agreement_confirmations as restrictive for insert with check (
  actor_role() = 'system' or case channel
    when 'own_account' then exists (select 1 from agreements a where a.county = agreement_confirmations.county
      and a.id = agreement_confirmations.agreement_id and a.resident_id = actor_resident())
    when 'household_head' then actor_role() = 'resident' and exists (select 1 from agreements a
      where a.county = agreement_confirmations.county and a.id = agreement_confirmations.agreement_id
        and not resident_has_account(a.county, a.resident_id))
    else actor_role() in ('doctor', 'manager') and actor_account() in (confirmed_by, witness_account_id) end);
-- The team answers; where the institution takes every request nobody does, and the row says so (decided_by).
create policy agreement_decisions_by on agreement_decisions as restrictive for insert with check (
  actor_role() = 'system'
  or (actor_role() in ('doctor', 'manager') and (decided_by is null or decided_by = actor_account()))
  or (outcome = 'accepted' and decided_by is null and exists (
    select 1 from agreements a join institutions n on n.id = a.institution_id
    where a.county = agreement_decisions.county and a.id = agreement_decisions.agreement_id
      and not n.accepts_each_request)));
create policy agreement_payments_by on agreement_payments as restrictive for insert with check (
  actor_role() = 'system'
  or (recorded_by = actor_account() and (method = 'desk') = (actor_role() in ('doctor', 'manager'))));
create policy agreement_exceptions_by on agreement_exceptions as restrictive for insert with check (
  actor_role() = 'system' or (actor_role() = 'manager' and allowed_by = actor_account()));

-- Offers are written by offer_places alone.
drop policy waiting_entries_rows on waiting_entries;
create policy waiting_entries_read on waiting_entries for select using (may_see_waiting(county, doctor_id, resident_id));
create policy waiting_entries_add on waiting_entries for insert with check (
  may_see_waiting(county, doctor_id, resident_id)
  and (actor_role() = 'system' or (offered_at is null and offer_expires_at is null and priority = 0)));
create policy waiting_entries_change on waiting_entries for update
  using (may_see_waiting(county, doctor_id, resident_id));
revoke update on waiting_entries from jiayi_web;
grant update (priority, priority_reason, left_at, left_reason) on waiting_entries to jiayi_web;

-- What happened is told to those whom it is about, and to who answers for them: the institution's own agreements and
-- residents and its own staff's deeds. Whoever writes says truly who they are.
drop policy history_events_read on history_events;
create policy history_events_read on history_events for select using (
  actor_role() = 'system'
  or actor_account_id = actor_account()
  or (county = actor_county() and (
    actor_role() in ('bureau', 'admin')
    or subject_id = actor_resident()
    or (actor_role() = 'manager' and institution_id = actor_institution())
    or (actor_role() = 'manager' and exists (select 1 from residents r where r.county = history_events.county
      and r.id = history_events.subject_id and r.institution_id = actor_institution()))
    or exists (select 1 from agreements a where a.county = history_events.county and a.id = history_events.subject_id
      and may_see_agreement(a.county, a.resident_id, a.institution_id)))));
drop policy history_events_write on history_events;
create policy history_events_add on history_events for insert with check (
  actor_role() = 'system'
  or (history_events.actor_role = actor_role() and actor_account_id is not distinct from actor_account()));
drop policy access_log_write on access_log;
create policy access_log_add on access_log for insert with check (
  actor_role() = 'system'
  or (access_log.role = actor_role() and account_id is not distinct from actor_account()));

-- Imports: who may read one is who brings it. A file and its faults go; the rest stays.
drop policy imports_rows on imports;
create policy imports_read on imports for select using (may_see_import(county, institution_id));
create policy imports_add on imports for insert with check (may_see_import(county, institution_id));
do $$
declare part text;
begin
  foreach part in array array['import_states', 'import_progress', 'import_faults', 'import_files'] loop
    execute format('drop policy %I on %I', part || '_rows', part);
    execute format('create policy %I on %I for select using (may_see_import_part(county, import_id))', part || '_read', part);
    execute format('create policy %I on %I for insert with check (may_see_import_part(county, import_id))',
      part || '_add', part);
  end loop;
end $$;
create policy import_progress_change on import_progress for update using (may_see_import_part(county, import_id));
create policy import_files_remove on import_files for delete using (may_see_import_part(county, import_id));
create policy import_faults_remove on import_faults for delete using (may_see_import_part(county, import_id));
grant delete on import_faults to jiayi_worker;
