-- name: add_mail
-- Save a mail before any sending.
insert into outgoing_mails (id, recipient_sealed, subject, body_sealed, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6);

-- name: claim_mail -> accounts.mails.actions.Mail
-- Take one mail for sending: the attempt of this minute is written once, so two senders cannot both take it.
with claim as (
  insert into mail_attempts (mail_id, attempted_at, outcome, answer)
  select m.id, date_trunc('minute', $2::timestamptz), 'retry', 'begun' from outgoing_mails m
  where m.id = $1 and m.expires_at > $2 and not exists (
    select 1 from mail_attempts a where a.mail_id = m.id
      and (a.outcome <> 'retry' or a.attempted_at > $2::timestamptz - interval '1 minute'))
  on conflict do nothing returning mail_id)
select m.id, m.recipient_sealed, m.subject, m.body_sealed from outgoing_mails m join claim c on c.mail_id = m.id;

-- name: add_attempt
-- What the server answered.
insert into mail_attempts (mail_id, attempted_at, outcome, answer) values ($1, $2, $3, $4) on conflict do nothing;

-- name: list_due_mails -> accounts.mails.actions.Due
-- Mails that never left and are still worth sending, the oldest first.
select m.id from outgoing_mails m
where m.expires_at > $1 and m.created_at < $1::timestamptz - interval '30 seconds' and not exists (
  select 1 from mail_attempts a where a.mail_id = m.id
    and (a.outcome <> 'retry' or a.attempted_at > $1::timestamptz - interval '1 minute'))
order by m.created_at limit $2;
