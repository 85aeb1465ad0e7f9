"""My own page: who I am, my household, what is known of me, and who looked."""
