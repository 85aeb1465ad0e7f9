-- A helper (grid worker, village doctor) gets one errand about one person: name, address, what to do, the phone by a tap
-- that is written down. The person's row stays shut to them: two functions hand out just that, of tasks that are open.
create table helper_tasks (
  county int not null,
  id uuid not null,
  resident_id uuid not null,
  institution_id uuid not null references institutions (id),
  helper_account_id uuid not null,
  helper_name text not null,
  purpose text not null,
  words text not null default '',
  last_day date not null,
  given_at timestamptz not null,
  given_by uuid not null,
  given_name text not null,
  withdrawn_at timestamptz,
  primary key (county, id),
  foreign key (county, resident_id) references residents (county, id),
  foreign key (county, helper_account_id) references accounts (county, id),
  constraint helper_tasks_purpose check (purpose in ('invite_renewal', 'help_sign', 'confirm_year')),
  constraint helper_tasks_words check (length(words) <= 200)
);
create index helper_tasks_by_resident on helper_tasks (county, resident_id, id desc);
create index helper_tasks_by_helper on helper_tasks (county, helper_account_id, last_day);
create index helper_tasks_by_institution on helper_tasks (county, institution_id, id desc);

-- How it went. Append-only: who was not met is visited again. Where somebody agrees, it says who did so in person.
create table helper_results (
  county int not null,
  id uuid not null,
  task_id uuid not null,
  resident_id uuid not null,
  outcome text not null,
  agreed_name text not null default '',
  note text not null default '',
  made_at timestamptz not null,
  made_by uuid not null,
  primary key (county, id),
  foreign key (county, task_id) references helper_tasks (county, id),
  constraint helper_results_outcome check (outcome in ('done', 'declined', 'not_met')),
  constraint helper_results_note check (length(note) <= 200 and length(agreed_name) <= 40)
);
create index helper_results_by_task on helper_results (county, task_id, id);

-- Until it is done, declined, taken back, or its last day is over.
create function task_is_open(of_county int, of_task uuid) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (select 1 from helper_tasks t where t.county = of_county and t.id = of_task and t.withdrawn_at is null
    and t.last_day >= actor_today() and not exists (
      select 1 from helper_results r where r.county = t.county and r.task_id = t.id and r.outcome <> 'not_met'))
$$;
create function may_see_task(of_county int, of_task uuid, of_resident uuid, of_institution uuid, of_helper uuid)
returns boolean language sql stable as $$
  select actor_role() = 'system' or (of_county = actor_county() and (
    of_resident = actor_resident()
    or (actor_role() in ('doctor', 'manager') and of_institution = actor_institution())
    or (actor_role() = 'helper' and of_helper = actor_account() and of_institution = actor_institution()
      and task_is_open(of_county, of_task))))
$$;
-- To a helper of the own institution, about somebody whom the institution serves: standing at its desk is not enough.
create function may_give_task(of_county int, of_resident uuid, of_institution uuid, of_helper uuid) returns boolean
language sql stable as $$
  select of_county = actor_county() and actor_role() in ('doctor', 'manager') and of_institution = actor_institution()
    and actor_emergency() is null
    and exists (select 1 from residents r where r.county = of_county and r.id = of_resident
      and may_see_resident(r.county, r.id, r.household_id, r.institution_id))
    and holds_role(of_county, of_helper, 'helper', of_institution, actor_today())
$$;

alter table helper_tasks enable row level security;
create policy helper_tasks_read on helper_tasks for select using (
  may_see_task(county, id, resident_id, institution_id, helper_account_id));
create policy helper_tasks_area on helper_tasks as restrictive for select using (acting_covers('record'));
create policy helper_tasks_add on helper_tasks for insert with check (actor_role() = 'system' or (
  may_give_task(county, resident_id, institution_id, helper_account_id) and given_by = actor_account()));
create policy helper_tasks_withdraw on helper_tasks for update
  using (actor_role() in ('doctor', 'manager') and county = actor_county() and institution_id = actor_institution())
  with check (county = actor_county() and institution_id = actor_institution());
create policy helper_tasks_forget on helper_tasks for delete using (actor_role() = 'system');

alter table helper_results enable row level security;
create policy helper_results_read on helper_results for select using (exists (
  select 1 from helper_tasks t where t.county = helper_results.county and t.id = task_id));
create policy helper_results_add on helper_results for insert with check (actor_role() = 'system' or (
  actor_role() = 'helper' and made_by = actor_account() and task_is_open(county, task_id) and exists (
    select 1 from helper_tasks t where t.county = helper_results.county and t.id = task_id
      and t.resident_id = helper_results.resident_id)));
create policy helper_results_forget on helper_results for delete using (actor_role() = 'system');
grant select, insert on helper_tasks, helper_results to jiayi_web;
grant update (withdrawn_at) on helper_tasks to jiayi_web;
grant select, insert, delete on helper_tasks, helper_results to jiayi_worker;

-- As before, for those who open such visits: an institution has other people, too.
drop policy desk_visits_rows on desk_visits;
create policy desk_visits_rows on desk_visits for select using (actor_role() = 'system'
  or (county = actor_county() and (resident_id = actor_resident()
    or (actor_role() in ('doctor', 'manager') and institution_id = actor_institution()))));

-- What a helper reads of people: no more than these columns, of the own open tasks.
create function tasks_at_hand() returns table (
  id uuid, resident_id uuid, name text, address text, purpose text, words text, last_day date, given_name text,
  institution_name text, has_phone boolean, tries int)
language sql stable security definer set search_path = public as $$
  select t.id, t.resident_id, r.name, concat_ws(' ', a.name, b.name, nullif(r.room, '')), t.purpose, t.words, t.last_day,
    t.given_name, i.name, r.phone_sealed is not null,
    (select count(*)::int from helper_results x where x.county = t.county and x.task_id = t.id)
  from helper_tasks t
  join residents r on r.county = t.county and r.id = t.resident_id
  join institutions i on i.id = t.institution_id
  left join service_areas a on a.county = r.county and a.id = r.area_id
  left join buildings b on b.county = r.county and b.id = r.building_id
  where t.county = actor_county() and actor_role() = 'helper'
    and may_see_task(t.county, t.id, t.resident_id, t.institution_id, t.helper_account_id)
    and holds_role(t.county, actor_account(), 'helper', t.institution_id, actor_today())
$$;
create function task_phone(of_task uuid) returns table (resident_id uuid, phone_sealed bytea)
language sql stable security definer set search_path = public as $$
  select r.id, r.phone_sealed from helper_tasks t
  join residents r on r.county = t.county and r.id = t.resident_id
  where t.county = actor_county() and t.id = of_task and actor_role() = 'helper' and r.phone_sealed is not null
    and may_see_task(t.county, t.id, t.resident_id, t.institution_id, t.helper_account_id)
    and holds_role(t.county, actor_account(), 'helper', t.institution_id, actor_today())
$$;
-- To whom a doctor or manager may give a task.
create function our_helpers() returns table (account_id uuid, display_name text)
language sql stable security definer set search_path = public as $$
  select distinct a.id, a.display_name from role_grants g
  join accounts a on a.county = g.county and a.id = g.account_id
  where g.county = actor_county() and g.role = 'helper' and actor_role() in ('doctor', 'manager')
    and g.institution_id = actor_institution() and holds_role(g.county, a.id, 'helper', g.institution_id, actor_today())
$$;
revoke all on function task_is_open(int, uuid), tasks_at_hand(), task_phone(uuid), our_helpers() from public;
grant execute on function task_is_open(int, uuid), holds_role(int, uuid, text, uuid, date) to jiayi_web, jiayi_worker;
grant execute on function tasks_at_hand(), task_phone(uuid), our_helpers() to jiayi_web;
