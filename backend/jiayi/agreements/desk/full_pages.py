"""A doctor without a place: said before anything is read, with who of the institution has one, and the waiting line."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from jiayi.agreements.desk.guests import parties
from jiayi.agreements.model import Party, Person
from jiayi.agreements.policy import policy_for
from jiayi.agreements.signing import Signing
from jiayi.agreements.writing import places_left
from jiayi.infra.db.database import Tx


async def full(tx: Tx, s: Signing, origin: str) -> dict[str, Any] | None:
    """What ``desk/full.html`` shows; None while there are places for everybody."""
    keeps = s.wish.change == "renewal" and s.previous and s.previous.agreement.doctor_id == s.party.doctor_id
    people = [person for person, _ in s.people]
    left = await places_left(tx, s.policy, s.party.doctor_id, people[0].id)
    if keeps or left >= len(people):
        return None
    return await shown(tx, s.party, people, origin, left)


async def shown(
    tx: Tx, party: Party | None, people: Sequence[Person], origin: str = "desk", left: int = 0
) -> dict[str, Any]:
    """The doctors of the same team first."""
    team = party.team_id if party else None
    county = tx.actor.county
    home = tx.actor.institution_id
    found = []
    for one in sorted(await parties(tx, home), key=lambda p: p.team_id != team) if home else []:
        places = await places_left(tx, policy_for(county, tx.today), one.doctor_id, people[0].id)
        if places >= len(people) and not (party and one.doctor_id == party.doctor_id):
            pairs = [("with", f"{one.team_id or ''}:{one.doctor_id}"), ("origin", origin)]
            query = urlencode(pairs + [("who", str(person.id)) for person in people])
            found.append({"party": one, "left": places, "query": query})
    return {"people": people, "party": party, "others": found, "places": left}
