"""Mails: a saved, sealed row first; leaving is attempted afterwards and every attempt is a row."""
