"""What the demo's institutions ask where the policy leaves the price to them, set as their managers set it."""

from uuid import UUID

from jiayi.agreements.policy import policy_for
from jiayi.agreements.pricing import actions
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.policies import fee_limits
from jiayi.synth.model import SynthCounty


async def set_prices(db: Database, county: SynthCounty, invented: dict[str, int]) -> None:
    """From today, in fen by code; what the rules of the day price themselves is left alone."""
    own = fee_limits.own_prices(policy_for(county.division, clock.today()))
    for home in sorted({team.institution_id for team in county.teams}):
        for code in sorted(own.keys() & invented.keys()):
            await actions.set_price(db, _manager(county.division, home), code, invented[code])


def _manager(county: int, home: UUID) -> Actor:
    return Actor(
        role=Role.MANAGER, county=county, account_id=new_id(), institution_id=home, name="演示管理员"
    )
