-- The chain over history_events and access_log: one link a row, per county, in the order of sealing (decision 0006).
-- Written by the worker alone, read by `jiayi audit`; the web role does not see it.
create table audit_links (
  county int not null,
  position bigint not null,
  source text not null,
  row_id uuid not null,
  sealed_at timestamptz not null,
  digest bytea not null,
  primary key (county, position),
  unique (county, source, row_id),
  constraint audit_links_position check (position > 0),
  constraint audit_links_source check (source in ('event', 'look')),
  constraint audit_links_digest check (octet_length(digest) = 32)
);
alter table audit_links enable row level security;
create policy audit_links_read on audit_links for select using (actor_role() = 'system');
create policy audit_links_add on audit_links for insert with check (actor_role() = 'system');
grant select, insert on audit_links to jiayi_worker;
