-- What a proxy signs with the area "agreement" counts as the person's own deed (Civil Code 162), and says who did it.
-- squawk-ignore ban-drop-constraint
alter table agreement_signatures drop constraint agreement_signatures_signer_check;
alter table agreement_signatures add constraint agreement_signatures_signer
  check (signer in ('resident', 'household_head', 'guardian', 'proxy', 'staff', 'witness')) not valid;
-- squawk-ignore ban-drop-constraint
alter table agreement_confirmations drop constraint agreement_confirmations_channel;
alter table agreement_confirmations add constraint agreement_confirmations_channel
  check (channel in ('own_account', 'signature_and_witness', 'household_head', 'guardian', 'proxy')) not valid;
-- squawk-ignore ban-drop-constraint
alter table yearly_confirmations drop constraint yearly_confirmations_channel;
alter table yearly_confirmations add constraint yearly_confirmations_channel check (
  channel in ('own_account', 'signature_and_witness', 'household_head', 'guardian', 'proxy')
  and (channel = 'signature_and_witness') = (witness_account_id is not null)
  and witness_account_id is distinct from confirmed_by) not valid;

-- Nobody passes for the person: own_account is the person's own session, proxy is a proxy's.
create function acts_as_said(of_channel text) returns boolean language sql stable as $$
  select actor_role() = 'system' or case of_channel
    when 'own_account' then actor_proxy() is null
    when 'proxy' then actor_proxy() is not null and acting_covers('agreement')
    else actor_proxy() is null end
$$;
-- As in 0082, and a proxy acts for the person whose agreement it is.
drop policy agreement_confirmations_by on agreement_confirmations;
create policy agreement_confirmations_by on agreement_confirmations as restrictive for insert with check (
  actor_role() = 'system' or (acts_as_said(channel) and case
    when channel in ('own_account', 'proxy') then exists (select 1 from agreements a
      where a.county = agreement_confirmations.county and a.id = agreement_confirmations.agreement_id
        and a.resident_id = actor_resident())
    when channel = 'guardian' then is_guardian_of(county, agreement_id)
    when channel = 'household_head' then false
    else actor_role() in ('doctor', 'manager') and actor_account() in (confirmed_by, witness_account_id) end));
create policy yearly_confirmations_said on yearly_confirmations as restrictive for insert with check (acts_as_said(channel));
create policy agreement_signatures_said on agreement_signatures as restrictive for insert
  with check (actor_role() = 'system' or (signer = 'proxy') = (actor_proxy() is not null));
