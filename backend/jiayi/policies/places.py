"""Divisions by their GB/T 2260 code: county in city, city in province, province in the nation (0)."""

NATION = 0
LEVEL = 100  # two digits a level
TOWNSHIP = 1000  # a 9-digit code adds three digits for the township
LARGEST_COUNTY = 999999


def chain(division: int) -> tuple[int, ...]:
    """Nearest first: township (if given), county, city, province, nation."""
    found = [division]
    if division > LARGEST_COUNTY:
        division //= TOWNSHIP
        found.append(division)
    city = division // LEVEL * LEVEL
    province = division // LEVEL // LEVEL * LEVEL * LEVEL
    return tuple(dict.fromkeys([*found, city, province, NATION]))


def within(division: int, area: int) -> bool:
    return area in chain(division)
