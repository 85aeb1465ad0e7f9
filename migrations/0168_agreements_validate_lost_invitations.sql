-- Apart from 0167: the check of all rows holds no lock that writers wait for.
alter table renewal_mails validate constraint renewal_mails_sent_or_failed;
