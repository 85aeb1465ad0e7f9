"""Unusual looks at residents' data, and what became of each. Tables: look_flags, look_notes, looks_examined.
Policy keys: look_watch."""
