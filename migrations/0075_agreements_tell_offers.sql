-- Which offers of the waiting line were told by mail: one row an offer, so that nobody is told twice.
create table waiting_offer_mails (
  county int not null,
  entry_id uuid not null,
  offered_at timestamptz not null,
  mail_id uuid not null references outgoing_mails (id),
  primary key (county, entry_id, offered_at),
  foreign key (county, entry_id) references waiting_entries (county, id)
);
alter table waiting_offer_mails enable row level security;
create policy waiting_offer_mails_rows on waiting_offer_mails using (actor_role() = 'system');
grant select, insert on waiting_offer_mails to jiayi_worker;
