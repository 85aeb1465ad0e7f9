-- Which keys the rows of this database were sealed and indexed with, so that a wrong or missing key file is noticed at the
-- start and not at the first patient. check_value shows that a key is the same one and says nothing about it.
create table sealing_keys (
  use text not null check (use in ('seal', 'index')),
  id text not null,
  algorithm text not null,
  check_value bytea not null,
  registered_at timestamptz not null,
  retired_at timestamptz,
  primary key (use, id)
);
grant select on sealing_keys to jiayi_web;
grant select, insert, update on sealing_keys to jiayi_worker;

-- Of something sealed: the key that it names. Format 1 names none; its key goes by 00000001.
create function sealed_with(sealed bytea) returns text
language sql immutable parallel safe as $$
  select case when substring(sealed from 1 for 1) = '\x01' then '00000001' else encode(substring(sealed from 3 for 4), 'hex') end
$$;

-- Of a blind index: the key that it begins with. Those of earlier releases (32 bytes) name none.
create function indexed_with(key_hash bytea) returns text
language sql immutable parallel safe as $$
  select case when length(key_hash) = 32 then '00000001' else encode(substring(key_hash from 1 for 4), 'hex') end
$$;

-- Rotation writes the same value anew, and takes hashes of a retired key away.
grant update (recipient_sealed, body_sealed) on outgoing_mails to jiayi_worker;
grant update (sealed) on import_files to jiayi_worker;
grant delete on key_directory to jiayi_worker;
create policy import_files_rotate on import_files for update
  using (actor_role() = 'system') with check (actor_role() = 'system');

-- An invitation waits as a hash alone: it is moved to the new index key when its owner has just proved the address.
create function follow_invitation(of_old bytea, of_new bytea) returns void
language sql security definer set search_path = public as $$
  update staff_invitations i set email_hash = of_new
  where i.email_hash = of_old
    and exists (select 1 from key_directory k where k.key_hash = of_new and k.kind = 'email'
      and k.county = actor_county() and k.subject_id = actor_account())
$$;
revoke all on function follow_invitation(bytea, bytea) from public;
grant execute on function follow_invitation(bytea, bytea) to jiayi_web, jiayi_worker;
