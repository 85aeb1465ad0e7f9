"""Acting for somebody else: proxies, guardians."""
