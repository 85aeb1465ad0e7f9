-- What a line of the fee says in words where no document names an amount (paid at the visit, by the price list, …).
alter table agreement_fee_lines alter column amount_fen drop not null;
alter table agreement_fee_lines add column note text not null default '';
alter table agreement_fee_lines add column within_price boolean not null default true;
-- When a resident's own part is paid: at_signing, at_visit, before_service; '' where no document says.
alter table agreement_fee_lines add column due text not null default '';

-- The institution's own price of a package or item, where the policy leaves it to the institution (N-8, HN-2, MY-9).
create table institution_prices (
  county int not null,
  institution_id uuid not null references institutions (id),
  code text not null,
  price_fen bigint not null check (price_fen >= 0),
  since date not null,
  primary key (county, institution_id, code, since)
);
-- CD-3.5: by how much the institution lowers the signed resident's own share of a consultation.
create table institution_reductions (
  county int not null,
  institution_id uuid not null references institutions (id),
  amount_fen bigint not null check (amount_fen >= 0),
  since date not null,
  primary key (county, institution_id, since)
);
grant select, insert, update on institution_prices, institution_reductions to jiayi_web, jiayi_worker;

create table agreement_reductions (
  county int not null,
  agreement_id uuid not null,
  amount_fen bigint not null check (amount_fen > 0),
  citation text not null,
  primary key (county, agreement_id),
  foreign key (county, agreement_id) references agreements (county, id)
);
alter table agreement_reductions enable row level security;
create policy agreement_reductions_rows on agreement_reductions using (may_see_part(county, agreement_id));
grant select, insert on agreement_reductions to jiayi_web, jiayi_worker;

-- Somebody who lives elsewhere signs with this institution (MY-3, across areas): it then sees who has signed.
create function signed_with(of_county int, of_resident uuid, of_institution uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select 1 from agreements a where a.county = of_county and a.resident_id = of_resident
    and a.institution_id = of_institution and not isempty(a.term))
$$;
create or replace function may_see_resident(of_county int, of_id uuid, of_household uuid, of_institution uuid)
returns boolean language sql stable as $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (
      of_id = actor_resident()
      or of_household = actor_household()
      or (actor_role() in ('doctor', 'manager') and of_institution = actor_institution())
      or actor_role() in ('bureau', 'admin')
      or (actor_role() in ('doctor', 'manager') and signed_with(of_county, of_id, actor_institution()))))
$$;

-- A witness is another member of the institution's staff on that day; role_grants hides colleagues from doctors.
create function works_at(of_county int, of_account uuid, of_institution uuid, on_day date) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select 1 from role_grants g where g.county = of_county and g.account_id = of_account
    and g.institution_id = of_institution and g.role in ('doctor', 'manager')
    and g.starts_on <= on_day and (g.ends_on is null or g.ends_on > on_day))
$$;

-- Places of this doctor that the waiting list has offered to other people and that are still theirs to take.
create function places_held(of_county int, of_doctor uuid, for_resident uuid, at_moment timestamptz) returns int
language sql stable security definer set search_path = public as $$
  select count(*)::int from waiting_entries w where w.county = of_county and w.doctor_id = of_doctor
    and w.resident_id <> for_resident and w.left_at is null and w.offer_expires_at > at_moment
$$;

-- Until when it would have run: within that term another institution may be refused (HN-7, UR-3.2).
alter table agreement_endings add column planned_to date;
