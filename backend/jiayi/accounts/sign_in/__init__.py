"""Signing in: a one-time code by e-mail, sessions, the choice of a role, the demo's door."""
