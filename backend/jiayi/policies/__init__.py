"""Rules of jurisdictions as data: read, checked, resolved for a place and a day, and asked by pure functions.

Owns no table. Other slices use `loader.load`, `PolicyBook.resolve` and the functions of `rules`.
"""
