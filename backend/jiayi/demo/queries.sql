-- name: count_institutions
-- Has this county been loaded?
select count(*) from institutions where county = $1;

-- name: add_division
-- A division, unless it is there.
insert into divisions (code, name, level, parent, pinyin, initials) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing;

-- name: add_demo_sign_in
-- List somebody on the page of demo people.
insert into demo_sign_ins (county, account_id, role, label, position) values ($1, $2, $3, $4, $5);
