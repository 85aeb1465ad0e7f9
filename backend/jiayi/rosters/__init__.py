"""Rosters as counties have them: Excel, CSV and GeoJSON in, errors by sheet, row and column, all or nothing per file.

Tables: imports. It writes people and the map only through accounts' and directory's stores.
"""
