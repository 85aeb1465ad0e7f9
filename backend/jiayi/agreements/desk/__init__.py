"""Staff at work: requests, panel, signing with someone present, waiting list, yearly confirmation.

Tables: waiting_entries, confirmation_campaigns, yearly_confirmations. Policy keys: capacity, renewal, confirmation.
"""
