-- Where the document refuses a change only in principle: the institution's manager lets it happen, and says why.
create table agreement_exceptions (
  county int not null,
  agreement_id uuid not null,
  kind text not null check (kind in ('switch_institution', 'change_doctor')),
  reason text not null check (reason <> ''),
  allowed_at timestamptz not null,
  allowed_by uuid not null,
  primary key (county, agreement_id, kind),
  foreign key (county, agreement_id) references agreements (county, id)
);
alter table agreement_exceptions enable row level security;
create policy agreement_exceptions_rows on agreement_exceptions using (may_see_part(county, agreement_id));
grant select, insert on agreement_exceptions to jiayi_web, jiayi_worker;
