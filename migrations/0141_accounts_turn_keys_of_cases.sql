-- Rotation writes the same value anew.
grant update (identity_sealed, phone_sealed) on identity_cases to jiayi_worker;
create policy identity_cases_rotate on identity_cases for update
  using (actor_role() = 'system') with check (actor_role() = 'system');
