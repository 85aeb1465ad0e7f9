"""Plumbing that knows no slice."""
