-- A year's signature at the desk that no colleague witnessed: sent back with a reason that the person reads; it may be
-- signed anew. And who witnessed one, by the name that stood then (K1).
alter table yearly_confirmations add column witness_name text not null default '';

create table yearly_refusals (
  county int not null,
  agreement_id uuid not null,
  year int not null,
  typed_name text not null,
  drawing text not null,
  origin text not null,
  signed_at timestamptz not null,
  staff_account_id uuid not null,
  reason text not null check (reason <> ''),
  refused_at timestamptz not null,
  refused_by uuid not null,
  refused_name text not null,
  primary key (county, agreement_id, year, refused_at),
  foreign key (county, agreement_id) references agreements (county, id)
);
alter table yearly_refusals enable row level security;
create policy yearly_refusals_read on yearly_refusals for select using (may_see_part(county, agreement_id));
create policy yearly_refusals_add on yearly_refusals for insert with check (
  actor_role() = 'system' or (actor_role() in ('doctor', 'manager') and refused_by = actor_account()
    and may_write_part(county, agreement_id)));
grant select, insert on yearly_refusals to jiayi_web, jiayi_worker;

-- The signature moves there: only one that nobody has witnessed, and only by staff.
create policy yearly_signatures_remove on yearly_signatures for delete using (
  (actor_role() = 'system' or (actor_role() in ('doctor', 'manager') and may_write_part(county, agreement_id)))
  and not exists (select 1 from yearly_confirmations y where y.county = yearly_signatures.county
    and y.agreement_id = yearly_signatures.agreement_id and y.year = yearly_signatures.year));
grant delete on yearly_signatures to jiayi_web, jiayi_worker;
