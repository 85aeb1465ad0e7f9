"""Whose identity number it is, settled at the desk: a mistyped one corrected, one that somebody else holds given back.

Tables: identity_cases, identity_corrections, identity_reviews, agreement_people.
"""
