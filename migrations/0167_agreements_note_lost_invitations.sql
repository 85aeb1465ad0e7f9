-- An invitation whose address does not open becomes no mail: the row says why, and the next ones go on.
-- The worker alone reads it, with what the release before wrote.
-- squawk-ignore ban-drop-not-null
alter table renewal_mails alter column mail_id drop not null;
alter table renewal_mails add column failed text not null default '';
alter table renewal_mails add constraint renewal_mails_sent_or_failed check ((mail_id is null) = (failed <> '')) not valid;
-- Staff who see the invitation see that it did not leave.
create policy renewal_mails_read on renewal_mails for select using (exists (select 1 from renewal_contacts c
  where c.county = renewal_mails.county and c.id = renewal_mails.contact_id));
grant select on renewal_mails to jiayi_web;
