"""Proving oneself once more: an authenticator app (TOTP), recovery codes, an e-mailed code; step-up before sensitive acts."""
