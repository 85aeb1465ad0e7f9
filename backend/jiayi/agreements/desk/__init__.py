"""Staff at work: requests, panel, signing with someone present, waiting list, yearly confirmation.

Tables: desk_visits, waiting_entries, confirmation_campaigns, yearly_confirmations, yearly_signatures.
Policy keys: capacity, renewal, confirmation, words.
"""
