"""Inviting people to renew: a phone number for who asks, what came of each try, one mail a season (N-10.1).

Tables: renewal_contacts, renewal_mails. Policy topics: renewal_window.
"""
