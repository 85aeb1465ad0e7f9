-- What a person asks to have corrected or erased, and the answer. Words are sealed: they may hold anything.
create table data_requests (
  county int not null,
  id uuid not null,
  resident_id uuid not null,
  kind text not null check (kind in ('correction', 'erasure')),
  -- Of a correction: which part; of an erasure: empty.
  item text not null default '',
  words_sealed bytea not null default '',
  asked_at timestamptz not null,
  asked_by uuid not null,
  answer_by date not null,
  primary key (county, id),
  foreign key (county, resident_id) references residents (county, id),
  check ((kind = 'erasure') = (item = ''))
);
create index data_requests_by_resident on data_requests (county, resident_id, asked_at desc);

create table data_answers (
  county int not null,
  request_id uuid not null,
  resident_id uuid not null,
  outcome text not null check (outcome in ('done', 'refused', 'taken_back')),
  words_sealed bytea not null default '',
  answered_at timestamptz not null,
  -- Null: the worker's, of an erasure.
  answered_by uuid,
  primary key (county, request_id),
  foreign key (county, request_id) references data_requests (county, id),
  foreign key (county, resident_id) references residents (county, id)
);
create index data_answers_by_resident on data_answers (county, resident_id);

-- Once nothing forces keeping any more: what was left of an erased person is blanked, and that is written here.
create table erasures (
  county int not null,
  resident_id uuid not null,
  account_id uuid,
  erased_at timestamptz not null,
  finished_at timestamptz,
  primary key (county, resident_id),
  foreign key (county, resident_id) references residents (county, id)
);

create function may_answer_request(of_county int, of_resident uuid) returns boolean language sql stable as $$
  select actor_role() = 'system' or (of_county = actor_county() and actor_role() = 'manager' and exists (
    select 1 from residents r where r.county = of_county and r.id = of_resident and r.institution_id = actor_institution()))
$$;
create function is_my_account(of_county int, of_resident uuid) returns boolean language sql stable as $$
  select of_county = actor_county() and of_resident = actor_resident() and actor_role() = 'resident' and exists (
    select 1 from accounts a where a.county = of_county and a.id = actor_account() and a.resident_id = of_resident)
$$;

alter table data_requests enable row level security;
create policy data_requests_read on data_requests for select using (
  is_my_account(county, resident_id) or may_answer_request(county, resident_id));
create policy data_requests_add on data_requests for insert with check (
  actor_role() = 'system' or (is_my_account(county, resident_id) and asked_by = actor_account()));
create policy data_requests_change on data_requests for update using (actor_role() = 'system');
alter table data_answers enable row level security;
create policy data_answers_read on data_answers for select using (
  is_my_account(county, resident_id) or may_answer_request(county, resident_id));
create policy data_answers_add on data_answers for insert with check (
  actor_role() = 'system' or (answered_by = actor_account() and exists (
    select 1 from data_requests q where q.county = data_answers.county and q.id = request_id
      and q.resident_id = data_answers.resident_id
      and ((q.kind = 'correction' and outcome <> 'taken_back' and may_answer_request(q.county, q.resident_id))
        or (outcome = 'taken_back' and is_my_account(q.county, q.resident_id))))));
create policy data_answers_change on data_answers for update using (actor_role() = 'system');
alter table erasures enable row level security;
create policy erasures_rows on erasures using (actor_role() = 'system');

grant select, insert on data_requests, data_answers to jiayi_web, jiayi_worker;
grant update (words_sealed) on data_requests, data_answers to jiayi_worker;
grant select, insert on erasures to jiayi_worker;
grant update (finished_at) on erasures to jiayi_worker;

-- What the worker, and it alone, may remove or write over when a person asks for it or a period is over.
grant delete on resident_groups, insurance_records, waiting_entries, waiting_offer_mails, desk_visits, key_directory to jiayi_worker;
grant update (typed_name) on consents to jiayi_worker;
grant update (typed_name, drawing) on agreement_consents, agreement_signatures, yearly_signatures to jiayi_worker;
grant update (name) on agreement_guardians to jiayi_worker;
grant update (recipient_sealed, body_sealed) on outgoing_mails to jiayi_worker;
create policy consents_change on consents for update using (actor_role() = 'system');
create policy agreement_consents_blank on agreement_consents for update using (actor_role() = 'system');
create policy agreement_signatures_blank on agreement_signatures for update using (actor_role() = 'system');
create policy yearly_signatures_blank on yearly_signatures for update using (actor_role() = 'system');
create policy agreement_guardians_blank on agreement_guardians for update using (actor_role() = 'system');
create policy resident_groups_remove on resident_groups for delete using (actor_role() = 'system');
create policy insurance_records_remove on insurance_records for delete using (actor_role() = 'system');
create policy waiting_entries_remove on waiting_entries for delete using (actor_role() = 'system');
create policy desk_visits_remove on desk_visits for delete using (actor_role() = 'system');
