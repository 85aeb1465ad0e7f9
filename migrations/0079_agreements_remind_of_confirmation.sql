-- Who was reminded of a year's confirmation: once when it opens and once before it closes, so nobody hears twice.
create table confirmation_reminders (
  county int not null,
  campaign_id uuid not null,
  agreement_id uuid not null,
  stage text not null check (stage in ('opening', 'closing')),
  mail_id uuid not null references outgoing_mails (id),
  primary key (county, campaign_id, agreement_id, stage),
  foreign key (county, campaign_id) references confirmation_campaigns (county, id),
  foreign key (county, agreement_id) references agreements (county, id)
);
alter table confirmation_reminders enable row level security;
create policy confirmation_reminders_rows on confirmation_reminders using (actor_role() = 'system');
grant select, insert on confirmation_reminders to jiayi_worker;
create index confirmation_reminders_by_mail on confirmation_reminders (mail_id);
create index confirmation_reminders_by_agreement on confirmation_reminders (county, agreement_id);
