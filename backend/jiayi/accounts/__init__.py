"""People, households, sign-in, roles and where they hold.

Rooms: sign_in (codes, limits, roles, the demo's door), devices (sessions), factors (authenticator app, recovery codes,
step-up), passkeys, open_id (a city's identity service), me (my page, my household, who looked), mails (saved first,
sent after), consents (the ledger), my_data (download, correct, erase, periods),
proxies (acting for somebody), birthdays (who decides for a child), emergencies (break-glass), roles (who works where),
tasks (a helper's errands), switching (several residents on one phone).
Tables: residents, households, resident_conditions, resident_groups, insurance_records, accounts,
role_grants, key_directory, sign_in_codes, sessions, passkeys, passkey_challenges, totp_secrets, recovery_codes,
rate_counters, consents, consent_texts, data_requests, data_answers, erasures, outgoing_mails, mail_attempts,
demo_sign_ins, role_offers, helper_tasks, helper_results, proxies, proxy_evidence, birthday_notices.
Policy keys: proxy_limit, child_consent, consent_purpose, retention, personal_request_limit.
"""
