"""What a page shows of a team: its people, places, institution and distance, read together."""

from uuid import UUID

import msgspec

from jiayi.directory import store
from jiayi.directory.model import Area, Building, Institution, Member, Team
from jiayi.infra import geo
from jiayi.infra.db.database import Tx


class TeamCard(msgspec.Struct, frozen=True):
    team: Team
    lead: Member | None
    """The team's lead; where that one signs nobody, the first who does."""
    members: list[Member]
    places_left: int
    """Of all who sign together."""
    institution: Institution
    kilometres: str
    """From the institution to the middle of the area; empty if the area is not drawn."""
    buildings: str
    """The buildings it answers for; empty: the whole area."""

    @property
    def signing(self) -> list[Member]:
        return [one for one in self.members if one.signs]

    @property
    def others(self) -> list[Member]:
        """Nobody is signed by them alone: specialists, nurses, village doctors."""
        return [one for one in self.members if not one.signs]


async def team_card(tx: Tx, team: Team, area: Area | None = None, buildings: str = "") -> TeamCard | None:
    home = await store.institution(tx, team.institution_id)
    if home is None:
        return None
    members = await store.doctors_of_team(tx, team.county, team.id)
    lead = next((m for m in members if m.signs), members[0] if members else None)  # the lead stands first
    places = sum(m.places_left or 0 for m in members)
    return TeamCard(team, lead, members, places, home, _kilometres(home, area), buildings)


async def cards_of_area(tx: Tx, area: Area, building_id: UUID | None) -> list[TeamCard]:
    """The teams of the area; of one building, if one is asked for."""
    buildings = await store.buildings_of_area(tx, area.county, area.id)
    if building_id:
        team = await store.team_of_area(tx, area.county, area.id, building_id, tx.today)
        name = next((b.name for b in buildings if b.id == building_id), "")
        cards = [await team_card(tx, team, area, name)] if team else []
    else:
        whole = await store.team_of_area(tx, area.county, area.id, None, tx.today)
        teams = await store.teams_of_area(tx, area.county, area.id)
        teams.sort(key=lambda t: t.id != (whole.id if whole else None))
        cards = [await team_card(tx, t, area, _own_buildings(buildings, t, whole)) for t in teams]
    return [card for card in cards if card]


def _own_buildings(buildings: list[Building], team: Team, whole: Team | None) -> str:
    if not any(b.team_id for b in buildings):
        return ""
    if whole and team.id == whole.id:
        return "、".join(b.name for b in buildings if b.team_id in (None, team.id))
    return "、".join(b.name for b in buildings if b.team_id == team.id)


def _kilometres(home: Institution, area: Area | None) -> str:
    if area is None or area.lon is None or area.lat is None:
        return ""
    return f"{geo.distance((home.lon, home.lat), (area.lon, area.lat)) / 1000:.1f}"
