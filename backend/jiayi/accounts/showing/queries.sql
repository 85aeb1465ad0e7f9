-- name: is_ours
-- Is this person signed with the acting institution?
select signed_with($1, $2, $3);
