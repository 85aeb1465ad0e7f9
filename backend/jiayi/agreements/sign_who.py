"""The first page of signing: with which doctor, and who of the household."""

from typing import Any
from uuid import UUID

from jiayi.agreements import permission, stops, store, views
from jiayi.agreements.guards import acts_for, is_guardian, minor, prepares_for, signs_beside
from jiayi.agreements.model import IN_FORCE, Agreement, Party, Person
from jiayi.agreements.rules import change_facts, may_sign_with, state_of
from jiayi.agreements.wish import Wish
from jiayi.agreements.writing import places_left
from jiayi.infra.db.database import Tx
from jiayi.infra.web.page import Page
from jiayi.policies import rules
from jiayi.policies.cited import NoRule
from jiayi.policies.resolve import Policy


async def parties_for(tx: Tx, me: Person, wish: Wish, area: UUID | None) -> tuple[UUID | None, list[Party]]:
    """The doctor who was asked for, also of another area, with their team; else the team at home."""
    team = wish.team or await _team_of(tx, me, wish.doctor) or await _team_at_home(tx, me, wish, area)
    if team:
        found = await store.parties_of_team(tx, tx.actor.county, team)
        return team, sorted(found, key=lambda p: p.doctor_id != wish.doctor)
    alone = await store.party(tx, tx.actor.county, None, wish.doctor)
    return None, [alone] if alone else []


async def doctors(tx: Tx, policy: Policy, me: Person, parties: list[Party]) -> list[dict[str, Any]]:
    return [
        {"party": p, "left": await places_left(tx, policy, p.doctor_id, me.id)}
        for p in parties
        if may_sign_with(policy, p)
    ]


async def people_for(
    tx: Tx, page: Page, policy: Policy, me: Person, party: Party, family: bool
) -> dict[str, Any]:
    """Who can be signed here, as what, and what stands in the way of the others. A switch is one's own; the family sign
    beside it."""
    household = (
        await store.household(tx, tx.actor.county, tx.actor.household_id) if tx.actor.household_id else [me]
    )
    switching = await _switching(tx, page, await _running(tx, me), party)
    switch = switching["may_switch"] and not family
    out = me.id if family or switching["current"] else None
    mine = [one for one in household if one.id != out and prepares_for(page.actor, one)]
    found = await stops.of_people(tx, policy, Wish(), party, mine)
    stopped = [said for one in mine for said in stops.shown(page, found[one.id])]
    open_ = [_signable(page, me, one) for one in mine if not found[one.id]]
    return {
        **switching, "switch": switch, "people": [_signable(page, me, me)] if switch else open_,
        "family": open_ if switch else [], "stopped": stopped,
        "themselves": [p.name for p in household if p.has_account and p.id != me.id],
        "children": [
            p.name for p in household if minor(page.actor, p) and not prepares_for(page.actor, p)
            and not (p.has_account and p.id != me.id)
        ],
    }  # fmt: skip


def party_rule(page: Page, policy: Policy) -> dict[str, str] | None:
    found = rules.party(policy)
    if isinstance(found, NoRule):
        return None
    return {"text": page.translate(found.value.text), **views.cited(page, found.citation)}


def _signable(page: Page, me: Person, one: Person) -> dict[str, Any]:
    beside = signs_beside(page.actor, one)
    return {
        "id": one.id, "name": one.name, "self": one.id == me.id, "guardian": is_guardian(page.actor, one) or beside,
        "confirms": not acts_for(page.actor, one), "beside": beside,
    }  # fmt: skip


async def _team_of(tx: Tx, me: Person, doctor: UUID | None) -> UUID | None:
    """At home, where the doctor works there, too."""
    if doctor is None:
        return None
    teams = await store.teams_of_doctor(tx, tx.actor.county, doctor)
    home = await _team_at_home(tx, me, Wish(), None)
    return home if home in teams else next(iter(teams), None)


async def _team_at_home(tx: Tx, me: Person, wish: Wish, area: UUID | None) -> UUID | None:
    if wish.doctor:  # somebody of no team was asked for by name
        return None
    area_id = area or me.area_id
    building = me.building_id if area_id == me.area_id else None
    return await store.team_of_area(tx, tx.actor.county, area_id, building) if area_id else None


async def _running(tx: Tx, me: Person) -> Agreement | None:
    mine = await store.agreements_of(tx, tx.actor.county, [me.id])
    return next((a for a in mine if state_of(a, tx.today) in IN_FORCE), None)


async def _switching(tx: Tx, page: Page, current: Agreement | None, party: Party) -> dict[str, Any]:
    """Somebody who is signed already: with this institution, or with another (then: may they change?)."""
    if current is None:
        return {"current": None, "same": False, "answer": None, "may_switch": False}
    facts = change_facts(current, "switch_institution", tx.today, same_institution=False, same_team=False)
    reason = await permission.reason(tx, current, facts)
    same = party.institution_id == current.institution_id
    return {
        "current": current, "same": same, "answer": views.words(page, reason), "may_switch": reason.met and not same,
    }  # fmt: skip
