CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
COMMENT ON EXTENSION btree_gin IS 'support for indexing common datatypes in GIN';
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';
CREATE FUNCTION public.acting_covers(of_area text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_proxy() is null or of_area = any (string_to_array(current_setting('jiayi.areas', true), ','))
$$;
CREATE FUNCTION public.actor_account() RETURNS uuid
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('jiayi.account', true), '')::uuid $$;
CREATE FUNCTION public.actor_county() RETURNS integer
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('jiayi.county', true), '')::int $$;
CREATE FUNCTION public.actor_doctor() RETURNS uuid
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('jiayi.doctor', true), '')::uuid $$;
CREATE FUNCTION public.actor_emergency() RETURNS uuid
    LANGUAGE sql STABLE
    AS $$
  select nullif(current_setting('jiayi.emergency', true), '')::uuid
$$;
CREATE FUNCTION public.actor_household() RETURNS uuid
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('jiayi.household', true), '')::uuid $$;
CREATE FUNCTION public.actor_institution() RETURNS uuid
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('jiayi.institution', true), '')::uuid $$;
CREATE FUNCTION public.actor_proxy() RETURNS uuid
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('jiayi.proxy', true), '')::uuid $$;
CREATE FUNCTION public.actor_resident() RETURNS uuid
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('jiayi.resident', true), '')::uuid $$;
CREATE FUNCTION public.actor_role() RETURNS text
    LANGUAGE sql STABLE
    AS $$
  select case when current_setting('jiayi.role', true) = 'system'
      and coalesce(nullif(current_setting('role'), 'none'), session_user) = 'jiayi_web' then 'anonymous'
    else coalesce(current_setting('jiayi.role', true), 'anonymous') end
$$;
CREATE FUNCTION public.actor_today() RETURNS date
    LANGUAGE sql STABLE
    AS $$
  select coalesce(nullif(current_setting('jiayi.today', true), '')::date, (now() at time zone 'Asia/Shanghai')::date)
$$;
CREATE FUNCTION public.acts_as_said(of_channel text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system' or case of_channel
    when 'own_account' then actor_proxy() is null
    when 'proxy' then actor_proxy() is not null and acting_covers('agreement')
    else actor_proxy() is null end
$$;
CREATE FUNCTION public.agree_to_proxy(of_id uuid, at_moment timestamp with time zone) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with agreed as (
    update proxies set grantor_agreed_at = at_moment, grantor_channel = 'own_account'
    where county = actor_county() and id = of_id and grantor_id = actor_resident() and actor_role() = 'resident'
      and actor_proxy() is null and grantor_agreed_at is null and ended_at is null
    returning 1)
  select exists (select 1 from agreed)
$$;
CREATE FUNCTION public.agreement_facts(of_county integer, of_agreement uuid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'public'
    AS $$
  select (jsonb_set(agreement_facts_1(of_county, of_agreement)::jsonb, '{0}', '"jiayi-agreement-2"')
    || jsonb_build_array((select g.relation from agreement_guardians g
      where g.county = of_county and g.agreement_id = of_agreement)))::text
$$;
CREATE FUNCTION public.agreement_facts_1(of_county integer, of_agreement uuid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'public'
    AS $$
  select jsonb_build_array('jiayi-agreement-1', a.county, a.id, a.number, a.resident_id, a.institution_id,
    o.team_id, o.doctor_id, o.starts_on, o.ends_on, a.policy_division, a.policy_on, a.text_version,
    encode(sha256(convert_to(t.body, 'UTF8')), 'hex'), a.previous_id, a.origin,
    (extract(epoch from a.requested_at) * 1000000)::bigint, a.requested_by,
    (select coalesce(jsonb_agg(jsonb_build_array(p.package_code, p.name, p.citation)
        order by p.package_code collate "C"), '[]')
      from agreement_packages p where p.county = a.county and p.agreement_id = a.id),
    (select coalesce(jsonb_agg(jsonb_build_array(i.item_code, i.package_code, i.name, i.times)
        order by i.item_code collate "C"), '[]')
      from agreement_items i where i.county = a.county and i.agreement_id = a.id),
    (select coalesce(jsonb_agg(jsonb_build_array(f.package_code, f.payer, f.amount_fen, f.citation, f.reading, f.note,
        f.within_price, f.due) order by f.package_code collate "C", f.payer collate "C"), '[]')
      from agreement_fee_lines f where f.county = a.county and f.agreement_id = a.id),
    (select coalesce(jsonb_agg(jsonb_build_array(h.institution_id, h.level)
        order by h.institution_id::text collate "C"), '[]')
      from agreement_hospitals h where h.county = a.county and h.agreement_id = a.id),
    coalesce((select r.amount_fen from agreement_reductions r where r.county = a.county and r.agreement_id = a.id), 0),
    (select coalesce(jsonb_agg(s.digest order by s.digest collate "C"), '[]') from (
      select encode(sha256(convert_to(jsonb_build_array(g.signer, g.account_id, g.typed_name, g.drawing,
        (extract(epoch from g.signed_at) * 1000000)::bigint)::text, 'UTF8')), 'hex') as digest
      from agreement_signatures g where g.county = a.county and g.agreement_id = a.id) s)
  )::text
  from agreements a
  join agreement_originals o on o.county = a.county and o.agreement_id = a.id
  join agreement_texts t on t.version = a.text_version
  where a.county = of_county and a.id = of_agreement
$$;
CREATE FUNCTION public.agreement_is_untouched(of_county integer, of_agreement uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'public'
    AS $$
  select coalesce((select a.proof_hash in (sha256(convert_to(agreement_facts(a.county, a.id), 'UTF8')),
      sha256(convert_to(agreement_facts_1(a.county, a.id), 'UTF8')))
    and a.doctor_id = coalesce((select c.to_doctor_id from doctor_changes c where c.county = a.county
      and c.agreement_id = a.id order by c.changed_at desc, c.id desc limit 1), o.doctor_id)
    and (a.team_id is not distinct from o.team_id or exists (select 1 from doctor_changes c
      where c.county = a.county and c.agreement_id = a.id))
    and (isempty(a.term) or lower(a.term) = o.starts_on or lower(a.term) = m.began_on
      or lower(a.term) = (select upper(p.term) from agreements p
        where p.county = a.county and p.id = a.previous_id and p.institution_id <> a.institution_id))
    and ((upper(a.term) is not distinct from o.ends_on or upper(a.term) is not distinct from m.ends_on)
        and not isempty(a.term)
      or (isempty(a.term) or upper(a.term) <= greatest(o.ends_on, m.ends_on, case when o.ends_on is null
          then upper(a.term) end))
        and (exists (select 1 from agreement_endings e where e.county = a.county and e.agreement_id = a.id)
          or exists (select 1 from agreement_decisions k where k.county = a.county and k.agreement_id = a.id
            and k.outcome = 'declined')))
  from agreements a join agreement_originals o on o.county = a.county and o.agreement_id = a.id
  cross join lateral (select n.began_on, case when lower(a.term) = n.began_on
      then moved_end(o.starts_on, o.ends_on, n.began_on) else o.ends_on end as ends_on
    from (select case when counted_on(a.county, a.id) > o.starts_on then counted_on(a.county, a.id) end as began_on) n) m
  where a.county = of_county and a.id = of_agreement), false)
$$;
CREATE FUNCTION public.answers_for_emergency(of_county integer, of_institution uuid, of_account uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select of_county = actor_county() and of_account is distinct from actor_account()
    and (actor_role() = 'admin' or (actor_role() = 'manager' and of_institution = actor_institution()))
$$;
CREATE FUNCTION public.answers_for_looks(of_county integer, of_institution uuid, of_account uuid, of_reader text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system' or (of_county = actor_county() and of_account is distinct from actor_account()
    and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_reader = 'manager' and of_institution = actor_institution())
      or (actor_role() = 'bureau' and of_reader = 'bureau')))
$$;
CREATE FUNCTION public.ask_to_help(of_hash bytea, of_name text, of_phone_tail text, of_id uuid, of_areas text[], of_start date, of_end date, youngest date, at_moment timestamp with time zone) RETURNS TABLE(grantor_county integer, grantor_id uuid, account_id uuid, email_sealed bytea)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with asked as (
    insert into proxies (county, id, grantor_id, helper_name, helper_county, helper_account_id, helper_resident_id, areas,
      starts_on, ends_on, asked_by, asked_at, helper_agreed_at)
    select g.county, of_id, g.id, h.name, h.county, actor_account(), h.id, of_areas, of_start, of_end, 'helper', at_moment,
      at_moment
    from key_directory d
    join residents g on g.county = d.county and g.id = d.subject_id
    join residents h on h.county = actor_county() and h.id = actor_resident()
    where d.key_hash = of_hash and d.kind = 'identity' and actor_role() = 'resident' and actor_proxy() is null
      and actor_account() is not null and g.id <> h.id and g.birth_date <= youngest
      and replace(g.name, ' ', '') = of_name and g.phone_tail = of_phone_tail and g.phone_tail <> ''
      and not exists (select 1 from proxies o where o.county = g.county and o.grantor_id = g.id
        and o.helper_account_id = actor_account() and o.ended_at is null and o.ends_on > of_start)
    returning county, grantor_id)
  select asked.county, asked.grantor_id, a.id, a.email_sealed
  from asked left join accounts a on a.county = asked.county and a.resident_id = asked.grantor_id
$$;
CREATE FUNCTION public.at_our_desk(of_county integer, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select of_county = actor_county() and actor_role() in ('doctor', 'manager') and exists (
    select 1 from desk_visits v where v.county = of_county and v.resident_id = of_resident
      and v.institution_id = actor_institution() and v.expires_at > now())
$$;
CREATE FUNCTION public.begin_acting(of_proxy uuid) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with held as (
    select p.* from proxies p
    where p.county = actor_county() and p.id = of_proxy and p.helper_account_id = actor_account()
      and actor_role() = 'resident' and proxy_holds(p, actor_today())
    for share of p)
  select coalesce(bool_and(set_config('jiayi.proxy', held.id::text, true) is not null
    and set_config('jiayi.areas', array_to_string(held.areas, ','), true) is not null
    and set_config('jiayi.household', '', true) is not null
    and set_config('jiayi.resident', held.grantor_id::text, true) is not null), false)
  from held
$$;
CREATE FUNCTION public.begin_agreement(of_county integer, of_agreement uuid) RETURNS date
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  update agreements a set term = daterange(c.began_on, moved_end(lower(a.term), upper(a.term), c.began_on))
  from (select counted_on(of_county, of_agreement) as began_on) c
  where a.county = of_county and a.id = of_agreement and not isempty(a.term) and lower(a.term) < c.began_on
    and may_write_agreement(a.county, a.resident_id, a.institution_id)
  returning c.began_on
$$;
CREATE FUNCTION public.begin_own_household(of_id uuid) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with me as (
    select r.*, (select h.id from households h where h.county = r.county and h.head_id = r.id) as headed from residents r
    where r.county = actor_county() and r.id = actor_resident() and actor_role() = 'resident' and r.household_id is null),
  written as (
    insert into households (county, id, head_id, area_id, building_id, room)
    select me.county, of_id, me.id, me.area_id, me.building_id, me.room from me where me.headed is null)
  update residents r set household_id = coalesce(me.headed, of_id), relation_to_head = 'head'
  from me where r.county = me.county and r.id = me.id
  returning r.household_id
$$;
CREATE FUNCTION public.begin_switch(of_county integer, of_agreement uuid, on_day date, at_moment timestamp with time zone) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  insert into agreement_endings (county, agreement_id, reason, remark, ended_on, ended_at, ended_by, planned_to)
  select o.county, o.id, 'switched', '', on_day, at_moment, n.requested_by, upper(o.term)
  from agreement_standings n join agreements o on o.county = n.county and o.id = n.previous_id
  where n.county = of_county and n.id = of_agreement and n.kind = 'switch' and n.waits_for = '' and not isempty(n.term)
    and not isempty(o.term) and (upper_inf(o.term) or upper(o.term) > on_day);
  update agreements o set term = daterange(lower(o.term), greatest(lower(o.term), on_day))
  from agreement_endings e, agreements n
  where n.county = of_county and n.id = of_agreement and n.kind = 'switch' and o.county = n.county
    and o.id = n.previous_id and e.county = o.county and e.agreement_id = o.id and e.reason = 'switched'
    and e.ended_on = on_day and not isempty(o.term);
  update agreements n set kind = 'family_doctor',
    term = daterange(greatest(lower(n.term), coalesce(upper(o.term), lower(n.term))), upper(n.term))
  from agreements o
  where n.county = of_county and n.id = of_agreement and n.kind = 'switch' and not isempty(n.term)
    and o.county = n.county and o.id = n.previous_id
    and exists (select 1 from agreement_standings s where s.county = n.county and s.id = n.id and s.waits_for = '')
  returning o.id
$$;
CREATE FUNCTION public.carry_ways(to_county integer) RETURNS void
    LANGUAGE sql
    AS $$
  update key_directory set county = to_county
  where kind in ('email', 'passkey', 'open_id') and county = 0 and subject_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update sessions set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update passkeys set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update totp_secrets set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account());
  update recovery_codes set county = to_county
  where county = 0 and account_id = actor_account()
    and exists (select 1 from accounts n where n.county = to_county and n.id = actor_account())
$$;
CREATE FUNCTION public.consent_stands(of_county integer, of_resident uuid, of_purpose text, versions text[], otherwise boolean) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select coalesce((select c.decision = 'given' and (otherwise or c.text_version = any (versions)) from consents c
    where c.county = of_county and c.resident_id = of_resident and c.purpose = of_purpose
    order by c.decided_at desc, c.id desc limit 1), otherwise)
$$;
CREATE FUNCTION public.correct_death(of_county integer, of_death uuid, why text, bring_back boolean, at_moment timestamp with time zone) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  update agreements a set term = daterange(coalesce(lower(a.term), greatest(o.starts_on, counted_on(a.county, a.id))),
    e.planned_to)
  from deaths d, agreement_endings e, agreement_originals o
  where bring_back and d.county = of_county and d.id = of_death and d.corrected_at is null
    and d.county = actor_county() and d.institution_id = actor_institution() and actor_role() = 'manager'
    and e.county = d.county and e.ended_at = d.recorded_at and e.ended_by = d.recorded_by
    and a.county = e.county and a.id = e.agreement_id and a.resident_id = d.resident_id
    and o.county = a.county and o.agreement_id = a.id;
  delete from agreement_endings e using deaths d, agreements a
  where bring_back and d.county = of_county and d.id = of_death and d.corrected_at is null
    and d.county = actor_county() and d.institution_id = actor_institution() and actor_role() = 'manager'
    and e.county = d.county and e.ended_at = d.recorded_at and e.ended_by = d.recorded_by
    and a.county = e.county and a.id = e.agreement_id and a.resident_id = d.resident_id;
  update deaths d set corrected_at = at_moment, corrected_by = actor_account(), correction = why
  where d.county = of_county and d.id = of_death and d.corrected_at is null
    and d.county = actor_county() and d.institution_id = actor_institution() and actor_role() = 'manager'
  returning d.agreement_id
$$;
CREATE FUNCTION public.correct_identity(of_resident uuid, of_hash bytea, of_sealed bytea, of_tail text, of_name text, of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, by_name text, of_id uuid, at_moment timestamp with time zone) RETURNS TABLE(account_id uuid, email_sealed bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
begin
  return query select * from mend_identity(of_resident, array[of_hash], of_sealed, of_tail, of_name, of_pinyin, of_sex,
    of_birth, of_card, of_evidence, by_name, of_id, at_moment);
end $$;
CREATE FUNCTION public.correctable(of_county integer, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select exists (select 1 from residents x where x.county = of_county and x.id = of_resident and of_county = actor_county()
    and actor_role() = 'manager'
    and (x.institution_id = actor_institution() or exists (select 1 from agreement_standings s where s.county = x.county
      and s.resident_id = x.id and s.institution_id = actor_institution() and s.waits_for = '' and s.term @> actor_today())))
$$;
CREATE FUNCTION public.correction_needs_witness(of_resident uuid, of_hashes bytea[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select correctable(actor_county(), of_resident) and exists (select 1 from accounts a
      where a.county = actor_county() and a.resident_id = of_resident)
    and not exists (select 1 from key_directory d where d.key_hash = any (of_hashes) and d.county = actor_county()
      and d.subject_id = of_resident and d.kind = 'identity')
$$;
CREATE FUNCTION public.counted_on(of_county integer, of_agreement uuid) RETURNS date
    LANGUAGE sql STABLE
    SET search_path TO 'public'
    AS $$
  select (case when s.due_fen = 0 then greatest(s.confirmed_at, s.decided_at)
    when d.paid_at is not null then greatest(s.confirmed_at, s.decided_at, d.paid_at) end at time zone 'Asia/Shanghai')::date
  from agreement_standings s
  cross join lateral (select min(f.paid_at) as paid_at from (
    select p.paid_at, sum(p.amount_fen) over (order by p.paid_at, p.id) - coalesce((
      select sum(r.amount_fen) from payment_reversals v
      join agreement_payments r on r.county = v.county and r.id = v.payment_id
      where v.county = p.county and v.agreement_id = p.agreement_id and v.reversed_at <= p.paid_at), 0) as so_far
    from agreement_payments p where p.county = s.county and p.agreement_id = s.id) f where f.so_far >= s.due_fen) d
  where s.county = of_county and s.id = of_agreement and s.confirmed_at is not null and s.outcome = 'accepted'
$$;
CREATE FUNCTION public.emergency_addresses(of_resident uuid) RETURNS TABLE(account_id uuid, email_sealed bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select a.id, a.email_sealed from accounts a where a.county = actor_county() and a.resident_id = of_resident
    and a.email_sealed is not null and in_emergency(a.county, of_resident)
$$;
CREATE FUNCTION public.emergency_standing(of_resident uuid) RETURNS TABLE(institution_name text, doctor_name text, starts_on date, ends_on date)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select n.name, coalesce(d.name, ''), lower(a.term), upper(a.term) from agreement_standings a
  join institutions n on n.id = a.institution_id
  left join doctors d on d.county = a.county and d.id = a.doctor_id
  where a.county = actor_county() and a.resident_id = of_resident and in_emergency(a.county, a.resident_id)
    and a.waits_for = '' and a.term @> actor_today() and (a.ended_on is null or a.ended_on > actor_today())
$$;
CREATE FUNCTION public.emergency_use(of_county integer, of_id uuid) RETURNS TABLE(looks integer, person text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select (select count(*)::int from access_log l where l.county = e.county and l.resident_id = e.resident_id
      and l.account_id = e.account_id and l.part = 'emergency' and l.looked_at >= e.opened_at
      and l.looked_at <= coalesce(x.ended_at, e.opened_at + (e.expires_at - e.starts_at))),
    left(r.name, 1) || repeat('*', length(r.name) - 1)
  from emergencies e left join emergency_endings x on x.county = e.county and x.emergency_id = e.id
  left join residents r on r.county = e.county and r.id = e.resident_id
  where e.county = of_county and e.id = of_id and (actor_role() = 'system'
    or e.county = actor_county() and e.resident_id = actor_resident()
    or e.county = actor_county() and e.account_id = actor_account() and actor_role() = 'doctor'
    or answers_for_emergency(e.county, e.institution_id, e.account_id))
$$;
CREATE FUNCTION public.end_doctor_role(of_county integer, of_doctor uuid, on_day date, at_moment timestamp with time zone) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with ended as (
    update role_grants g set ends_on = on_day, ended_at = case when on_day <= (at_moment at time zone 'Asia/Shanghai')::date then at_moment end
    from accounts a, doctors d
    where d.county = of_county and d.id = of_doctor and may_invite(d.county, d.institution_id)
      and a.county = d.county and a.doctor_id = d.id
      and g.county = a.county and g.account_id = a.id and g.role = 'doctor' and g.institution_id = d.institution_id
      and (g.ends_on is null or g.ends_on > on_day)
    returning 1)
  select count(*)::int from ended
$$;
CREATE FUNCTION public.end_proxy(of_county integer, of_id uuid, at_moment timestamp with time zone) RETURNS text
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  update proxies p set ended_at = at_moment, code_hash = null, code_expires_at = null, ended_by = case
    when p.helper_account_id = actor_account() and actor_role() = 'resident' then 'helper'
    when p.grantor_id = actor_resident() then 'grantor' else 'desk' end
  where p.county = of_county and p.id = of_id and p.ended_at is null and actor_proxy() is null and (
    (actor_role() = 'resident' and (p.helper_account_id = actor_account()
      or (p.county = actor_county() and p.grantor_id = actor_resident())))
    or (actor_role() in ('doctor', 'manager') and p.county = actor_county() and exists (
      select 1 from residents r where r.county = p.county and r.id = p.grantor_id
        and r.institution_id = actor_institution())))
  returning p.ended_by
$$;
CREATE FUNCTION public.end_role(of_grant uuid, why text, on_day date, at_moment timestamp with time zone) RETURNS text
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with asked as (
    select g.county, g.id, (g.role = 'admin' or (g.role = 'manager' and actor_role() = 'manager')) and not exists (
        select 1 from role_grants o where o.county = g.county and o.role = g.role and o.id <> g.id
          and (g.role = 'admin' or o.institution_id is not distinct from g.institution_id)
          and o.ended_at is null and o.starts_on <= on_day and o.ends_on is null) as is_last
    from role_grants g
    where g.county = actor_county() and g.id = of_grant and g.ended_at is null and (g.ends_on is null or g.ends_on > on_day)
      and may_give_role(g.county, g.role, g.institution_id)
      and holds_role(g.county, actor_account(), actor_role(), actor_institution(), on_day)),
  ended as (
    update role_grants g set ends_on = greatest(on_day, g.starts_on), ended_at = at_moment, ended_by = actor_account(),
      ended_because = why
    from asked a where g.county = a.county and g.id = a.id and not a.is_last)
  select case when a.is_last then 'last' else 'ended' end from asked a
$$;
CREATE FUNCTION public.follow_invitation(of_old bytea, of_new bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  update staff_invitations i set email_hash = of_new
  where i.email_hash = of_old
    and exists (select 1 from key_directory k where k.key_hash = of_new and k.kind = 'email'
      and k.county = actor_county() and k.subject_id = actor_account());
  update role_offers o set email_hash = of_new
  where o.email_hash = of_old and o.taken_at is null
    and exists (select 1 from key_directory k where k.key_hash = of_new and k.kind = 'email'
      and k.county = actor_county() and k.subject_id = actor_account())
$$;
CREATE FUNCTION public.forget_looks(of_county integer, before timestamp with time zone, most integer) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with over as (
    select l.id from access_log l
    join audit_links k on k.county = l.county and k.source = 'look' and k.row_id = l.id
    where l.county = of_county and actor_role() = 'system' and l.looked_at < before and k.sealed_at < before
      and not exists (select 1 from look_notes n where n.county = l.county and n.look_id = l.id and n.written_at >= before)
    order by l.id limit most
  ), notes as (
    delete from look_notes n using over o where n.county = of_county and n.look_id = o.id
  ), flags as (
    delete from look_flags f using over o where f.county = of_county and f.look_id = o.id
  ), gone as (
    delete from access_log l using over o where l.county = of_county and l.id = o.id returning 1
  ) select count(*)::int from gone
$$;
CREATE FUNCTION public.holds_role(of_county integer, of_account uuid, of_role text, of_institution uuid, on_day date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select exists (select 1 from role_grants g where g.county = of_county and g.account_id = of_account and g.role = of_role
    and (of_role in ('bureau', 'admin') or g.institution_id is not distinct from of_institution) and g.ended_at is null
    and g.starts_on <= on_day and (g.ends_on is null or g.ends_on > on_day))
$$;
CREATE FUNCTION public.in_emergency(of_county integer, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select actor_emergency() is not null and actor_role() = 'doctor' and of_county = actor_county() and exists (
    select 1 from emergencies e where e.county = of_county and e.id = actor_emergency() and e.resident_id = of_resident
      and e.account_id = actor_account() and e.institution_id = actor_institution()
      and e.starts_at <= now() and e.expires_at > now()
      and not exists (select 1 from emergency_endings x where x.county = e.county and x.emergency_id = e.id))
$$;
CREATE FUNCTION public.indexed_with(key_hash bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select case when length(key_hash) = 32 then '00000001' else encode(substring(key_hash from 1 for 4), 'hex') end
$$;
CREATE FUNCTION public.is_guardian_of(of_county integer, of_agreement uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'resident' and actor_household() is not null and exists (
    select 1 from agreements a join residents r on r.county = a.county and r.id = a.resident_id
    where a.county = of_county and a.id = of_agreement and r.household_id = actor_household()
      and r.relation_to_head in ('child', 'grandchild') and not resident_has_account(a.county, a.resident_id))
$$;
CREATE FUNCTION public.is_my_account(of_county integer, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select of_county = actor_county() and of_resident = actor_resident() and actor_role() = 'resident' and exists (
    select 1 from accounts a where a.county = of_county and a.id = actor_account() and a.resident_id = of_resident)
$$;
CREATE FUNCTION public.is_own_account(of_county integer, of_account uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system' or (of_county = actor_county() and of_account = actor_account())
$$;
CREATE FUNCTION public.is_party_of_proxy(of_county integer, of_grantor uuid, of_helper uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system' or (actor_proxy() is null and (
    of_helper = actor_account()
    or (of_county = actor_county() and (of_grantor = actor_resident()
      or (actor_role() in ('doctor', 'manager') and exists (
        select 1 from residents r where r.county = of_county and r.id = of_grantor))))))
$$;
CREATE FUNCTION public.is_ward(of_county integer, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'resident' and actor_household() is not null and exists (
    select 1 from residents r where r.county = of_county and r.id = of_resident and of_county = actor_county()
      and r.household_id = actor_household() and r.relation_to_head in ('child', 'grandchild')
      and not resident_has_account(r.county, r.id))
$$;
CREATE FUNCTION public.join_household(of_hash bytea, of_name text, of_phone_tail text, of_relation text) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  update residents r set household_id = actor_household(), relation_to_head = of_relation
  from key_directory d
  where d.key_hash = of_hash and d.kind = 'identity' and d.county = actor_county()
    and r.county = d.county and r.id = d.subject_id
    and actor_household() is not null
    and exists (select 1 from households h where h.county = r.county and h.id = actor_household()
      and h.head_id = actor_resident())
    and r.name = of_name and r.phone_tail = of_phone_tail and r.phone_tail <> ''
    and not exists (select 1 from accounts a where a.county = r.county and a.resident_id = r.id)
    and not exists (select 1 from residents o where o.county = r.county and o.household_id = r.household_id
      and o.id <> r.id)
  returning r.id
$$;
CREATE FUNCTION public.joined_by_head(of_county integer, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select exists (select 1 from history_events e where e.county = of_county and e.subject_id = of_resident
    and of_county = actor_county() and e.kind = 'accounts.member.joined' and e.actor_account_id = actor_account()
    and e.data ->> 'household' = actor_household()::text)
$$;
CREATE FUNCTION public.keep_signed_identities(of_county integer, of_residents uuid[], of_names text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select keep_signed_identity(r.county, r.id)
  from unnest(of_residents, of_names) as x(id, name) join residents r on r.county = of_county and r.id = x.id
  where r.name <> x.name
    and (actor_role() = 'system' or of_county = actor_county() and actor_role() in ('manager', 'admin'))
$$;
CREATE FUNCTION public.keep_signed_identity(of_county integer, of_resident uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  insert into agreement_people (county, agreement_id, name, identity_tail)
  select a.county, a.id, r.name, r.identity_tail from agreements a
  join residents r on r.county = a.county and r.id = a.resident_id
  where a.county = of_county and a.resident_id = of_resident on conflict do nothing
$$;
CREATE FUNCTION public.leave_household(of_id uuid) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with me as (
    select r.*, (select h.id from households h where h.county = r.county and h.head_id = r.id) as headed from residents r
    where r.county = actor_county() and r.id = actor_resident() and actor_role() = 'resident' and actor_proxy() is null
      and r.household_id is not null and not exists (select 1 from households h where h.county = r.county
        and h.id = r.household_id and h.head_id = r.id)),
  written as (
    insert into households (county, id, head_id, area_id, building_id, room)
    select me.county, of_id, me.id, me.area_id, me.building_id, me.room from me where me.headed is null)
  update residents r set household_id = coalesce(me.headed, of_id), relation_to_head = 'head'
  from me where r.county = me.county and r.id = me.id
  returning r.household_id
$$;
CREATE FUNCTION public.lock_agreement(of_county integer, of_agreement uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
begin
  perform a.id from agreements a where a.county = of_county and (a.id = of_agreement
    or a.id = (select n.previous_id from agreements n where n.county = of_county and n.id = of_agreement))
  order by a.id = of_agreement for update;
end $$;
CREATE FUNCTION public.look_reader(of_county integer, of_account uuid, of_role text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select case when of_role in ('bureau', 'admin') or (of_role = 'manager' and exists (
    select 1 from role_grants g where g.county = of_county and g.role = 'bureau' and g.account_id <> of_account
      and g.starts_on <= actor_today() and (g.ends_on is null or g.ends_on > actor_today())))
    then 'bureau' else 'manager' end
$$;
CREATE FUNCTION public.may_answer_request(of_county integer, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system' or (of_county = actor_county() and actor_role() = 'manager' and exists (
    select 1 from residents r where r.county = of_county and r.id = of_resident and r.institution_id = actor_institution()))
$$;
CREATE FUNCTION public.may_change_facts(of_county integer, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system' or exists (
    select 1 from residents r where r.county = of_county and r.id = of_resident
      and may_change_resident(r.county, r.institution_id))
$$;
CREATE FUNCTION public.may_change_photo(of_county integer, of_doctor uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or (of_county = actor_county() and actor_role() = 'manager' and exists (
      select 1 from doctors d
      where d.county = of_county and d.id = of_doctor and d.institution_id = actor_institution()))
$$;
CREATE FUNCTION public.may_change_resident(of_county integer, of_institution uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_institution = actor_institution())))
$$;
CREATE FUNCTION public.may_give_role(of_county integer, of_role text, of_institution uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_role in ('doctor', 'manager', 'coordinator', 'helper')
        and of_institution = actor_institution())))
$$;
CREATE FUNCTION public.may_give_task(of_county integer, of_resident uuid, of_institution uuid, of_helper uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select of_county = actor_county() and actor_role() in ('doctor', 'manager') and of_institution = actor_institution()
    and actor_emergency() is null
    and exists (select 1 from residents r where r.county = of_county and r.id = of_resident
      and may_see_resident(r.county, r.id, r.household_id, r.institution_id))
    and holds_role(of_county, of_helper, 'helper', of_institution, actor_today())
$$;
CREATE FUNCTION public.may_invite(of_county integer, of_institution uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_institution = actor_institution())))
$$;
CREATE FUNCTION public.may_see_agreement(of_county integer, of_resident uuid, of_institution uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (
      of_resident = actor_resident()
      or (actor_role() in ('doctor', 'manager') and of_institution = actor_institution())
      or actor_role() in ('bureau', 'admin')
      or (actor_household() is not null and exists (
        select 1 from residents r where r.county = of_county and r.id = of_resident
          and r.household_id = actor_household()))))
$$;
CREATE FUNCTION public.may_see_facts(of_county integer, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or exists (select 1 from residents r where r.county = of_county and r.id = of_resident)
$$;
CREATE FUNCTION public.may_see_import(of_county integer, of_institution uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (actor_role() = 'admin'
      or (actor_role() = 'manager' and of_institution = actor_institution())))
$$;
CREATE FUNCTION public.may_see_import_part(of_county integer, of_import uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or exists (select 1 from imports i where i.county = of_county and i.id = of_import)
$$;
CREATE FUNCTION public.may_see_part(of_county integer, of_agreement uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or exists (select 1 from agreements a where a.county = of_county and a.id = of_agreement)
$$;
CREATE FUNCTION public.may_see_resident(of_county integer, of_id uuid, of_household uuid, of_institution uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (
      of_id = actor_resident()
      or of_household = actor_household()
      or (actor_role() in ('doctor', 'manager') and of_institution = actor_institution())
      or actor_role() in ('bureau', 'admin')
      or (actor_role() in ('doctor', 'manager') and signed_with(of_county, of_id, actor_institution()))))
$$;
CREATE FUNCTION public.may_see_task(of_county integer, of_task uuid, of_resident uuid, of_institution uuid, of_helper uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system' or (of_county = actor_county() and (
    of_resident = actor_resident()
    or (actor_role() in ('doctor', 'manager') and of_institution = actor_institution())
    or (actor_role() = 'helper' and of_helper = actor_account() and of_institution = actor_institution()
      and task_is_open(of_county, of_task))))
$$;
CREATE FUNCTION public.may_see_waiting(of_county integer, of_doctor uuid, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (
      of_resident = actor_resident()
      or (actor_role() in ('doctor', 'manager') and exists (select 1 from doctors d
        where d.county = of_county and d.id = of_doctor and d.institution_id = actor_institution()))
      or (actor_household() is not null and exists (select 1 from residents r
        where r.county = of_county and r.id = of_resident and r.household_id = actor_household()))))
$$;
CREATE FUNCTION public.may_write_agreement(of_county integer, of_resident uuid, of_institution uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or (of_county = actor_county() and (
      (actor_role() = 'resident' and (of_resident = actor_resident()
        or (actor_household() is not null and exists (select 1 from residents r
          where r.county = of_county and r.id = of_resident and r.household_id = actor_household()))))
      or (actor_role() in ('doctor', 'manager') and of_institution = actor_institution())))
$$;
CREATE FUNCTION public.may_write_part(of_county integer, of_agreement uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select actor_role() = 'system'
    or exists (select 1 from agreements a where a.county = of_county and a.id = of_agreement
      and may_write_agreement(a.county, a.resident_id, a.institution_id))
$$;
CREATE FUNCTION public.mend_identity(of_resident uuid, of_hashes bytea[], of_sealed bytea, of_tail text, of_name text, of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, by_name text, of_id uuid, at_moment timestamp with time zone) RETURNS TABLE(account_id uuid, email_sealed bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
#variable_conflict use_column
begin
  perform 1 from residents x where x.county = actor_county() and x.id = of_resident
    and correctable(x.county, x.id) for update;
  if not found or correction_needs_witness(of_resident, of_hashes) or exists (select 1 from identity_cases c
    where c.county = actor_county() and c.settled_at is null and (c.holder_id = of_resident or c.key_hash = any (of_hashes)))
  then return; end if;
  perform write_identity(actor_county(), of_resident, of_hashes, of_sealed, of_tail, of_name, of_pinyin, of_sex, of_birth,
    of_card, of_evidence, at_moment, of_id, actor_account(), by_name, null, '');
  return query select a.id, a.email_sealed from (values (of_resident)) one (id)
    left join accounts a on a.county = actor_county() and a.resident_id = one.id;
end $$;
CREATE FUNCTION public.message_copies(of_county integer, of_resident uuid, on_day date) RETURNS TABLE(account_id uuid, email_sealed bytea, grantor_name text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select a.id, a.email_sealed, g.name from proxies p
  join residents g on g.county = p.county and g.id = p.grantor_id
  join accounts a on a.county = p.helper_county and a.id = p.helper_account_id and a.email_sealed is not null
  where p.county = of_county and p.grantor_id = of_resident and actor_role() = 'system'
    and 'messages' = any (p.areas) and proxy_holds(p, on_day)
$$;
CREATE FUNCTION public.moved_end(starts_on date, ends_on date, began_on date) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $$
  select (began_on + age(ends_on::timestamp, starts_on::timestamp))::date
$$;
CREATE FUNCTION public.offer_places(of_county integer, of_doctor uuid, capacity integer, on_day date, at_moment timestamp with time zone, expires timestamp with time zone) RETURNS SETOF uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  update waiting_entries w set left_at = at_moment, left_reason = 'offer_expired'
  where w.county = of_county and w.doctor_id = of_doctor and w.left_at is null and w.offer_expires_at <= at_moment
    and (actor_role() = 'system' or (of_county = actor_county() and actor_role() in ('resident', 'doctor', 'manager')));
  update waiting_entries w set offered_at = at_moment, offer_expires_at = least(expires, at_moment + interval '31 days')
  from (
    select l.id, row_number() over (order by l.place) as turn
    from whole_waiting_line(of_county, of_doctor, at_moment) l where not l.offered) o,
    doctor_panels p
  where w.county = of_county and w.id = o.id and p.county = of_county and p.doctor_id = of_doctor
    and expires > at_moment
    and (actor_role() = 'system' or (of_county = actor_county() and actor_role() in ('resident', 'doctor', 'manager')))
    and o.turn <= least(offer_places.capacity, p.capacity) - places_taken(of_county, of_doctor, on_day)
      - (select count(*) from whole_waiting_line(of_county, of_doctor, at_moment) l where l.offered)
  returning w.id
$$;
CREATE FUNCTION public.open_claim(of_id uuid, of_hashes bytea[], of_name text, of_sealed bytea, of_tail text, of_phone bytea, of_phone_tail text, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamp with time zone) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  insert into identity_cases (county, id, institution_id, key_hash, holder_id, name, identity_sealed, identity_tail,
    phone_sealed, phone_tail, card, seen, reason, opened_at, opened_by, opened_name, opened_role)
  select r.county, of_id, actor_institution(), d.key_hash, r.id, of_name, of_sealed, of_tail, of_phone, of_phone_tail,
    of_card, of_seen, of_reason, at_moment, actor_account(), by_name, actor_role()
  from key_directory d join residents r on r.county = d.county and r.id = d.subject_id
  where d.key_hash = any (of_hashes) and d.kind = 'identity' and d.county = actor_county()
    and actor_role() in ('doctor', 'manager') and actor_institution() is not null
  order by array_position(of_hashes, d.key_hash) limit 1
  returning holder_id
$$;
CREATE FUNCTION public.open_correction(of_id uuid, of_resident uuid, of_hashes bytea[], of_name text, of_sealed bytea, of_tail text, of_phone bytea, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamp with time zone) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  insert into identity_cases (county, id, institution_id, key_hash, holder_id, name, identity_sealed, identity_tail,
    phone_sealed, phone_tail, card, seen, reason, opened_at, opened_by, opened_name, opened_role, kind)
  select r.county, of_id, actor_institution(), of_hashes[1], r.id, of_name, of_sealed, of_tail, of_phone, '',
    of_card, of_seen, of_reason, at_moment, actor_account(), by_name, actor_role(), 'correction'
  from residents r where r.county = actor_county() and r.id = of_resident
    and correction_needs_witness(of_resident, of_hashes)
    and not exists (select 1 from identity_cases c where c.county = r.county and c.settled_at is null
      and (c.holder_id = r.id or c.key_hash = any (of_hashes)))
  returning holder_id
$$;
CREATE FUNCTION public.open_desk_visit(of_id uuid, of_hash bytea, of_resident uuid, at_moment timestamp with time zone, lasts interval) RETURNS TABLE(resident_id uuid, name text)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with found as (
    select r.county, r.id, r.name from residents r
    where r.county = actor_county() and actor_role() in ('doctor', 'manager') and actor_institution() is not null
      and (r.id = (select d.subject_id from key_directory d
          where d.key_hash = of_hash and d.kind = 'identity' and d.county = actor_county())
        or (r.id = of_resident and (r.institution_id = actor_institution()
          or signed_with(r.county, r.id, actor_institution()))))),
  written as (
    insert into desk_visits (county, id, resident_id, institution_id, opened_at, opened_by, expires_at)
    select f.county, of_id, f.id, actor_institution(), at_moment, actor_account(), now() + least(lasts, interval '1 hour')
    from found f)
  select f.id, f.name from found f
$$;
CREATE FUNCTION public.open_emergency(of_id uuid, of_hash bytea, why text, in_words text, by_name text, at_moment timestamp with time zone, lasts interval) RETURNS TABLE(resident_id uuid, seen_anyway boolean)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with found as (
    select r.county, r.id,
      coalesce(may_see_resident(r.county, r.id, r.household_id, r.institution_id), false) as seen from key_directory d
    join residents r on r.county = d.county and r.id = d.subject_id
    where d.key_hash = of_hash and d.kind = 'identity' and d.county = actor_county()
      and actor_role() = 'doctor' and actor_account() is not null and actor_institution() is not null),
  written as (
    insert into emergencies (county, id, resident_id, account_id, doctor_name, institution_id, reason, words, opened_at,
      starts_at, expires_at)
    select f.county, of_id, f.id, actor_account(), by_name, actor_institution(), why, in_words, at_moment, now(),
      now() + lasts from found f where not f.seen
    on conflict do nothing)
  select f.id, f.seen from found f
$$;
CREATE FUNCTION public.open_identity_case(of_id uuid, of_hash bytea, of_name text, of_sealed bytea, of_tail text, of_phone bytea, of_phone_tail text, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamp with time zone) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  insert into identity_cases (county, id, institution_id, key_hash, holder_id, name, identity_sealed, identity_tail,
    phone_sealed, phone_tail, card, seen, reason, opened_at, opened_by, opened_name, opened_role)
  select r.county, of_id, actor_institution(), of_hash, r.id, of_name, of_sealed, of_tail, of_phone, of_phone_tail,
    of_card, of_seen, of_reason, at_moment, actor_account(), by_name, actor_role()
  from key_directory d join residents r on r.county = d.county and r.id = d.subject_id
  where d.key_hash = of_hash and d.kind = 'identity' and d.county = actor_county()
    and actor_role() in ('doctor', 'manager') and actor_institution() is not null
  returning holder_id
$$;
CREATE FUNCTION public.our_helpers() RETURNS TABLE(account_id uuid, display_name text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select distinct a.id, a.display_name from role_grants g
  join accounts a on a.county = g.county and a.id = g.account_id
  where g.county = actor_county() and g.role = 'helper' and actor_role() in ('doctor', 'manager')
    and g.institution_id = actor_institution() and holds_role(g.county, a.id, 'helper', g.institution_id, actor_today())
$$;
CREATE FUNCTION public.own_identity_notice() RETURNS TABLE(settled_at timestamp with time zone, place text, outcome text, desk text, address text, phone text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select c.settled_at, i.name, c.outcome, o.name, o.address, o.phone
  from identity_cases c join institutions i on i.id = c.institution_id
  join residents h on h.county = c.county and h.id = c.holder_id
  join institutions o on o.id = case when c.outcome = 'number_moved' then coalesce(h.institution_id, i.id) else i.id end
  where c.county = actor_county() and c.account_id = actor_account() and actor_role() = 'resident'
    and case c.outcome
      when 'number_moved' then exists (select 1 from residents r where r.county = c.county and r.id = c.holder_id
        and r.identity_unproven_at is not null)
      when 'account_loosened' then exists (select 1 from accounts a where a.county = c.county and a.id = c.account_id
        and a.resident_id is null) end
  order by c.settled_at desc limit 1
$$;
CREATE FUNCTION public.people_helped(on_day date) RETURNS TABLE(county integer, id uuid, grantor_id uuid, name text, areas text[], starts_on date, ends_on date, agreed boolean, ended_at timestamp with time zone, ended_by text, holds boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select p.county, p.id, p.grantor_id, case when p.grantor_agreed_at is not null then r.name else '' end, p.areas,
    p.starts_on, p.ends_on, p.grantor_agreed_at is not null, p.ended_at, coalesce(p.ended_by, ''), proxy_holds(p, on_day)
  from proxies p join residents r on r.county = p.county and r.id = p.grantor_id
  where p.helper_account_id = actor_account() and actor_role() = 'resident'
  order by p.ended_at is not null, p.ends_on, p.id limit 200
$$;
CREATE FUNCTION public.places_held(of_county integer, of_doctor uuid, for_resident uuid, at_moment timestamp with time zone) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with line as (select * from whole_waiting_line(of_county, of_doctor, at_moment)),
  me as (select * from line l where l.resident_id = for_resident)
  select count(*)::int from line l
  where l.resident_id is distinct from for_resident
    and (l.offered or not exists (select 1 from me where me.offered or me.place < l.place))
$$;
CREATE FUNCTION public.places_taken(of_county integer, of_doctor uuid, on_day date) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select count(*)::int from agreements a
  where a.county = of_county and a.doctor_id = of_doctor
    and not isempty(a.term) and (upper_inf(a.term) or upper(a.term) > on_day)
    and (a.id, a.resident_id) not in (select n.previous_id, n.resident_id from agreements n
      where n.county = of_county and n.doctor_id = of_doctor and n.previous_id is not null and not isempty(n.term))
$$;
CREATE FUNCTION public.proxy_addresses(of_county integer, of_id uuid) RETURNS TABLE(side text, account_id uuid, email_sealed bytea, grantor_name text, helper_name text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select s.side, a.id, a.email_sealed, g.name, p.helper_name from proxies p
  join residents g on g.county = p.county and g.id = p.grantor_id
  cross join (values ('grantor'), ('helper')) s (side)
  join accounts a on (s.side = 'grantor' and a.county = p.county and a.resident_id = p.grantor_id)
    or (s.side = 'helper' and a.county = p.helper_county and a.id = p.helper_account_id)
  where p.county = of_county and p.id = of_id and a.email_sealed is not null
    and (is_party_of_proxy(p.county, p.grantor_id, p.helper_account_id))
$$;
CREATE TABLE public.proxies (
    county integer NOT NULL,
    id uuid NOT NULL,
    grantor_id uuid NOT NULL,
    helper_name text NOT NULL,
    helper_county integer,
    helper_account_id uuid,
    helper_resident_id uuid,
    areas text[] NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    code_hash bytea,
    code_expires_at timestamp with time zone,
    grantor_agreed_at timestamp with time zone,
    grantor_channel text,
    helper_agreed_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by text,
    CONSTRAINT proxies_areas_check CHECK (((cardinality(areas) > 0) AND (areas <@ ARRAY['agreement'::text, 'messages'::text, 'bookings'::text, 'record'::text]))),
    CONSTRAINT proxies_asked_by_check CHECK ((asked_by = ANY (ARRAY['grantor'::text, 'helper'::text, 'desk'::text]))),
    CONSTRAINT proxies_check CHECK ((starts_on < ends_on)),
    CONSTRAINT proxies_check1 CHECK (((helper_agreed_at IS NULL) OR ((helper_account_id IS NOT NULL) AND (helper_resident_id IS NOT NULL) AND (helper_county IS NOT NULL)))),
    CONSTRAINT proxies_check2 CHECK (((grantor_agreed_at IS NULL) = (grantor_channel IS NULL))),
    CONSTRAINT proxies_check3 CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
    CONSTRAINT proxies_check4 CHECK (((code_hash IS NULL) = (code_expires_at IS NULL))),
    CONSTRAINT proxies_check5 CHECK ((grantor_id IS DISTINCT FROM helper_resident_id)),
    CONSTRAINT proxies_ended_by_check CHECK ((ended_by = ANY (ARRAY['grantor'::text, 'helper'::text, 'desk'::text]))),
    CONSTRAINT proxies_grantor_channel_check CHECK ((grantor_channel = ANY (ARRAY['own_account'::text, 'desk'::text, 'home_visit'::text]))),
    CONSTRAINT proxies_helper_name_check CHECK ((helper_name <> ''::text))
);
CREATE FUNCTION public.proxy_holds(p public.proxies, on_day date) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select p.grantor_agreed_at is not null and p.helper_agreed_at is not null and p.ended_at is null
    and on_day >= p.starts_on and on_day < p.ends_on
    and not exists (select 1 from deaths d where d.county = p.county and d.resident_id = p.grantor_id
      and d.corrected_at is null)
    and not exists (select 1 from deaths d where d.county = p.helper_county and d.resident_id = p.helper_resident_id
      and d.corrected_at is null)
$$;
CREATE FUNCTION public.proxy_looks(of_county integer, of_id uuid) RETURNS TABLE(looked_at timestamp with time zone, part text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select l.looked_at, l.part from proxies p
  join access_log l on l.county = p.county and l.resident_id = p.grantor_id and l.account_id = p.helper_account_id
    and l.looked_at >= p.helper_agreed_at and (p.ended_at is null or l.looked_at <= p.ended_at)
  where p.county = of_county and p.id = of_id and is_party_of_proxy(p.county, p.grantor_id, p.helper_account_id)
    and (p.helper_account_id = actor_account() or p.grantor_id = actor_resident())
  order by 1 desc limit 200
$$;
CREATE FUNCTION public.remove_member(of_resident uuid) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  update residents r set household_id = null, relation_to_head = 'head'
  where r.county = actor_county() and r.id = of_resident and r.id <> actor_resident() and actor_role() = 'resident'
    and r.household_id = actor_household() and joined_by_head(r.county, r.id)
  returning r.id
$$;
CREATE FUNCTION public.renewal_reach(of_county integer, of_residents uuid[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select r.id from residents r
  left join households h on h.county = r.county and h.id = r.household_id
  where r.county = of_county and r.id = any (of_residents) and of_county = actor_county()
    and actor_role() in ('doctor', 'manager')
    and (r.institution_id = actor_institution() or signed_with(r.county, r.id, actor_institution()))
    and exists (select 1 from accounts a where a.county = r.county and a.resident_id in (r.id, h.head_id)
      and a.email_sealed is not null)
$$;
CREATE FUNCTION public.renewals_due(of_county integer, of_institution uuid, of_doctor uuid, on_day date, days_before integer, days_after integer) RETURNS TABLE(agreement_id uuid, resident_id uuid, doctor_id uuid, ends_on date, next_waits text, stage text, invited_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
  select a.id, a.resident_id, a.doctor_id, upper(a.term),
    coalesce((select n.waits_for from agreement_standings n where n.county = a.county and n.resident_id = a.resident_id
      and n.id <> a.id and n.waits_for <> '' and not isempty(n.term) limit 1), ''),
    case (select c.outcome from renewal_contacts c where c.county = a.county and c.agreement_id = a.id
        and c.channel <> 'mail' order by c.made_at desc, c.id desc limit 1)
      when 'willing' then 'willing' when 'unwilling' then 'unwilling'
      when 'unreached' then 'unreached' when 'wrong_contact' then 'unreached'
      else case when w.made_at is null then 'new' else 'mailed' end end,
    w.made_at
  from agreement_standings a
  left join renewal_contacts w on w.county = a.county and w.agreement_id = a.id and w.channel = 'mail'
  where a.county = of_county and a.institution_id = of_institution and a.waits_for = '' and a.ending_reason is null
    and not isempty(a.term) and lower(a.term) <= on_day
    and upper(a.term) between on_day - days_after and on_day + days_before
    and not exists (select 1 from agreement_standings n where n.county = a.county and n.resident_id = a.resident_id
      and n.id <> a.id and n.waits_for = '' and not isempty(n.term)
      and coalesce(upper(n.term) > on_day and upper(n.term) > upper(a.term), true))
    and (of_doctor is null or a.doctor_id = of_doctor or exists (select 1 from team_members m where m.county = a.county
      and m.team_id = a.team_id and m.doctor_id = of_doctor and m.since <= on_day and (m.until is null or m.until > on_day)))
$$;
CREATE FUNCTION public.resident_has_account(of_county integer, of_resident uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select exists (select 1 from accounts a where a.county = of_county and a.resident_id = of_resident)
$$;
CREATE FUNCTION public.resident_of_identity(of_hash bytea) RETURNS TABLE(county integer, resident_id uuid, name text, phone_tail text, has_account boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select r.county, r.id, r.name, r.phone_tail,
    exists (select 1 from accounts a where a.county = r.county and a.resident_id = r.id)
  from key_directory d join residents r on r.county = d.county and r.id = d.subject_id
  where d.key_hash = of_hash and d.kind = 'identity'
$$;
CREATE FUNCTION public.sealed_with(sealed bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select case when substring(sealed from 1 for 1) = '\x01' then '00000001' else encode(substring(sealed from 3 for 4), 'hex') end
$$;
CREATE FUNCTION public.session_acting(of_token bytea, at_moment timestamp with time zone) RETURNS TABLE(proxy_county integer, proxy_id uuid, grantor_id uuid, grantor_name text, areas text[], holds boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select p.county, p.id, p.grantor_id, r.name, p.areas,
    proxy_holds(p, (at_moment at time zone 'Asia/Shanghai')::date)
  from sessions s
  join proxies p on p.county = s.acting_county and p.id = s.acting_proxy and p.helper_account_id = s.account_id
  join residents r on r.county = p.county and r.id = p.grantor_id
  where s.token_hash = of_token and s.role_grant_id is null
$$;
CREATE FUNCTION public.session_actor(of_token bytea, at_moment timestamp with time zone, in_demo boolean DEFAULT false) RETURNS TABLE(role text, county integer, account_id uuid, resident_id uuid, household_id uuid, institution_id uuid, doctor_id uuid, display_name text, factor text, factor_at timestamp with time zone, confirmed_at timestamp with time zone, seen_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select coalesce(g.role, 'resident'), a.county, a.id, case when g.id is null then a.resident_id end,
    case when g.id is null then h.id end, g.institution_id, case when g.role = 'doctor' then a.doctor_id end,
    a.display_name, s.factor, s.factor_at, greatest(s.created_at, s.confirmed_at, s.factor_at),
    coalesce(s.seen_at, s.created_at)
  from sessions s
  join accounts a on a.county = s.county and a.id = s.account_id
  left join role_grants g on g.county = s.county and g.id = s.role_grant_id
  left join residents r on r.county = a.county and r.id = a.resident_id
  left join households h on h.county = r.county and h.id = r.household_id and h.head_id = r.id
  where s.token_hash = of_token and session_is_open(s, at_moment, in_demo)
$$;
CREATE TABLE public.sessions (
    token_hash bytea NOT NULL,
    county integer NOT NULL,
    account_id uuid NOT NULL,
    role_grant_id uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    idle interval DEFAULT '00:30:00'::interval NOT NULL,
    seen_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    factor text DEFAULT 'none'::text NOT NULL,
    factor_at timestamp with time zone,
    browser text DEFAULT ''::text NOT NULL,
    system text DEFAULT ''::text NOT NULL,
    network text DEFAULT ''::text NOT NULL,
    acting_county integer,
    acting_proxy uuid,
    CONSTRAINT sessions_factor_dated CHECK (((factor = 'none'::text) = (factor_at IS NULL))),
    CONSTRAINT sessions_factor_known CHECK ((factor = ANY (ARRAY['none'::text, 'passkey'::text, 'totp'::text, 'recovery'::text, 'demo'::text])))
);
CREATE FUNCTION public.session_is_open(s public.sessions, at_moment timestamp with time zone, in_demo boolean) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select s.ended_at is null and s.expires_at > at_moment and coalesce(s.seen_at, s.created_at) + s.idle > at_moment
    and (s.factor <> 'demo' or in_demo)
    and not exists (select 1 from role_grants c where c.county = s.county and c.account_id = s.account_id
      and (greatest(c.granted_at, c.ended_at) > s.created_at
        or (c.ends_on <= (at_moment at time zone 'Asia/Shanghai')::date
          and c.ends_on > (s.created_at at time zone 'Asia/Shanghai')::date)))
    and (s.role_grant_id is null
      or (s.factor <> 'none' and exists (select 1 from role_grants g
        where g.county = s.county and g.id = s.role_grant_id and g.account_id = s.account_id and g.ended_at is null
          and g.starts_on <= (at_moment at time zone 'Asia/Shanghai')::date
          and (g.ends_on is null or g.ends_on > (at_moment at time zone 'Asia/Shanghai')::date))))
$$;
CREATE FUNCTION public.settle_account(to_county integer, of_name text, of_resident uuid) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  insert into accounts (county, id, display_name, email_sealed, resident_id, doctor_id, created_at)
  select r.county, a.id, of_name, a.email_sealed, r.id, null, a.created_at
  from accounts a join residents r on r.county = to_county and r.id = of_resident
  where a.county = 0 and a.id = actor_account() and actor_role() = 'resident'
    and to_county = actor_county() and of_resident = actor_resident();
  select carry_ways(to_county);
  with gone as (
    delete from accounts a where a.county = 0 and a.id = actor_account()
      and exists (select 1 from accounts n where n.county = to_county and n.id = a.id and n.resident_id = of_resident)
    returning 1)
  select exists (select 1 from gone)
$$;
CREATE FUNCTION public.settle_correction(of_case uuid, of_hashes bytea[], of_sealed bytea, of_pinyin text, of_sex text, of_birth date, of_id uuid, by_name text, at_moment timestamp with time zone) RETURNS TABLE(account_id uuid, email_sealed bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
#variable_conflict use_column
declare
  c identity_cases;
  held_by uuid;
begin
  select * into c from identity_cases x where x.county = actor_county() and x.id = of_case and x.settled_at is null
    and x.kind = 'correction' and x.institution_id = actor_institution() and x.opened_by <> actor_account()
    and (actor_role() = 'manager' or (actor_role() = 'doctor' and x.opened_role = 'manager')) for update;
  if not found then return; end if;
  perform write_identity(c.county, c.holder_id, of_hashes, of_sealed, c.identity_tail, c.name, of_pinyin, of_sex,
    of_birth, c.card, c.seen, at_moment, of_id, c.opened_by, c.opened_name, actor_account(), by_name);
  select a.id into held_by from accounts a where a.county = c.county and a.resident_id = c.holder_id;
  update identity_cases x set settled_at = at_moment, settled_by = actor_account(), settled_name = by_name,
    outcome = 'corrected', owner_id = c.holder_id, account_id = held_by
  where x.county = c.county and x.id = c.id;
  return query select a.id, a.email_sealed from (values (held_by)) one (id)
    left join accounts a on a.county = c.county and a.id = one.id;
end $$;
CREATE FUNCTION public.settle_identity_case(of_case uuid, of_owner uuid, of_household uuid, of_sealed bytea, owner_phone bytea, holder_phone bytea, of_pinyin text, of_sex text, of_birth date, why text, by_name text, at_moment timestamp with time zone) RETURNS TABLE(outcome text, owner_id uuid, holder_id uuid, account_id uuid, email_sealed bytea, ended uuid[], reviewed uuid[], doctors uuid[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
#variable_conflict use_column
declare
  c identity_cases;
  r residents;
  held_by accounts;
  moved boolean;
  stopped uuid[];
  kept uuid[];
  queued uuid[];
  child residents;
  alone uuid;
begin
  select * into c from identity_cases x where x.county = actor_county() and x.id = of_case and x.settled_at is null
    and x.institution_id = actor_institution() and x.opened_by <> actor_account()
    and (actor_role() = 'manager' or (actor_role() = 'doctor' and x.opened_role = 'manager')) for update;
  if not found then return; end if;
  select x.* into r from residents x join key_directory d on d.county = x.county and d.subject_id = x.id
  where x.county = c.county and x.id = c.holder_id and d.key_hash = c.key_hash for update of x;
  if not found then return; end if;
  moved := exists (select 1 from history_events e where e.county = r.county and e.subject_id = r.id
    and e.kind in ('accounts.resident.registered', 'accounts.member.joined') and e.happened_at = r.registered_at);
  select a.* into held_by from accounts a left join households h on h.county = r.county and h.id = r.household_id
  where a.county = r.county and (a.resident_id = r.id or (moved and a.resident_id = h.head_id))
  order by a.resident_id = r.id desc limit 1;
  perform keep_signed_identity(r.county, r.id);
  -- What is being accepted at this moment is in force, not a request that stops.
  perform 1 from agreements a where a.county = r.county and a.resident_id = r.id order by a.id for update;
  stopped := array(select s.id from agreement_standings s where s.county = r.county and s.resident_id = r.id
    and not isempty(s.term) and coalesce(upper(s.term) > actor_today(), true) and s.waits_for <> ''
    and (moved or s.requested_by = held_by.id) and s.paid_fen = 0 order by s.id);
  kept := array(select s.id from agreement_standings s where s.county = r.county and s.resident_id = r.id
    and not isempty(s.term) and coalesce(upper(s.term) > actor_today(), true) and s.id <> all(stopped)
    and (moved or s.requested_by = held_by.id) order by s.id);
  insert into agreement_endings (county, agreement_id, reason, remark, ended_on, ended_at, ended_by, planned_to)
  select r.county, one.id, 'withdrawn', why, actor_today(), at_moment, actor_account(), null from unnest(stopped) one(id);
  update agreements a set term = 'empty' where a.county = r.county and a.id = any(stopped);
  -- Nobody signs under a doubted identity, nor keeps a place from the next in line.
  queued := array(select distinct w.doctor_id from waiting_entries w
    where w.county = r.county and w.resident_id = r.id and w.left_at is null);
  update waiting_entries w set left_at = at_moment, left_reason = 'withdrawn'
  where w.county = r.county and w.resident_id = r.id and w.left_at is null;
  if moved then
    insert into households (county, id, head_id) values (r.county, of_household, of_owner);
    insert into residents (county, id, household_id, relation_to_head, name, pinyin, sex, birth_date, identity_sealed,
      identity_tail, phone_sealed, phone_tail, institution_id, registered_at)
    values (r.county, of_owner, of_household, 'head', c.name, of_pinyin, of_sex, of_birth, of_sealed, c.identity_tail,
      owner_phone, c.phone_tail, c.institution_id, at_moment);
    -- All its hashes: there are two of one number while the index is rotated.
    update key_directory d set subject_id = of_owner
    where d.county = r.county and d.subject_id = r.id and d.kind = 'identity';
    update resident_conditions x set resident_id = of_owner
    where x.county = r.county and x.resident_id = r.id and x.source <> 'doctor';
    update resident_groups x set resident_id = of_owner
    where x.county = r.county and x.resident_id = r.id and x.source <> 'doctor';
    update insurance_records x set resident_id = of_owner where x.county = r.county and x.resident_id = r.id;
    update residents x set identity_sealed = '', identity_tail = '', identity_unproven_at = at_moment,
      institution_id = coalesce(x.institution_id, c.institution_id)
    where x.county = r.county and x.id = r.id;
  else
    -- Whom that account had taken into the household are not the owner's family: each stands alone until a desk knows more.
    for child in select x.* from residents x join history_events e on e.county = x.county and e.subject_id = x.id
        and e.kind = 'accounts.member.joined' and e.actor_account_id = held_by.id
      where x.county = r.county and x.household_id = r.household_id and x.id <> r.id order by x.id for update of x loop
      alone := gen_random_uuid();
      insert into households (county, id, head_id) values (r.county, alone, child.id);
      update residents x set household_id = alone, relation_to_head = 'head' where x.county = r.county and x.id = child.id;
      kept := kept || array(select s.id from agreement_standings s where s.county = r.county
        and s.resident_id = child.id and not isempty(s.term) and coalesce(upper(s.term) > actor_today(), true));
    end loop;
    update accounts a set resident_id = null, display_name = case when exists (select 1 from role_grants g
      where g.county = a.county and g.account_id = a.id) then a.display_name else '' end
    where a.county = r.county and a.resident_id = r.id;
    update residents x set name = c.name, pinyin = of_pinyin, phone_sealed = holder_phone, phone_tail = c.phone_tail
    where x.county = r.county and x.id = r.id;
  end if;
  insert into identity_reviews (county, agreement_id, case_id, institution_id, opened_at)
  select a.county, a.id, c.id, a.institution_id, at_moment from agreements a
  where a.county = r.county and a.id = any(kept);
  update identity_cases x set settled_at = at_moment, settled_by = actor_account(), settled_name = by_name,
    outcome = case when moved then 'number_moved' else 'account_loosened' end,
    owner_id = case when moved then of_owner else r.id end, account_id = held_by.id
  where x.county = c.county and x.id = c.id;
  return query select case when moved then 'number_moved' else 'account_loosened' end,
    case when moved then of_owner else r.id end, r.id, held_by.id, held_by.email_sealed, stopped, kept,
    array(select distinct a.doctor_id from agreements a where a.county = r.county and a.id = any(stopped)
      union select unnest(queued));
end $$;
CREATE FUNCTION public.signed_with(of_county integer, of_resident uuid, of_institution uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select exists (
    select 1 from agreements a
    join agreement_confirmations c on c.county = a.county and c.agreement_id = a.id
    left join agreement_decisions k on k.county = a.county and k.agreement_id = a.id
    where a.county = of_county and a.resident_id = of_resident and a.institution_id = of_institution
      and of_county = actor_county() and of_institution = actor_institution()
      and not isempty(a.term) and (upper_inf(a.term) or upper(a.term) + 90 > actor_today())
      and k.outcome is distinct from 'declined')
$$;
CREATE FUNCTION public.staff_roles() RETURNS TABLE(id uuid, account_id uuid, display_name text, role text, institution_id uuid, institution_name text, starts_on date, ends_on date, granted_at timestamp with time zone, given_by text, given_because text, ended_at timestamp with time zone, ended_by text, ended_because text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select g.id, g.account_id, a.display_name, g.role, g.institution_id, coalesce(i.name, ''), g.starts_on, g.ends_on,
    g.granted_at, coalesce(b.display_name, ''), g.given_because, g.ended_at, coalesce(e.display_name, ''), g.ended_because
  from role_grants g
  join accounts a on a.county = g.county and a.id = g.account_id
  left join institutions i on i.id = g.institution_id
  left join accounts b on b.county = g.county and b.id = g.granted_by
  left join accounts e on e.county = g.county and e.id = g.ended_by
  where g.county = actor_county() and (actor_role() in ('admin', 'bureau')
    or (actor_role() = 'manager' and g.institution_id = actor_institution() and g.role not in ('bureau', 'admin')))
$$;
CREATE FUNCTION public.take_up_invitation(of_hash bytea, of_grant uuid, on_day date, at_moment timestamp with time zone) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  update staff_invitations i set taken_by = actor_account(), taken_at = at_moment
  where i.email_hash = of_hash and i.taken_by is null and (i.ends_on is null or i.ends_on > on_day)
    and actor_role() = 'resident' and actor_county() in (0, i.county)
    and i.county = (select min(o.county) from staff_invitations o where o.email_hash = of_hash and o.taken_by is null
      and (o.ends_on is null or o.ends_on > on_day) and actor_county() in (0, o.county))
    and exists (select 1 from sign_in_codes c where c.email_hash = of_hash and c.used_at = at_moment)
    and exists (select 1 from key_directory k where k.key_hash = of_hash and k.kind = 'email'
      and k.county = actor_county() and k.subject_id = actor_account())
    and not exists (select 1 from accounts a where a.county = i.county and a.id = actor_account()
      and a.doctor_id <> i.doctor_id);
  insert into accounts (county, id, display_name, email_sealed, resident_id, doctor_id, created_at)
  select i.county, a.id, d.name, a.email_sealed, null, d.id, a.created_at
  from staff_invitations i join doctors d on d.county = i.county and d.id = i.doctor_id
    join accounts a on a.county = 0 and a.id = actor_account()
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment;
  update accounts a set doctor_id = i.doctor_id from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
    and a.county = i.county and a.id = actor_account() and a.doctor_id is null;
  select carry_ways(i.county) from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment;
  delete from accounts a using staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
    and a.county = 0 and a.id = actor_account();
  insert into role_grants (county, id, account_id, role, institution_id, starts_on, ends_on, granted_by, granted_at,
    given_because)
  select i.county, of_grant, actor_account(), 'doctor', i.institution_id, on_day, i.ends_on, i.invited_by, at_moment,
    i.reason
  from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment;
  select i.county from staff_invitations i
  where i.email_hash = of_hash and i.taken_by = actor_account() and i.taken_at = at_moment
$$;
CREATE FUNCTION public.take_up_offers(of_hash bytea, on_day date, at_moment timestamp with time zone) RETURNS TABLE(county integer, grant_id uuid, role text)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with waiting as (
    select o.county, o.id from role_offers o
    where o.email_hash = of_hash and o.taken_at is null and o.withdrawn_at is null and o.expires_at > at_moment
      and (o.ends_on is null or o.ends_on > on_day) and o.offered_by <> actor_account()
      and actor_role() = 'resident' and actor_county() in (0, o.county)
      and (holds_role(o.county, o.offered_by, 'admin', null, on_day)
        or (o.role not in ('bureau', 'admin') and holds_role(o.county, o.offered_by, 'manager', o.institution_id, on_day)))
      and exists (select 1 from sign_in_codes c where c.email_hash = of_hash and c.used_at = at_moment)
      and exists (select 1 from key_directory k where k.key_hash = of_hash and k.kind = 'email'
        and k.county = actor_county() and k.subject_id = actor_account()))
  update role_offers o set taken_by = actor_account(), taken_at = at_moment
  from waiting w where o.county = w.county and o.id = w.id and w.county = (select min(m.county) from waiting m);
  insert into accounts (county, id, display_name, email_sealed, resident_id, doctor_id, created_at)
  select distinct on (a.id) o.county, a.id, o.display_name, a.email_sealed, null::uuid, null::uuid, a.created_at
  from role_offers o join accounts a on a.county = 0 and a.id = actor_account()
  where o.email_hash = of_hash and o.taken_by = actor_account() and o.taken_at = at_moment
  order by a.id, o.offered_at;
  select carry_ways((select min(o.county) from role_offers o
    where o.email_hash = of_hash and o.taken_by = actor_account() and o.taken_at = at_moment));
  delete from accounts a using role_offers o
  where o.email_hash = of_hash and o.taken_by = actor_account() and o.taken_at = at_moment
    and a.county = 0 and a.id = actor_account();
  insert into role_grants (county, id, account_id, role, institution_id, starts_on, ends_on, granted_by, granted_at,
    given_because)
  select o.county, o.id, actor_account(), o.role, o.institution_id, greatest(o.starts_on, on_day), o.ends_on, o.offered_by,
    at_moment, o.reason
  from role_offers o
  where o.email_hash = of_hash and o.taken_by = actor_account() and o.taken_at = at_moment
    and not holds_role(o.county, actor_account(), o.role, o.institution_id, on_day);
  select g.county, g.id, g.role from role_offers o join role_grants g on g.county = o.county and g.id = o.id
  where o.email_hash = of_hash and o.taken_by = actor_account() and o.taken_at = at_moment
$$;
CREATE FUNCTION public.take_up_proxy(of_hash bytea, at_moment timestamp with time zone) RETURNS TABLE(proxy_county integer, proxy_id uuid, grantor_id uuid)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  update proxies p set helper_county = actor_county(), helper_account_id = actor_account(),
    helper_resident_id = actor_resident(), helper_agreed_at = at_moment, code_hash = null, code_expires_at = null
  from residents r
  where p.code_hash = of_hash and p.code_expires_at > at_moment and p.ended_at is null and p.helper_agreed_at is null
    and actor_role() = 'resident' and actor_proxy() is null and actor_account() is not null
    and r.county = actor_county() and r.id = actor_resident() and r.name = p.helper_name and r.id <> p.grantor_id
  returning p.county, p.id, p.grantor_id
$$;
CREATE FUNCTION public.task_is_open(of_county integer, of_task uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select exists (select 1 from helper_tasks t where t.county = of_county and t.id = of_task and t.withdrawn_at is null
    and t.last_day >= actor_today() and not exists (
      select 1 from helper_results r where r.county = t.county and r.task_id = t.id and r.outcome <> 'not_met'))
$$;
CREATE FUNCTION public.task_phone(of_task uuid) RETURNS TABLE(resident_id uuid, phone_sealed bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select r.id, r.phone_sealed from helper_tasks t
  join residents r on r.county = t.county and r.id = t.resident_id
  where t.county = actor_county() and t.id = of_task and actor_role() = 'helper' and r.phone_sealed is not null
    and may_see_task(t.county, t.id, t.resident_id, t.institution_id, t.helper_account_id)
    and holds_role(t.county, actor_account(), 'helper', t.institution_id, actor_today())
$$;
CREATE FUNCTION public.tasks_at_hand() RETURNS TABLE(id uuid, resident_id uuid, name text, address text, purpose text, words text, last_day date, given_name text, institution_name text, has_phone boolean, tries integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
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
CREATE FUNCTION public.touch_session(of_token bytea, at_moment timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  update sessions set seen_at = at_moment
  where token_hash = of_token and ended_at is null and coalesce(seen_at, created_at) < at_moment
$$;
CREATE FUNCTION public.verify_agreement(of_hash bytea, on_day date) RETURNS TABLE(number_tail text, institution_name text, state text, matches boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select right(a.number, 4), n.name,
    case
      when a.ended_on <= on_day or a.outcome = 'declined' or isempty(a.term) or upper(a.term) <= on_day then 'ended'
      when a.waits_for <> '' or lower(a.term) > on_day then 'not_yet'
      else 'in_force' end,
    a.proof_hash = of_hash and agreement_is_untouched(a.county, a.id)
  from agreement_proofs x
  join agreement_standings a on a.county = x.county and a.id = x.agreement_id
  join institutions n on n.id = a.institution_id
  where x.proof_hash = of_hash
$$;
CREATE FUNCTION public.waiting_line(of_county integer, of_doctor uuid, at_moment timestamp with time zone) RETURNS TABLE(id uuid, resident_id uuid, place integer, offered boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select l.id, case when may_see_waiting(of_county, of_doctor, l.resident_id) then l.resident_id end, l.place, l.offered
  from whole_waiting_line(of_county, of_doctor, at_moment) l
$$;
CREATE FUNCTION public.whole_waiting_line(of_county integer, of_doctor uuid, at_moment timestamp with time zone) RETURNS TABLE(id uuid, resident_id uuid, place integer, offered boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select w.id, w.resident_id, (row_number() over (order by w.priority desc, w.joined_at, w.id))::int,
    w.offer_expires_at is not null
  from waiting_entries w
  where w.county = of_county and w.doctor_id = of_doctor and w.left_at is null
    and (w.offer_expires_at is null or w.offer_expires_at > at_moment)
$$;
CREATE FUNCTION public.witness_proxy(of_id uuid, of_name text, at_moment timestamp with time zone) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  with seen as (
    update proxy_evidence e set witness_account_id = actor_account(), witness_name = of_name, witnessed_at = at_moment
    from proxies p
    where e.county = actor_county() and e.proxy_id = of_id and e.institution_id = actor_institution()
      and actor_role() in ('doctor', 'manager') and e.staff_account_id <> actor_account() and e.witnessed_at is null
      and p.county = e.county and p.id = e.proxy_id and p.ended_at is null
    returning e.county, e.proxy_id, e.origin),
  agreed as (
    update proxies p set grantor_agreed_at = at_moment, grantor_channel = seen.origin
    from seen where p.county = seen.county and p.id = seen.proxy_id and p.grantor_agreed_at is null
    returning 1)
  select exists (select 1 from agreed)
$$;
CREATE FUNCTION public.works_at(of_county integer, of_account uuid, of_institution uuid, on_day date) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
  select exists (select 1 from role_grants g where g.county = of_county and g.account_id = of_account
    and g.institution_id = of_institution and g.role in ('doctor', 'manager')
    and g.starts_on <= on_day and (g.ends_on is null or g.ends_on > on_day))
$$;
CREATE FUNCTION public.write_identity(of_county integer, of_resident uuid, of_hashes bytea[], of_sealed bytea, of_tail text, of_name text, of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, at_moment timestamp with time zone, of_id uuid, of_author uuid, author_name text, of_witness uuid, witness_name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public'
    AS $$
declare
  r residents;
begin
  select * into strict r from residents x where x.county = of_county and x.id = of_resident for update;
  perform keep_signed_identity(r.county, r.id);
  if not exists (select 1 from key_directory d where d.key_hash = any (of_hashes) and d.county = r.county
      and d.subject_id = r.id and d.kind = 'identity') then
    delete from insurance_records x where x.county = r.county and x.resident_id = r.id;
    delete from resident_conditions x where x.county = r.county and x.resident_id = r.id and x.source <> 'doctor';
    delete from resident_groups x where x.county = r.county and x.resident_id = r.id and x.source <> 'doctor';
  end if;
  insert into identity_corrections (county, id, resident_id, institution_id, old_name, new_name, old_tail, new_tail,
    old_birth, new_birth, card, evidence, corrected_at, corrected_by, corrected_name, witnessed_by, witnessed_name)
  values (r.county, of_id, r.id, actor_institution(), r.name, of_name, r.identity_tail, of_tail, r.birth_date, of_birth,
    of_card, of_evidence, at_moment, of_author, author_name, of_witness, witness_name);
  delete from key_directory d where d.subject_id = r.id and d.county = r.county and d.kind = 'identity'
    and d.key_hash <> all (of_hashes);
  -- A hash that is somebody else's fails on the key.
  insert into key_directory (key_hash, kind, county, subject_id)
  select one, 'identity', r.county, r.id from unnest(of_hashes) one
  where not exists (select 1 from key_directory d where d.key_hash = one and d.county = r.county and d.subject_id = r.id);
  update accounts a set display_name = of_name
  where a.county = r.county and a.resident_id = r.id and a.display_name = r.name;
  update residents x set name = of_name, pinyin = of_pinyin, sex = of_sex, birth_date = of_birth,
    identity_sealed = of_sealed, identity_tail = of_tail, identity_unproven_at = null
  where x.county = r.county and x.id = r.id;
end $$;
CREATE TABLE public.access_log (
    county integer NOT NULL,
    id uuid NOT NULL,
    looked_at timestamp with time zone NOT NULL,
    resident_id uuid NOT NULL,
    account_id uuid,
    role text NOT NULL,
    actor_name text NOT NULL,
    institution_id uuid,
    part text NOT NULL
);
CREATE TABLE public.accounts (
    county integer NOT NULL,
    id uuid NOT NULL,
    display_name text NOT NULL,
    email_sealed bytea,
    resident_id uuid,
    doctor_id uuid,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.agreement_confirmations (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    confirmed_by uuid NOT NULL,
    channel text NOT NULL,
    witness_account_id uuid,
    witness_name text DEFAULT ''::text NOT NULL,
    CONSTRAINT agreement_confirmations_channel CHECK ((channel = ANY (ARRAY['own_account'::text, 'signature_and_witness'::text, 'household_head'::text, 'guardian'::text, 'proxy'::text]))),
    CONSTRAINT agreement_confirmations_check CHECK (((channel = 'signature_and_witness'::text) = (witness_account_id IS NOT NULL))),
    CONSTRAINT agreement_confirmations_check1 CHECK ((witness_account_id IS DISTINCT FROM confirmed_by))
);
CREATE TABLE public.agreement_consents (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    typed_name text NOT NULL,
    drawing text DEFAULT ''::text NOT NULL,
    origin text NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    staff_account_id uuid NOT NULL,
    CONSTRAINT agreement_consents_check CHECK (((typed_name <> ''::text) OR (drawing <> ''::text))),
    CONSTRAINT agreement_consents_origin_check CHECK ((origin = ANY (ARRAY['desk'::text, 'home_visit'::text])))
);
CREATE TABLE public.agreement_decisions (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    outcome text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    decided_by uuid,
    CONSTRAINT agreement_decisions_check CHECK (((outcome = 'accepted'::text) OR (reason <> ''::text))),
    CONSTRAINT agreement_decisions_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'declined'::text])))
);
CREATE TABLE public.agreement_endings (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    reason text NOT NULL,
    remark text DEFAULT ''::text NOT NULL,
    ended_on date NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    ended_by uuid,
    planned_to date
);
CREATE TABLE public.agreement_exceptions (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    allowed_at timestamp with time zone NOT NULL,
    allowed_by uuid NOT NULL,
    CONSTRAINT agreement_exceptions_kind_check CHECK ((kind = ANY (ARRAY['switch_institution'::text, 'change_doctor'::text]))),
    CONSTRAINT agreement_exceptions_reason_check CHECK ((reason <> ''::text))
);
CREATE TABLE public.agreement_fee_lines (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    package_code text NOT NULL,
    payer text NOT NULL,
    amount_fen bigint,
    citation text NOT NULL,
    reading text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    within_price boolean DEFAULT true NOT NULL,
    due text DEFAULT ''::text NOT NULL,
    CONSTRAINT agreement_fee_lines_amount_fen_check CHECK ((amount_fen >= 0))
);
CREATE TABLE public.agreement_guardians (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    name text NOT NULL,
    relation text NOT NULL,
    CONSTRAINT agreement_guardians_name_check CHECK ((name <> ''::text)),
    CONSTRAINT agreement_guardians_relation_check CHECK ((relation = ANY (ARRAY['parent'::text, 'grandparent'::text, 'other'::text])))
);
CREATE TABLE public.agreement_hospitals (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    level integer NOT NULL
);
CREATE TABLE public.agreement_items (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    item_code text NOT NULL,
    package_code text,
    name text NOT NULL,
    times integer DEFAULT 1 NOT NULL,
    CONSTRAINT agreement_items_times_check CHECK ((times > 0))
);
CREATE TABLE public.agreement_originals (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    team_id uuid,
    doctor_id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date
);
CREATE TABLE public.agreement_packages (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    package_code text NOT NULL,
    name text NOT NULL,
    citation text NOT NULL
);
CREATE TABLE public.agreement_payments (
    county integer NOT NULL,
    id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    amount_fen bigint NOT NULL,
    method text NOT NULL,
    reference text NOT NULL,
    paid_at timestamp with time zone NOT NULL,
    recorded_by uuid NOT NULL,
    CONSTRAINT agreement_payments_amount_fen_check CHECK ((amount_fen > 0)),
    CONSTRAINT agreement_payments_method_check CHECK ((method = ANY (ARRAY['desk'::text, 'online'::text])))
);
CREATE TABLE public.agreement_people (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    name text NOT NULL,
    identity_tail text NOT NULL
);
CREATE TABLE public.agreement_proofs (
    proof_hash bytea NOT NULL,
    county integer NOT NULL,
    agreement_id uuid NOT NULL
);
CREATE TABLE public.agreement_reductions (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    amount_fen bigint NOT NULL,
    citation text NOT NULL,
    CONSTRAINT agreement_reductions_amount_fen_check CHECK ((amount_fen > 0))
);
CREATE TABLE public.agreement_signatures (
    county integer NOT NULL,
    id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    signer text NOT NULL,
    account_id uuid NOT NULL,
    typed_name text NOT NULL,
    drawing text DEFAULT ''::text NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    CONSTRAINT agreement_signatures_signer CHECK ((signer = ANY (ARRAY['resident'::text, 'household_head'::text, 'guardian'::text, 'proxy'::text, 'staff'::text, 'witness'::text])))
);
CREATE TABLE public.agreements (
    county integer NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    kind text DEFAULT 'family_doctor'::text NOT NULL,
    resident_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    team_id uuid,
    doctor_id uuid NOT NULL,
    term daterange NOT NULL,
    long_term boolean DEFAULT false NOT NULL,
    policy_division integer NOT NULL,
    policy_on date NOT NULL,
    text_version text NOT NULL,
    previous_id uuid,
    origin text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    requested_by uuid NOT NULL,
    proof_hash bytea NOT NULL,
    CONSTRAINT agreements_kind CHECK ((kind = ANY (ARRAY['family_doctor'::text, 'switch'::text]))),
    CONSTRAINT agreements_origin_check CHECK ((origin = ANY (ARRAY['online'::text, 'desk'::text, 'home_visit'::text])))
);
CREATE TABLE public.payment_reversals (
    county integer NOT NULL,
    payment_id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    reason text NOT NULL,
    reversed_at timestamp with time zone NOT NULL,
    reversed_by uuid NOT NULL,
    reversed_name text NOT NULL,
    CONSTRAINT payment_reversals_reason_check CHECK ((reason <> ''::text))
);
CREATE VIEW public.agreement_standings WITH (security_invoker='true') AS
 SELECT county,
    id,
    number,
    kind,
    resident_id,
    institution_id,
    team_id,
    doctor_id,
    term,
    long_term,
    policy_division,
    policy_on,
    text_version,
    previous_id,
    origin,
    requested_at,
    requested_by,
    proof_hash,
    confirmed_at,
    channel,
    outcome,
    decision_reason,
    decided_at,
    ended_on,
    ending_reason,
    ending_remark,
    planned_to,
    next_id,
    due_fen,
    paid_fen,
        CASE
            WHEN (confirmed_at IS NULL) THEN 'confirmation'::text
            WHEN (outcome IS DISTINCT FROM 'accepted'::text) THEN 'acceptance'::text
            WHEN (paid_fen < due_fen) THEN 'payment'::text
            ELSE ''::text
        END AS waits_for
   FROM ( SELECT a.county,
            a.id,
            a.number,
            a.kind,
            a.resident_id,
            a.institution_id,
            a.team_id,
            a.doctor_id,
            a.term,
            a.long_term,
            a.policy_division,
            a.policy_on,
            a.text_version,
            a.previous_id,
            a.origin,
            a.requested_at,
            a.requested_by,
            a.proof_hash,
            c.confirmed_at,
            c.channel,
            k.outcome,
            k.reason AS decision_reason,
            k.decided_at,
            e.ended_on,
            e.reason AS ending_reason,
            e.remark AS ending_remark,
            e.planned_to,
            ( SELECT x.id
                   FROM public.agreements x
                  WHERE ((x.county = a.county) AND (x.previous_id = a.id) AND (NOT isempty(x.term)))) AS next_id,
            ( SELECT (COALESCE(sum(f.amount_fen), (0)::numeric))::bigint AS "coalesce"
                   FROM public.agreement_fee_lines f
                  WHERE ((f.county = a.county) AND (f.agreement_id = a.id) AND (f.payer = 'resident'::text) AND (f.due = 'at_signing'::text))) AS due_fen,
            ( SELECT (COALESCE(sum(p.amount_fen), (0)::numeric))::bigint AS "coalesce"
                   FROM public.agreement_payments p
                  WHERE ((p.county = a.county) AND (p.agreement_id = a.id) AND (NOT (EXISTS ( SELECT 1
                           FROM public.payment_reversals v
                          WHERE ((v.county = p.county) AND (v.payment_id = p.id))))))) AS paid_fen
           FROM (((public.agreements a
             LEFT JOIN public.agreement_confirmations c ON (((c.county = a.county) AND (c.agreement_id = a.id))))
             LEFT JOIN public.agreement_decisions k ON (((k.county = a.county) AND (k.agreement_id = a.id))))
             LEFT JOIN public.agreement_endings e ON (((e.county = a.county) AND (e.agreement_id = a.id))))) s;
CREATE TABLE public.agreement_texts (
    version text NOT NULL,
    sha256 text NOT NULL,
    body text NOT NULL,
    first_used_at timestamp with time zone NOT NULL
);
CREATE TABLE public.area_assignments (
    county integer NOT NULL,
    id uuid NOT NULL,
    area_id uuid NOT NULL,
    building_id uuid,
    team_id uuid NOT NULL,
    valid daterange NOT NULL,
    assigned_by uuid,
    CONSTRAINT area_assignments_valid_check CHECK ((NOT isempty(valid)))
);
CREATE TABLE public.area_boundaries (
    county integer NOT NULL,
    id uuid NOT NULL,
    area_id uuid NOT NULL,
    valid daterange NOT NULL,
    boundary polygon NOT NULL,
    centre point NOT NULL,
    drawn_by uuid,
    CONSTRAINT area_boundaries_valid_check CHECK ((NOT isempty(valid)))
);
CREATE TABLE public.audit_links (
    county integer NOT NULL,
    "position" bigint NOT NULL,
    source text NOT NULL,
    row_id uuid NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT audit_links_digest CHECK ((octet_length(digest) = 32)),
    CONSTRAINT audit_links_position CHECK (("position" > 0)),
    CONSTRAINT audit_links_source CHECK ((source = ANY (ARRAY['event'::text, 'look'::text])))
);
CREATE TABLE public.birthday_notices (
    county integer NOT NULL,
    resident_id uuid NOT NULL,
    age_years integer NOT NULL,
    told_at timestamp with time zone NOT NULL
);
CREATE TABLE public.buildings (
    county integer NOT NULL,
    id uuid NOT NULL,
    area_id uuid NOT NULL,
    name text NOT NULL,
    "position" integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.confirmation_campaigns (
    county integer NOT NULL,
    id uuid NOT NULL,
    institution_id uuid NOT NULL,
    year integer NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    opened_by uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    CONSTRAINT confirmation_campaigns_check CHECK ((closes_on > opens_on))
);
CREATE TABLE public.confirmation_reminders (
    county integer NOT NULL,
    campaign_id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    stage text NOT NULL,
    mail_id uuid NOT NULL,
    CONSTRAINT confirmation_reminders_stage_check CHECK ((stage = ANY (ARRAY['opening'::text, 'closing'::text])))
);
CREATE TABLE public.consent_texts (
    purpose text NOT NULL,
    version text NOT NULL,
    sha256 text NOT NULL,
    body text NOT NULL,
    first_used_at timestamp with time zone NOT NULL
);
CREATE TABLE public.consents (
    county integer NOT NULL,
    id uuid NOT NULL,
    resident_id uuid NOT NULL,
    purpose text NOT NULL,
    text_version text NOT NULL,
    text_sha256 text NOT NULL,
    decision text NOT NULL,
    how text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    recorded_by uuid NOT NULL,
    witness_account_id uuid,
    typed_name text DEFAULT ''::text NOT NULL,
    CONSTRAINT consents_check CHECK (((how = ANY (ARRAY['desk'::text, 'home_visit'::text])) = (witness_account_id IS NOT NULL))),
    CONSTRAINT consents_decision_check CHECK ((decision = ANY (ARRAY['given'::text, 'refused'::text, 'withdrawn'::text]))),
    CONSTRAINT consents_how_check CHECK ((how = ANY (ARRAY['own_account'::text, 'guardian'::text, 'desk'::text, 'home_visit'::text])))
);
CREATE TABLE public.data_answers (
    county integer NOT NULL,
    request_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    outcome text NOT NULL,
    words_sealed bytea DEFAULT '\x'::bytea NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    answered_by uuid,
    CONSTRAINT data_answers_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text, 'taken_back'::text])))
);
CREATE TABLE public.data_requests (
    county integer NOT NULL,
    id uuid NOT NULL,
    resident_id uuid NOT NULL,
    kind text NOT NULL,
    item text DEFAULT ''::text NOT NULL,
    words_sealed bytea DEFAULT '\x'::bytea NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_by uuid NOT NULL,
    answer_by date NOT NULL,
    CONSTRAINT data_requests_check CHECK (((kind = 'erasure'::text) = (item = ''::text))),
    CONSTRAINT data_requests_kind_check CHECK ((kind = ANY (ARRAY['correction'::text, 'erasure'::text])))
);
CREATE TABLE public.deaths (
    county integer NOT NULL,
    id uuid NOT NULL,
    resident_id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    evidence text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_name text NOT NULL,
    corrected_at timestamp with time zone,
    corrected_by uuid,
    correction text DEFAULT ''::text NOT NULL,
    CONSTRAINT deaths_check CHECK ((((corrected_at IS NULL) = (corrected_by IS NULL)) AND ((corrected_at IS NULL) = (correction = ''::text)))),
    CONSTRAINT deaths_evidence_check CHECK ((evidence <> ''::text))
);
CREATE TABLE public.demo_sign_ins (
    county integer NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    label text NOT NULL,
    "position" integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.desk_visits (
    county integer NOT NULL,
    id uuid NOT NULL,
    resident_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.divisions (
    code bigint NOT NULL,
    name text NOT NULL,
    level text NOT NULL,
    parent bigint,
    pinyin text NOT NULL,
    initials text NOT NULL,
    CONSTRAINT divisions_level_check CHECK ((level = ANY (ARRAY['province'::text, 'city'::text, 'county'::text, 'township'::text, 'committee'::text])))
);
CREATE TABLE public.doctor_changes (
    county integer NOT NULL,
    id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    from_doctor_id uuid NOT NULL,
    to_doctor_id uuid NOT NULL,
    reason text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid NOT NULL
);
CREATE TABLE public.doctor_panels (
    county integer NOT NULL,
    doctor_id uuid NOT NULL,
    capacity integer NOT NULL,
    CONSTRAINT doctor_panels_capacity_check CHECK ((capacity >= 0))
);
CREATE TABLE public.doctor_photos (
    county integer NOT NULL,
    doctor_id uuid NOT NULL,
    digest text NOT NULL,
    content bytea NOT NULL,
    uploaded_by uuid NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    CONSTRAINT doctor_photos_content_check CHECK ((length(content) <= 65536)),
    CONSTRAINT doctor_photos_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text))
);
CREATE TABLE public.doctors (
    county integer NOT NULL,
    id uuid NOT NULL,
    institution_id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    pinyin text NOT NULL,
    sex text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    introduction text DEFAULT ''::text NOT NULL,
    specialties text[] DEFAULT '{}'::text[] NOT NULL,
    languages text[] DEFAULT '{}'::text[] NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    practice_scope text DEFAULT ''::text NOT NULL,
    registered_on date,
    trained_until date,
    signs boolean DEFAULT true NOT NULL,
    left_on date,
    CONSTRAINT doctors_sex_check CHECK ((sex = ANY (ARRAY['male'::text, 'female'::text])))
);
CREATE TABLE public.emergencies (
    county integer NOT NULL,
    id uuid NOT NULL,
    resident_id uuid NOT NULL,
    account_id uuid NOT NULL,
    doctor_name text NOT NULL,
    institution_id uuid NOT NULL,
    reason text NOT NULL,
    words text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT emergencies_reason CHECK ((reason = ANY (ARRAY['unconscious'::text, 'treating_now'::text, 'danger_at_home'::text, 'find_family'::text]))),
    CONSTRAINT emergencies_time CHECK ((expires_at > starts_at)),
    CONSTRAINT emergencies_words CHECK (((length(words) >= 1) AND (length(words) <= 300)))
);
CREATE TABLE public.emergency_endings (
    county integer NOT NULL,
    emergency_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    ended_by uuid NOT NULL
);
CREATE TABLE public.emergency_notes (
    county integer NOT NULL,
    id uuid NOT NULL,
    emergency_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    outcome text NOT NULL,
    body text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    written_by uuid NOT NULL,
    writer_name text NOT NULL,
    CONSTRAINT emergency_notes_body CHECK (((length(body) >= 1) AND (length(body) <= 300))),
    CONSTRAINT emergency_notes_outcome CHECK ((outcome = ANY (ARRAY['justified'::text, 'not_justified'::text])))
);
CREATE TABLE public.erasures (
    county integer NOT NULL,
    resident_id uuid NOT NULL,
    account_id uuid,
    erased_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone
);
CREATE TABLE public.helper_results (
    county integer NOT NULL,
    id uuid NOT NULL,
    task_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    outcome text NOT NULL,
    agreed_name text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    CONSTRAINT helper_results_note CHECK (((length(note) <= 200) AND (length(agreed_name) <= 40))),
    CONSTRAINT helper_results_outcome CHECK ((outcome = ANY (ARRAY['done'::text, 'declined'::text, 'not_met'::text])))
);
CREATE TABLE public.helper_tasks (
    county integer NOT NULL,
    id uuid NOT NULL,
    resident_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    helper_account_id uuid NOT NULL,
    helper_name text NOT NULL,
    purpose text NOT NULL,
    words text DEFAULT ''::text NOT NULL,
    last_day date NOT NULL,
    given_at timestamp with time zone NOT NULL,
    given_by uuid NOT NULL,
    given_name text NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT helper_tasks_purpose CHECK ((purpose = ANY (ARRAY['invite_renewal'::text, 'help_sign'::text, 'confirm_year'::text]))),
    CONSTRAINT helper_tasks_words CHECK ((length(words) <= 200))
);
CREATE TABLE public.history_events (
    county integer NOT NULL,
    id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    actor_account_id uuid,
    actor_role text NOT NULL,
    institution_id uuid,
    data jsonb DEFAULT '{}'::jsonb NOT NULL
);
CREATE TABLE public.households (
    county integer NOT NULL,
    id uuid NOT NULL,
    head_id uuid,
    area_id uuid,
    building_id uuid,
    room text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.idempotency_keys (
    county integer NOT NULL,
    account_id uuid NOT NULL,
    key uuid NOT NULL,
    result text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE public.identity_cases (
    county integer NOT NULL,
    id uuid NOT NULL,
    institution_id uuid NOT NULL,
    key_hash bytea NOT NULL,
    holder_id uuid NOT NULL,
    name text NOT NULL,
    identity_sealed bytea NOT NULL,
    identity_tail text NOT NULL,
    phone_sealed bytea NOT NULL,
    phone_tail text NOT NULL,
    card text NOT NULL,
    seen text NOT NULL,
    reason text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by uuid NOT NULL,
    opened_name text NOT NULL,
    opened_role text NOT NULL,
    settled_at timestamp with time zone,
    settled_by uuid,
    settled_name text DEFAULT ''::text NOT NULL,
    outcome text,
    refusal text DEFAULT ''::text NOT NULL,
    owner_id uuid,
    account_id uuid,
    kind text DEFAULT 'claim'::text NOT NULL,
    CONSTRAINT identity_cases_card_check CHECK ((card = ANY (ARRAY['identity_card'::text, 'temporary_card'::text, 'household_book'::text]))),
    CONSTRAINT identity_cases_check CHECK ((((settled_at IS NULL) = (settled_by IS NULL)) AND ((settled_at IS NULL) = (outcome IS NULL)))),
    CONSTRAINT identity_cases_check1 CHECK (((NOT (outcome IS DISTINCT FROM 'not_witnessed'::text)) = (refusal <> ''::text))),
    CONSTRAINT identity_cases_check2 CHECK (((settled_by IS DISTINCT FROM opened_by) OR (outcome = 'not_witnessed'::text))),
    CONSTRAINT identity_cases_kind CHECK ((kind = ANY (ARRAY['claim'::text, 'correction'::text]))),
    CONSTRAINT identity_cases_outcome CHECK ((outcome = ANY (ARRAY['number_moved'::text, 'account_loosened'::text, 'corrected'::text, 'not_witnessed'::text]))),
    CONSTRAINT identity_cases_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT identity_cases_seen_check CHECK ((seen <> ''::text))
);
CREATE TABLE public.identity_corrections (
    county integer NOT NULL,
    id uuid NOT NULL,
    resident_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    old_name text NOT NULL,
    new_name text NOT NULL,
    old_tail text NOT NULL,
    new_tail text NOT NULL,
    old_birth date NOT NULL,
    new_birth date NOT NULL,
    card text NOT NULL,
    evidence text NOT NULL,
    corrected_at timestamp with time zone NOT NULL,
    corrected_by uuid NOT NULL,
    corrected_name text NOT NULL,
    witnessed_by uuid,
    witnessed_name text DEFAULT ''::text NOT NULL,
    CONSTRAINT identity_corrections_card_check CHECK ((card = ANY (ARRAY['identity_card'::text, 'temporary_card'::text, 'household_book'::text]))),
    CONSTRAINT identity_corrections_evidence_check CHECK ((evidence <> ''::text))
);
CREATE TABLE public.identity_reviews (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    case_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by uuid,
    decided_name text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    CONSTRAINT identity_reviews_check CHECK ((((decided_at IS NULL) = (note = ''::text)) AND ((decided_at IS NULL) = (decided_by IS NULL))))
);
CREATE TABLE public.import_faults (
    county integer NOT NULL,
    import_id uuid NOT NULL,
    "position" integer NOT NULL,
    sheet text NOT NULL,
    row_number integer NOT NULL,
    column_letter text NOT NULL,
    header text NOT NULL,
    sentence text NOT NULL,
    "values" jsonb DEFAULT '{}'::jsonb NOT NULL
);
CREATE TABLE public.import_files (
    county integer NOT NULL,
    import_id uuid NOT NULL,
    sealed bytea NOT NULL,
    kept_since timestamp with time zone NOT NULL
);
CREATE TABLE public.import_progress (
    county integer NOT NULL,
    import_id uuid NOT NULL,
    rows_total integer NOT NULL,
    rows_read integer NOT NULL,
    rows_written integer NOT NULL,
    told_at timestamp with time zone NOT NULL
);
CREATE TABLE public.import_states (
    county integer NOT NULL,
    import_id uuid NOT NULL,
    state text NOT NULL,
    at timestamp with time zone NOT NULL,
    by uuid,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT import_states_state_check CHECK ((state = ANY (ARRAY['checking'::text, 'checked'::text, 'applying'::text, 'applied'::text, 'refused'::text, 'failed'::text])))
);
CREATE TABLE public.imports (
    county integer NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    file_name text NOT NULL,
    sha256 text NOT NULL,
    size_bytes bigint NOT NULL,
    institution_id uuid,
    requested_at timestamp with time zone NOT NULL,
    requested_by uuid,
    requested_name text NOT NULL,
    CONSTRAINT imports_kind_check CHECK ((kind = ANY (ARRAY['institutions'::text, 'teams'::text, 'staff'::text, 'residents'::text, 'insurance'::text, 'areas'::text])))
);
CREATE TABLE public.institution_prices (
    county integer NOT NULL,
    institution_id uuid NOT NULL,
    code text NOT NULL,
    price_fen bigint NOT NULL,
    since date NOT NULL,
    CONSTRAINT institution_prices_price_fen_check CHECK ((price_fen >= 0))
);
CREATE TABLE public.institution_reductions (
    county integer NOT NULL,
    institution_id uuid NOT NULL,
    amount_fen bigint NOT NULL,
    since date NOT NULL,
    CONSTRAINT institution_reductions_amount_fen_check CHECK ((amount_fen >= 0))
);
CREATE TABLE public.institutions (
    id uuid NOT NULL,
    county integer NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    pinyin text NOT NULL,
    initials text NOT NULL,
    kind text NOT NULL,
    level integer DEFAULT 1 NOT NULL,
    ownership text DEFAULT 'public'::text NOT NULL,
    parent_id uuid,
    medical_community_id uuid,
    address text NOT NULL,
    phone text NOT NULL,
    hours text NOT NULL,
    ways_to_sign text[] DEFAULT '{online,desk}'::text[] NOT NULL,
    location point NOT NULL,
    accepts_each_request boolean DEFAULT false NOT NULL,
    contracted_since date,
    contracted_until date,
    CONSTRAINT institutions_level_check CHECK (((level >= 1) AND (level <= 3))),
    CONSTRAINT institutions_ownership_check CHECK ((ownership = ANY (ARRAY['public'::text, 'private'::text])))
);
CREATE TABLE public.insurance_records (
    county integer NOT NULL,
    resident_id uuid NOT NULL,
    scheme text NOT NULL,
    county_of_insurance integer NOT NULL,
    premium_paid boolean NOT NULL,
    outpatient_balance_fen bigint,
    two_disease text[] DEFAULT '{}'::text[] NOT NULL,
    special_chronic text[] DEFAULT '{}'::text[] NOT NULL,
    as_of date NOT NULL,
    CONSTRAINT insurance_records_outpatient_balance_fen_check CHECK ((outpatient_balance_fen >= 0)),
    CONSTRAINT insurance_records_scheme_check CHECK ((scheme = ANY (ARRAY['resident'::text, 'employee'::text, 'none'::text])))
);
CREATE TABLE public.key_directory (
    key_hash bytea NOT NULL,
    kind text NOT NULL,
    county integer NOT NULL,
    subject_id uuid NOT NULL,
    CONSTRAINT key_directory_kind_check CHECK ((kind = ANY (ARRAY['email'::text, 'identity'::text, 'passkey'::text, 'open_id'::text])))
);
CREATE TABLE public.look_flags (
    county integer NOT NULL,
    look_id uuid NOT NULL,
    reason text NOT NULL,
    resident_id uuid NOT NULL,
    account_id uuid NOT NULL,
    institution_id uuid,
    reader text NOT NULL,
    flagged_at timestamp with time zone NOT NULL,
    CONSTRAINT look_flags_reader CHECK ((reader = ANY (ARRAY['manager'::text, 'bureau'::text])))
);
CREATE TABLE public.look_notes (
    county integer NOT NULL,
    id uuid NOT NULL,
    look_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    account_id uuid NOT NULL,
    institution_id uuid,
    reader text NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    written_by uuid NOT NULL,
    writer_name text NOT NULL,
    CONSTRAINT look_notes_body CHECK (((length(body) >= 1) AND (length(body) <= 500))),
    CONSTRAINT look_notes_kind CHECK ((kind = ANY (ARRAY['asked'::text, 'answered'::text, 'looked_into'::text])))
);
CREATE TABLE public.looks_examined (
    county integer NOT NULL,
    "position" bigint NOT NULL,
    examined_at timestamp with time zone NOT NULL
);
CREATE TABLE public.mail_attempts (
    mail_id uuid NOT NULL,
    attempted_at timestamp with time zone NOT NULL,
    outcome text NOT NULL,
    answer text NOT NULL,
    CONSTRAINT mail_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['sent'::text, 'retry'::text, 'failed'::text])))
);
CREATE TABLE public.outgoing_mails (
    id uuid NOT NULL,
    recipient_sealed bytea NOT NULL,
    subject text NOT NULL,
    body_sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.passkey_challenges (
    id uuid NOT NULL,
    challenge bytea NOT NULL,
    purpose text NOT NULL,
    account_id uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT passkey_challenges_check CHECK (((purpose = 'sign_in'::text) = (account_id IS NULL))),
    CONSTRAINT passkey_challenges_purpose_check CHECK ((purpose = ANY (ARRAY['sign_in'::text, 'register'::text, 'confirm'::text])))
);
CREATE TABLE public.passkeys (
    county integer NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    verifies_user boolean NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT passkeys_sign_count_check CHECK ((sign_count >= 0))
);
CREATE TABLE public.proxy_evidence (
    county integer NOT NULL,
    proxy_id uuid NOT NULL,
    typed_name text NOT NULL,
    drawing text DEFAULT ''::text NOT NULL,
    origin text NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    staff_account_id uuid NOT NULL,
    staff_name text NOT NULL,
    institution_id uuid NOT NULL,
    witness_account_id uuid,
    witness_name text DEFAULT ''::text NOT NULL,
    witnessed_at timestamp with time zone,
    CONSTRAINT proxy_evidence_check CHECK (((typed_name <> ''::text) OR (drawing <> ''::text))),
    CONSTRAINT proxy_evidence_check1 CHECK ((witness_account_id IS DISTINCT FROM staff_account_id)),
    CONSTRAINT proxy_evidence_check2 CHECK (((witness_account_id IS NULL) = (witnessed_at IS NULL))),
    CONSTRAINT proxy_evidence_origin_check CHECK ((origin = ANY (ARRAY['desk'::text, 'home_visit'::text])))
);
CREATE TABLE public.rate_counters (
    key_hash bytea NOT NULL,
    window_start timestamp with time zone NOT NULL,
    hits integer NOT NULL
);
CREATE TABLE public.receipt_numbers (
    county integer NOT NULL,
    institution_id uuid NOT NULL,
    year integer NOT NULL,
    number text NOT NULL,
    agreement_id uuid NOT NULL,
    payment_id uuid NOT NULL
);
CREATE TABLE public.recovery_codes (
    county integer NOT NULL,
    account_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    salt bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);
CREATE TABLE public.renewal_contacts (
    county integer NOT NULL,
    id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    channel text NOT NULL,
    outcome text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    made_name text NOT NULL,
    CONSTRAINT renewal_contacts_channel_check CHECK ((channel = ANY (ARRAY['phone'::text, 'visit'::text, 'mail'::text]))),
    CONSTRAINT renewal_contacts_check CHECK (((channel = 'mail'::text) = (outcome = 'invited'::text))),
    CONSTRAINT renewal_contacts_note_check CHECK ((char_length(note) <= 200)),
    CONSTRAINT renewal_contacts_outcome_check CHECK ((outcome = ANY (ARRAY['unreached'::text, 'willing'::text, 'unwilling'::text, 'wrong_contact'::text, 'invited'::text])))
);
CREATE TABLE public.renewal_mails (
    county integer NOT NULL,
    contact_id uuid NOT NULL,
    mail_id uuid,
    failed text DEFAULT ''::text NOT NULL,
    CONSTRAINT renewal_mails_sent_or_failed CHECK (((mail_id IS NULL) = (failed <> ''::text)))
);
CREATE TABLE public.resident_conditions (
    county integer NOT NULL,
    resident_id uuid NOT NULL,
    condition text NOT NULL,
    diagnosed_on date,
    treated boolean DEFAULT false NOT NULL,
    source text NOT NULL
);
CREATE TABLE public.resident_groups (
    county integer NOT NULL,
    resident_id uuid NOT NULL,
    priority_group text NOT NULL,
    since date NOT NULL,
    until date,
    source text NOT NULL
);
CREATE TABLE public.residents (
    county integer NOT NULL,
    id uuid NOT NULL,
    household_id uuid,
    relation_to_head text DEFAULT 'other'::text NOT NULL,
    name text NOT NULL,
    pinyin text NOT NULL,
    sex text NOT NULL,
    birth_date date NOT NULL,
    identity_sealed bytea NOT NULL,
    identity_tail text NOT NULL,
    phone_sealed bytea,
    phone_tail text DEFAULT ''::text NOT NULL,
    area_id uuid,
    building_id uuid,
    room text DEFAULT ''::text NOT NULL,
    institution_id uuid,
    registered_at timestamp with time zone NOT NULL,
    identity_unproven_at timestamp with time zone,
    CONSTRAINT residents_sex_check CHECK ((sex = ANY (ARRAY['male'::text, 'female'::text])))
);
CREATE TABLE public.role_grants (
    county integer NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    institution_id uuid,
    starts_on date NOT NULL,
    ends_on date,
    granted_by uuid,
    granted_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    given_because text DEFAULT ''::text NOT NULL,
    ended_by uuid,
    ended_because text DEFAULT ''::text NOT NULL,
    CONSTRAINT role_grants_role CHECK ((role = ANY (ARRAY['doctor'::text, 'manager'::text, 'coordinator'::text, 'helper'::text, 'bureau'::text, 'admin'::text])))
);
CREATE TABLE public.role_offers (
    county integer NOT NULL,
    id uuid NOT NULL,
    role text NOT NULL,
    institution_id uuid,
    display_name text NOT NULL,
    email_hash bytea NOT NULL,
    email_hint text NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    reason text NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    offered_by uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by uuid,
    taken_by uuid,
    taken_at timestamp with time zone,
    CONSTRAINT role_offers_days CHECK (((ends_on IS NULL) OR (ends_on > starts_on))),
    CONSTRAINT role_offers_name CHECK (((length(display_name) >= 1) AND (length(display_name) <= 40))),
    CONSTRAINT role_offers_place CHECK (((role = ANY (ARRAY['bureau'::text, 'admin'::text])) = (institution_id IS NULL))),
    CONSTRAINT role_offers_reason CHECK (((length(reason) >= 1) AND (length(reason) <= 300))),
    CONSTRAINT role_offers_role CHECK ((role = ANY (ARRAY['manager'::text, 'coordinator'::text, 'helper'::text, 'bureau'::text, 'admin'::text]))),
    CONSTRAINT role_offers_taken CHECK (((taken_by IS NULL) = (taken_at IS NULL)))
);
CREATE TABLE public.schema_migrations (
    version integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.sealing_keys (
    use text NOT NULL,
    id text NOT NULL,
    algorithm text NOT NULL,
    check_value bytea NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT sealing_keys_use_check CHECK ((use = ANY (ARRAY['seal'::text, 'index'::text])))
);
CREATE TABLE public.service_areas (
    county integer NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    pinyin text NOT NULL,
    initials text NOT NULL,
    township bigint NOT NULL,
    committee bigint NOT NULL,
    township_name text NOT NULL,
    committee_name text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    search_text text NOT NULL,
    household_count integer DEFAULT 0 NOT NULL,
    closed_on date,
    CONSTRAINT service_areas_kind_check CHECK ((kind = ANY (ARRAY['compound'::text, 'building'::text, 'villagers_group'::text])))
);
CREATE TABLE public.sign_in_codes (
    id uuid NOT NULL,
    email_hash bytea NOT NULL,
    code_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT sign_in_codes_attempts_check CHECK (((attempts >= 0) AND (attempts <= 5)))
);
CREATE TABLE public.staff_invitations (
    county integer NOT NULL,
    doctor_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    email_hash bytea NOT NULL,
    ends_on date,
    invited_at timestamp with time zone NOT NULL,
    invited_by uuid,
    taken_by uuid,
    taken_at timestamp with time zone,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT staff_invitations_check CHECK (((taken_by IS NULL) = (taken_at IS NULL)))
);
CREATE TABLE public.team_members (
    county integer NOT NULL,
    team_id uuid NOT NULL,
    doctor_id uuid NOT NULL,
    duty text NOT NULL,
    is_lead boolean DEFAULT false NOT NULL,
    since date NOT NULL,
    until date
);
CREATE TABLE public.teams (
    county integer NOT NULL,
    id uuid NOT NULL,
    institution_id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    pinyin text NOT NULL,
    introduction text DEFAULT ''::text NOT NULL,
    hours text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    colour smallint DEFAULT 0 NOT NULL,
    closed_on date,
    CONSTRAINT teams_colour_check CHECK (((colour >= 0) AND (colour <= 9)))
);
CREATE TABLE public.totp_secrets (
    county integer NOT NULL,
    account_id uuid NOT NULL,
    secret_sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    last_step bigint NOT NULL
);
CREATE TABLE public.waiting_entries (
    county integer NOT NULL,
    id uuid NOT NULL,
    doctor_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    priority_reason text DEFAULT ''::text NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    offered_at timestamp with time zone,
    offer_expires_at timestamp with time zone,
    left_at timestamp with time zone,
    left_reason text,
    added_by uuid,
    added_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT waiting_entries_left_reason_check CHECK ((left_reason = ANY (ARRAY['signed'::text, 'withdrawn'::text, 'offer_expired'::text])))
);
CREATE TABLE public.waiting_offer_mails (
    county integer NOT NULL,
    entry_id uuid NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    mail_id uuid NOT NULL
);
CREATE TABLE public.yearly_confirmations (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    year integer NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    confirmed_by uuid NOT NULL,
    channel text,
    witness_account_id uuid,
    witness_name text DEFAULT ''::text NOT NULL,
    CONSTRAINT yearly_confirmations_channel CHECK (((channel = ANY (ARRAY['own_account'::text, 'signature_and_witness'::text, 'household_head'::text, 'guardian'::text, 'proxy'::text])) AND ((channel = 'signature_and_witness'::text) = (witness_account_id IS NOT NULL)) AND (witness_account_id IS DISTINCT FROM confirmed_by)))
);
CREATE TABLE public.yearly_refusals (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    year integer NOT NULL,
    typed_name text NOT NULL,
    drawing text NOT NULL,
    origin text NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    staff_account_id uuid NOT NULL,
    reason text NOT NULL,
    refused_at timestamp with time zone NOT NULL,
    refused_by uuid NOT NULL,
    refused_name text NOT NULL,
    CONSTRAINT yearly_refusals_reason_check CHECK ((reason <> ''::text))
);
CREATE TABLE public.yearly_signatures (
    county integer NOT NULL,
    agreement_id uuid NOT NULL,
    year integer NOT NULL,
    typed_name text NOT NULL,
    drawing text DEFAULT ''::text NOT NULL,
    origin text NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    staff_account_id uuid NOT NULL,
    CONSTRAINT yearly_signatures_check CHECK (((typed_name <> ''::text) OR (drawing <> ''::text))),
    CONSTRAINT yearly_signatures_origin_check CHECK ((origin = ANY (ARRAY['desk'::text, 'home_visit'::text])))
);
ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.agreement_confirmations
    ADD CONSTRAINT agreement_confirmations_pkey PRIMARY KEY (county, agreement_id);
ALTER TABLE ONLY public.agreement_consents
    ADD CONSTRAINT agreement_consents_pkey PRIMARY KEY (county, agreement_id);
ALTER TABLE ONLY public.agreement_decisions
    ADD CONSTRAINT agreement_decisions_pkey PRIMARY KEY (county, agreement_id);
ALTER TABLE ONLY public.agreement_endings
    ADD CONSTRAINT agreement_endings_pkey PRIMARY KEY (county, agreement_id);
ALTER TABLE ONLY public.agreement_exceptions
    ADD CONSTRAINT agreement_exceptions_pkey PRIMARY KEY (county, agreement_id, kind);
ALTER TABLE ONLY public.agreement_fee_lines
    ADD CONSTRAINT agreement_fee_lines_pkey PRIMARY KEY (county, agreement_id, package_code, payer);
ALTER TABLE ONLY public.agreement_guardians
    ADD CONSTRAINT agreement_guardians_pkey PRIMARY KEY (county, agreement_id);
ALTER TABLE ONLY public.agreement_hospitals
    ADD CONSTRAINT agreement_hospitals_pkey PRIMARY KEY (county, agreement_id, institution_id);
ALTER TABLE ONLY public.agreement_items
    ADD CONSTRAINT agreement_items_pkey PRIMARY KEY (county, agreement_id, item_code);
ALTER TABLE ONLY public.agreement_originals
    ADD CONSTRAINT agreement_originals_pkey PRIMARY KEY (county, agreement_id);
ALTER TABLE ONLY public.agreement_packages
    ADD CONSTRAINT agreement_packages_pkey PRIMARY KEY (county, agreement_id, package_code);
ALTER TABLE ONLY public.agreement_payments
    ADD CONSTRAINT agreement_payments_county_agreement_id_reference_key UNIQUE (county, agreement_id, reference);
ALTER TABLE ONLY public.agreement_payments
    ADD CONSTRAINT agreement_payments_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.agreement_people
    ADD CONSTRAINT agreement_people_pkey PRIMARY KEY (county, agreement_id);
ALTER TABLE ONLY public.agreement_proofs
    ADD CONSTRAINT agreement_proofs_pkey PRIMARY KEY (proof_hash);
ALTER TABLE ONLY public.agreement_reductions
    ADD CONSTRAINT agreement_reductions_pkey PRIMARY KEY (county, agreement_id);
ALTER TABLE ONLY public.agreement_signatures
    ADD CONSTRAINT agreement_signatures_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.agreement_texts
    ADD CONSTRAINT agreement_texts_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_county_number_key UNIQUE (county, number);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.area_assignments
    ADD CONSTRAINT area_assignments_county_area_id_coalesce_valid_excl EXCLUDE USING gist (county WITH =, area_id WITH =, COALESCE(building_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =, valid WITH &&);
ALTER TABLE ONLY public.area_assignments
    ADD CONSTRAINT area_assignments_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.area_boundaries
    ADD CONSTRAINT area_boundaries_county_area_id_valid_excl EXCLUDE USING gist (county WITH =, area_id WITH =, valid WITH &&);
ALTER TABLE ONLY public.area_boundaries
    ADD CONSTRAINT area_boundaries_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.audit_links
    ADD CONSTRAINT audit_links_county_source_row_id_key UNIQUE (county, source, row_id);
ALTER TABLE ONLY public.audit_links
    ADD CONSTRAINT audit_links_pkey PRIMARY KEY (county, "position");
ALTER TABLE ONLY public.birthday_notices
    ADD CONSTRAINT birthday_notices_pkey PRIMARY KEY (county, resident_id, age_years);
ALTER TABLE ONLY public.buildings
    ADD CONSTRAINT buildings_county_area_id_name_key UNIQUE (county, area_id, name);
ALTER TABLE ONLY public.buildings
    ADD CONSTRAINT buildings_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.confirmation_campaigns
    ADD CONSTRAINT confirmation_campaigns_county_institution_id_year_key UNIQUE (county, institution_id, year);
ALTER TABLE ONLY public.confirmation_campaigns
    ADD CONSTRAINT confirmation_campaigns_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.confirmation_reminders
    ADD CONSTRAINT confirmation_reminders_pkey PRIMARY KEY (county, campaign_id, agreement_id, stage);
ALTER TABLE ONLY public.consent_texts
    ADD CONSTRAINT consent_texts_pkey PRIMARY KEY (purpose, version);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.data_answers
    ADD CONSTRAINT data_answers_pkey PRIMARY KEY (county, request_id);
ALTER TABLE ONLY public.data_requests
    ADD CONSTRAINT data_requests_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.deaths
    ADD CONSTRAINT deaths_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.demo_sign_ins
    ADD CONSTRAINT demo_sign_ins_pkey PRIMARY KEY (county, account_id, role);
ALTER TABLE ONLY public.desk_visits
    ADD CONSTRAINT desk_visits_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.divisions
    ADD CONSTRAINT divisions_pkey PRIMARY KEY (code);
ALTER TABLE ONLY public.doctor_changes
    ADD CONSTRAINT doctor_changes_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.doctor_panels
    ADD CONSTRAINT doctor_panels_pkey PRIMARY KEY (county, doctor_id);
ALTER TABLE ONLY public.doctor_photos
    ADD CONSTRAINT doctor_photos_pkey PRIMARY KEY (county, doctor_id);
ALTER TABLE ONLY public.doctors
    ADD CONSTRAINT doctors_county_code_key UNIQUE (county, code);
ALTER TABLE ONLY public.doctors
    ADD CONSTRAINT doctors_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.emergencies
    ADD CONSTRAINT emergencies_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.emergency_endings
    ADD CONSTRAINT emergency_endings_pkey PRIMARY KEY (county, emergency_id);
ALTER TABLE ONLY public.emergency_notes
    ADD CONSTRAINT emergency_notes_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (county, resident_id);
ALTER TABLE ONLY public.helper_results
    ADD CONSTRAINT helper_results_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.helper_tasks
    ADD CONSTRAINT helper_tasks_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.history_events
    ADD CONSTRAINT history_events_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.households
    ADD CONSTRAINT households_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (county, account_id, key);
ALTER TABLE ONLY public.identity_cases
    ADD CONSTRAINT identity_cases_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.identity_corrections
    ADD CONSTRAINT identity_corrections_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.identity_reviews
    ADD CONSTRAINT identity_reviews_pkey PRIMARY KEY (county, agreement_id, case_id);
ALTER TABLE ONLY public.import_faults
    ADD CONSTRAINT import_faults_pkey PRIMARY KEY (county, import_id, "position");
ALTER TABLE ONLY public.import_files
    ADD CONSTRAINT import_files_pkey PRIMARY KEY (county, import_id);
ALTER TABLE ONLY public.import_progress
    ADD CONSTRAINT import_progress_pkey PRIMARY KEY (county, import_id);
ALTER TABLE ONLY public.import_states
    ADD CONSTRAINT import_states_pkey PRIMARY KEY (county, import_id, state);
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.institution_prices
    ADD CONSTRAINT institution_prices_pkey PRIMARY KEY (county, institution_id, code, since);
ALTER TABLE ONLY public.institution_reductions
    ADD CONSTRAINT institution_reductions_pkey PRIMARY KEY (county, institution_id, since);
ALTER TABLE ONLY public.institutions
    ADD CONSTRAINT institutions_code_key UNIQUE (code);
ALTER TABLE ONLY public.institutions
    ADD CONSTRAINT institutions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.insurance_records
    ADD CONSTRAINT insurance_records_pkey PRIMARY KEY (county, resident_id);
ALTER TABLE ONLY public.key_directory
    ADD CONSTRAINT key_directory_pkey PRIMARY KEY (key_hash);
ALTER TABLE ONLY public.look_flags
    ADD CONSTRAINT look_flags_pkey PRIMARY KEY (county, look_id, reason);
ALTER TABLE ONLY public.look_notes
    ADD CONSTRAINT look_notes_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.looks_examined
    ADD CONSTRAINT looks_examined_pkey PRIMARY KEY (county);
ALTER TABLE ONLY public.mail_attempts
    ADD CONSTRAINT mail_attempts_pkey PRIMARY KEY (mail_id, attempted_at);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT one_agreement_at_a_time EXCLUDE USING gist (county WITH =, resident_id WITH =, kind WITH =, term WITH &&) WHERE ((NOT isempty(term)));
ALTER TABLE ONLY public.outgoing_mails
    ADD CONSTRAINT outgoing_mails_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.passkey_challenges
    ADD CONSTRAINT passkey_challenges_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.payment_reversals
    ADD CONSTRAINT payment_reversals_pkey PRIMARY KEY (county, payment_id);
ALTER TABLE ONLY public.proxies
    ADD CONSTRAINT proxies_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.proxy_evidence
    ADD CONSTRAINT proxy_evidence_pkey PRIMARY KEY (county, proxy_id);
ALTER TABLE ONLY public.rate_counters
    ADD CONSTRAINT rate_counters_pkey PRIMARY KEY (key_hash, window_start);
ALTER TABLE ONLY public.receipt_numbers
    ADD CONSTRAINT receipt_numbers_pkey PRIMARY KEY (county, institution_id, year, number);
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (county, account_id, code_hash);
ALTER TABLE ONLY public.renewal_contacts
    ADD CONSTRAINT renewal_contacts_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.renewal_mails
    ADD CONSTRAINT renewal_mails_pkey PRIMARY KEY (county, contact_id);
ALTER TABLE ONLY public.resident_conditions
    ADD CONSTRAINT resident_conditions_pkey PRIMARY KEY (county, resident_id, condition);
ALTER TABLE ONLY public.resident_groups
    ADD CONSTRAINT resident_groups_pkey PRIMARY KEY (county, resident_id, priority_group, since);
ALTER TABLE ONLY public.residents
    ADD CONSTRAINT residents_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.role_grants
    ADD CONSTRAINT role_grants_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.role_offers
    ADD CONSTRAINT role_offers_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.sealing_keys
    ADD CONSTRAINT sealing_keys_pkey PRIMARY KEY (use, id);
ALTER TABLE ONLY public.service_areas
    ADD CONSTRAINT service_areas_county_code_key UNIQUE (county, code);
ALTER TABLE ONLY public.service_areas
    ADD CONSTRAINT service_areas_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.sign_in_codes
    ADD CONSTRAINT sign_in_codes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_invitations
    ADD CONSTRAINT staff_invitations_county_email_hash_key UNIQUE (county, email_hash);
ALTER TABLE ONLY public.staff_invitations
    ADD CONSTRAINT staff_invitations_pkey PRIMARY KEY (county, doctor_id);
ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_pkey PRIMARY KEY (county, team_id, doctor_id, since);
ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_county_code_key UNIQUE (county, code);
ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.totp_secrets
    ADD CONSTRAINT totp_secrets_pkey PRIMARY KEY (county, account_id);
ALTER TABLE ONLY public.waiting_entries
    ADD CONSTRAINT waiting_entries_pkey PRIMARY KEY (county, id);
ALTER TABLE ONLY public.waiting_offer_mails
    ADD CONSTRAINT waiting_offer_mails_pkey PRIMARY KEY (county, entry_id, offered_at);
ALTER TABLE ONLY public.yearly_confirmations
    ADD CONSTRAINT yearly_confirmations_pkey PRIMARY KEY (county, agreement_id, year);
ALTER TABLE ONLY public.yearly_refusals
    ADD CONSTRAINT yearly_refusals_pkey PRIMARY KEY (county, agreement_id, year, refused_at);
ALTER TABLE ONLY public.yearly_signatures
    ADD CONSTRAINT yearly_signatures_pkey PRIMARY KEY (county, agreement_id, year);
CREATE INDEX access_log_by_account ON public.access_log USING btree (county, account_id, looked_at);
CREATE INDEX access_log_by_resident ON public.access_log USING btree (county, resident_id, looked_at DESC);
CREATE UNIQUE INDEX accounts_one_per_resident ON public.accounts USING btree (county, resident_id) WHERE (resident_id IS NOT NULL);
CREATE INDEX agreements_by_doctor ON public.agreements USING btree (county, doctor_id) INCLUDE (term);
CREATE UNIQUE INDEX agreements_by_id_and_resident ON public.agreements USING btree (county, id, resident_id);
CREATE INDEX agreements_by_institution ON public.agreements USING btree (county, institution_id, requested_at DESC);
CREATE INDEX agreements_by_resident ON public.agreements USING btree (county, resident_id, requested_at DESC);
CREATE INDEX agreements_by_team ON public.agreements USING btree (county, team_id) INCLUDE (term);
CREATE UNIQUE INDEX agreements_renewed_once ON public.agreements USING btree (county, previous_id) WHERE ((previous_id IS NOT NULL) AND (NOT isempty(term)));
CREATE INDEX area_assignments_by_team ON public.area_assignments USING btree (county, team_id);
CREATE INDEX area_boundaries_by_area ON public.area_boundaries USING btree (county, area_id);
CREATE INDEX area_boundaries_current ON public.area_boundaries USING gist (boundary) WHERE upper_inf(valid);
CREATE INDEX confirmation_reminders_by_agreement ON public.confirmation_reminders USING btree (county, agreement_id);
CREATE INDEX confirmation_reminders_by_mail ON public.confirmation_reminders USING btree (mail_id);
CREATE INDEX consents_by_resident ON public.consents USING btree (county, resident_id, purpose, decided_at DESC, id DESC);
CREATE INDEX data_answers_by_resident ON public.data_answers USING btree (county, resident_id);
CREATE INDEX data_requests_by_resident ON public.data_requests USING btree (county, resident_id, asked_at DESC);
CREATE UNIQUE INDEX deaths_one_open ON public.deaths USING btree (county, resident_id) WHERE (corrected_at IS NULL);
CREATE INDEX desk_visits_by_resident ON public.desk_visits USING btree (county, resident_id, expires_at DESC);
CREATE INDEX divisions_by_parent ON public.divisions USING btree (parent, code);
CREATE INDEX doctors_by_institution ON public.doctors USING btree (county, institution_id);
CREATE INDEX emergencies_by_account ON public.emergencies USING btree (county, account_id, id DESC);
CREATE INDEX emergencies_by_institution ON public.emergencies USING btree (county, institution_id, id DESC);
CREATE INDEX emergencies_by_resident ON public.emergencies USING btree (county, resident_id, id DESC);
CREATE INDEX emergency_notes_by_emergency ON public.emergency_notes USING btree (county, emergency_id);
CREATE INDEX helper_results_by_task ON public.helper_results USING btree (county, task_id, id);
CREATE INDEX helper_tasks_by_helper ON public.helper_tasks USING btree (county, helper_account_id, last_day);
CREATE INDEX helper_tasks_by_institution ON public.helper_tasks USING btree (county, institution_id, id DESC);
CREATE INDEX helper_tasks_by_resident ON public.helper_tasks USING btree (county, resident_id, id DESC);
CREATE INDEX history_events_by_subject ON public.history_events USING btree (county, subject_id, happened_at DESC);
CREATE INDEX identity_cases_by_account ON public.identity_cases USING btree (county, account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX identity_cases_by_holder ON public.identity_cases USING btree (county, holder_id);
CREATE INDEX identity_cases_by_institution ON public.identity_cases USING btree (county, institution_id, opened_at);
CREATE UNIQUE INDEX identity_cases_one_open ON public.identity_cases USING btree (county, key_hash) WHERE (settled_at IS NULL);
CREATE INDEX identity_corrections_by_resident ON public.identity_corrections USING btree (county, resident_id, corrected_at DESC);
CREATE INDEX identity_reviews_by_case ON public.identity_reviews USING btree (county, case_id);
CREATE INDEX identity_reviews_open ON public.identity_reviews USING btree (county, institution_id, opened_at) WHERE (decided_at IS NULL);
CREATE INDEX import_files_by_age ON public.import_files USING btree (kept_since);
CREATE INDEX imports_by_time ON public.imports USING btree (county, requested_at DESC);
CREATE INDEX institutions_by_county ON public.institutions USING btree (county, kind, name);
CREATE INDEX key_directory_by_subject ON public.key_directory USING btree (subject_id);
CREATE INDEX look_flags_by_institution ON public.look_flags USING btree (county, institution_id, look_id DESC);
CREATE INDEX look_notes_by_look ON public.look_notes USING btree (county, look_id);
CREATE UNIQUE INDEX one_household_per_head ON public.households USING btree (county, head_id) WHERE (head_id IS NOT NULL);
CREATE INDEX outgoing_mails_by_expiry ON public.outgoing_mails USING btree (expires_at);
CREATE INDEX passkeys_by_account ON public.passkeys USING btree (county, account_id);
CREATE INDEX payment_reversals_by_agreement ON public.payment_reversals USING btree (county, agreement_id);
CREATE INDEX proxies_by_code ON public.proxies USING btree (code_hash) WHERE (code_hash IS NOT NULL);
CREATE INDEX proxies_by_grantor ON public.proxies USING btree (county, grantor_id);
CREATE INDEX proxies_by_helper ON public.proxies USING btree (helper_account_id);
CREATE INDEX proxy_evidence_by_institution ON public.proxy_evidence USING btree (county, institution_id) WHERE (witnessed_at IS NULL);
CREATE INDEX receipt_numbers_agreement ON public.receipt_numbers USING btree (county, agreement_id);
CREATE INDEX receipt_numbers_payment ON public.receipt_numbers USING btree (county, payment_id);
CREATE INDEX renewal_contacts_by_agreement ON public.renewal_contacts USING btree (county, agreement_id, made_at);
CREATE INDEX renewal_contacts_mails ON public.renewal_contacts USING btree (made_at) WHERE (channel = 'mail'::text);
CREATE UNIQUE INDEX renewal_contacts_one_mail ON public.renewal_contacts USING btree (county, agreement_id) WHERE (channel = 'mail'::text);
CREATE INDEX renewal_mails_by_mail ON public.renewal_mails USING btree (mail_id);
CREATE INDEX residents_by_area ON public.residents USING btree (county, area_id);
CREATE INDEX residents_by_household ON public.residents USING btree (county, household_id);
CREATE INDEX residents_by_institution ON public.residents USING btree (county, institution_id, pinyin);
CREATE INDEX role_grants_by_account ON public.role_grants USING btree (county, account_id);
CREATE INDEX role_offers_by_email ON public.role_offers USING btree (email_hash) WHERE (taken_at IS NULL);
CREATE INDEX role_offers_by_institution ON public.role_offers USING btree (institution_id);
CREATE INDEX service_areas_by_committee ON public.service_areas USING btree (county, township, committee, name);
CREATE INDEX service_areas_by_county_text ON public.service_areas USING gin (county, search_text public.gin_trgm_ops) WITH (fastupdate=off);
CREATE INDEX sessions_by_account ON public.sessions USING btree (account_id, created_at DESC);
CREATE INDEX sign_in_codes_by_email ON public.sign_in_codes USING btree (email_hash, created_at DESC);
CREATE INDEX staff_invitations_by_email ON public.staff_invitations USING btree (email_hash) WHERE (taken_by IS NULL);
CREATE INDEX staff_invitations_by_institution ON public.staff_invitations USING btree (institution_id);
CREATE INDEX team_members_by_doctor ON public.team_members USING btree (county, doctor_id);
CREATE INDEX teams_by_institution ON public.teams USING btree (county, institution_id);
CREATE INDEX waiting_entries_in_order ON public.waiting_entries USING btree (county, doctor_id, priority DESC, joined_at) WHERE (left_at IS NULL);
CREATE UNIQUE INDEX waiting_entries_one_open ON public.waiting_entries USING btree (county, doctor_id, resident_id) WHERE (left_at IS NULL);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_county_doctor_id_fkey FOREIGN KEY (county, doctor_id) REFERENCES public.doctors(county, id);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.agreement_confirmations
    ADD CONSTRAINT agreement_confirmations_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_consents
    ADD CONSTRAINT agreement_consents_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_decisions
    ADD CONSTRAINT agreement_decisions_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_endings
    ADD CONSTRAINT agreement_endings_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_exceptions
    ADD CONSTRAINT agreement_exceptions_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_fee_lines
    ADD CONSTRAINT agreement_fee_lines_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_guardians
    ADD CONSTRAINT agreement_guardians_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_hospitals
    ADD CONSTRAINT agreement_hospitals_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_hospitals
    ADD CONSTRAINT agreement_hospitals_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.agreement_items
    ADD CONSTRAINT agreement_items_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_originals
    ADD CONSTRAINT agreement_originals_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_packages
    ADD CONSTRAINT agreement_packages_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_payments
    ADD CONSTRAINT agreement_payments_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_people
    ADD CONSTRAINT agreement_people_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_reductions
    ADD CONSTRAINT agreement_reductions_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreement_signatures
    ADD CONSTRAINT agreement_signatures_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_county_doctor_id_fkey FOREIGN KEY (county, doctor_id) REFERENCES public.doctors(county, id);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_county_team_id_fkey FOREIGN KEY (county, team_id) REFERENCES public.teams(county, id);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_follow_own FOREIGN KEY (county, previous_id, resident_id) REFERENCES public.agreements(county, id, resident_id);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_text_version_fkey FOREIGN KEY (text_version) REFERENCES public.agreement_texts(version);
ALTER TABLE ONLY public.area_assignments
    ADD CONSTRAINT area_assignments_county_area_id_fkey FOREIGN KEY (county, area_id) REFERENCES public.service_areas(county, id);
ALTER TABLE ONLY public.area_assignments
    ADD CONSTRAINT area_assignments_county_building_id_fkey FOREIGN KEY (county, building_id) REFERENCES public.buildings(county, id);
ALTER TABLE ONLY public.area_assignments
    ADD CONSTRAINT area_assignments_county_team_id_fkey FOREIGN KEY (county, team_id) REFERENCES public.teams(county, id);
ALTER TABLE ONLY public.area_boundaries
    ADD CONSTRAINT area_boundaries_county_area_id_fkey FOREIGN KEY (county, area_id) REFERENCES public.service_areas(county, id);
ALTER TABLE ONLY public.birthday_notices
    ADD CONSTRAINT birthday_notices_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.buildings
    ADD CONSTRAINT buildings_county_area_id_fkey FOREIGN KEY (county, area_id) REFERENCES public.service_areas(county, id);
ALTER TABLE ONLY public.confirmation_campaigns
    ADD CONSTRAINT confirmation_campaigns_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.confirmation_reminders
    ADD CONSTRAINT confirmation_reminders_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.confirmation_reminders
    ADD CONSTRAINT confirmation_reminders_county_campaign_id_fkey FOREIGN KEY (county, campaign_id) REFERENCES public.confirmation_campaigns(county, id);
ALTER TABLE ONLY public.confirmation_reminders
    ADD CONSTRAINT confirmation_reminders_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES public.outgoing_mails(id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_purpose_text_version_fkey FOREIGN KEY (purpose, text_version) REFERENCES public.consent_texts(purpose, version);
ALTER TABLE ONLY public.data_answers
    ADD CONSTRAINT data_answers_county_request_id_fkey FOREIGN KEY (county, request_id) REFERENCES public.data_requests(county, id);
ALTER TABLE ONLY public.data_answers
    ADD CONSTRAINT data_answers_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.data_requests
    ADD CONSTRAINT data_requests_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.deaths
    ADD CONSTRAINT deaths_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.deaths
    ADD CONSTRAINT deaths_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.deaths
    ADD CONSTRAINT deaths_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.demo_sign_ins
    ADD CONSTRAINT demo_sign_ins_county_account_id_fkey FOREIGN KEY (county, account_id) REFERENCES public.accounts(county, id);
ALTER TABLE ONLY public.desk_visits
    ADD CONSTRAINT desk_visits_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.desk_visits
    ADD CONSTRAINT desk_visits_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.divisions
    ADD CONSTRAINT divisions_parent_fkey FOREIGN KEY (parent) REFERENCES public.divisions(code);
ALTER TABLE ONLY public.doctor_changes
    ADD CONSTRAINT doctor_changes_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.doctor_panels
    ADD CONSTRAINT doctor_panels_county_doctor_id_fkey FOREIGN KEY (county, doctor_id) REFERENCES public.doctors(county, id);
ALTER TABLE ONLY public.doctor_photos
    ADD CONSTRAINT doctor_photos_county_doctor_id_fkey FOREIGN KEY (county, doctor_id) REFERENCES public.doctors(county, id);
ALTER TABLE ONLY public.doctors
    ADD CONSTRAINT doctors_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.emergencies
    ADD CONSTRAINT emergencies_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.emergencies
    ADD CONSTRAINT emergencies_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.emergency_endings
    ADD CONSTRAINT emergency_endings_county_emergency_id_fkey FOREIGN KEY (county, emergency_id) REFERENCES public.emergencies(county, id);
ALTER TABLE ONLY public.emergency_notes
    ADD CONSTRAINT emergency_notes_county_emergency_id_fkey FOREIGN KEY (county, emergency_id) REFERENCES public.emergencies(county, id);
ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT erasures_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.helper_results
    ADD CONSTRAINT helper_results_county_task_id_fkey FOREIGN KEY (county, task_id) REFERENCES public.helper_tasks(county, id);
ALTER TABLE ONLY public.helper_tasks
    ADD CONSTRAINT helper_tasks_county_helper_account_id_fkey FOREIGN KEY (county, helper_account_id) REFERENCES public.accounts(county, id);
ALTER TABLE ONLY public.helper_tasks
    ADD CONSTRAINT helper_tasks_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.helper_tasks
    ADD CONSTRAINT helper_tasks_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.households
    ADD CONSTRAINT households_county_area_id_fkey FOREIGN KEY (county, area_id) REFERENCES public.service_areas(county, id);
ALTER TABLE ONLY public.households
    ADD CONSTRAINT households_county_head_id_fkey FOREIGN KEY (county, head_id) REFERENCES public.residents(county, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_cases
    ADD CONSTRAINT identity_cases_county_holder_id_fkey FOREIGN KEY (county, holder_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.identity_cases
    ADD CONSTRAINT identity_cases_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.identity_corrections
    ADD CONSTRAINT identity_corrections_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.identity_corrections
    ADD CONSTRAINT identity_corrections_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.identity_reviews
    ADD CONSTRAINT identity_reviews_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.identity_reviews
    ADD CONSTRAINT identity_reviews_county_case_id_fkey FOREIGN KEY (county, case_id) REFERENCES public.identity_cases(county, id);
ALTER TABLE ONLY public.identity_reviews
    ADD CONSTRAINT identity_reviews_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.import_faults
    ADD CONSTRAINT import_faults_county_import_id_fkey FOREIGN KEY (county, import_id) REFERENCES public.imports(county, id);
ALTER TABLE ONLY public.import_files
    ADD CONSTRAINT import_files_county_import_id_fkey FOREIGN KEY (county, import_id) REFERENCES public.imports(county, id);
ALTER TABLE ONLY public.import_progress
    ADD CONSTRAINT import_progress_county_import_id_fkey FOREIGN KEY (county, import_id) REFERENCES public.imports(county, id);
ALTER TABLE ONLY public.import_states
    ADD CONSTRAINT import_states_county_import_id_fkey FOREIGN KEY (county, import_id) REFERENCES public.imports(county, id);
ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.institution_prices
    ADD CONSTRAINT institution_prices_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.institution_reductions
    ADD CONSTRAINT institution_reductions_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.institutions
    ADD CONSTRAINT institutions_medical_community_id_fkey FOREIGN KEY (medical_community_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.institutions
    ADD CONSTRAINT institutions_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.insurance_records
    ADD CONSTRAINT insurance_records_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.look_flags
    ADD CONSTRAINT look_flags_county_look_id_fkey FOREIGN KEY (county, look_id) REFERENCES public.access_log(county, id);
ALTER TABLE ONLY public.look_notes
    ADD CONSTRAINT look_notes_county_look_id_fkey FOREIGN KEY (county, look_id) REFERENCES public.access_log(county, id);
ALTER TABLE ONLY public.mail_attempts
    ADD CONSTRAINT mail_attempts_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES public.outgoing_mails(id);
ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_county_account_id_fkey FOREIGN KEY (county, account_id) REFERENCES public.accounts(county, id);
ALTER TABLE ONLY public.payment_reversals
    ADD CONSTRAINT payment_reversals_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.payment_reversals
    ADD CONSTRAINT payment_reversals_county_payment_id_fkey FOREIGN KEY (county, payment_id) REFERENCES public.agreement_payments(county, id);
ALTER TABLE ONLY public.proxies
    ADD CONSTRAINT proxies_county_grantor_id_fkey FOREIGN KEY (county, grantor_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.proxy_evidence
    ADD CONSTRAINT proxy_evidence_county_proxy_id_fkey FOREIGN KEY (county, proxy_id) REFERENCES public.proxies(county, id);
ALTER TABLE ONLY public.receipt_numbers
    ADD CONSTRAINT receipt_numbers_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.receipt_numbers
    ADD CONSTRAINT receipt_numbers_county_payment_id_fkey FOREIGN KEY (county, payment_id) REFERENCES public.agreement_payments(county, id);
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_county_account_id_fkey FOREIGN KEY (county, account_id) REFERENCES public.accounts(county, id);
ALTER TABLE ONLY public.renewal_contacts
    ADD CONSTRAINT renewal_contacts_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.renewal_mails
    ADD CONSTRAINT renewal_mails_county_contact_id_fkey FOREIGN KEY (county, contact_id) REFERENCES public.renewal_contacts(county, id);
ALTER TABLE ONLY public.renewal_mails
    ADD CONSTRAINT renewal_mails_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES public.outgoing_mails(id);
ALTER TABLE ONLY public.resident_conditions
    ADD CONSTRAINT resident_conditions_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.resident_groups
    ADD CONSTRAINT resident_groups_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.residents
    ADD CONSTRAINT residents_county_area_id_fkey FOREIGN KEY (county, area_id) REFERENCES public.service_areas(county, id);
ALTER TABLE ONLY public.residents
    ADD CONSTRAINT residents_county_building_id_fkey FOREIGN KEY (county, building_id) REFERENCES public.buildings(county, id);
ALTER TABLE ONLY public.residents
    ADD CONSTRAINT residents_county_household_id_fkey FOREIGN KEY (county, household_id) REFERENCES public.households(county, id);
ALTER TABLE ONLY public.residents
    ADD CONSTRAINT residents_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.role_grants
    ADD CONSTRAINT role_grants_county_account_id_fkey FOREIGN KEY (county, account_id) REFERENCES public.accounts(county, id);
ALTER TABLE ONLY public.role_grants
    ADD CONSTRAINT role_grants_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.role_offers
    ADD CONSTRAINT role_offers_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.staff_invitations
    ADD CONSTRAINT staff_invitations_county_doctor_id_fkey FOREIGN KEY (county, doctor_id) REFERENCES public.doctors(county, id);
ALTER TABLE ONLY public.staff_invitations
    ADD CONSTRAINT staff_invitations_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_county_doctor_id_fkey FOREIGN KEY (county, doctor_id) REFERENCES public.doctors(county, id);
ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_county_team_id_fkey FOREIGN KEY (county, team_id) REFERENCES public.teams(county, id);
ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES public.institutions(id);
ALTER TABLE ONLY public.totp_secrets
    ADD CONSTRAINT totp_secrets_county_account_id_fkey FOREIGN KEY (county, account_id) REFERENCES public.accounts(county, id);
ALTER TABLE ONLY public.waiting_entries
    ADD CONSTRAINT waiting_entries_county_doctor_id_fkey FOREIGN KEY (county, doctor_id) REFERENCES public.doctors(county, id);
ALTER TABLE ONLY public.waiting_entries
    ADD CONSTRAINT waiting_entries_county_resident_id_fkey FOREIGN KEY (county, resident_id) REFERENCES public.residents(county, id);
ALTER TABLE ONLY public.waiting_offer_mails
    ADD CONSTRAINT waiting_offer_mails_county_entry_id_fkey FOREIGN KEY (county, entry_id) REFERENCES public.waiting_entries(county, id);
ALTER TABLE ONLY public.waiting_offer_mails
    ADD CONSTRAINT waiting_offer_mails_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES public.outgoing_mails(id);
ALTER TABLE ONLY public.yearly_confirmations
    ADD CONSTRAINT yearly_confirmations_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.yearly_refusals
    ADD CONSTRAINT yearly_refusals_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE ONLY public.yearly_signatures
    ADD CONSTRAINT yearly_signatures_county_agreement_id_fkey FOREIGN KEY (county, agreement_id) REFERENCES public.agreements(county, id);
ALTER TABLE public.access_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY access_log_add ON public.access_log FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((role = public.actor_role()) AND (NOT (account_id IS DISTINCT FROM public.actor_account())))));
CREATE POLICY access_log_area ON public.access_log AS RESTRICTIVE FOR SELECT USING (public.acting_covers('record'::text));
CREATE POLICY access_log_read ON public.access_log FOR SELECT USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (resident_id = public.actor_resident())) OR ((county = public.actor_county()) AND (public.actor_role() = ANY (ARRAY['manager'::text, 'admin'::text])) AND (institution_id = public.actor_institution()))));
CREATE POLICY access_log_read_flagged ON public.access_log FOR SELECT USING (((county = public.actor_county()) AND (public.actor_role() = ANY (ARRAY['bureau'::text, 'admin'::text])) AND (EXISTS ( SELECT 1
   FROM public.look_flags f
  WHERE ((f.county = access_log.county) AND (f.look_id = access_log.id))))));
ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY accounts_add ON public.accounts FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((county = 0) AND (id = public.actor_account()) AND (resident_id IS NULL) AND (doctor_id IS NULL))));
CREATE POLICY accounts_change ON public.accounts FOR UPDATE USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (id = public.actor_account()) AND (resident_id IS NULL)))) WITH CHECK (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (id = public.actor_account()) AND (resident_id = public.actor_resident()))));
CREATE POLICY accounts_own ON public.accounts AS RESTRICTIVE FOR UPDATE USING ((public.actor_proxy() IS NULL));
CREATE POLICY accounts_read ON public.accounts FOR SELECT USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND ((id = public.actor_account()) OR (public.actor_role() = 'admin'::text) OR ((public.actor_role() = 'manager'::text) AND (EXISTS ( SELECT 1
   FROM public.role_grants g
  WHERE ((g.county = accounts.county) AND (g.account_id = accounts.id) AND (g.institution_id = public.actor_institution()) AND ((g.ends_on IS NULL) OR (g.ends_on > public.actor_today()))))))))));
ALTER TABLE public.agreement_confirmations ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_confirmations_add ON public.agreement_confirmations FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_confirmations_by ON public.agreement_confirmations AS RESTRICTIVE FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR (public.acts_as_said(channel) AND
CASE
    WHEN (channel = ANY (ARRAY['own_account'::text, 'proxy'::text])) THEN (EXISTS ( SELECT 1
       FROM public.agreements a
      WHERE ((a.county = agreement_confirmations.county) AND (a.id = agreement_confirmations.agreement_id) AND (a.resident_id = public.actor_resident()))))
    WHEN (channel = 'guardian'::text) THEN public.is_guardian_of(county, agreement_id)
    WHEN (channel = 'household_head'::text) THEN false
    ELSE ((public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND ((public.actor_account() = confirmed_by) OR (public.actor_account() = witness_account_id)))
END)));
CREATE POLICY agreement_confirmations_read ON public.agreement_confirmations FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_consents ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_consents_add ON public.agreement_consents FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_consents_blank ON public.agreement_consents FOR UPDATE USING ((public.actor_role() = 'system'::text));
CREATE POLICY agreement_consents_by ON public.agreement_consents AS RESTRICTIVE FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (staff_account_id = public.actor_account()))));
CREATE POLICY agreement_consents_read ON public.agreement_consents FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_decisions ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_decisions_add ON public.agreement_decisions FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_decisions_by ON public.agreement_decisions AS RESTRICTIVE FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND ((decided_by IS NULL) OR (decided_by = public.actor_account()))) OR ((outcome = 'accepted'::text) AND (decided_by IS NULL) AND (EXISTS ( SELECT 1
   FROM (public.agreements a
     JOIN public.institutions n ON ((n.id = a.institution_id)))
  WHERE ((a.county = agreement_decisions.county) AND (a.id = agreement_decisions.agreement_id) AND (NOT n.accepts_each_request)))))));
CREATE POLICY agreement_decisions_read ON public.agreement_decisions FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_endings ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_endings_add ON public.agreement_endings FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_endings_read ON public.agreement_endings FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_exceptions ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_exceptions_add ON public.agreement_exceptions FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_exceptions_by ON public.agreement_exceptions AS RESTRICTIVE FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((public.actor_role() = 'manager'::text) AND (allowed_by = public.actor_account()))));
CREATE POLICY agreement_exceptions_read ON public.agreement_exceptions FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_fee_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_fee_lines_add ON public.agreement_fee_lines FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_fee_lines_read ON public.agreement_fee_lines FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_guardians ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_guardians_add ON public.agreement_guardians FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_guardians_blank ON public.agreement_guardians FOR UPDATE USING ((public.actor_role() = 'system'::text));
CREATE POLICY agreement_guardians_read ON public.agreement_guardians FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_hospitals ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_hospitals_add ON public.agreement_hospitals FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_hospitals_read ON public.agreement_hospitals FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_items_add ON public.agreement_items FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_items_read ON public.agreement_items FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_originals ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_originals_add ON public.agreement_originals FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_originals_read ON public.agreement_originals FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_packages ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_packages_add ON public.agreement_packages FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_packages_read ON public.agreement_packages FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_payments ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_payments_add ON public.agreement_payments FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_payments_by ON public.agreement_payments AS RESTRICTIVE FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((recorded_by = public.actor_account()) AND ((method = 'desk'::text) = (public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text]))))));
CREATE POLICY agreement_payments_read ON public.agreement_payments FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_people ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_people_blank ON public.agreement_people FOR UPDATE USING ((public.actor_role() = 'system'::text)) WITH CHECK ((public.actor_role() = 'system'::text));
CREATE POLICY agreement_people_read ON public.agreement_people FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_reductions ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_reductions_add ON public.agreement_reductions FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_reductions_read ON public.agreement_reductions FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.agreement_signatures ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreement_signatures_add ON public.agreement_signatures FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY agreement_signatures_blank ON public.agreement_signatures FOR UPDATE USING ((public.actor_role() = 'system'::text));
CREATE POLICY agreement_signatures_read ON public.agreement_signatures FOR SELECT USING (public.may_see_part(county, agreement_id));
CREATE POLICY agreement_signatures_said ON public.agreement_signatures AS RESTRICTIVE FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((signer = 'proxy'::text) = (public.actor_proxy() IS NOT NULL))));
ALTER TABLE public.agreements ENABLE ROW LEVEL SECURITY;
CREATE POLICY agreements_add ON public.agreements FOR INSERT WITH CHECK ((public.may_write_agreement(county, resident_id, institution_id) AND ((public.actor_role() = 'system'::text) OR ((requested_by = public.actor_account()) AND (EXISTS ( SELECT 1
   FROM public.residents r
  WHERE ((r.county = agreements.county) AND (r.id = agreements.resident_id))))))));
CREATE POLICY agreements_add_no_emergency ON public.agreements AS RESTRICTIVE FOR INSERT WITH CHECK ((public.actor_emergency() IS NULL));
CREATE POLICY agreements_area ON public.agreements AS RESTRICTIVE USING (public.acting_covers('agreement'::text));
CREATE POLICY agreements_at_our_desk ON public.agreements FOR SELECT USING (public.at_our_desk(county, resident_id));
CREATE POLICY agreements_change ON public.agreements FOR UPDATE USING (public.may_write_agreement(county, resident_id, institution_id));
CREATE POLICY agreements_read ON public.agreements FOR SELECT USING (public.may_see_agreement(county, resident_id, institution_id));
ALTER TABLE public.audit_links ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_links_add ON public.audit_links FOR INSERT WITH CHECK ((public.actor_role() = 'system'::text));
CREATE POLICY audit_links_read ON public.audit_links FOR SELECT USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.birthday_notices ENABLE ROW LEVEL SECURITY;
CREATE POLICY birthday_notices_read ON public.birthday_notices FOR SELECT USING (((county = public.actor_county()) AND (resident_id = public.actor_resident()) AND (public.actor_proxy() IS NULL)));
CREATE POLICY birthday_notices_rows ON public.birthday_notices USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.confirmation_reminders ENABLE ROW LEVEL SECURITY;
CREATE POLICY confirmation_reminders_rows ON public.confirmation_reminders USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.consents ENABLE ROW LEVEL SECURITY;
CREATE POLICY consents_add ON public.consents FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (recorded_by = public.actor_account()) AND (((how = 'own_account'::text) AND (public.actor_role() = 'resident'::text) AND (resident_id = public.actor_resident()) AND (EXISTS ( SELECT 1
   FROM public.accounts a
  WHERE ((a.county = consents.county) AND (a.id = consents.recorded_by) AND (a.resident_id = consents.resident_id))))) OR ((how = 'guardian'::text) AND public.is_ward(county, resident_id)) OR ((how = ANY (ARRAY['desk'::text, 'home_visit'::text])) AND (public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (witness_account_id = public.actor_account()) AND public.may_see_facts(county, resident_id))))));
CREATE POLICY consents_change ON public.consents FOR UPDATE USING ((public.actor_role() = 'system'::text));
CREATE POLICY consents_in_person ON public.consents AS RESTRICTIVE FOR INSERT WITH CHECK ((public.actor_proxy() IS NULL));
CREATE POLICY consents_no_emergency ON public.consents AS RESTRICTIVE FOR SELECT USING ((public.actor_emergency() IS NULL));
CREATE POLICY consents_read ON public.consents FOR SELECT USING (public.may_see_facts(county, resident_id));
ALTER TABLE public.data_answers ENABLE ROW LEVEL SECURITY;
CREATE POLICY data_answers_add ON public.data_answers FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((answered_by = public.actor_account()) AND (EXISTS ( SELECT 1
   FROM public.data_requests q
  WHERE ((q.county = data_answers.county) AND (q.id = data_answers.request_id) AND (q.resident_id = data_answers.resident_id) AND (((q.kind = 'correction'::text) AND (data_answers.outcome <> 'taken_back'::text) AND public.may_answer_request(q.county, q.resident_id)) OR ((data_answers.outcome = 'taken_back'::text) AND public.is_my_account(q.county, q.resident_id)))))))));
CREATE POLICY data_answers_change ON public.data_answers FOR UPDATE USING ((public.actor_role() = 'system'::text));
CREATE POLICY data_answers_read ON public.data_answers FOR SELECT USING ((public.is_my_account(county, resident_id) OR public.may_answer_request(county, resident_id)));
ALTER TABLE public.data_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY data_requests_add ON public.data_requests FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR (public.is_my_account(county, resident_id) AND (asked_by = public.actor_account()))));
CREATE POLICY data_requests_change ON public.data_requests FOR UPDATE USING ((public.actor_role() = 'system'::text));
CREATE POLICY data_requests_in_person ON public.data_requests AS RESTRICTIVE FOR INSERT WITH CHECK ((public.actor_proxy() IS NULL));
CREATE POLICY data_requests_read ON public.data_requests FOR SELECT USING ((public.is_my_account(county, resident_id) OR public.may_answer_request(county, resident_id)));
ALTER TABLE public.deaths ENABLE ROW LEVEL SECURITY;
CREATE POLICY deaths_add ON public.deaths FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (institution_id = public.actor_institution()) AND (recorded_by = public.actor_account()) AND (corrected_at IS NULL))));
CREATE POLICY deaths_read ON public.deaths FOR SELECT USING (((public.actor_role() = 'system'::text) OR (EXISTS ( SELECT 1
   FROM public.residents r
  WHERE ((r.county = deaths.county) AND (r.id = deaths.resident_id))))));
ALTER TABLE public.desk_visits ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk_visits_area ON public.desk_visits AS RESTRICTIVE FOR SELECT USING (public.acting_covers('agreement'::text));
CREATE POLICY desk_visits_remove ON public.desk_visits FOR DELETE USING ((public.actor_role() = 'system'::text));
CREATE POLICY desk_visits_rows ON public.desk_visits FOR SELECT USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND ((resident_id = public.actor_resident()) OR ((public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (institution_id = public.actor_institution()))))));
ALTER TABLE public.doctor_changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY doctor_changes_add ON public.doctor_changes FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY doctor_changes_read ON public.doctor_changes FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.doctor_photos ENABLE ROW LEVEL SECURITY;
CREATE POLICY doctor_photos_delete ON public.doctor_photos FOR DELETE USING (public.may_change_photo(county, doctor_id));
CREATE POLICY doctor_photos_insert ON public.doctor_photos FOR INSERT WITH CHECK (public.may_change_photo(county, doctor_id));
CREATE POLICY doctor_photos_read ON public.doctor_photos FOR SELECT USING (true);
CREATE POLICY doctor_photos_update ON public.doctor_photos FOR UPDATE USING (public.may_change_photo(county, doctor_id));
ALTER TABLE public.emergencies ENABLE ROW LEVEL SECURITY;
CREATE POLICY emergencies_area ON public.emergencies AS RESTRICTIVE FOR SELECT USING (public.acting_covers('record'::text));
CREATE POLICY emergencies_blank ON public.emergencies FOR UPDATE USING ((public.actor_role() = 'system'::text));
CREATE POLICY emergencies_read ON public.emergencies FOR SELECT USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (resident_id = public.actor_resident())) OR ((county = public.actor_county()) AND (account_id = public.actor_account()) AND (public.actor_role() = 'doctor'::text)) OR public.answers_for_emergency(county, institution_id, account_id)));
ALTER TABLE public.emergency_endings ENABLE ROW LEVEL SECURITY;
CREATE POLICY emergency_endings_add ON public.emergency_endings FOR INSERT WITH CHECK (((ended_by = public.actor_account()) AND (public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text, 'admin'::text])) AND (EXISTS ( SELECT 1
   FROM public.emergencies e
  WHERE ((e.county = emergency_endings.county) AND (e.id = emergency_endings.emergency_id) AND (e.resident_id = emergency_endings.resident_id))))));
CREATE POLICY emergency_endings_read ON public.emergency_endings FOR SELECT USING ((EXISTS ( SELECT 1
   FROM public.emergencies e
  WHERE ((e.county = emergency_endings.county) AND (e.id = emergency_endings.emergency_id)))));
ALTER TABLE public.emergency_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY emergency_notes_add ON public.emergency_notes FOR INSERT WITH CHECK (((written_by = public.actor_account()) AND (EXISTS ( SELECT 1
   FROM public.emergencies e
  WHERE ((e.county = emergency_notes.county) AND (e.id = emergency_notes.emergency_id) AND (e.resident_id = emergency_notes.resident_id) AND public.answers_for_emergency(e.county, e.institution_id, e.account_id))))));
CREATE POLICY emergency_notes_read ON public.emergency_notes FOR SELECT USING (((public.actor_role() = 'system'::text) OR (EXISTS ( SELECT 1
   FROM public.emergencies e
  WHERE ((e.county = emergency_notes.county) AND (e.id = emergency_notes.emergency_id) AND public.answers_for_emergency(e.county, e.institution_id, e.account_id))))));
ALTER TABLE public.erasures ENABLE ROW LEVEL SECURITY;
CREATE POLICY erasures_rows ON public.erasures USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.helper_results ENABLE ROW LEVEL SECURITY;
CREATE POLICY helper_results_add ON public.helper_results FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((public.actor_role() = 'helper'::text) AND (made_by = public.actor_account()) AND public.task_is_open(county, task_id) AND (EXISTS ( SELECT 1
   FROM public.helper_tasks t
  WHERE ((t.county = helper_results.county) AND (t.id = helper_results.task_id) AND (t.resident_id = helper_results.resident_id)))))));
CREATE POLICY helper_results_forget ON public.helper_results FOR DELETE USING ((public.actor_role() = 'system'::text));
CREATE POLICY helper_results_read ON public.helper_results FOR SELECT USING ((EXISTS ( SELECT 1
   FROM public.helper_tasks t
  WHERE ((t.county = helper_results.county) AND (t.id = helper_results.task_id)))));
ALTER TABLE public.helper_tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY helper_tasks_add ON public.helper_tasks FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR (public.may_give_task(county, resident_id, institution_id, helper_account_id) AND (given_by = public.actor_account()))));
CREATE POLICY helper_tasks_area ON public.helper_tasks AS RESTRICTIVE FOR SELECT USING (public.acting_covers('record'::text));
CREATE POLICY helper_tasks_forget ON public.helper_tasks FOR DELETE USING ((public.actor_role() = 'system'::text));
CREATE POLICY helper_tasks_read ON public.helper_tasks FOR SELECT USING (public.may_see_task(county, id, resident_id, institution_id, helper_account_id));
CREATE POLICY helper_tasks_withdraw ON public.helper_tasks FOR UPDATE USING (((public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (county = public.actor_county()) AND (institution_id = public.actor_institution()))) WITH CHECK (((county = public.actor_county()) AND (institution_id = public.actor_institution())));
ALTER TABLE public.history_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY history_events_add ON public.history_events FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((actor_role = public.actor_role()) AND (NOT (actor_account_id IS DISTINCT FROM public.actor_account())))));
CREATE POLICY history_events_area ON public.history_events AS RESTRICTIVE FOR SELECT USING (((public.actor_proxy() IS NULL) OR (actor_account_id = public.actor_account()) OR public.acting_covers('agreement'::text) OR public.acting_covers('record'::text)));
CREATE POLICY history_events_read ON public.history_events FOR SELECT USING (((public.actor_role() = 'system'::text) OR (actor_account_id = public.actor_account()) OR ((county = public.actor_county()) AND ((public.actor_role() = ANY (ARRAY['bureau'::text, 'admin'::text])) OR (subject_id = public.actor_resident()) OR ((public.actor_role() = 'manager'::text) AND (institution_id = public.actor_institution())) OR ((public.actor_role() = 'manager'::text) AND (EXISTS ( SELECT 1
   FROM public.residents r
  WHERE ((r.county = history_events.county) AND (r.id = history_events.subject_id) AND (r.institution_id = public.actor_institution()))))) OR (EXISTS ( SELECT 1
   FROM public.agreements a
  WHERE ((a.county = history_events.county) AND (a.id = history_events.subject_id) AND public.may_see_agreement(a.county, a.resident_id, a.institution_id))))))));
ALTER TABLE public.households ENABLE ROW LEVEL SECURITY;
CREATE POLICY households_add ON public.households FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND ((public.actor_role() = ANY (ARRAY['manager'::text, 'admin'::text])) OR ((public.actor_role() = 'resident'::text) AND (head_id = public.actor_resident()) AND (NOT (EXISTS ( SELECT 1
   FROM public.residents r
  WHERE ((r.county = households.county) AND (r.id = public.actor_resident()))))))))));
CREATE POLICY households_change ON public.households FOR UPDATE USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND ((public.actor_role() = 'admin'::text) OR ((public.actor_role() = 'manager'::text) AND (EXISTS ( SELECT 1
   FROM public.residents r
  WHERE ((r.county = households.county) AND (r.household_id = households.id) AND (r.institution_id = public.actor_institution())))))))));
CREATE POLICY households_in_person ON public.households AS RESTRICTIVE FOR INSERT WITH CHECK ((public.actor_proxy() IS NULL));
CREATE POLICY households_no_emergency ON public.households AS RESTRICTIVE FOR SELECT USING ((public.actor_emergency() IS NULL));
CREATE POLICY households_read ON public.households FOR SELECT USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND ((id = public.actor_household()) OR (head_id = public.actor_resident()) OR (EXISTS ( SELECT 1
   FROM public.residents r
  WHERE ((r.county = households.county) AND (r.household_id = households.id)))) OR (EXISTS ( SELECT 1
   FROM public.residents r
  WHERE ((r.county = households.county) AND (r.id = households.head_id))))))));
ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY idempotency_keys_add ON public.idempotency_keys FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (account_id = public.actor_account()))));
CREATE POLICY idempotency_keys_read ON public.idempotency_keys FOR SELECT USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (account_id = public.actor_account()))));
CREATE POLICY idempotency_keys_remove ON public.idempotency_keys FOR DELETE USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.identity_cases ENABLE ROW LEVEL SECURITY;
CREATE POLICY identity_cases_read ON public.identity_cases FOR SELECT USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (institution_id = public.actor_institution()))));
CREATE POLICY identity_cases_refuse ON public.identity_cases FOR UPDATE USING (((county = public.actor_county()) AND (public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (institution_id = public.actor_institution()) AND (settled_at IS NULL))) WITH CHECK (((outcome = 'not_witnessed'::text) AND (settled_by = public.actor_account())));
CREATE POLICY identity_cases_rotate ON public.identity_cases FOR UPDATE USING ((public.actor_role() = 'system'::text)) WITH CHECK ((public.actor_role() = 'system'::text));
ALTER TABLE public.identity_corrections ENABLE ROW LEVEL SECURITY;
CREATE POLICY identity_corrections_blank ON public.identity_corrections FOR UPDATE USING ((public.actor_role() = 'system'::text)) WITH CHECK ((public.actor_role() = 'system'::text));
CREATE POLICY identity_corrections_read ON public.identity_corrections FOR SELECT USING (((public.actor_role() = 'system'::text) OR (EXISTS ( SELECT 1
   FROM public.residents r
  WHERE ((r.county = identity_corrections.county) AND (r.id = identity_corrections.resident_id))))));
ALTER TABLE public.identity_reviews ENABLE ROW LEVEL SECURITY;
CREATE POLICY identity_reviews_decide ON public.identity_reviews FOR UPDATE USING (((county = public.actor_county()) AND (public.actor_role() = 'manager'::text) AND (institution_id = public.actor_institution()) AND (decided_at IS NULL))) WITH CHECK ((decided_by = public.actor_account()));
CREATE POLICY identity_reviews_read ON public.identity_reviews FOR SELECT USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (institution_id = public.actor_institution()))));
ALTER TABLE public.import_faults ENABLE ROW LEVEL SECURITY;
CREATE POLICY import_faults_add ON public.import_faults FOR INSERT WITH CHECK (public.may_see_import_part(county, import_id));
CREATE POLICY import_faults_read ON public.import_faults FOR SELECT USING (public.may_see_import_part(county, import_id));
CREATE POLICY import_faults_remove ON public.import_faults FOR DELETE USING (public.may_see_import_part(county, import_id));
ALTER TABLE public.import_files ENABLE ROW LEVEL SECURITY;
CREATE POLICY import_files_add ON public.import_files FOR INSERT WITH CHECK (public.may_see_import_part(county, import_id));
CREATE POLICY import_files_read ON public.import_files FOR SELECT USING (public.may_see_import_part(county, import_id));
CREATE POLICY import_files_remove ON public.import_files FOR DELETE USING (public.may_see_import_part(county, import_id));
CREATE POLICY import_files_rotate ON public.import_files FOR UPDATE USING ((public.actor_role() = 'system'::text)) WITH CHECK ((public.actor_role() = 'system'::text));
ALTER TABLE public.import_progress ENABLE ROW LEVEL SECURITY;
CREATE POLICY import_progress_add ON public.import_progress FOR INSERT WITH CHECK (public.may_see_import_part(county, import_id));
CREATE POLICY import_progress_change ON public.import_progress FOR UPDATE USING (public.may_see_import_part(county, import_id));
CREATE POLICY import_progress_read ON public.import_progress FOR SELECT USING (public.may_see_import_part(county, import_id));
ALTER TABLE public.import_states ENABLE ROW LEVEL SECURITY;
CREATE POLICY import_states_add ON public.import_states FOR INSERT WITH CHECK (public.may_see_import_part(county, import_id));
CREATE POLICY import_states_read ON public.import_states FOR SELECT USING (public.may_see_import_part(county, import_id));
ALTER TABLE public.imports ENABLE ROW LEVEL SECURITY;
CREATE POLICY imports_add ON public.imports FOR INSERT WITH CHECK (public.may_see_import(county, institution_id));
CREATE POLICY imports_read ON public.imports FOR SELECT USING (public.may_see_import(county, institution_id));
ALTER TABLE public.insurance_records ENABLE ROW LEVEL SECURITY;
CREATE POLICY insurance_records_add ON public.insurance_records FOR INSERT WITH CHECK (public.may_change_facts(county, resident_id));
CREATE POLICY insurance_records_area ON public.insurance_records AS RESTRICTIVE USING ((public.acting_covers('record'::text) OR public.acting_covers('agreement'::text)));
CREATE POLICY insurance_records_change ON public.insurance_records FOR UPDATE USING (public.may_change_facts(county, resident_id));
CREATE POLICY insurance_records_no_emergency ON public.insurance_records AS RESTRICTIVE FOR SELECT USING ((public.actor_emergency() IS NULL));
CREATE POLICY insurance_records_read ON public.insurance_records FOR SELECT USING (public.may_see_facts(county, resident_id));
CREATE POLICY insurance_records_remove ON public.insurance_records FOR DELETE USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.look_flags ENABLE ROW LEVEL SECURITY;
CREATE POLICY look_flags_add ON public.look_flags FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (resident_id = public.actor_resident()) AND (reason = 'asked'::text))));
CREATE POLICY look_flags_read ON public.look_flags FOR SELECT USING ((public.answers_for_looks(county, institution_id, account_id, reader) OR ((county = public.actor_county()) AND (resident_id = public.actor_resident()) AND (reason = 'asked'::text))));
ALTER TABLE public.look_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY look_notes_add ON public.look_notes FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((written_by = public.actor_account()) AND (((kind = 'asked'::text) AND (county = public.actor_county()) AND (resident_id = public.actor_resident())) OR ((kind <> 'asked'::text) AND public.answers_for_looks(county, institution_id, account_id, reader))))));
CREATE POLICY look_notes_read ON public.look_notes FOR SELECT USING ((public.answers_for_looks(county, institution_id, account_id, reader) OR ((county = public.actor_county()) AND (resident_id = public.actor_resident()) AND (kind = ANY (ARRAY['asked'::text, 'answered'::text])))));
ALTER TABLE public.looks_examined ENABLE ROW LEVEL SECURITY;
CREATE POLICY looks_examined_rows ON public.looks_examined USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.passkey_challenges ENABLE ROW LEVEL SECURITY;
CREATE POLICY passkey_challenges_rows ON public.passkey_challenges USING (((public.actor_role() = 'system'::text) OR (account_id IS NULL) OR (account_id = public.actor_account())));
ALTER TABLE public.passkeys ENABLE ROW LEVEL SECURITY;
CREATE POLICY passkeys_own ON public.passkeys AS RESTRICTIVE USING ((public.actor_proxy() IS NULL));
CREATE POLICY passkeys_rows ON public.passkeys USING (public.is_own_account(county, account_id));
ALTER TABLE public.payment_reversals ENABLE ROW LEVEL SECURITY;
CREATE POLICY payment_reversals_add ON public.payment_reversals FOR INSERT WITH CHECK (((public.actor_role() = 'manager'::text) AND (reversed_by = public.actor_account()) AND public.may_write_part(county, agreement_id) AND (EXISTS ( SELECT 1
   FROM public.agreement_payments p
  WHERE ((p.county = payment_reversals.county) AND (p.id = payment_reversals.payment_id) AND (p.agreement_id = payment_reversals.agreement_id) AND (p.method = 'desk'::text))))));
CREATE POLICY payment_reversals_read ON public.payment_reversals FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.proxies ENABLE ROW LEVEL SECURITY;
CREATE POLICY proxies_add ON public.proxies FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((public.actor_proxy() IS NULL) AND (county = public.actor_county()) AND (helper_account_id IS NULL) AND (helper_agreed_at IS NULL) AND (ended_at IS NULL) AND (((asked_by = 'grantor'::text) AND (grantor_id = public.actor_resident()) AND (grantor_channel = 'own_account'::text)) OR ((asked_by = 'desk'::text) AND (grantor_agreed_at IS NULL) AND (public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (EXISTS ( SELECT 1
   FROM public.residents r
  WHERE ((r.county = proxies.county) AND (r.id = proxies.grantor_id)))))))));
CREATE POLICY proxies_add_no_emergency ON public.proxies AS RESTRICTIVE FOR INSERT WITH CHECK ((public.actor_emergency() IS NULL));
CREATE POLICY proxies_no_emergency ON public.proxies AS RESTRICTIVE FOR SELECT USING ((public.actor_emergency() IS NULL));
CREATE POLICY proxies_read ON public.proxies FOR SELECT USING (public.is_party_of_proxy(county, grantor_id, helper_account_id));
ALTER TABLE public.proxy_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY proxy_evidence_add ON public.proxy_evidence FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (staff_account_id = public.actor_account()) AND (institution_id = public.actor_institution()) AND (witness_account_id IS NULL) AND (EXISTS ( SELECT 1
   FROM public.proxies p
  WHERE ((p.county = proxy_evidence.county) AND (p.id = proxy_evidence.proxy_id)))))));
CREATE POLICY proxy_evidence_read ON public.proxy_evidence FOR SELECT USING ((EXISTS ( SELECT 1
   FROM public.proxies p
  WHERE ((p.county = proxy_evidence.county) AND (p.id = proxy_evidence.proxy_id)))));
ALTER TABLE public.receipt_numbers ENABLE ROW LEVEL SECURITY;
CREATE POLICY receipt_numbers_add ON public.receipt_numbers FOR INSERT WITH CHECK ((public.may_write_part(county, agreement_id) AND (EXISTS ( SELECT 1
   FROM public.agreements a
  WHERE ((a.county = receipt_numbers.county) AND (a.id = receipt_numbers.agreement_id) AND (a.institution_id = receipt_numbers.institution_id)))) AND ((public.actor_role() = 'system'::text) OR (public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])))));
CREATE POLICY receipt_numbers_read ON public.receipt_numbers FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.recovery_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY recovery_codes_own ON public.recovery_codes AS RESTRICTIVE USING ((public.actor_proxy() IS NULL));
CREATE POLICY recovery_codes_rows ON public.recovery_codes USING (public.is_own_account(county, account_id));
ALTER TABLE public.renewal_contacts ENABLE ROW LEVEL SECURITY;
CREATE POLICY renewal_contacts_add ON public.renewal_contacts FOR INSERT WITH CHECK (((public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (county = public.actor_county()) AND (made_by = public.actor_account()) AND (EXISTS ( SELECT 1
   FROM public.agreements a
  WHERE ((a.county = renewal_contacts.county) AND (a.id = renewal_contacts.agreement_id) AND (a.institution_id = public.actor_institution()) AND ((public.actor_role() = 'manager'::text) OR (a.doctor_id = public.actor_doctor()) OR (EXISTS ( SELECT 1
           FROM public.team_members m
          WHERE ((m.county = a.county) AND (m.team_id = a.team_id) AND (m.doctor_id = public.actor_doctor()) AND (m.since <= public.actor_today()) AND ((m.until IS NULL) OR (m.until > public.actor_today())))))))))));
CREATE POLICY renewal_contacts_blank ON public.renewal_contacts FOR UPDATE USING ((public.actor_role() = 'system'::text)) WITH CHECK ((public.actor_role() = 'system'::text));
CREATE POLICY renewal_contacts_own ON public.renewal_contacts FOR SELECT USING (((public.actor_role() = 'resident'::text) AND public.may_see_part(county, agreement_id)));
CREATE POLICY renewal_contacts_read ON public.renewal_contacts FOR SELECT USING (((public.actor_role() = 'system'::text) OR ((public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (EXISTS ( SELECT 1
   FROM public.agreements a
  WHERE ((a.county = renewal_contacts.county) AND (a.id = renewal_contacts.agreement_id) AND (a.institution_id = public.actor_institution())))))));
ALTER TABLE public.renewal_mails ENABLE ROW LEVEL SECURITY;
CREATE POLICY renewal_mails_read ON public.renewal_mails FOR SELECT USING ((EXISTS ( SELECT 1
   FROM public.renewal_contacts c
  WHERE ((c.county = renewal_mails.county) AND (c.id = renewal_mails.contact_id)))));
CREATE POLICY renewal_mails_rows ON public.renewal_mails USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.resident_conditions ENABLE ROW LEVEL SECURITY;
CREATE POLICY resident_conditions_add ON public.resident_conditions FOR INSERT WITH CHECK (public.may_change_facts(county, resident_id));
CREATE POLICY resident_conditions_area ON public.resident_conditions AS RESTRICTIVE USING ((public.acting_covers('record'::text) OR public.acting_covers('agreement'::text)));
CREATE POLICY resident_conditions_change ON public.resident_conditions FOR UPDATE USING (public.may_change_facts(county, resident_id));
CREATE POLICY resident_conditions_no_emergency ON public.resident_conditions AS RESTRICTIVE FOR SELECT USING ((public.actor_emergency() IS NULL));
CREATE POLICY resident_conditions_read ON public.resident_conditions FOR SELECT USING (public.may_see_facts(county, resident_id));
CREATE POLICY resident_conditions_remove ON public.resident_conditions FOR DELETE USING (public.may_change_facts(county, resident_id));
ALTER TABLE public.resident_groups ENABLE ROW LEVEL SECURITY;
CREATE POLICY resident_groups_add ON public.resident_groups FOR INSERT WITH CHECK (public.may_change_facts(county, resident_id));
CREATE POLICY resident_groups_area ON public.resident_groups AS RESTRICTIVE USING ((public.acting_covers('record'::text) OR public.acting_covers('agreement'::text)));
CREATE POLICY resident_groups_change ON public.resident_groups FOR UPDATE USING (public.may_change_facts(county, resident_id));
CREATE POLICY resident_groups_no_emergency ON public.resident_groups AS RESTRICTIVE FOR SELECT USING ((public.actor_emergency() IS NULL));
CREATE POLICY resident_groups_read ON public.resident_groups FOR SELECT USING (public.may_see_facts(county, resident_id));
CREATE POLICY resident_groups_remove ON public.resident_groups FOR DELETE USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.residents ENABLE ROW LEVEL SECURITY;
CREATE POLICY residents_add ON public.residents FOR INSERT WITH CHECK ((public.may_change_resident(county, institution_id) OR ((county = public.actor_county()) AND (public.actor_role() = 'resident'::text) AND ((household_id = public.actor_household()) OR ((id = public.actor_resident()) AND ((household_id IS NULL) OR (EXISTS ( SELECT 1
   FROM public.households h
  WHERE ((h.county = residents.county) AND (h.id = residents.household_id) AND (h.head_id = public.actor_resident()))))))))));
CREATE POLICY residents_at_our_desk ON public.residents FOR SELECT USING (public.at_our_desk(county, id));
CREATE POLICY residents_change ON public.residents FOR UPDATE USING (public.may_change_resident(county, institution_id)) WITH CHECK (public.may_change_resident(county, institution_id));
CREATE POLICY residents_in_emergency ON public.residents FOR SELECT USING (public.in_emergency(county, id));
CREATE POLICY residents_read ON public.residents FOR SELECT USING (public.may_see_resident(county, id, household_id, institution_id));
ALTER TABLE public.role_grants ENABLE ROW LEVEL SECURITY;
CREATE POLICY role_grants_add ON public.role_grants FOR INSERT WITH CHECK ((public.actor_role() = 'system'::text));
CREATE POLICY role_grants_change ON public.role_grants FOR UPDATE USING ((public.actor_role() = 'system'::text));
CREATE POLICY role_grants_read ON public.role_grants FOR SELECT USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND ((account_id = public.actor_account()) OR (public.actor_role() = 'admin'::text) OR ((public.actor_role() = 'manager'::text) AND (institution_id = public.actor_institution()))))));
ALTER TABLE public.role_offers ENABLE ROW LEVEL SECURITY;
CREATE POLICY role_offers_add ON public.role_offers FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR (public.may_give_role(county, role, institution_id) AND (offered_by = public.actor_account()) AND (taken_at IS NULL) AND ((institution_id IS NULL) OR (EXISTS ( SELECT 1
   FROM public.institutions i
  WHERE ((i.id = role_offers.institution_id) AND (i.county = role_offers.county))))))));
CREATE POLICY role_offers_read ON public.role_offers FOR SELECT USING (public.may_give_role(county, role, institution_id));
CREATE POLICY role_offers_withdraw ON public.role_offers FOR UPDATE USING ((public.may_give_role(county, role, institution_id) AND (taken_at IS NULL))) WITH CHECK (public.may_give_role(county, role, institution_id));
ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY sessions_rows ON public.sessions USING (((public.actor_role() = 'system'::text) OR ((county = public.actor_county()) AND (account_id = public.actor_account()))));
ALTER TABLE public.staff_invitations ENABLE ROW LEVEL SECURITY;
CREATE POLICY staff_invitations_add ON public.staff_invitations FOR INSERT WITH CHECK (public.may_invite(county, institution_id));
CREATE POLICY staff_invitations_change ON public.staff_invitations FOR UPDATE USING (public.may_invite(county, institution_id)) WITH CHECK (public.may_invite(county, institution_id));
CREATE POLICY staff_invitations_read ON public.staff_invitations FOR SELECT USING (public.may_invite(county, institution_id));
ALTER TABLE public.totp_secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY totp_secrets_own ON public.totp_secrets AS RESTRICTIVE USING ((public.actor_proxy() IS NULL));
CREATE POLICY totp_secrets_rows ON public.totp_secrets USING (public.is_own_account(county, account_id));
ALTER TABLE public.waiting_entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY waiting_entries_add ON public.waiting_entries FOR INSERT WITH CHECK ((public.may_see_waiting(county, doctor_id, resident_id) AND ((public.actor_role() = 'system'::text) OR ((offered_at IS NULL) AND (offer_expires_at IS NULL) AND (priority = 0)))));
CREATE POLICY waiting_entries_area ON public.waiting_entries AS RESTRICTIVE USING (public.acting_covers('agreement'::text));
CREATE POLICY waiting_entries_change ON public.waiting_entries FOR UPDATE USING (public.may_see_waiting(county, doctor_id, resident_id));
CREATE POLICY waiting_entries_read ON public.waiting_entries FOR SELECT USING (public.may_see_waiting(county, doctor_id, resident_id));
CREATE POLICY waiting_entries_remove ON public.waiting_entries FOR DELETE USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.waiting_offer_mails ENABLE ROW LEVEL SECURITY;
CREATE POLICY waiting_offer_mails_rows ON public.waiting_offer_mails USING ((public.actor_role() = 'system'::text));
ALTER TABLE public.yearly_confirmations ENABLE ROW LEVEL SECURITY;
CREATE POLICY yearly_confirmations_add ON public.yearly_confirmations FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY yearly_confirmations_read ON public.yearly_confirmations FOR SELECT USING (public.may_see_part(county, agreement_id));
CREATE POLICY yearly_confirmations_said ON public.yearly_confirmations AS RESTRICTIVE FOR INSERT WITH CHECK (public.acts_as_said(channel));
ALTER TABLE public.yearly_refusals ENABLE ROW LEVEL SECURITY;
CREATE POLICY yearly_refusals_add ON public.yearly_refusals FOR INSERT WITH CHECK (((public.actor_role() = 'system'::text) OR ((public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND (refused_by = public.actor_account()) AND public.may_write_part(county, agreement_id))));
CREATE POLICY yearly_refusals_blank ON public.yearly_refusals FOR UPDATE USING ((public.actor_role() = 'system'::text)) WITH CHECK ((public.actor_role() = 'system'::text));
CREATE POLICY yearly_refusals_read ON public.yearly_refusals FOR SELECT USING (public.may_see_part(county, agreement_id));
ALTER TABLE public.yearly_signatures ENABLE ROW LEVEL SECURITY;
CREATE POLICY yearly_signatures_add ON public.yearly_signatures FOR INSERT WITH CHECK (public.may_write_part(county, agreement_id));
CREATE POLICY yearly_signatures_blank ON public.yearly_signatures FOR UPDATE USING ((public.actor_role() = 'system'::text));
CREATE POLICY yearly_signatures_read ON public.yearly_signatures FOR SELECT USING (public.may_see_part(county, agreement_id));
CREATE POLICY yearly_signatures_remove ON public.yearly_signatures FOR DELETE USING ((((public.actor_role() = 'system'::text) OR ((public.actor_role() = ANY (ARRAY['doctor'::text, 'manager'::text])) AND public.may_write_part(county, agreement_id))) AND (NOT (EXISTS ( SELECT 1
   FROM public.yearly_confirmations y
  WHERE ((y.county = yearly_signatures.county) AND (y.agreement_id = yearly_signatures.agreement_id) AND (y.year = yearly_signatures.year)))))));
GRANT USAGE ON SCHEMA public TO jiayi_web;
GRANT USAGE ON SCHEMA public TO jiayi_worker;
REVOKE ALL ON FUNCTION public.agree_to_proxy(of_id uuid, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.agree_to_proxy(of_id uuid, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.agreement_facts(of_county integer, of_agreement uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.agreement_facts_1(of_county integer, of_agreement uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.agreement_is_untouched(of_county integer, of_agreement uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.ask_to_help(of_hash bytea, of_name text, of_phone_tail text, of_id uuid, of_areas text[], of_start date, of_end date, youngest date, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.ask_to_help(of_hash bytea, of_name text, of_phone_tail text, of_id uuid, of_areas text[], of_start date, of_end date, youngest date, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.at_our_desk(of_county integer, of_resident uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.at_our_desk(of_county integer, of_resident uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.at_our_desk(of_county integer, of_resident uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.begin_acting(of_proxy uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.begin_acting(of_proxy uuid) TO jiayi_web;
REVOKE ALL ON FUNCTION public.begin_agreement(of_county integer, of_agreement uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.begin_agreement(of_county integer, of_agreement uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.begin_agreement(of_county integer, of_agreement uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.begin_own_household(of_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.begin_own_household(of_id uuid) TO jiayi_web;
REVOKE ALL ON FUNCTION public.begin_switch(of_county integer, of_agreement uuid, on_day date, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.begin_switch(of_county integer, of_agreement uuid, on_day date, at_moment timestamp with time zone) TO jiayi_web;
GRANT ALL ON FUNCTION public.begin_switch(of_county integer, of_agreement uuid, on_day date, at_moment timestamp with time zone) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.carry_ways(to_county integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.correct_death(of_county integer, of_death uuid, why text, bring_back boolean, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.correct_death(of_county integer, of_death uuid, why text, bring_back boolean, at_moment timestamp with time zone) TO jiayi_web;
GRANT ALL ON FUNCTION public.correct_death(of_county integer, of_death uuid, why text, bring_back boolean, at_moment timestamp with time zone) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.correct_identity(of_resident uuid, of_hash bytea, of_sealed bytea, of_tail text, of_name text, of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, by_name text, of_id uuid, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.correct_identity(of_resident uuid, of_hash bytea, of_sealed bytea, of_tail text, of_name text, of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, by_name text, of_id uuid, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.correctable(of_county integer, of_resident uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.correction_needs_witness(of_resident uuid, of_hashes bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.correction_needs_witness(of_resident uuid, of_hashes bytea[]) TO jiayi_web;
REVOKE ALL ON FUNCTION public.emergency_addresses(of_resident uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.emergency_addresses(of_resident uuid) TO jiayi_web;
REVOKE ALL ON FUNCTION public.emergency_standing(of_resident uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.emergency_standing(of_resident uuid) TO jiayi_web;
REVOKE ALL ON FUNCTION public.emergency_use(of_county integer, of_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.emergency_use(of_county integer, of_id uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.emergency_use(of_county integer, of_id uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.end_doctor_role(of_county integer, of_doctor uuid, on_day date, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_doctor_role(of_county integer, of_doctor uuid, on_day date, at_moment timestamp with time zone) TO jiayi_web;
GRANT ALL ON FUNCTION public.end_doctor_role(of_county integer, of_doctor uuid, on_day date, at_moment timestamp with time zone) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.end_proxy(of_county integer, of_id uuid, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_proxy(of_county integer, of_id uuid, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.end_role(of_grant uuid, why text, on_day date, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.end_role(of_grant uuid, why text, on_day date, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.follow_invitation(of_old bytea, of_new bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.follow_invitation(of_old bytea, of_new bytea) TO jiayi_web;
GRANT ALL ON FUNCTION public.follow_invitation(of_old bytea, of_new bytea) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.forget_looks(of_county integer, before timestamp with time zone, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.forget_looks(of_county integer, before timestamp with time zone, most integer) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.holds_role(of_county integer, of_account uuid, of_role text, of_institution uuid, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.holds_role(of_county integer, of_account uuid, of_role text, of_institution uuid, on_day date) TO jiayi_web;
GRANT ALL ON FUNCTION public.holds_role(of_county integer, of_account uuid, of_role text, of_institution uuid, on_day date) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.in_emergency(of_county integer, of_resident uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.in_emergency(of_county integer, of_resident uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.in_emergency(of_county integer, of_resident uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.join_household(of_hash bytea, of_name text, of_phone_tail text, of_relation text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.join_household(of_hash bytea, of_name text, of_phone_tail text, of_relation text) TO jiayi_web;
REVOKE ALL ON FUNCTION public.joined_by_head(of_county integer, of_resident uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.joined_by_head(of_county integer, of_resident uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.joined_by_head(of_county integer, of_resident uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.keep_signed_identities(of_county integer, of_residents uuid[], of_names text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.keep_signed_identities(of_county integer, of_residents uuid[], of_names text[]) TO jiayi_web;
GRANT ALL ON FUNCTION public.keep_signed_identities(of_county integer, of_residents uuid[], of_names text[]) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.keep_signed_identity(of_county integer, of_resident uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.leave_household(of_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.leave_household(of_id uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.leave_household(of_id uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.lock_agreement(of_county integer, of_agreement uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.lock_agreement(of_county integer, of_agreement uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.lock_agreement(of_county integer, of_agreement uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.look_reader(of_county integer, of_account uuid, of_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.look_reader(of_county integer, of_account uuid, of_role text) TO jiayi_web;
GRANT ALL ON FUNCTION public.look_reader(of_county integer, of_account uuid, of_role text) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.mend_identity(of_resident uuid, of_hashes bytea[], of_sealed bytea, of_tail text, of_name text, of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, by_name text, of_id uuid, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.mend_identity(of_resident uuid, of_hashes bytea[], of_sealed bytea, of_tail text, of_name text, of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, by_name text, of_id uuid, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.message_copies(of_county integer, of_resident uuid, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.message_copies(of_county integer, of_resident uuid, on_day date) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.offer_places(of_county integer, of_doctor uuid, capacity integer, on_day date, at_moment timestamp with time zone, expires timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.offer_places(of_county integer, of_doctor uuid, capacity integer, on_day date, at_moment timestamp with time zone, expires timestamp with time zone) TO jiayi_web;
GRANT ALL ON FUNCTION public.offer_places(of_county integer, of_doctor uuid, capacity integer, on_day date, at_moment timestamp with time zone, expires timestamp with time zone) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.open_claim(of_id uuid, of_hashes bytea[], of_name text, of_sealed bytea, of_tail text, of_phone bytea, of_phone_tail text, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_claim(of_id uuid, of_hashes bytea[], of_name text, of_sealed bytea, of_tail text, of_phone bytea, of_phone_tail text, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.open_correction(of_id uuid, of_resident uuid, of_hashes bytea[], of_name text, of_sealed bytea, of_tail text, of_phone bytea, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_correction(of_id uuid, of_resident uuid, of_hashes bytea[], of_name text, of_sealed bytea, of_tail text, of_phone bytea, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.open_desk_visit(of_id uuid, of_hash bytea, of_resident uuid, at_moment timestamp with time zone, lasts interval) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_desk_visit(of_id uuid, of_hash bytea, of_resident uuid, at_moment timestamp with time zone, lasts interval) TO jiayi_web;
REVOKE ALL ON FUNCTION public.open_emergency(of_id uuid, of_hash bytea, why text, in_words text, by_name text, at_moment timestamp with time zone, lasts interval) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_emergency(of_id uuid, of_hash bytea, why text, in_words text, by_name text, at_moment timestamp with time zone, lasts interval) TO jiayi_web;
REVOKE ALL ON FUNCTION public.open_identity_case(of_id uuid, of_hash bytea, of_name text, of_sealed bytea, of_tail text, of_phone bytea, of_phone_tail text, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.open_identity_case(of_id uuid, of_hash bytea, of_name text, of_sealed bytea, of_tail text, of_phone bytea, of_phone_tail text, of_card text, of_seen text, of_reason text, by_name text, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.our_helpers() FROM PUBLIC;
GRANT ALL ON FUNCTION public.our_helpers() TO jiayi_web;
REVOKE ALL ON FUNCTION public.own_identity_notice() FROM PUBLIC;
GRANT ALL ON FUNCTION public.own_identity_notice() TO jiayi_web;
REVOKE ALL ON FUNCTION public.people_helped(on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.people_helped(on_day date) TO jiayi_web;
REVOKE ALL ON FUNCTION public.places_held(of_county integer, of_doctor uuid, for_resident uuid, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.places_held(of_county integer, of_doctor uuid, for_resident uuid, at_moment timestamp with time zone) TO jiayi_web;
GRANT ALL ON FUNCTION public.places_held(of_county integer, of_doctor uuid, for_resident uuid, at_moment timestamp with time zone) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.places_taken(of_county integer, of_doctor uuid, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.places_taken(of_county integer, of_doctor uuid, on_day date) TO jiayi_web;
GRANT ALL ON FUNCTION public.places_taken(of_county integer, of_doctor uuid, on_day date) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.proxy_addresses(of_county integer, of_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.proxy_addresses(of_county integer, of_id uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.proxy_addresses(of_county integer, of_id uuid) TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.proxies TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.proxies TO jiayi_worker;
REVOKE ALL ON FUNCTION public.proxy_looks(of_county integer, of_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.proxy_looks(of_county integer, of_id uuid) TO jiayi_web;
REVOKE ALL ON FUNCTION public.remove_member(of_resident uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.remove_member(of_resident uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.remove_member(of_resident uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.renewal_reach(of_county integer, of_residents uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.renewal_reach(of_county integer, of_residents uuid[]) TO jiayi_web;
REVOKE ALL ON FUNCTION public.renewals_due(of_county integer, of_institution uuid, of_doctor uuid, on_day date, days_before integer, days_after integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.renewals_due(of_county integer, of_institution uuid, of_doctor uuid, on_day date, days_before integer, days_after integer) TO jiayi_web;
GRANT ALL ON FUNCTION public.renewals_due(of_county integer, of_institution uuid, of_doctor uuid, on_day date, days_before integer, days_after integer) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.resident_has_account(of_county integer, of_resident uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.resident_has_account(of_county integer, of_resident uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.resident_has_account(of_county integer, of_resident uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.resident_of_identity(of_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.resident_of_identity(of_hash bytea) TO jiayi_web;
REVOKE ALL ON FUNCTION public.session_acting(of_token bytea, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.session_acting(of_token bytea, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.session_actor(of_token bytea, at_moment timestamp with time zone, in_demo boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.session_actor(of_token bytea, at_moment timestamp with time zone, in_demo boolean) TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sessions TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO jiayi_worker;
REVOKE ALL ON FUNCTION public.settle_account(to_county integer, of_name text, of_resident uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.settle_account(to_county integer, of_name text, of_resident uuid) TO jiayi_web;
REVOKE ALL ON FUNCTION public.settle_correction(of_case uuid, of_hashes bytea[], of_sealed bytea, of_pinyin text, of_sex text, of_birth date, of_id uuid, by_name text, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.settle_correction(of_case uuid, of_hashes bytea[], of_sealed bytea, of_pinyin text, of_sex text, of_birth date, of_id uuid, by_name text, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.settle_identity_case(of_case uuid, of_owner uuid, of_household uuid, of_sealed bytea, owner_phone bytea, holder_phone bytea, of_pinyin text, of_sex text, of_birth date, why text, by_name text, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.settle_identity_case(of_case uuid, of_owner uuid, of_household uuid, of_sealed bytea, owner_phone bytea, holder_phone bytea, of_pinyin text, of_sex text, of_birth date, why text, by_name text, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.signed_with(of_county integer, of_resident uuid, of_institution uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.signed_with(of_county integer, of_resident uuid, of_institution uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.signed_with(of_county integer, of_resident uuid, of_institution uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.staff_roles() FROM PUBLIC;
GRANT ALL ON FUNCTION public.staff_roles() TO jiayi_web;
REVOKE ALL ON FUNCTION public.take_up_invitation(of_hash bytea, of_grant uuid, on_day date, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.take_up_invitation(of_hash bytea, of_grant uuid, on_day date, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.take_up_offers(of_hash bytea, on_day date, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.take_up_offers(of_hash bytea, on_day date, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.take_up_proxy(of_hash bytea, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.take_up_proxy(of_hash bytea, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.task_is_open(of_county integer, of_task uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.task_is_open(of_county integer, of_task uuid) TO jiayi_web;
GRANT ALL ON FUNCTION public.task_is_open(of_county integer, of_task uuid) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.task_phone(of_task uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.task_phone(of_task uuid) TO jiayi_web;
REVOKE ALL ON FUNCTION public.tasks_at_hand() FROM PUBLIC;
GRANT ALL ON FUNCTION public.tasks_at_hand() TO jiayi_web;
REVOKE ALL ON FUNCTION public.touch_session(of_token bytea, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.touch_session(of_token bytea, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.verify_agreement(of_hash bytea, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.verify_agreement(of_hash bytea, on_day date) TO jiayi_web;
REVOKE ALL ON FUNCTION public.waiting_line(of_county integer, of_doctor uuid, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.waiting_line(of_county integer, of_doctor uuid, at_moment timestamp with time zone) TO jiayi_web;
GRANT ALL ON FUNCTION public.waiting_line(of_county integer, of_doctor uuid, at_moment timestamp with time zone) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.whole_waiting_line(of_county integer, of_doctor uuid, at_moment timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.witness_proxy(of_id uuid, of_name text, at_moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.witness_proxy(of_id uuid, of_name text, at_moment timestamp with time zone) TO jiayi_web;
REVOKE ALL ON FUNCTION public.works_at(of_county integer, of_account uuid, of_institution uuid, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.works_at(of_county integer, of_account uuid, of_institution uuid, on_day date) TO jiayi_web;
GRANT ALL ON FUNCTION public.works_at(of_county integer, of_account uuid, of_institution uuid, on_day date) TO jiayi_worker;
REVOKE ALL ON FUNCTION public.write_identity(of_county integer, of_resident uuid, of_hashes bytea[], of_sealed bytea, of_tail text, of_name text, of_pinyin text, of_sex text, of_birth date, of_card text, of_evidence text, at_moment timestamp with time zone, of_id uuid, of_author uuid, author_name text, of_witness uuid, witness_name text) FROM PUBLIC;
GRANT SELECT,INSERT ON TABLE public.access_log TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.access_log TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.accounts TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.accounts TO jiayi_worker;
GRANT UPDATE(display_name) ON TABLE public.accounts TO jiayi_web;
GRANT UPDATE(resident_id) ON TABLE public.accounts TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_confirmations TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_confirmations TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_consents TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_consents TO jiayi_worker;
GRANT UPDATE(typed_name) ON TABLE public.agreement_consents TO jiayi_worker;
GRANT UPDATE(drawing) ON TABLE public.agreement_consents TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_decisions TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_decisions TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_endings TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_endings TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_exceptions TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_exceptions TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_fee_lines TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_fee_lines TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_guardians TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_guardians TO jiayi_worker;
GRANT UPDATE(name) ON TABLE public.agreement_guardians TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_hospitals TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_hospitals TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_items TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_items TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_originals TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_originals TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_packages TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_packages TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_payments TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_payments TO jiayi_worker;
GRANT SELECT ON TABLE public.agreement_people TO jiayi_web;
GRANT SELECT ON TABLE public.agreement_people TO jiayi_worker;
GRANT UPDATE(name) ON TABLE public.agreement_people TO jiayi_worker;
GRANT UPDATE(identity_tail) ON TABLE public.agreement_people TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_proofs TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_proofs TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_reductions TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_reductions TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_signatures TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_signatures TO jiayi_worker;
GRANT UPDATE(typed_name) ON TABLE public.agreement_signatures TO jiayi_worker;
GRANT UPDATE(drawing) ON TABLE public.agreement_signatures TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreements TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.agreements TO jiayi_worker;
GRANT UPDATE(team_id) ON TABLE public.agreements TO jiayi_web;
GRANT UPDATE(doctor_id) ON TABLE public.agreements TO jiayi_web;
GRANT UPDATE(term) ON TABLE public.agreements TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.payment_reversals TO jiayi_web;
GRANT SELECT ON TABLE public.payment_reversals TO jiayi_worker;
GRANT SELECT ON TABLE public.agreement_standings TO jiayi_web;
GRANT SELECT ON TABLE public.agreement_standings TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.agreement_texts TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.agreement_texts TO jiayi_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.area_assignments TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.area_assignments TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.area_boundaries TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.area_boundaries TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.audit_links TO jiayi_worker;
GRANT SELECT ON TABLE public.birthday_notices TO jiayi_web;
GRANT SELECT,INSERT,DELETE ON TABLE public.birthday_notices TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.buildings TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.buildings TO jiayi_worker;
GRANT SELECT,INSERT,DELETE ON TABLE public.confirmation_campaigns TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.confirmation_campaigns TO jiayi_worker;
GRANT UPDATE(opens_on) ON TABLE public.confirmation_campaigns TO jiayi_web;
GRANT UPDATE(closes_on) ON TABLE public.confirmation_campaigns TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.confirmation_reminders TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.consent_texts TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.consent_texts TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.consents TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.consents TO jiayi_worker;
GRANT UPDATE(typed_name) ON TABLE public.consents TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.data_answers TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.data_answers TO jiayi_worker;
GRANT UPDATE(words_sealed) ON TABLE public.data_answers TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.data_requests TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.data_requests TO jiayi_worker;
GRANT UPDATE(words_sealed) ON TABLE public.data_requests TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.deaths TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.deaths TO jiayi_worker;
GRANT SELECT ON TABLE public.demo_sign_ins TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.demo_sign_ins TO jiayi_worker;
GRANT UPDATE(label) ON TABLE public.demo_sign_ins TO jiayi_worker;
GRANT SELECT ON TABLE public.desk_visits TO jiayi_web;
GRANT SELECT,DELETE ON TABLE public.desk_visits TO jiayi_worker;
GRANT SELECT ON TABLE public.divisions TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.divisions TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.doctor_changes TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.doctor_changes TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.doctor_panels TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.doctor_panels TO jiayi_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.doctor_photos TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.doctor_photos TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.doctors TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.doctors TO jiayi_worker;
GRANT SELECT ON TABLE public.emergencies TO jiayi_web;
GRANT SELECT ON TABLE public.emergencies TO jiayi_worker;
GRANT UPDATE(words) ON TABLE public.emergencies TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.emergency_endings TO jiayi_web;
GRANT SELECT ON TABLE public.emergency_endings TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.emergency_notes TO jiayi_web;
GRANT SELECT ON TABLE public.emergency_notes TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.erasures TO jiayi_worker;
GRANT UPDATE(finished_at) ON TABLE public.erasures TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.helper_results TO jiayi_web;
GRANT SELECT,INSERT,DELETE ON TABLE public.helper_results TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.helper_tasks TO jiayi_web;
GRANT SELECT,INSERT,DELETE ON TABLE public.helper_tasks TO jiayi_worker;
GRANT UPDATE(withdrawn_at) ON TABLE public.helper_tasks TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.history_events TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.history_events TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.households TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.households TO jiayi_worker;
GRANT UPDATE(area_id) ON TABLE public.households TO jiayi_web;
GRANT UPDATE(building_id) ON TABLE public.households TO jiayi_web;
GRANT UPDATE(room) ON TABLE public.households TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.idempotency_keys TO jiayi_web;
GRANT SELECT,INSERT,DELETE ON TABLE public.idempotency_keys TO jiayi_worker;
GRANT SELECT ON TABLE public.identity_cases TO jiayi_web;
GRANT SELECT ON TABLE public.identity_cases TO jiayi_worker;
GRANT UPDATE(name) ON TABLE public.identity_cases TO jiayi_worker;
GRANT UPDATE(identity_sealed) ON TABLE public.identity_cases TO jiayi_worker;
GRANT UPDATE(phone_sealed) ON TABLE public.identity_cases TO jiayi_worker;
GRANT UPDATE(seen) ON TABLE public.identity_cases TO jiayi_worker;
GRANT UPDATE(reason) ON TABLE public.identity_cases TO jiayi_worker;
GRANT UPDATE(settled_at) ON TABLE public.identity_cases TO jiayi_web;
GRANT UPDATE(settled_by) ON TABLE public.identity_cases TO jiayi_web;
GRANT UPDATE(settled_name) ON TABLE public.identity_cases TO jiayi_web;
GRANT UPDATE(outcome) ON TABLE public.identity_cases TO jiayi_web;
GRANT UPDATE(refusal) ON TABLE public.identity_cases TO jiayi_web;
GRANT SELECT ON TABLE public.identity_corrections TO jiayi_web;
GRANT SELECT ON TABLE public.identity_corrections TO jiayi_worker;
GRANT UPDATE(old_name) ON TABLE public.identity_corrections TO jiayi_worker;
GRANT UPDATE(new_name) ON TABLE public.identity_corrections TO jiayi_worker;
GRANT SELECT ON TABLE public.identity_reviews TO jiayi_web;
GRANT SELECT ON TABLE public.identity_reviews TO jiayi_worker;
GRANT UPDATE(decided_at) ON TABLE public.identity_reviews TO jiayi_web;
GRANT UPDATE(decided_by) ON TABLE public.identity_reviews TO jiayi_web;
GRANT UPDATE(decided_name) ON TABLE public.identity_reviews TO jiayi_web;
GRANT UPDATE(note) ON TABLE public.identity_reviews TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.import_faults TO jiayi_web;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_faults TO jiayi_worker;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_files TO jiayi_web;
GRANT SELECT,INSERT,DELETE ON TABLE public.import_files TO jiayi_worker;
GRANT UPDATE(sealed) ON TABLE public.import_files TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.import_progress TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.import_progress TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.import_states TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.import_states TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.imports TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.imports TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.institution_prices TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.institution_prices TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.institution_reductions TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.institution_reductions TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.institutions TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.institutions TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.insurance_records TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insurance_records TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.key_directory TO jiayi_web;
GRANT SELECT,INSERT,DELETE ON TABLE public.key_directory TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.look_flags TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.look_flags TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.look_notes TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.look_notes TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.looks_examined TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.mail_attempts TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.mail_attempts TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.outgoing_mails TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.outgoing_mails TO jiayi_worker;
GRANT UPDATE(recipient_sealed) ON TABLE public.outgoing_mails TO jiayi_worker;
GRANT UPDATE(body_sealed) ON TABLE public.outgoing_mails TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.passkey_challenges TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkey_challenges TO jiayi_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkeys TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.passkeys TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.proxy_evidence TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.proxy_evidence TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.rate_counters TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rate_counters TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.receipt_numbers TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.receipt_numbers TO jiayi_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.recovery_codes TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.recovery_codes TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.renewal_contacts TO jiayi_web;
GRANT SELECT ON TABLE public.renewal_contacts TO jiayi_worker;
GRANT UPDATE(note) ON TABLE public.renewal_contacts TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.renewal_mails TO jiayi_worker;
GRANT SELECT ON TABLE public.renewal_mails TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.resident_conditions TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.resident_conditions TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.resident_groups TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.resident_groups TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.residents TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.residents TO jiayi_worker;
GRANT UPDATE(household_id) ON TABLE public.residents TO jiayi_web;
GRANT UPDATE(relation_to_head) ON TABLE public.residents TO jiayi_web;
GRANT UPDATE(name) ON TABLE public.residents TO jiayi_web;
GRANT UPDATE(pinyin) ON TABLE public.residents TO jiayi_web;
GRANT UPDATE(phone_sealed) ON TABLE public.residents TO jiayi_web;
GRANT UPDATE(phone_tail) ON TABLE public.residents TO jiayi_web;
GRANT UPDATE(area_id) ON TABLE public.residents TO jiayi_web;
GRANT UPDATE(building_id) ON TABLE public.residents TO jiayi_web;
GRANT UPDATE(room) ON TABLE public.residents TO jiayi_web;
GRANT UPDATE(institution_id) ON TABLE public.residents TO jiayi_web;
GRANT SELECT ON TABLE public.role_grants TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.role_grants TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.role_offers TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.role_offers TO jiayi_worker;
GRANT UPDATE(withdrawn_at) ON TABLE public.role_offers TO jiayi_web;
GRANT UPDATE(withdrawn_by) ON TABLE public.role_offers TO jiayi_web;
GRANT SELECT ON TABLE public.sealing_keys TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sealing_keys TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.service_areas TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.service_areas TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sign_in_codes TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_codes TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.staff_invitations TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.staff_invitations TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.team_members TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.team_members TO jiayi_worker;
GRANT SELECT,INSERT,UPDATE ON TABLE public.teams TO jiayi_web;
GRANT SELECT,INSERT,UPDATE ON TABLE public.teams TO jiayi_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.totp_secrets TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.totp_secrets TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.waiting_entries TO jiayi_web;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.waiting_entries TO jiayi_worker;
GRANT UPDATE(priority) ON TABLE public.waiting_entries TO jiayi_web;
GRANT UPDATE(priority_reason) ON TABLE public.waiting_entries TO jiayi_web;
GRANT UPDATE(left_at) ON TABLE public.waiting_entries TO jiayi_web;
GRANT UPDATE(left_reason) ON TABLE public.waiting_entries TO jiayi_web;
GRANT SELECT,INSERT,DELETE ON TABLE public.waiting_offer_mails TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.yearly_confirmations TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.yearly_confirmations TO jiayi_worker;
GRANT SELECT,INSERT ON TABLE public.yearly_refusals TO jiayi_web;
GRANT SELECT,INSERT ON TABLE public.yearly_refusals TO jiayi_worker;
GRANT UPDATE(typed_name) ON TABLE public.yearly_refusals TO jiayi_worker;
GRANT UPDATE(drawing) ON TABLE public.yearly_refusals TO jiayi_worker;
GRANT SELECT,INSERT,DELETE ON TABLE public.yearly_signatures TO jiayi_web;
GRANT SELECT,INSERT,DELETE ON TABLE public.yearly_signatures TO jiayi_worker;
GRANT UPDATE(typed_name) ON TABLE public.yearly_signatures TO jiayi_worker;
GRANT UPDATE(drawing) ON TABLE public.yearly_signatures TO jiayi_worker;
