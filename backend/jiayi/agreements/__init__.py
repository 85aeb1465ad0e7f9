"""Packages, eligibility, sign, confirm, renew, switch, end; the document and its proof.

Tables: agreements and agreement_*, doctor_changes, yearly_confirmations, confirmation_campaigns, waiting_entries.
agreement_standings (a view) says what each agreement still waits for.
Policy keys: packages, prices, terms, changes, capacity, renewal, request limits, benefits.
"""
