"""Several residents on one phone (decision 0010): whose session is in use, and those that lie beside it. No tables."""
