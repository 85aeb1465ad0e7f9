"""What people agreed to, by purpose and by the words they read: an append-only ledger, and the page that asks."""
