-- Apart from 0170: the check of all rows holds no lock that writers wait for.
alter table role_grants validate constraint role_grants_role;
