-- N-10.1 for people without a phone: signed on staff's screen. It counts when a second member of staff has witnessed it:
-- then there is a row of yearly_confirmations.
create table yearly_signatures (
  county int not null,
  agreement_id uuid not null,
  year int not null,
  typed_name text not null,
  drawing text not null default '',
  origin text not null check (origin in ('desk', 'home_visit')),
  signed_at timestamptz not null,
  staff_account_id uuid not null,
  primary key (county, agreement_id, year),
  foreign key (county, agreement_id) references agreements (county, id),
  check (typed_name <> '' or drawing <> '')
);
alter table yearly_signatures enable row level security;
create policy yearly_signatures_read on yearly_signatures for select using (may_see_part(county, agreement_id));
create policy yearly_signatures_add on yearly_signatures for insert
  with check (may_write_part(county, agreement_id));
grant select, insert on yearly_signatures to jiayi_web, jiayi_worker;

-- Null: confirmed before the channel was written down.
alter table yearly_confirmations add column channel text;
alter table yearly_confirmations add column witness_account_id uuid;
alter table yearly_confirmations add constraint yearly_confirmations_channel check (
  channel in ('own_account', 'signature_and_witness', 'household_head')
  and (channel = 'signature_and_witness') = (witness_account_id is not null)
  and witness_account_id is distinct from confirmed_by) not valid;
