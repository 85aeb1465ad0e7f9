"""Institutions, doctors, teams, service areas and the map (N-1.1, N-1.2, MY-3). All public.

Tables: institutions, doctors, doctor_panels, teams, team_members, service_areas, buildings, area_boundaries,
area_assignments. Policy keys: capacity.
"""
