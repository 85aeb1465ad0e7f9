-- name: find_place
-- Up to which position looks were examined.
select position from looks_examined where county = $1;

-- name: list_new_looks -> agreements.looks.model.Seen
-- Looks of staff among the links behind a position ($2) up to another ($3), with what the rules ask of them. Served: an
-- agreement or request with one of the doctor's teams, also of the last 90 days; an entry in the institution's waiting
-- line; a visit at its desk. For whoever is no doctor, and for signing, all of the institution's people are.
select k.position, l.id, l.looked_at, l.role, l.actor_name, coalesce(r.name, '') as resident_name, l.resident_id,
  l.account_id, l.institution_id,
  exists (select 1 from agreements a where a.county = $1 and a.resident_id = l.resident_id
      and a.institution_id = l.institution_id
      and (isempty(a.term) or coalesce(upper(a.term) + 90 > l.looked_at::date, true))
      and (l.role <> 'doctor' or l.part = 'signing' or a.doctor_id = u.doctor_id or exists (select 1 from team_members m
        where m.county = $1 and m.team_id = a.team_id and m.doctor_id = u.doctor_id)))
    or ((l.role <> 'doctor' or l.part = 'signing') and r.institution_id = l.institution_id)
    or exists (select 1 from waiting_entries w join doctors d on d.county = w.county and d.id = w.doctor_id
      where w.county = $1 and w.resident_id = l.resident_id and d.institution_id = l.institution_id)
    or exists (select 1 from desk_visits v where v.county = $1 and v.resident_id = l.resident_id
      and v.institution_id = l.institution_id and v.opened_at <= l.looked_at and v.expires_at >= l.looked_at)
    as served,
  coalesce(u.resident_id = l.resident_id, false) as is_self,
  exists (select 1 from accounts c join role_grants g on g.county = c.county and g.account_id = c.id
    where c.county = $1 and c.resident_id = l.resident_id and g.institution_id = l.institution_id
      and g.starts_on <= l.looked_at::date and (g.ends_on is null or g.ends_on > l.looked_at::date)) as is_colleague,
  (select count(distinct o.resident_id)::int from access_log o where o.county = $1 and o.account_id = l.account_id
    and o.looked_at > l.looked_at - interval '1 hour' and o.looked_at <= l.looked_at) as people_in_hour,
  (select max(p.looked_at) from look_flags f join access_log p on p.county = f.county and p.id = f.look_id
    where f.county = $1 and f.account_id = l.account_id and f.reason = 'many'
      and p.looked_at > l.looked_at - interval '1 hour') as told_at,
  look_reader($1, l.account_id, l.role) as reader
from audit_links k
join access_log l on l.county = k.county and l.id = k.row_id
left join residents r on r.county = l.county and r.id = l.resident_id
left join accounts u on u.county = l.county and u.id = l.account_id
where k.county = $1 and k.position > $2 and k.position <= $3 and k.source = 'look'
  and l.account_id is not null and l.role not in ('resident', 'anonymous', 'system')
order by k.position;

-- name: add_flag
-- Put a look before whoever answers for it.
insert into look_flags (county, look_id, reason, resident_id, account_id, institution_id, reader, flagged_at)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing;

-- name: keep_place
-- Looks were examined up to this position.
insert into looks_examined (county, position, examined_at) values ($1, $2, $3)
on conflict (county) do update set position = excluded.position, examined_at = excluded.examined_at;

-- name: list_flagged -> agreements.looks.model.Flagged
-- Flagged looks that the actor answers for, newest first: of an institution ($2) or of all, for a reason ($3; '' all but
-- those with nothing but the same family name), open or looked into ($4), $5 first row, $6 how many; or one look ($7).
select f.look_id as id, l.looked_at, l.actor_name, l.role, l.part, coalesce(i.name, '') as institution_name,
  coalesce(left(r.name, 1) || '**', '') as resident_name, f.reasons, coalesce(q.body, '') as question,
  n.kind as note_kind, n.body as note, n.writer_name as noted_by, n.written_at as noted_at
from (
  select look_id, array_agg(reason order by flagged_at, reason) as reasons, max(flagged_at) as flagged_at
  from look_flags where county = $1 and ($2::uuid is null or institution_id = $2) and ($7::uuid is null or look_id = $7)
  group by look_id
  having $7::uuid is not null or bool_or(reason = $3::text) or ($3 = '' and bool_or(reason <> 'same_name'))
) f
join access_log l on l.county = $1 and l.id = f.look_id
left join institutions i on i.id = l.institution_id
left join residents r on r.county = $1 and r.id = l.resident_id
left join lateral (select body from look_notes where county = $1 and look_id = f.look_id and kind = 'asked'
  order by written_at, id limit 1) q on true
left join lateral (select kind, body, writer_name, written_at from look_notes where county = $1 and look_id = f.look_id
  and kind <> 'asked' order by written_at desc, id desc limit 1) n on true
where $7::uuid is not null or (n.written_at >= f.flagged_at) is not true = $4::boolean
order by f.look_id desc offset $5 limit $6;

-- name: count_open
-- How many flagged looks of an institution ($2), or of all, nobody has looked into.
select count(*)::int from (
  select look_id, max(flagged_at) as flagged_at from look_flags
  where county = $1 and ($2::uuid is null or institution_id = $2)
  group by look_id having bool_or(reason <> 'same_name')
) f
where not exists (select 1 from look_notes n where n.county = $1 and n.look_id = f.look_id and n.kind <> 'asked'
  and n.written_at >= f.flagged_at);
