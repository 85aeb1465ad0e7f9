"""A signed-in resident's cards on the home page: my doctor, until when, what to do next."""

from typing import Any

from jiayi.agreements import store, views
from jiayi.agreements.model import IN_FORCE, WAITING, Agreement, AgreementState
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import renewal_days, state_of
from jiayi.infra.db.database import Tx
from jiayi.infra.web.page import Page

_FIRST = [*IN_FORCE, *WAITING, AgreementState.UPCOMING]


async def cards(tx: Tx, page: Page) -> list[dict[str, Any]]:
    """For ``home_mine.html``: the own agreement in force or on its way, then the household's that need something."""
    actor = page.actor
    if actor.resident_id is None:
        return []
    residents = [actor.resident_id]
    if actor.household_id:
        members = await store.household_ids(tx, actor.county, actor.household_id)
        residents += [one for one in members if one != residents[0]]
    found = [(a, state(tx, a)) for a in await store.agreements_of(tx, actor.county, residents)]
    wanted = [
        (a, s) for a, s in found if s in _FIRST and (a.resident_id == residents[0] or s not in IN_FORCE)
    ]
    return [views.summary(page, a, s) for a, s in sorted(wanted, key=lambda one: _FIRST.index(one[1]))]


def state(tx: Tx, agreement: Agreement) -> AgreementState:
    return state_of(agreement, tx.today, renewal_days(policy_for(agreement.policy_division, tx.today)))
