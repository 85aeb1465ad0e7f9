"""People, households, sign-in, roles and where they hold.

Tables: residents, households, resident_conditions, resident_groups, insurance_records, accounts, role_grants,
key_directory, sign_in_codes, sessions, rate_counters, outgoing_mails, mail_attempts. Policy keys: none.
"""
