"""Passkeys: WebAuthn credentials that a phone keeps behind its own lock. Signing in without e-mail or password."""
