"""Who answers for which building: institutions, doctors, teams, service areas and the map. All public (N-1.1, N-1.2).

Owns institutions, doctors, doctor_panels, teams, team_members, service_areas, buildings, area_boundaries and
area_assignments. Reads no policy.
"""
