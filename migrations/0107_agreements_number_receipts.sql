-- A receipt's number stands once in an institution's year. Rows from before keep the first that used a number.
create table receipt_numbers (
  county int not null,
  institution_id uuid not null,
  year int not null,
  number text not null,
  agreement_id uuid not null,
  payment_id uuid not null,
  primary key (county, institution_id, year, number),
  foreign key (county, agreement_id) references agreements (county, id),
  foreign key (county, payment_id) references agreement_payments (county, id)
);
create index receipt_numbers_agreement on receipt_numbers (county, agreement_id);
create index receipt_numbers_payment on receipt_numbers (county, payment_id);
alter table receipt_numbers enable row level security;
create policy receipt_numbers_read on receipt_numbers for select using (may_see_part(county, agreement_id));
create policy receipt_numbers_add on receipt_numbers for insert with check (
  may_write_part(county, agreement_id) and exists (select 1 from agreements a where a.county = receipt_numbers.county
    and a.id = receipt_numbers.agreement_id and a.institution_id = receipt_numbers.institution_id)
  and (actor_role() = 'system' or actor_role() in ('doctor', 'manager')));
grant select, insert on receipt_numbers to jiayi_web, jiayi_worker;

insert into receipt_numbers (county, institution_id, year, number, agreement_id, payment_id)
select p.county, a.institution_id, extract(year from p.paid_at at time zone 'Asia/Shanghai')::int, p.reference,
  p.agreement_id, p.id
from agreement_payments p join agreements a on a.county = p.county and a.id = p.agreement_id
where p.method = 'desk' order by p.paid_at, p.id on conflict do nothing;
