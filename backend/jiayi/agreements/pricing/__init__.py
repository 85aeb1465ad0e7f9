"""What an institution asks, where the policy leaves it to the institution, and what it lowers (HN-2, MY-9, N-8, CD-3.5).

Tables: institution_prices, institution_reductions. Policy topics: fee, item, waiver.
"""
