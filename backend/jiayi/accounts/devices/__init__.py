"""My devices: the sessions of one account, how they are told apart, kept, changed and ended."""
