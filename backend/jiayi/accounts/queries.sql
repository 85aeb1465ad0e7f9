-- name: find_session_actor -> accounts.session.SessionRow
-- Who holds this session, and in which role.
select role, county, account_id, resident_id, household_id, institution_id, doctor_id, display_name
from session_actor($1, $2);
