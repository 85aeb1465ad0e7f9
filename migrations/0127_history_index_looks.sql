-- no-transaction
-- squawk-ignore-file ban-concurrent-index-creation-in-transaction
-- How many people an account looked at within the hour.
create index concurrently if not exists access_log_by_account on access_log (county, account_id, looked_at);
