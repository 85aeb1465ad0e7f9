-- The bench's residents, areas and agreements, made by the server itself. Words in braces are filled by dataset.py.
-- Run by the owner with foreign keys and policies asleep (session_replication_role): the rows are consistent by
-- construction, and a check of each of them afterwards would measure PostgreSQL's loading, not our reading.

-- step: helpers
create schema bench;
grant usage on schema bench to jiayi_web, jiayi_worker;
-- As the application's: sorted by time (UUIDv7); the same number always gives the same id.
create function bench.id(kind text, n bigint) returns uuid language sql immutable parallel safe as $$
  select (lpad(to_hex(1735689600000 + n * 11), 12, '0') || '7' || substr(md5(kind || n), 1, 3) || '8'
    || substr(md5(kind || n), 4, 15))::uuid
$$;
create function bench.any(n bigint, salt int, below int) returns int language sql immutable parallel safe as $$
  select (hashint8extended(n, salt) & 2147483647)::int % below
$$;
create table bench.counties (ci int primary key, code int, name text, lon float8, lat float8);
create table bench.names (position int primary key, name text, pinyin text, initials text, road text);

-- step: institutions
insert into institutions (id, county, code, name, pinyin, initials, kind, level, address, phone, hours, location,
  contracted_since, parent_id)
select bench.id('institution', (ci - 1) * 8 + i), code, 'B' || code || '-' || i,
  c.name || '第' || i || case when i <= 2 then '社区卫生服务中心' else '社区卫生服务站' end, 'shequ', 'sq',
  case when i <= 2 then 'community_center' else 'station' end, 1, c.name || '健康路' || i || '号',
  '000-0000000', '周一至周五 8:30-17:30', point(lon + i * 0.01, lat + i * 0.01), date '2025-01-01',
  case when i > 2 then bench.id('institution', (ci - 1) * 8 + i % 2 + 1) end
from bench.counties c, generate_series(1, 8) i;

-- step: teams
insert into teams (county, id, institution_id, code, name, pinyin, hours, phone, colour)
select code, bench.id('team', (ci - 1) * 20 + t), bench.id('institution', (ci - 1) * 8 + t % 8 + 1), 'T' || t,
  c.name || '第' || t || '家庭医生团队', 'tuandui', '周一至周五', '000-0000000', t % 10
from bench.counties c, generate_series(1, 20) t;

-- step: doctors
with made as (
  select code, ci, t, m, (ci - 1) * 60 + (t - 1) * 3 + m as d from bench.counties, generate_series(1, 20) t,
    generate_series(1, 3) m), rows as (
  insert into doctors (county, id, institution_id, code, name, pinyin, sex, kind, title, introduction, specialties,
    languages, phone, signs)
  select code, bench.id('doctor', d), bench.id('institution', (ci - 1) * 8 + t % 8 + 1), 'D' || d,
    substr('王李张刘陈杨黄赵', 1 + d % 8, 1) || substr('慧敏静丽强磊军洋', 1 + d % 7, 1), 'yisheng',
    case when d % 2 = 0 then 'male' else 'female' end, case m when 1 then 'gp' when 2 then 'nurse' else 'public_health' end,
    '主治医师', '看慢性病二十年', '{高血压,糖尿病}', '{普通话}', '000-0000000', m = 1 from made), panels as (
  insert into doctor_panels (county, doctor_id, capacity) select code, bench.id('doctor', d), 2000 from made where m = 1)
insert into team_members (county, team_id, doctor_id, duty, is_lead, since)
select code, bench.id('team', (ci - 1) * 20 + t), bench.id('doctor', d),
  case m when 1 then 'gp' when 2 then 'nurse' else 'public_health' end, m = 1, date '2025-01-01' from made;

-- step: areas
create table bench.areas as
select ci, code, a as local, (ci - 1) * {areas} + a as n, n.name || case when a > {names} then a / {names} || '期' else '' end as name,
  n.pinyin, n.initials,
  n.road || 1 + a / 25 || '号' as address, ((a - 1) * 20 / {areas}) + 1 as team, (a - 1) * 10 / {areas} + 1 as township,
  (a - 1) * 50 / {areas} + 1 as committee,
  lon + ((a - 1) % {side}) * 0.004 as x, lat + ((a - 1) / {side}) * 0.004 as y
from bench.counties c, generate_series(1, {areas}) a join bench.names n on n.position = (a - 1) % {names} + 1;
alter table bench.areas add primary key (n);
insert into service_areas (county, id, code, kind, name, pinyin, initials, township, committee, township_name,
  committee_name, address, search_text, household_count)
select code, bench.id('area', n), 'A' || local, 'compound', name, pinyin, initials, code::bigint * 1000 + township,
  code::bigint * 1000000 + township * 1000 + committee, '第' || township || '街道', '第' || committee || '社区',
  address, name || ' ' || pinyin || ' ' || initials || ' ' || address, 17 from bench.areas;

-- step: buildings
insert into buildings (county, id, area_id, name, position)
select code, bench.id('building', n * 5 + b), bench.id('area', n), b || '栋', b
from bench.areas, generate_series(1, 5) b;

-- step: boundaries
insert into area_boundaries (county, id, area_id, valid, boundary, centre)
select code, bench.id('boundary', n), bench.id('area', n), daterange('2025-01-01', null),
  (select ('(' || string_agg('(' || x + 0.002 + cos(k * pi() / 6) * (0.0016 + bench.any(n * 12 + k, 1, 40) * 1e-5) || ','
    || y + 0.002 + sin(k * pi() / 6) * (0.0016 + bench.any(n * 12 + k, 2, 40) * 1e-5) || ')', ',' order by k) || ')')::polygon
    from generate_series(0, 11) k), point(x + 0.002, y + 0.002)
from bench.areas;

-- step: assignments
insert into area_assignments (county, id, area_id, team_id, valid)
select code, bench.id('assignment', n), bench.id('area', n), bench.id('team', (ci - 1) * 20 + team),
  daterange('2025-01-01', null) from bench.areas;

-- step: people
create table bench.people as
select ci, code, l, (ci - 1)::bigint * {people} + l + 1 as n, (ci - 1)::bigint * {people} + l / 3 + 1 as household,
  (ci - 1) * {areas} + (l / 3) % {areas} + 1 as area, 1 + (l / 3 / {areas}) % 5 as building
from bench.counties, generate_series(0, {people} - 1) l;

-- step: households
insert into households (county, id, head_id, area_id, building_id, room)
select code, bench.id('household', household), bench.id('resident', n), bench.id('area', area),
  bench.id('building', area * 5 + building), (1 + n % 30) || '0' || 1 + n % 4 from bench.people where l % 3 = 0;

-- step: residents
insert into residents (county, id, household_id, relation_to_head, name, pinyin, sex, birth_date, identity_sealed,
  identity_tail, area_id, building_id, room, institution_id, registered_at)
select p.code, bench.id('resident', p.n), bench.id('household', household),
  case l % 3 when 0 then 'head' when 1 then 'spouse' else 'child' end,
  substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭', 1 + bench.any(p.n, 3, 16), 1)
    || substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明', 1 + bench.any(p.n, 4, 16), 1), 'wangfang',
  case when p.n % 2 = 0 then 'male' else 'female' end,
  date '2024-01-01' - bench.any(p.n, 5, 21900) - case when l % 3 = 2 then 0 else 9000 end,
  decode(md5(p.n::text) || md5(p.n || 'x') || md5(p.n || 'y'), 'hex'), lpad((p.n % 10000)::text, 4, '0'),
  bench.id('area', area), bench.id('building', area * 5 + building), (1 + p.n % 30) || '0' || 1 + p.n % 4,
  bench.id('institution', (p.ci - 1) * 8 + a.team % 8 + 1), timestamptz '2025-01-01 09:00+08' + (p.n % 300) * interval '1 day'
from bench.people p join bench.areas a on a.n = p.area;

-- step: identities
insert into key_directory (key_hash, kind, county, subject_id)
select sha256(('identity:' || n)::bytea), 'identity', code, bench.id('resident', n) from bench.people;

-- step: insurance
insert into insurance_records (county, resident_id, scheme, county_of_insurance, premium_paid, outpatient_balance_fen,
  two_disease, as_of)
select code, bench.id('resident', n), case when n % 3 = 0 then 'employee' else 'resident' end, code, true, 20000,
  case when n % 9 = 0 then '{hypertension}'::text[] else '{}' end, date '2026-01-01' from bench.people;

-- step: conditions
insert into resident_conditions (county, resident_id, condition, diagnosed_on, treated, source)
select code, bench.id('resident', n), case when n % 3 = 0 then 'diabetes' else 'hypertension' end, date '2022-01-01', true,
  'roster' from bench.people where bench.any(n, 6, 5) = 0;

-- step: accounts
insert into accounts (county, id, display_name, resident_id, created_at)
select code, bench.id('account', n), '王芳', bench.id('resident', n), timestamptz '2025-01-01 09:00+08' from bench.people
where l % 5 = 0;

-- step: sessions
insert into sessions (token_hash, county, account_id, created_at, expires_at)
select sha256(('bench-' || n)::bytea), code, bench.id('account', n), now(), now() + interval '1 year'
from bench.people where l % 15 = 0 and bench.any(n, 7, 4) = 0;

-- step: agreements
insert into agreement_texts values ('bench', 'bench', '协议正文', now());
create table bench.signed as
select p.code, p.n, k, bench.id('agreement' || k, p.n) as id, (p.ci - 1) * 20 + a.team as team,
  (p.ci - 1) * 60 + (a.team - 1) * 3 + 1 as doctor, (p.ci - 1) * 8 + a.team % 8 + 1 as institution,
  current_date - bench.any(p.n, 8, 330) - k * 365 as starts, p.l % 10 = 0 and k = 0 as renews
from bench.people p join bench.areas a on a.n = p.area, generate_series(0, 1) k
where p.l % 5 = 0 and (k = 0 or p.l % 10 = 0);
insert into agreements (county, id, number, resident_id, institution_id, team_id, doctor_id, term, policy_division,
  policy_on, text_version, previous_id, origin, requested_at, requested_by, proof_hash)
select code, id, code || '-' || k || '-' || n, bench.id('resident', n), bench.id('institution', institution),
  bench.id('team', team), bench.id('doctor', doctor), daterange(starts, starts + 365), code, starts, 'bench',
  case when renews then bench.id('agreement1', n) end, 'online', starts + time '09:00', bench.id('account', n),
  sha256(id::text::bytea) from bench.signed order by starts;

-- step: parts
insert into agreement_proofs (proof_hash, county, agreement_id) select sha256(id::text::bytea), code, id from bench.signed;
insert into agreement_confirmations (county, agreement_id, confirmed_at, confirmed_by, channel)
select code, id, starts + time '09:00', bench.id('account', n), 'own_account' from bench.signed;
insert into agreement_decisions (county, agreement_id, outcome, decided_at)
select code, id, 'accepted', starts + time '09:00' from bench.signed;
insert into agreement_packages (county, agreement_id, package_code, name, citation)
select code, id, 'base', '基础包', '《通知》' from bench.signed;
insert into agreement_items (county, agreement_id, item_code, package_code, name, times)
select code, id, 'item' || i, 'base', '服务项目' || i, 1 from bench.signed, generate_series(1, 4) i;
insert into agreement_fee_lines (county, agreement_id, package_code, payer, amount_fen, citation)
select code, id, 'base', payer, 4000, '《通知》' from bench.signed, unnest('{public_health,medical_insurance}'::text[]) payer;
insert into agreement_signatures (county, id, agreement_id, signer, account_id, typed_name, signed_at)
select code, bench.id('signature' || k, n), id, 'resident', bench.id('account', n), '王芳', starts + time '09:00' from bench.signed;

-- step: history
insert into history_events (county, id, happened_at, kind, subject_id, actor_account_id, actor_role, data)
select code, bench.id('event' || k, n), starts + time '09:00', 'agreements.requested', id, bench.id('account', n), 'resident',
  '{"origin": "online"}'
from bench.signed;

-- step: signers
create table bench.unsigned as
select row_number() over (order by bench.any(p.n, 9, 1000000), p.n)::int as turn, p.code as county,
  bench.id('resident', p.n) as resident_id, bench.id('account', p.n) as account_id,
  bench.id('team', (p.ci - 1) * 20 + a.team) as team_id,
  bench.id('doctor', (p.ci - 1) * 60 + (a.team - 1) * 3 + 1) as doctor_id,
  bench.id('institution', (p.ci - 1) * 8 + a.team % 8 + 1) as institution_id
from bench.people p join bench.areas a on a.n = p.area
join residents r on r.county = p.code and r.id = bench.id('resident', p.n)
where p.l % 5 in (1, 2, 3) and p.code / 100 = 5101
  and r.birth_date <= current_date - interval '18 years'; -- a child's guardian signs at the desk
alter table bench.unsigned add primary key (turn);
create sequence bench.turn;
grant select on bench.unsigned to jiayi_web, jiayi_worker;
grant usage on sequence bench.turn to jiayi_web, jiayi_worker;
