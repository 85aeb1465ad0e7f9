-- On plain PostgreSQL: every table that has a county must be distributable by it. $1: reference and directory tables.
with d as (
  select c.oid, c.relname, a.attnum, a.attnotnull from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'county'
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname <> all ($1::text[]))
select 'unique or primary key does not begin with county' as rule, d.relname || '.' || i.indexrelid::regclass as what
  from d join pg_index i on i.indrelid = d.oid where i.indisunique and i.indkey[0] is distinct from d.attnum
union all select 'no primary key', d.relname from d where not exists (
  select 1 from pg_constraint k where k.conrelid = d.oid and k.contype = 'p')
union all select 'exclusion without county', d.relname || '.' || k.conname
  from d join pg_constraint k on k.conrelid = d.oid and k.contype = 'x' and not d.attnum = any (k.conkey)
union all select 'foreign key between distributed tables not on county at the same place', d.relname || '.' || k.conname
  from d join pg_constraint k on k.conrelid = d.oid and k.contype = 'f' join d p on p.oid = k.confrelid
  where array_position(k.conkey, d.attnum) is distinct from array_position(k.confkey, p.attnum)
    or array_position(k.conkey, d.attnum) is null
union all select 'set null or default on a key with county', d.relname || '.' || k.conname
  from d join pg_constraint k on k.conrelid = d.oid and k.contype = 'f' and k.confdeltype in ('n', 'd')
union all select 'reference table points at a distributed one', k.conrelid::regclass || '.' || k.conname
  from pg_constraint k join d p on p.oid = k.confrelid
  where k.contype = 'f' and not exists (select 1 from d where d.oid = k.conrelid)
union all select 'trigger', d.relname || '.' || t.tgname from d join pg_trigger t on t.tgrelid = d.oid and not t.tgisinternal
union all select 'county may be null', d.relname from d where not d.attnotnull
union all select 'identity or serial column', c.relname || '.' || a.attname from pg_class c
  join pg_attribute a on a.attrelid = c.oid and (a.attidentity <> '' or exists (
    select 1 from pg_attrdef f where f.adrelid = c.oid and f.adnum = a.attnum
      and pg_get_expr(f.adbin, f.adrelid) like 'nextval%'))
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
