-- Who acts: settings that db.transaction(actor) makes for one transaction. Row-level security reads them.
create extension if not exists btree_gist;
create extension if not exists pg_trgm;

-- 'system' is the worker's; the web role that claims it is nobody.
create function actor_role() returns text language sql stable as $$
  select case when current_user = 'jiayi_web' and current_setting('jiayi.role', true) = 'system' then 'anonymous'
    else coalesce(current_setting('jiayi.role', true), 'anonymous') end
$$;
create function actor_county() returns int language sql stable as
  $$ select nullif(current_setting('jiayi.county', true), '')::int $$;
create function actor_account() returns uuid language sql stable as
  $$ select nullif(current_setting('jiayi.account', true), '')::uuid $$;
create function actor_resident() returns uuid language sql stable as
  $$ select nullif(current_setting('jiayi.resident', true), '')::uuid $$;
create function actor_household() returns uuid language sql stable as
  $$ select nullif(current_setting('jiayi.household', true), '')::uuid $$;
create function actor_institution() returns uuid language sql stable as
  $$ select nullif(current_setting('jiayi.institution', true), '')::uuid $$;
create function actor_doctor() returns uuid language sql stable as
  $$ select nullif(current_setting('jiayi.doctor', true), '')::uuid $$;

grant usage on schema public to jiayi_web, jiayi_worker;

-- Divisions of GB/T 2260 that this deployment serves, down to the residents' committee (12 digits). Reference table.
create table divisions (
  code bigint primary key,
  name text not null,
  level text not null check (level in ('province', 'city', 'county', 'township', 'committee')),
  parent bigint references divisions (code),
  pinyin text not null,
  initials text not null
);
create index divisions_by_parent on divisions (parent, code);
grant select on divisions to jiayi_web, jiayi_worker;
