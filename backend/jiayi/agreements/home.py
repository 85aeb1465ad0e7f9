"""A signed-in resident's own part of the home page."""

from typing import Any

from jiayi.accounts.me.store import identity_notice
from jiayi.agreements.cards import cards
from jiayi.agreements.desk.store import own_places
from jiayi.agreements.desk.turns import is_turn
from jiayi.agreements.policy import policy_for
from jiayi.agreements.seasons import asked_year
from jiayi.agreements.yearly import unconfirmed
from jiayi.infra.db.database import Tx
from jiayi.infra.web.page import Page


async def mine(tx: Tx, page: Page) -> dict[str, Any]:
    """For ``home_mine.html``: places kept for the person, who has to say the yearly yes, then the agreements."""
    actor = page.actor
    places = await own_places(tx, actor.county, actor.resident_id) if actor.resident_id else []
    waiting = [one.resident_name for one in await unconfirmed(tx)]
    return {
        "identity_notice": await identity_notice(tx) if actor.resident_id else None,
        "offers": [one for one in places if is_turn(tx, one)], "cards": await cards(tx, page),
        "queued": [one for one in places if not is_turn(tx, one)],
        "unconfirmed": waiting, "year": asked_year(policy_for(actor.county, tx.today), tx.today),
    }  # fmt: skip
