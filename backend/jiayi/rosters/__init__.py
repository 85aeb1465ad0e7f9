"""Rosters as counties have them: Excel, CSV and GeoJSON in, errors by sheet, row and column, all or nothing per file.

Tables: imports, import_states, import_progress, import_faults, import_files. Policy keys: none.
It compares before it writes, and streams households over batches, so people and the map are written by its own queries.
"""
