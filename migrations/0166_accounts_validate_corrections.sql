-- Apart from 0165: the check of all rows holds no lock that writers wait for.
alter table identity_cases validate constraint identity_cases_kind;
alter table identity_cases validate constraint identity_cases_outcome;
